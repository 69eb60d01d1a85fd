"""Drills: what is killed in the middle of deeds loses nothing that it answered, and doubles nothing that was sent again."""

import datetime as dt
import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.cases import queries
from app.cases.models import Case, CaseEvent
from app.cases.rules import Stage
from app.core.db import db
from app.core.journal import Entry
from app.core.period import Period
from app.deadlines.models import Clock, Reminder
from app.deadlines.queries import clocks_of
from app.deadlines.rules import ClockKind
from app.ledger import queries as ledger
from app.ledger.queries import Asked
from tests import makers, postgres, town
from tests.app.core.workers import together
from tests.conftest import an_app, migrate
from tests.faults.traffic import Sender, senders, sending, serving
from tests.faults.workers import work_all_day

PEOPLE, EACH, KILLS, BETWEEN_KILLS = 6, 12, 4, 10
LAST = town.NOON + dt.timedelta(days=60)
pytestmark = pytest.mark.slow


def nothing_is_lost_or_doubled(app: Flask, people: list[Sender]) -> None:
    """Each deed that was sent is there once: one journal entry, one case with the number that was told, one history."""
    told = dict(pair for person in people for pair in person.told)
    assert [fault for person in people for fault in person.refused if fault[0] < 500] == []
    assert len(told) == sum(len(person.told) for person in people) == PEOPLE * EACH
    with town.looking_on(app):
        cases = {row.id: row.number for row in db.session.execute(sa.select(Case.id, Case.number))}
        opened = sa.select(CaseEvent.journal_id, CaseEvent.case_id).where(CaseEvent.move.is_(None))
        by_event: dict[UUID, str] = {row.journal_id: cases[row.case_id] for row in db.session.execute(opened)}
        entries = Counter(db.session.scalars(sa.select(Entry.event_id).where(Entry.event_id.in_(told))))
        assert queries.mismatches() == (len(cases), [])
        assert list(ledger.mismatches()) == []
    assert by_event == told
    assert set(entries.values()) == {1}
    assert len(entries) == len(told)
    assert len(set(cases.values())) == len(cases)


def answered(people: list[Sender]) -> int:
    """How many deeds the server has said to be done."""
    return sum(len(person.told) for person in people)


def test_a_web_server_killed_in_the_middle_of_deeds_loses_and_doubles_nothing(
    app: Flask, database_url: str, instance: Path
) -> None:
    town.build(app)
    with serving(database_url, instance) as server:
        people = senders(server, count=PEOPLE)
        with sending(people, each=EACH) as threads:
            for kill in range(1, KILLS + 1):
                wait_for(lambda kill=kill: answered(people) >= kill * BETWEEN_KILLS)  # type: ignore[misc]
                server.kill()
                server.start()
            assert any(thread.is_alive() for thread in threads) or sum(person.tries for person in people) > PEOPLE * EACH
    nothing_is_lost_or_doubled(app, people)
    assert sum(person.tries for person in people) > PEOPLE * EACH  # the kills hit deeds under way


def test_a_database_server_killed_in_the_middle_of_deeds_loses_and_doubles_nothing(tmp_path: Path) -> None:
    folder = postgres.programs()
    if folder is None:
        pytest.skip("no PostgreSQL server programs here")
    with postgres.cluster(folder, options=postgres.DURABLE) as running:
        postgres.run(running.url, "CREATE DATABASE drill")
        url, instance = running.url + "drill", tmp_path / "instance"
        migrate(url, instance)
        app = an_app(url, instance)
        town.build(app)
        with app.app_context():
            db.engine.dispose()
        with serving(url, instance) as server:
            people = senders(server, count=PEOPLE)
            with sending(people, each=EACH):
                for kill in (1, 2):
                    wait_for(lambda kill=kill: answered(people) >= kill * BETWEEN_KILLS)  # type: ignore[misc]
                    before = sum(len(person.refused) for person in people)
                    running.kill()
                    wait_for(lambda before=before: sum(len(person.refused) for person in people) > before)  # type: ignore[misc]
                    running.start()
        nothing_is_lost_or_doubled(app, people)
        faults = [fault for person in people for fault in person.refused]
        assert {status for status, _ in faults} <= {503}, faults  # understood: no page of ours says that it was our fault
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_full_disk_is_said_in_a_sentence_and_work_goes_on_when_there_is_space(tmp_path: Path) -> None:
    with a_small_disk(tmp_path / "disk", megabytes=32) as disk:  # a file, and a WAL of 4 MB before it is taken in
        url, instance = f"sqlite:///{disk}/daiban.db", tmp_path / "instance"
        migrate(url, instance)
        app = an_app(url, instance)
        town.build(app)
        ballast = disk / "ballast"
        with serving(url, instance) as server:
            people = senders(server, count=PEOPLE)
            fill(ballast)
            with sending(people, each=EACH):
                wait_for(lambda: any(person.refused for person in people))
                ballast.unlink()
        said = {(status, json.loads(text)["code"]) for person in people for status, text in person.refused}
        assert said == {(503, "disk_full")}
        nothing_is_lost_or_doubled(app, people)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@contextmanager
def a_small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """A file system of its own, of this size."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a small disk needs the right to mount: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(file: Path) -> None:
    """Write until there is no space left."""
    with file.open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(4096))


def wait_for(question: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not question():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def a_late_case(app: Flask) -> UUID:
    """A case accepted at noon of the town's day, due fifteen working days later."""
    town.build(app)
    with town.looking_on(app):
        return makers.a_case().id


def run_clocks(app: Flask, now: dt.datetime) -> None:
    with app.app_context():
        jobs.run("clocks", now=now)


def told_levels(app: Flask, case_id: UUID) -> Counter[tuple[str, str, str]]:
    """How often each role was told of each level of the promised and the take clock."""
    with town.looking_on(app):
        rows = db.session.execute(
            sa.select(Clock.kind, Reminder.level, Reminder.recipient_role)
            .join(Clock, Clock.id == Reminder.clock_id)
            .where(Clock.subject_id == case_id)
        )
        return Counter((row.kind.value, row.level.value, row.recipient_role.value) for row in rows)


def test_after_a_day_without_any_scheduler_what_was_due_is_told_once(app: Flask, a_late_case: UUID) -> None:
    run_clocks(app, town.NOON)
    due_at = promised(app, a_late_case)
    for minute in range(3):  # everybody was away from before the yellow light until a day after the red one
        run_clocks(app, due_at + dt.timedelta(days=1, minutes=minute))
    told = told_levels(app, a_late_case)
    assert set(told.values()) == {1}
    assert ("promised", "chaser", "person") in told
    assert ("promised", "reminder", "person") not in told  # it would tell of what is over


def test_a_clock_that_goes_back_an_hour_turns_no_light_twice(app: Flask, a_late_case: UUID) -> None:
    due_at, hour = promised(app, a_late_case), dt.timedelta(hours=1)
    for now in (due_at + hour / 2, due_at - hour / 2, due_at + hour / 2, due_at + hour):
        run_clocks(app, now)
    told = told_levels(app, a_late_case)
    assert told["promised", "chaser", "person"] == 1
    assert set(told.values()) == {1}


def promised(app: Flask, case_id: UUID) -> dt.datetime:
    with town.looking_on(app):
        (due_at,) = (clock.due_at for clock in clocks_of("case", case_id) if clock.kind is ClockKind.PROMISED)
        assert due_at is not None
        return due_at


OPERATIONS = [pytest.param(600, id="600"), pytest.param(10_000, id="10000", marks=pytest.mark.full)]


@pytest.mark.parametrize("operations", OPERATIONS)
def test_four_processes_and_a_sweeper_lose_double_and_lock_nothing(
    app: Flask, database_url: str, instance: Path, operations: int
) -> None:
    town.build(app)
    reports = together(work_all_day, [(database_url, str(instance), seed, operations // 4) for seed in range(4)], patience_s=1200)
    faults = [fault for report in reports for fault in report.faults]
    sent = [event for report in reports for event in report.events]
    run_clocks(app, LAST)
    assert faults == []
    assert len(sent) == len(set(sent)) >= operations * 3 // 4
    with town.looking_on(app):
        entered = Counter(db.session.scalars(sa.select(Entry.event_id)))
        assert [event for event in sent if entered[event] != 1] == []
        completed = db.session.scalar(sa.select(sa.func.count()).select_from(Case).where(Case.stage == Stage.COMPLETED))
        assert completed == sum(report.completed for report in reports)
        year = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
        assert ledger.totals(Asked(year)).completed.cases == completed
        looked_at, wrong = queries.mismatches()
        assert (looked_at, wrong, list(ledger.mismatches())) == (sum(report.opened for report in reports), [], [])
        per_level = sa.select(sa.func.count(Reminder.id)).group_by(Reminder.clock_id, Reminder.level, Reminder.recipient_role)
        assert set(db.session.scalars(per_level)) <= {1}
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Clock).where(Clock.next_turn_at <= LAST)) == 0
