"""The same event through two doors at once has one effect."""

import dataclasses
import datetime as dt
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import journal
from app.core.db import db, transaction
from app.core.journal import Entry, EventIdReused
from app.core.scope import Everywhere, looking
from app.core.stamp import Door, Stamp
from app.households.models import Household
from tests.app.core import ground
from tests.app.core.workers import knock, together

EVENTS = 40


class OnPurpose(Exception):
    """What goes wrong in the middle."""


def enter_and_fail(stamp: Stamp) -> None:
    with transaction():
        journal.enter("x", subject=ground.HERE_HOUSE, body={}, stamp=stamp)
        raise OnPurpose


def counts(app: Flask) -> tuple[int, int]:
    """The household's counter, and entries of the journal."""
    with app.app_context(), looking(Everywhere("test")):
        entries = db.session.scalar(sa.select(sa.func.count()).select_from(Entry)) or 0
        return db.session.get_one(Household, ground.HERE_HOUSE).number, entries


def test_the_same_event_through_two_doors_at_once_happens_once(app: Flask, database_url: str) -> None:
    ground.build(app)
    ids = [uuid4() for _ in range(EVENTS)]
    reports = together(knock, [(database_url, door, ids, "same") for door in ("web", "api", "web", "api")])
    said = [answer for _, answers in reports for answer in answers]
    assert (said.count("done"), said.count("known")) == (EVENTS, 3 * EVENTS)
    assert counts(app) == (EVENTS, EVENTS)


def test_the_same_id_with_another_body_is_refused_whichever_comes_first(app: Flask, database_url: str) -> None:
    ground.build(app)
    event_id = uuid4()
    reports = dict(together(knock, [(database_url, "web", [event_id], "one"), (database_url, "api", [event_id], "other")]))
    assert sorted([reports["web"][0], reports["api"][0]]) == ["done", "refused"]
    assert counts(app) == (1, 1)


def test_a_refused_deed_leaves_no_entry_and_may_be_sent_again(app: Flask) -> None:
    stamp = ground.a_stamp()
    with app.app_context():
        with pytest.raises(OnPurpose):
            enter_and_fail(stamp)
        assert not journal.is_entered(stamp.event_id)
        with transaction():
            assert journal.enter("x", subject=ground.HERE_HOUSE, body={}, stamp=stamp)
        assert journal.is_entered(stamp.event_id)


def test_the_door_and_the_arrival_do_not_make_another_deed_but_the_time_and_the_hand_do(app: Flask) -> None:
    stamp = ground.a_stamp()
    later = stamp.recorded_at + dt.timedelta(days=3)
    with app.app_context(), transaction():
        assert journal.enter("x", subject=ground.HERE_HOUSE, body={}, stamp=stamp)
        again = dataclasses.replace(stamp, door=Door.API, recorded_at=later)
        assert not journal.enter("x", subject=ground.HERE_HOUSE, body={}, stamp=again)
        for other in (dataclasses.replace(stamp, at=later), dataclasses.replace(stamp, by=uuid4())):
            with pytest.raises(EventIdReused):
                journal.enter("x", subject=ground.HERE_HOUSE, body={}, stamp=other)


def test_a_part_of_a_deed_has_an_id_that_a_replay_finds_again() -> None:
    stamp = ground.a_stamp()
    assert stamp.part(1).event_id == stamp.part(1).event_id != stamp.part(2).event_id
    assert stamp.part(1).at == stamp.at
