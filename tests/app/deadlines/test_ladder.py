"""The ladder on real rows: an unanswered chaser climbs once per level, whatever the order of sweeps, leaves and restarts."""

import datetime as dt
import itertools
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import app.cases.actions as cases
import app.posts.actions as posts
from app.cases.queries import case_to_change
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.core.outbox import Message
from app.core.stamp import Door
from app.deadlines import actions
from app.deadlines.models import Clock, Reminder
from app.deadlines.queries import calendar
from app.deadlines.rules import Level
from tests import makers, town
from tests.app.deadlines.calendars import at
from tests.app.deadlines.ground import RED, a_clock, a_subject, only_clock, reminders, swept, told

TO_LEADER, TO_TOWNSHIP = at("2026-11-10 17:30"), at("2026-11-12 17:30")  # one and three working days after RED
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
CHASER = "Case %(number)s was promised for %(due_on)s and is overdue."
UNANSWERED = "Case %(number)s has been overdue since %(due_on)s, and nothing was done after the chaser: please see to it."
UNMOVED = "Case %(number)s has been overdue since %(due_on)s, and nothing moved in the village: the township decides."
ALL = [
    ("chaser", "person", "worker"),
    ("leader", "leader", "leader"),
    ("township", "desk", None),
    ("township", "head", "head"),
]


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def climbed(now: dt.datetime) -> int:
    with transaction():
        return actions.climb(now)


def test_a_chaser_that_nobody_answers_goes_to_the_leader_and_then_to_desk_and_head() -> None:
    a_clock(a_subject())
    swept(RED)
    assert [climbed(TO_LEADER - MINUTE), climbed(TO_LEADER), climbed(TO_LEADER)] == [0, 1, 0]
    assert told() == [("leader", UNANSWERED), ("worker", CHASER)]
    assert [climbed(TO_TOWNSHIP - MINUTE), climbed(TO_TOWNSHIP), climbed(TO_TOWNSHIP + 9 * DAY)] == [0, 1, 0]
    assert reminders() == ALL
    assert told() == [("clerk", UNMOVED), ("head", UNMOVED), ("leader", UNANSWERED), ("worker", CHASER)]


def test_an_answer_lets_it_wait_anew_and_no_level_is_made_twice() -> None:
    a_clock(a_subject())
    swept(RED)
    climbed(TO_LEADER)
    with transaction():
        actions.answered("case", a_subject().id, at=TO_LEADER + MINUTE)
    assert [climbed(TO_TOWNSHIP), climbed(TO_TOWNSHIP + DAY)] == [1, 1]  # the leader's step, which was made; then the township's
    assert Counter(level for level, _, _ in reminders()) == {"chaser": 1, "leader": 1, "township": 2}


@pytest.mark.parametrize(("door", "since"), [(Door.WEB, town.NOON + DAY), (Door.SCHEDULER, town.NOON)])
def test_a_move_of_the_case_is_an_answer_and_the_scheduler_s_own_deeds_are_none(door: Door, since: dt.datetime) -> None:
    case = makers.a_case()
    with transaction():
        db.session.execute(sa.update(Clock).values(waiting_since=town.NOON, next_step_at=town.NOON))
    with transaction():
        team_id = town.a_team(town.ZHANGLANG).id
        cases.pass_on(case_to_change(case.id), team_id=team_id, reason="近", stamp=town.a_stamp(at=town.NOON + DAY, door=door))
    running = sa.select(Clock.waiting_since).where(Clock.stopped_at.is_(None), Clock.waiting_since.is_not(None))
    assert set(db.session.scalars(running)) == {since}


def test_what_is_finished_or_no_longer_late_climbs_no_further() -> None:
    for name in ("1", "2"):
        a_clock(a_subject(name))
        while swept(RED):
            pass
    with transaction():
        actions.stop(a_subject("1"), at=RED + MINUTE)
        actions.extend(
            a_subject("2"),
            kind=only_clock(a_subject("2")).kind,
            units=10,
            reason="等鉴定",
            by=town.person_id("head"),
            at=RED + MINUTE,
            calendar=calendar(),
        )
    assert climbed(TO_TOWNSHIP) == 0


def test_the_leader_s_stand_in_hears_during_leave_and_whoever_is_late_and_leads_is_the_desk_s_affair() -> None:
    leave("leader", "neighbour_leader", TO_LEADER.date())
    a_clock(a_subject("1"))
    a_clock(a_subject("2", person="leader"))
    while swept(RED):
        pass
    climbed(TO_LEADER)
    assert [row for row in reminders() if row[0] == "leader"] == [
        ("leader", "desk", None),
        ("leader", "leader", "neighbour_leader"),
    ]
    climbed(TO_TOWNSHIP)
    assert [says for who, says in told() if who == "clerk"] == [
        UNMOVED,
        UNANSWERED,
    ]  # of the other case nothing for the second time


def test_after_downtime_the_worker_is_chased_first_and_has_the_whole_time_to_answer() -> None:
    a_clock(a_subject())
    swept(TO_TOWNSHIP)
    assert climbed(TO_TOWNSHIP) == 0
    assert [level for level, _, _ in reminders()] == ["chaser"]


def leave(person: str, stand_in: str | None, on: dt.date, *, days: int = 0) -> None:
    with transaction():
        posts.record_leave(
            town.a_person(person),
            from_on=on,
            to_on=on + dt.timedelta(days=days),
            stand_in=town.a_person(stand_in) if stand_in else None,
            reason="年休假",
            stamp=town.a_stamp(),
        )


NAMES = ("worker", "leader", "neighbour", "head")
HISTORY = itertools.count()
STEPS = st.lists(st.sampled_from(("turn", "climb", "answer", "leave", "late", "idle")), min_size=8, max_size=30)


@given(steps=STEPS, seed=st.integers(0, 2**32))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_any_history_each_level_reaches_each_role_once_and_nobody_hears_the_same_twice(steps: list[str], seed: int) -> None:
    """Sweeps in any order and at any time, restarts (a sweep undone), leaves with and without stand-ins, answers."""
    draw = random.Random(seed)  # noqa: S311  the same history every time
    names = [f"{next(HISTORY)}-{number}" for number in range(4)]
    for name in names:
        a_clock(a_subject(name, person=draw.choice((*NAMES[:3], None))))
    now = RED - DAY
    for step in steps:
        now += dt.timedelta(minutes=draw.randrange(1, 20 * 60))
        happen(step, names, now=now, draw=draw)
    for _ in range(6):  # in the end everything due is done, in either order
        now += 4 * DAY
        for sweep in draw.sample((swept, climbed), 2):
            while sweep(now):
                pass
    clocks = [only_clock(a_subject(name)).id for name in names]
    expect_once(clocks)


def happen(step: str, names: list[str], *, now: dt.datetime, draw: random.Random) -> None:
    if step == "turn":
        swept(now)
    elif step == "climb":
        climbed(now)
    elif step == "late":  # killed before the commit
        with pytest.raises(KeyboardInterrupt):
            killed_sweep(now)
    elif step == "answer":
        with transaction():
            actions.answered("case", a_subject(draw.choice(names)).id, at=now)
    elif step == "leave":
        with suppress(Refusal):  # leave that overlaps what an earlier history left behind
            on = now.date() + dt.timedelta(days=draw.randrange(3))
            leave(draw.choice(NAMES), draw.choice((None, "second")), on, days=draw.randrange(3))


def killed_sweep(now: dt.datetime) -> None:
    with transaction():
        actions.sweep(now)
        actions.climb(now)
        raise KeyboardInterrupt


def expect_once(clocks: list[UUID]) -> None:
    rows = db.session.execute(
        sa.select(Reminder.clock_id, Reminder.level, Reminder.recipient_role).where(Reminder.clock_id.in_(clocks))
    ).all()
    assert max(Counter(tuple(row) for row in rows).values()) == 1
    for clock_id in clocks:
        levels = {row.level for row in rows if row.clock_id == clock_id}
        assert Level.CHASER in levels
        assert levels & {Level.LEADER, Level.TOWNSHIP}  # not both where the desk heard at the first
        events = [uuid5(clock_id, level.value) for level in (Level.CHASER, Level.LEADER, Level.TOWNSHIP)]
        heard = db.session.scalars(sa.select(Message.recipient).where(Message.event_id.in_(events))).all()
        assert max(Counter(heard).values()) == 1
