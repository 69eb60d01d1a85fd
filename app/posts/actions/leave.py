"""Deeds on leave and stand-ins 代岗. Leave ends by itself."""

import datetime as dt

from app.accounts.models import Person
from app.accounts.rules import Deed
from app.core import clock, journal
from app.core.db import db
from app.core.stamp import Stamp
from app.posts import queries
from app.posts.actions.teams import demand_at_work
from app.posts.models import Leave
from app.posts.rules.refusals import LeaveOverlaps, NothingToDo, OwnStandIn, StandInOnLeave, StandsInThen, WrongPeriod

DAY = dt.timedelta(days=1)


def record_leave(
    person: Person, *, from_on: dt.date, to_on: dt.date, stand_in: Person | None, reason: str, stamp: Stamp
) -> Leave | None:
    """Record leave with its stand-in; None when this very deed is done already.

    Raises WrongPeriod, HasLeft, LeaveOverlaps, StandsInThen, OwnStandIn, StandInOnLeave.
    """
    stand_in_id = stand_in.id if stand_in else None
    body = {"person": str(person.id), "from": from_on.isoformat(), "to": to_on.isoformat()}
    body["stand_in"] = str(stand_in_id or "")
    if not journal.enter(Deed.RECORD_LEAVE, subject=person.id, body=body, stamp=stamp, facts=body):
        return None
    _check_absence(person, from_on=from_on, to_on=to_on)
    if stand_in is not None:
        _check_stand_in(stand_in, person, from_on=from_on, to_on=to_on)
    leave = Leave(person_id=person.id, stand_in_id=stand_in_id, from_on=from_on, to_on=to_on, reason=reason)
    db.session.add(leave)
    db.session.flush()
    return leave


def end_leave(leave: Leave, *, stamp: Stamp) -> None:
    """Back today: leave that has begun ends yesterday; leave that has not never was. Raises NothingToDo for what is over."""
    yesterday = clock.on(stamp.at) - DAY
    body = {"leave": str(leave.id), "person": str(leave.person_id), "to": yesterday.isoformat()}
    if not journal.enter(Deed.RECORD_LEAVE, subject=leave.person_id, body=body, stamp=stamp, facts=body):
        return
    if leave.to_on <= yesterday:
        raise NothingToDo
    leave.to_on = max(yesterday, leave.from_on - DAY)
    db.session.flush()


def _check_absence(person: Person, *, from_on: dt.date, to_on: dt.date) -> None:
    if to_on < from_on:
        raise WrongPeriod(from_on=from_on, to_on=to_on)
    demand_at_work(person, on=from_on)
    if there := queries.leaves_between(person.id, from_on, to_on):
        raise LeaveOverlaps(person=person.name, from_on=there[0].from_on, to_on=there[0].to_on)
    if standing := queries.stood_in(person.id, from_on, to_on):
        absent = standing[0]
        raise StandsInThen(person=person.name, absent=absent.person.name, from_on=absent.from_on, to_on=absent.to_on)


def _check_stand_in(stand_in: Person, person: Person, *, from_on: dt.date, to_on: dt.date) -> None:
    if stand_in.id == person.id:
        raise OwnStandIn
    demand_at_work(stand_in, on=to_on)
    if queries.leaves_between(stand_in.id, from_on, to_on):
        raise StandInOnLeave(person=stand_in.name)
