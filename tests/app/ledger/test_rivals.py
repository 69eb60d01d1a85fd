"""The months summed anew while others enter: PostgreSQL lets them run at once, and the table's lock makes them wait."""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

import app.cases.actions as cases
from app.cases.models import Case
from app.cases.queries import case_to_change
from app.cases.rules import Outcome, Stage
from app.core.db import db, transaction
from app.ledger.actions import sum_months
from app.ledger.models import LedgerMonth
from app.ledger.queries import months_amiss
from app.ledger.rules import Measure
from tests import makers, town

PATIENCE_S = 30.0
EMPTYING = "DELETE FROM ledger_month"
LATER = dt.timedelta(days=40)
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.COMPLETED)
        yield


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


def elsewhere(app: Flask, work: Callable[[], None]) -> None:
    """Do it as another process would: with a session and a connection of one's own."""
    with town.looking_on(app):
        try:
            with transaction():
                work()
        finally:
            db.session.remove()


@contextmanager
def held_after(beginning: str) -> Iterator[tuple[Event, Event]]:
    """Who first says a statement that begins so stands still after it: (they stand there, let them go on)."""
    held, go_on = Event(), Event()

    def hold(connection: object, cursor: object, statement: str, *_: Any) -> None:
        if statement.startswith(beginning) and not held.is_set():
            held.set()
            assert go_on.wait(PATIENCE_S)

    sa.event.listen(db.engine, "after_cursor_execute", hold)
    try:
        yield held, go_on
    finally:
        go_on.set()
        sa.event.remove(db.engine, "after_cursor_execute", hold)


def wait_until_it_waits(rival: "Future[None]") -> None:
    """Until the rival waits for somebody's lock in this database, or is done."""
    waiting = sa.text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    ends = monotonic() + PATIENCE_S
    while not rival.done() and not db.session.scalar(waiting):
        db.session.rollback()
        assert monotonic() < ends, "neither done nor waiting"
    db.session.rollback()


def months() -> dict[tuple[int, str], int]:
    db.session.rollback()
    by = (LedgerMonth.month, LedgerMonth.measure)
    found = sa.select(*by, sa.func.sum(LedgerMonth.amount)).group_by(*by)
    return {(month, measure.value): int(amount) for month, measure, amount in db.session.execute(found)}


def finishing(case: Case, at: dt.datetime) -> Callable[[], None]:
    case_id = case.id

    def finish() -> None:
        stamp = makers.a_stamp("clerk", at=at)
        cases.complete(case_to_change(case_id), outcome=Outcome.GRANTED, late_reason="路断", stamp=stamp)

    return finish


@pytest.mark.parametrize(
    ("household", "at", "expected"),
    [("1", town.NOON, {202609: 2}), ("2", town.NOON, {202609: 2}), ("1", town.NOON + LATER, {202609: 1, 202611: 1})],
    ids=["a sum that is there", "the first of its place", "the first of its month"],
)
def test_what_is_entered_while_the_months_are_summed_anew_waits_and_counts_once(
    app: Flask, pool: ThreadPoolExecutor, household: str, at: dt.datetime, expected: dict[int, int]
) -> None:
    """Without the lock a sum that is new would be there when the table is filled, and break it off."""
    finish = finishing(makers.a_case(household=household, item=town.PENSION, at_stage=Stage.IN_PROGRESS), at)
    with held_after(EMPTYING) as (held, go_on):
        summing = pool.submit(elsewhere, app, sum_months)
        assert held.wait(PATIENCE_S)
        rival = pool.submit(elsewhere, app, finish)
        wait_until_it_waits(rival)
        assert not rival.done(), "it has to wait"
        go_on.set()
        for one in (summing, rival):
            one.result(PATIENCE_S)
    assert months() == {(month, kind.value): n for month, n in expected.items() for kind in (Measure.CASE, Measure.ITEM)}
    assert months_amiss() == []


@pytest.mark.parametrize("beginning", ["LOCK TABLE ledger_month", EMPTYING])
def test_two_who_sum_the_months_at_once_take_turns(app: Flask, pool: ThreadPoolExecutor, beginning: str) -> None:
    before = months()
    with held_after(beginning) as (held, go_on):
        first = pool.submit(elsewhere, app, sum_months)
        assert held.wait(PATIENCE_S)
        second = pool.submit(elsewhere, app, sum_months)
        wait_until_it_waits(second)
        go_on.set()
        for one in (first, second):
            one.result(PATIENCE_S)
    assert months() == before
    assert months_amiss() == []
