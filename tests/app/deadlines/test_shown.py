"""The clock to show as columns of a statement: subject by subject what `lights` says. On both databases."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db, transaction
from app.deadlines import actions
from app.deadlines.actions import Subject
from app.deadlines.models import Clock
from app.deadlines.queries import calendar, due_on_shown, late_at, light_shown, lights
from app.deadlines.rules import ClockKind, Light, Limit, Unit, light
from tests import town
from tests.app.deadlines.ground import RED, START, YELLOW, a_clock, a_subject

DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
INSTANTS = (START, YELLOW - SECOND, YELLOW, RED - SECOND, RED, RED + 30 * DAY)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def said_by_lights(ids: list[UUID], *, now: dt.datetime) -> dict[UUID, tuple[Light, dt.date | None]]:
    """The light, and the day of a clock that runs: one that was stopped keeps its day, but nothing is due then."""
    faces = lights("case", ids, now=now)
    running = {one: face for one, face in faces.items() if face.light is not Light.GREY}
    return {one: (running[one].light, running[one].due_on) if one in running else (Light.GREY, None) for one in ids}


def shown(ids: list[UUID], *, now: dt.datetime) -> dict[UUID, tuple[Light, dt.date | None]]:
    columns = {one: sa.select(light_shown("case", one, now=now), due_on_shown("case", one)) for one in ids}
    return {one: (row[0], row[1]) for one, found in columns.items() for row in db.session.execute(found)}


def paused(subject: Subject, *, at: dt.datetime) -> Subject:
    with transaction():
        actions.pause(subject, at=at, reason="等县里鉴定", calendar=calendar())
    return subject


def stopped(subject: Subject, *kinds: ClockKind, at: dt.datetime = START + DAY) -> Subject:
    with transaction():
        actions.stop(subject, at=at, kinds=kinds or None)
    return subject


def with_clocks(name: str, **lengths: int) -> Subject:
    """A subject with a running clock of each kind."""
    subject = a_subject(name)
    for kind, length in lengths.items():
        a_clock(subject, kind=ClockKind(kind), limit=Limit(length))
    return subject


def every_kind_of_subject() -> list[Subject]:
    again = stopped(with_clocks("again", promised=3))
    a_clock(again, start_at=START + 2 * DAY)
    hours = a_subject("hours")
    a_clock(hours, limit=Limit(80, Unit.HOUR))
    return [
        a_subject("none"),
        with_clocks("asked", take=1, notice=5),
        with_clocks("accepted", statutory=20, take=1, promised=5),
        with_clocks("collecting", collect=3),
        stopped(with_clocks("to deliver", promised=5, deliver=3), ClockKind.PROMISED),
        stopped(with_clocks("completed", promised=5, statutory=20)),
        paused(with_clocks("paused", promised=5, take=1), at=START + DAY),
        paused(with_clocks("overdue", promised=1), at=RED),
        stopped(paused(with_clocks("given up", promised=5), at=START)),
        again,
        hours,
    ]


def test_the_columns_say_of_every_subject_at_every_instant_what_the_list_says() -> None:
    ids, seen = [subject.id for subject in every_kind_of_subject()], set[Light]()
    for now in INSTANTS:
        said = said_by_lights(ids, now=now)
        assert shown(ids, now=now) == said, now
        seen |= {light for light, _ in said.values()}
    assert seen == set(Light)


def test_should_two_of_one_kind_ever_run_the_later_one_is_shown() -> None:
    """No deed makes two, so the second is made into one here."""
    subject = with_clocks("twice", promised=5)
    for kind, days, length in ((ClockKind.TAKE, 1, 9), (ClockKind.COLLECT, -1, 2)):
        second = a_clock(subject, kind=kind, limit=Limit(length), start_at=START + days * DAY).id
        with transaction():
            db.session.get_one(Clock, second).kind = ClockKind.PROMISED
        assert shown([subject.id], now=RED) == said_by_lights([subject.id], now=RED)
        assert shown([subject.id], now=RED)[subject.id] == (Light.GREEN, dt.date(2026, 11, 16))


def test_it_can_be_asked_for_counted_and_sorted_in_a_statement_about_many() -> None:
    ids = [subject.id for subject in every_kind_of_subject()]
    said = said_by_lights(ids, now=YELLOW)
    subjects = sa.select(Clock.subject_id.label("id")).distinct().subquery()
    light, due_on = light_shown("case", subjects.c.id, now=YELLOW), due_on_shown("case", subjects.c.id)
    for one in Light:
        found = db.session.scalars(sa.select(subjects.c.id).where(light == one)).all()
        assert set(found) == {subject for subject, (its, _) in said.items() if its is one} - {a_subject("none").id}
    days = db.session.scalars(sa.select(due_on).select_from(subjects).where(due_on.is_not(None)).order_by(due_on)).all()
    assert days == sorted(on for _, on in said.values() if on)


def was_late(at: dt.datetime, kinds: Collection[ClockKind]) -> set[UUID]:
    """The definition of late_at, clock by clock: it ran at the instant, and would have shown red."""
    ran = [one for one in db.session.scalars(sa.select(Clock)) if one.subject_kind == "case" and one.started_at < at]
    running = [one for one in ran if one.kind in kinds and (one.stopped_at is None or one.stopped_at > at)]
    return {one.subject_id for one in running if light(one.due_at, warn_at=one.warn_at, now=at) is Light.RED}


def late_clocks() -> None:
    """Clocks that end around RED, some stopped then, beside every other kind; and of something that is no case."""
    every_kind_of_subject()
    for name, at in {"before": RED - SECOND, "at": RED, "after": RED + SECOND, "later": RED + 3 * DAY}.items():
        stopped(with_clocks(f"end {name}", promised=5, statutory=5), ClockKind.PROMISED, at=at)
    for kind, length in ((ClockKind.PROMISED, 1), (ClockKind.NOTICE, 5)):
        a_clock(replace(a_subject(kind.value), kind="rating"), kind=kind, limit=Limit(length))
    odd = a_clock(a_subject("odd")).id  # no deed makes one
    with transaction():
        clock = db.session.get_one(Clock, odd)
        clock.started_at, clock.due_at = RED + DAY, RED


def test_late_then_were_those_of_which_a_clock_ran_and_was_over() -> None:
    late_clocks()
    instants = {*INSTANTS, RED + SECOND, RED + DAY, RED + DAY + SECOND, RED + 3 * DAY, RED + 3 * DAY - SECOND}
    seen = set[int]()
    for kinds in (tuple(ClockKind), (ClockKind.PROMISED,), (ClockKind.PROMISED, ClockKind.NOTICE), (ClockKind.TAKE,)):
        for at in sorted(instants):
            expected = was_late(at, kinds)
            assert set(db.session.scalars(late_at("case", at, kinds=kinds))) == expected, (kinds, at)
            seen.add(len(expected))
    assert len(seen) > 5, "the clocks of this town tell the instants apart"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_late_then_is_answered_out_of_the_two_indexes_of_late_clocks() -> None:
    """On SQLite, whose plans can be read: most clocks were stopped in time, and are never looked at."""
    asked = late_at("case", RED, kinds=tuple(ClockKind)).compile(db.engine, compile_kwargs={"literal_binds": True})
    with db.engine.connect() as connection:
        plan = " ".join(row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}"))
    assert plan.count("SEARCH") == 2, plan
    assert "ix_clock_due_at" in plan
    assert "ix_clock_ended_late" in plan
