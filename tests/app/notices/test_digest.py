"""The morning's digest on real rows: one a day to each person, however often and late it is made."""

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cases.rules import Stage
from app.core.db import db, transaction
from app.core.outbox import Message
from app.notices import actions
from app.notices.models import Digest
from tests import makers, town
from tests.app.deadlines.calendars import at
from tests.app.deadlines.ground import a_clock, a_subject, who

MORNING = at("2026-11-09 08:30")  # the day on which a clock of ground.py is due
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def made(now: dt.datetime) -> int:
    with transaction():
        return actions.make_digests(now)


def told() -> dict[str | None, dict[str, int]]:
    rows = db.session.execute(sa.select(Message.recipient, Message.facts))
    return {who(row.recipient): row.facts for row in rows}


def test_everybody_with_something_before_them_hears_once_a_day() -> None:
    a_clock(a_subject())
    assert [made(MORNING - DAY / 24), made(MORNING), made(MORNING + DAY / 24)] == [0, len(town.PEOPLE), 0]
    assert told() == {"worker": {"due": 1, "late": 0}, "leader": {"due": 1, "late": 0}}
    assert made(MORNING + DAY) == len(town.PEOPLE)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 2 + 3  # and the head, of what is late


def test_a_late_start_catches_up_and_a_day_off_has_none() -> None:
    a_clock(a_subject())
    assert [made(at("2026-11-14 09:00")), made(at("2026-11-09 17:31")), made(at("2026-11-09 16:00"))] == [0, 0, len(town.PEOPLE)]


def test_reviewers_hear_how_much_waits_for_them() -> None:
    makers.a_case(at_stage=Stage.COMPLETED, at=MORNING - 3 * DAY)
    made(MORNING)
    assert told()["reviewer"] == {"due": 0, "late": 0, "review": 1}


def test_whoever_has_nothing_gets_no_message_and_is_not_asked_again() -> None:
    assert made(MORNING) == len(town.PEOPLE)
    assert told() == {}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Digest)) == len(town.PEOPLE)
