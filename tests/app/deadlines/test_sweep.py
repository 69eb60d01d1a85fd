"""The minute sweep: lights turn when they are due, each role is told once, whatever went wrong in between."""

import datetime as dt
import random
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

import app.posts.actions as posts
from app.core import events
from app.core.db import db, transaction
from app.core.outbox import Message
from app.core.stamp import MACHINE, Stamp
from app.deadlines import actions
from app.deadlines.actions.sweep import BATCH
from app.deadlines.models import Clock, Reminder
from app.deadlines.queries import calendar, course_of
from app.deadlines.rules import ClockKind, Level, Light, LightTurned, Limit, Unit, due, light
from tests import town
from tests.app.core.workers import together
from tests.app.deadlines.ground import RED, START, YELLOW, a_clock, a_subject, only_clock, reminders, swept, told
from tests.app.deadlines.workers import sweep_until_done

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
SOON = "Case %(number)s is promised for %(due_on)s: it is due soon."
LATE = "Case %(number)s was promised for %(due_on)s and is overdue."


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def on_leave(person: str, stand_in: str | None) -> None:
    with transaction():
        posts.record_leave(
            town.a_person(person),
            from_on=YELLOW.date(),
            to_on=RED.date() + 9 * DAY,
            stand_in=town.a_person(stand_in) if stand_in else None,
            reason="年休假",
            stamp=town.a_stamp(),
        )


def many(count: int) -> None:
    """Clocks that all turn yellow at the same instant."""
    known = calendar()
    with transaction():
        for number in range(count):
            actions.start(a_subject(str(number)), {ClockKind.TAKE: Limit(5)}, at=START, calendar=known)


def test_nothing_turns_before_its_instant() -> None:
    a_clock(a_subject())
    assert swept(YELLOW - dt.timedelta(seconds=1)) == 0
    assert only_clock(a_subject()).light is Light.GREEN
    assert reminders() == []


def test_yellow_reminds_the_responsible_person_once_however_often_it_is_swept() -> None:
    a_clock(a_subject())
    assert [swept(YELLOW), swept(YELLOW), swept(YELLOW + MINUTE)] == [1, 0, 0]
    clock = only_clock(a_subject())
    assert (clock.light, clock.next_turn_at) == (Light.YELLOW, RED)
    assert reminders() == [("reminder", "person", "worker")]
    assert told() == [("worker", SOON)]


def test_red_chases_the_person_and_never_turns_again() -> None:
    a_clock(a_subject())
    assert [swept(YELLOW), swept(RED), swept(RED + 9 * DAY)] == [1, 1, 0]
    assert only_clock(a_subject()).next_turn_at is None
    assert reminders() == [("chaser", "person", "worker"), ("reminder", "person", "worker")]
    assert told() == [("worker", SOON), ("worker", LATE)]


def test_after_days_of_downtime_a_clock_goes_straight_to_red_and_sends_its_chaser_only() -> None:
    a_clock(a_subject())
    assert swept(RED + 5 * DAY) == 1
    assert only_clock(a_subject()).light is Light.RED
    assert {level for level, _, _ in reminders()} == {"chaser"}


def test_what_ran_out_before_the_sweep_came_is_told_though_it_was_paused_and_resumed_meanwhile() -> None:
    a_clock(a_subject())
    with transaction():
        actions.pause(a_subject(), at=RED + MINUTE, reason="等", calendar=calendar())
        actions.resume(a_subject(), at=RED + 2 * MINUTE, calendar=calendar())
    assert [swept(RED + 3 * MINUTE), swept(RED + 4 * MINUTE)] == [1, 0]
    assert reminders() == [("chaser", "person", "worker")]


def test_a_message_names_the_case_and_the_day_and_leads_to_its_page() -> None:
    a_clock(a_subject())
    swept(YELLOW)
    message = db.session.scalars(sa.select(Message)).one()
    assert message.facts == {"number": f"{town.TOWN}-20261102-1", "due_on": "2026-11-09"}
    assert (message.link, message.channel, message.due_at) == (f"/cases/{town.TOWN}-20261102-1", "inbox", YELLOW)


def test_the_stand_in_is_told_during_leave() -> None:
    a_clock(a_subject())
    on_leave("worker", "second")
    swept(YELLOW)
    assert reminders() == [("reminder", "person", "second")]


def test_without_a_stand_in_the_leader_is_told() -> None:
    a_clock(a_subject())
    on_leave("worker", None)
    swept(YELLOW)
    assert reminders() == [("reminder", "leader", "leader")]


def test_a_case_that_only_a_team_has_is_the_leaders_affair() -> None:
    a_clock(a_subject(person=None, path=f"{town.TOWN}/204/"))
    swept(YELLOW)
    assert reminders() == [("reminder", "leader", "leader")]


def test_what_stands_in_the_pool_is_the_desks_affair() -> None:
    a_clock(a_subject(person=None, team=None, path=f"{town.TOWN}/"))
    swept(YELLOW)
    assert reminders() == [("reminder", "desk", None)]
    assert told() == [("clerk", SOON)]


def test_the_statutory_clock_turns_yellow_in_silence_and_chases_when_red() -> None:
    a_clock(a_subject(), kind=ClockKind.STATUTORY)
    assert (swept(YELLOW), reminders()) == (1, [])
    assert only_clock(a_subject()).light is Light.YELLOW
    swept(RED)
    assert {level for level, _, _ in reminders()} == {"chaser"}


def test_a_stopped_clock_never_turns_and_a_paused_one_waits() -> None:
    for name in ("1", "2"):
        a_clock(a_subject(name))
    with transaction():
        actions.stop(a_subject("1"), at=START + DAY)
        actions.pause(a_subject("2"), at=START + DAY, reason="等", calendar=calendar())
    assert swept(RED + 30 * DAY) == 0
    assert [only_clock(a_subject(name)).light for name in ("1", "2")] == [Light.GREY, Light.BLUE]
    assert reminders() == []


def test_a_clock_that_comes_back_late_is_chased_by_the_next_sweep() -> None:
    a_clock(a_subject())
    with transaction():
        actions.stop(a_subject(), at=START + DAY)
        actions.restart(a_subject(), at=RED + DAY, kinds={ClockKind.PROMISED}, calendar=calendar())
    assert swept(RED + DAY) == 1
    assert {level for level, _, _ in reminders()} == {"chaser"}
    assert swept(RED + DAY) == 0


def test_more_time_makes_it_green_again_and_the_same_level_is_not_told_twice() -> None:
    a_clock(a_subject())
    swept(YELLOW)
    with transaction():
        actions.change_limit(a_subject(), kind=ClockKind.PROMISED, limit=Limit(10), at=YELLOW + MINUTE, calendar=calendar())
    assert only_clock(a_subject()).light is Light.GREEN
    swept(RED + 3 * DAY)  # the new yellow
    assert only_clock(a_subject()).light is Light.YELLOW
    assert len(reminders()) == 1


def test_every_turn_is_news_and_nothing_else_is() -> None:
    heard: list[tuple[LightTurned, Stamp]] = []
    events.listen({LightTurned: [lambda news, *, stamp: heard.append((news, stamp))]})
    a_clock(a_subject())
    for now in (YELLOW, YELLOW + MINUTE, RED):
        swept(now)
    assert [(news.light, news.level, news.person_id) for news, _ in heard] == [
        (Light.YELLOW, Level.REMINDER, town.person_id("worker")),
        (Light.RED, Level.CHASER, town.person_id("worker")),
    ]
    assert [(stamp.by, stamp.at) for _, stamp in heard] == [(MACHINE, YELLOW), (MACHINE, RED)]
    assert heard[0][1].event_id != heard[1][1].event_id


def test_a_sweep_takes_two_hundred_at_most_and_the_longest_waiting_first() -> None:
    many(BATCH + 20)
    a_clock(a_subject("late"), limit=Limit(1, Unit.HOUR))
    assert [swept(YELLOW), swept(YELLOW), swept(YELLOW)] == [BATCH, 21, 0]
    assert db.session.scalar(sa.select(sa.func.count(Reminder.id))) == BATCH + 20 + 1
    first = db.session.scalars(sa.select(Clock).where(Clock.light == Light.RED)).one()
    assert first.subject_id == a_subject("late").id


def test_a_reminder_keeps_the_token_of_the_lease_it_was_made_under() -> None:
    a_clock(a_subject())
    swept(YELLOW, token=7)
    assert db.session.scalars(sa.select(Reminder.token)).all() == [7]


def test_four_processes_sweeping_at_once_make_each_reminder_once(database_url: str) -> None:
    many(450)
    db.session.rollback()
    reports = together(sweep_until_done, [(database_url, YELLOW)] * 4)
    assert sum(reports) == 450
    assert db.session.scalar(sa.select(sa.func.count(Reminder.id))) == 450
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 450
    assert db.session.scalars(sa.select(Clock.light).distinct()).all() == [Light.YELLOW]


def test_sweeps_at_any_instants_reach_the_light_that_the_rules_give_directly() -> None:
    draw = random.Random(20261102)  # noqa: S311  the same course every time
    names = [str(number) for number in range(30)]
    for name in names:
        unit = draw.choice(list(Unit))
        begin = START + dt.timedelta(minutes=draw.randrange(20 * 24 * 60))
        a_clock(a_subject(name), limit=Limit(draw.randint(1, 16), unit), start_at=begin)
    now, seen = START + 5 * DAY, set[Light]()
    for _ in range(60):
        now += dt.timedelta(minutes=draw.randrange(1, 24 * 60))
        with transaction():
            deed(a_subject(draw.choice(names)), draw.randrange(4), now=now)
        while swept(now):
            pass
        for clock in db.session.scalars(sa.select(Clock)):
            end = due(course_of(clock), calendar=calendar())
            expected = light(end.at, warn_at=end.warn_at, now=now, stopped=clock.stopped_at is not None)
            assert clock.light is expected, (clock.length, clock.unit, now)
            assert clock.next_turn_at is None or clock.next_turn_at > now
            seen.add(clock.light)
    assert seen == set(Light)


def deed(subject: actions.Subject, which: int, *, now: dt.datetime) -> None:
    """Something that happens to a clock."""
    if which == 0:
        actions.pause(subject, at=now, reason="等", calendar=calendar())
    elif which == 1:
        actions.resume(subject, at=now, calendar=calendar())
    elif which == 2:
        actions.change_limit(subject, kind=ClockKind.PROMISED, limit=Limit(20), at=now, calendar=calendar())
    elif now.day % 5 == 0:
        actions.stop(subject, at=now)
