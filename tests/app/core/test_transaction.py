"""Who may write when, on both databases."""

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import FailedSignIn, Person
from app.core.db import NestedTransaction, UnsavedWork, WriteInGet, db, transaction
from app.core.named import Named
from app.core.scope import Everywhere, looking
from app.households.models import Household
from app.households.rules import Placed
from tests import postgres
from tests.app.core import ground
from tests.app.core.workers import read_then_write, together

PROCESSES, TIMES = 4, 150


class OnPurpose(Exception):
    """What goes wrong in the middle."""


def change_and_fail() -> None:
    with transaction():
        db.session.get_one(Household, ground.HERE_HOUSE).number = 7
        db.session.flush()
        raise OnPurpose


def the_number() -> int:
    db.session.rollback()
    return db.session.get_one(Household, ground.HERE_HOUSE).number


def test_four_processes_that_read_then_write_lose_nothing_and_meet_no_lock(app: Flask, database_url: str) -> None:
    ground.build(app)
    reports = together(read_then_write, [(database_url, TIMES, True)] * PROCESSES)
    assert [errors for _, errors in reports] == [[]] * PROCESSES
    with app.app_context(), looking(Everywhere("test")):
        assert the_number() == PROCESSES * TIMES


def test_without_the_lock_the_version_refuses_the_slower_edit(app: Flask, database_url: str) -> None:
    ground.build(app)
    reports = together(read_then_write, [(database_url, 50, False)] * PROCESSES)
    made = sum(count for count, _ in reports)
    refused = [error for _, errors in reports for error in errors]
    assert set(refused) <= {"StaleDataError"}
    assert bool(refused) is database_url.startswith("postgresql")  # SQLite's one writer reads under the lock anyway
    with app.app_context(), looking(Everywhere("test")):
        assert the_number() == made


def test_nothing_is_written_outside_a_transaction(app: Flask) -> None:
    with app.app_context():
        db.session.add(FailedSignIn(name_digest="x", at=ground.NOON))
        with pytest.raises(sa.exc.DBAPIError, match=r"readonly database|read-only transaction"):
            db.session.commit()


def test_a_connection_that_only_read_may_write_later_and_the_other_way_round(app: Flask) -> None:
    with app.app_context():
        for _ in range(2):
            assert db.session.scalars(sa.select(FailedSignIn)).all() is not None
            with transaction():
                db.session.add(FailedSignIn(name_digest="x", at=ground.NOON))
            with pytest.raises(sa.exc.DBAPIError):
                db.session.execute(sa.delete(FailedSignIn))
            db.session.rollback()
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_second_transaction_inside_the_first_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(NestedTransaction), transaction(), transaction():
        pass


def test_a_transaction_in_a_get_is_refused(app: Flask) -> None:
    with app.test_request_context("/sign-in"):
        app.preprocess_request()
        with pytest.raises(WriteInGet), transaction():
            pass


def test_work_begun_before_the_transaction_is_not_lost_silently(app: Flask) -> None:
    with app.app_context():
        db.session.add(FailedSignIn(name_digest="x", at=ground.NOON))
        with pytest.raises(UnsavedWork), transaction():
            pass


def test_what_fails_half_way_leaves_nothing_behind(app: Flask) -> None:
    ground.build(app)
    with app.app_context(), looking(Everywhere("test")):
        with pytest.raises(OnPurpose):
            change_and_fail()
        assert the_number() == 0
        with transaction():
            pass  # the next one begins as if nothing had been


def test_a_naive_time_is_refused_and_an_aware_one_comes_back_in_utc(app: Flask) -> None:
    shanghai = dt.timezone(dt.timedelta(hours=8))
    with app.app_context():
        with pytest.raises(sa.exc.StatementError, match="naive"), transaction():
            db.session.add(FailedSignIn(name_digest="x", at=ground.NOON.replace(tzinfo=None)))
        with transaction():
            db.session.add(FailedSignIn(name_digest="x", at=ground.NOON.astimezone(shanghai)))
        found = db.session.scalars(sa.select(FailedSignIn.at)).one()
        assert (found, found.tzinfo) == (ground.NOON, dt.UTC)


def test_an_enumeration_is_stored_by_its_value_and_read_back_as_itself(app: Flask) -> None:
    ground.build(app)
    with app.app_context(), looking(Everywhere("test")):
        assert db.session.scalar(sa.text("SELECT placed FROM household LIMIT 1")) == "no_point"
        read = db.session.get_one(Household, ground.HERE_HOUSE).placed
        assert read is Placed.NO_POINT
        assert isinstance(read, Named)


def test_a_server_that_went_away_after_the_answer_was_made_spoils_nothing(app: Flask, database_url: str) -> None:
    if not database_url.startswith("postgresql"):
        return  # SQLite has no server
    with app.app_context():
        asked = db.session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        postgres.run(database_url.rpartition("/")[0] + "/", f"SELECT pg_terminate_backend({asked})")
    with app.app_context():
        assert db.session.scalars(sa.select(Person)).all() == []
