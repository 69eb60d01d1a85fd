"""Of two schedulers one works; when it is killed the other takes over within 20 s; every reminder is made once."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock, lease
from app.core.db import db, transaction
from app.core.lease import Lease, LeaseLost
from app.core.scope import Everywhere, looking
from app.deadlines import actions
from app.deadlines.models import Clock, Reminder
from app.deadlines.rules import Body, ClockKind, Light, Unit
from tests import town
from tests.app.core.workers import together
from tests.conftest import ROOT
from tests.faults.workers import sweep

DUE, SPREAD_S, TAKEOVER_S = 60, 20, 20


@contextmanager
def scheduler(url: str, instance: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "serve"]
    surroundings = os.environ | {"DATABASE_URL": url, "DAIBAN_INSTANCE": str(instance)}
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def holder(app: Flask) -> tuple[int, int] | None:
    """The pid that holds the lease, and its fencing token."""
    with app.app_context():
        row = db.session.execute(sa.select(Lease.holder, Lease.token)).one_or_none()
        return (int(row.holder.split(":")[1]), row.token) if row and row.holder else None


def wait_for(question: Callable[[], bool], *, seconds: float) -> float:
    """Watch until it is so; how long it took."""
    began = time.monotonic()
    while not question():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.1)
    return time.monotonic() - began


def clocks_turning(app: Flask, *, count: int, first_in_s: float, spread_s: float) -> None:
    """Clocks that turn red one after the other from now on, in a village that has a leader."""
    now = clock.now()
    with app.app_context(), looking(Everywhere("test")), transaction():
        for number in range(count):
            due_at = now + dt.timedelta(seconds=first_in_s + spread_s * number / count)
            db.session.add(_clock(due_at, began_at=now - dt.timedelta(days=3)))


def _clock(due_at: dt.datetime, *, began_at: dt.datetime) -> Clock:
    return Clock(
        subject_kind="case",
        subject_id=uuid4(),
        kind=ClockKind.PROMISED,
        body=Body.DEPARTMENT,
        length=72,
        unit=Unit.HOUR,
        started_at=began_at,
        warn_at=began_at,
        due_at=due_at,
        due_on=clock.on(due_at),
        light=Light.YELLOW,
        next_turn_at=due_at,
        place_path=town.PLACES[town.PALONG],
        team_id=None,
    )


def chased(app: Flask) -> list[tuple[str, int]]:
    """How many reminder rows each clock has, by recipient's role."""
    with app.app_context(), looking(Everywhere("test")):
        rows = db.session.execute(
            sa.select(Reminder.recipient_role, sa.func.count()).group_by(Reminder.clock_id, Reminder.recipient_role)
        )
        return [(str(role), number) for role, number in rows]


def turned(app: Flask) -> int:
    with app.app_context(), looking(Everywhere("test")):
        return db.session.scalar(sa.select(sa.func.count()).select_from(Clock).where(Clock.light == Light.RED)) or 0


@pytest.mark.slow
def test_when_the_holder_is_killed_the_other_takes_over_and_catches_up(app: Flask, database_url: str, instance: Path) -> None:
    town.build(app)
    with scheduler(database_url, instance) as one, scheduler(database_url, instance) as other:
        both = {one.pid: one, other.pid: other}
        wait_for(lambda: holder(app) is not None, seconds=60)
        first = holder(app)
        assert first is not None
        both[first[0]].send_signal(signal.SIGKILL)
        clocks_turning(app, count=DUE, first_in_s=-60, spread_s=30)  # all are due while nobody works
        takeover_s = wait_for(lambda: (holder(app) or first)[0] != first[0], seconds=TAKEOVER_S + 5)
        second = holder(app)
        assert second is not None
        assert second[1] == first[1] + 1
        wait_for(lambda: turned(app) == DUE, seconds=30)  # the newcomer catches up at once, not at its next minute
        assert {number for _, number in chased(app)} == {1}
        assert takeover_s < TAKEOVER_S + 1  # the lease's 15 s, the rival's question each second, and the machine's load
        both[second[0]].terminate()
        assert both[second[0]].wait(20) == 0
        assert holder(app) is None  # a clean stop gives the lease back


def test_four_sweeps_at_once_without_any_lease_make_every_reminder_once(app: Flask, database_url: str) -> None:
    town.build(app)
    clocks_turning(app, count=DUE, first_in_s=-60, spread_s=30)
    reports = together(sweep, [(database_url, clock.now())] * 4)
    assert sum(reports) == turned(app) == DUE
    assert {number for _, number in chased(app)} == {1}


def take(app: Flask, who: str, *, seconds_later: float) -> int | None:
    now = dt.datetime(2026, 9, 30, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds_later)
    with app.app_context(), transaction():
        return lease.acquire("scheduler", holder=who, now=now, seconds=15)


def test_a_lease_is_kept_by_renewal_and_lost_by_silence(app: Flask) -> None:
    assert take(app, "a", seconds_later=0) is not None  # the first row is already run out for its maker
    token = take(app, "a", seconds_later=10)
    assert take(app, "b", seconds_later=20) is None
    assert take(app, "a", seconds_later=24) == token
    assert take(app, "b", seconds_later=39) == (token or 0) + 1
    assert take(app, "a", seconds_later=40) is None


def fenced_sweep(token: int) -> int:
    with transaction():
        lease.fence("scheduler", token=token)
        return actions.sweep(clock.now(), token=token)


def test_a_holder_that_slept_through_its_lease_writes_nothing(app: Flask) -> None:
    town.build(app)
    clocks_turning(app, count=3, first_in_s=-5, spread_s=0)
    old = take(app, "a", seconds_later=0) or 0
    new = take(app, "b", seconds_later=16) or 0
    with app.app_context(), looking(Everywhere("test")):
        with pytest.raises(LeaseLost):
            fenced_sweep(old)
        assert turned(app) == 0
        assert (fenced_sweep(new), fenced_sweep(new)) == (3, 0)
