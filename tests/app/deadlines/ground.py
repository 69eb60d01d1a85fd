"""Clocks on the ground of the miniature town: subjects that stand in its grids, and what was told about them."""

import datetime as dt
from pathlib import Path
from uuid import UUID, uuid5

import sqlalchemy as sa

from app.core.db import db, transaction
from app.core.outbox import Message
from app.deadlines import actions
from app.deadlines.actions import Subject
from app.deadlines.models import Clock, Reminder
from app.deadlines.queries import calendar, clocks_of
from app.deadlines.rules import ClockKind, Limit
from tests import town
from tests.app.deadlines.calendars import at

NOTICES = Path("holidays")  # in the folder of shared data
GRID = f"{town.TOWN}/204/001/"
START = at("2026-11-02 10:00")  # a Monday
YELLOW, RED = at("2026-11-05 08:30"), at("2026-11-09 17:30")  # of 5 working days from START
FIVE_DAYS = Limit(5)
LONGER_NEW_YEAR = """{"year": 2027, "days": [
    {"date": "2027-01-01", "name": "元旦", "isOffDay": true},
    {"date": "2027-01-04", "name": "元旦", "isOffDay": true},
    {"date": "2027-01-09", "name": "元旦", "isOffDay": false}
]}""".encode()


def a_subject(name: str = "1", *, person: str | None = "worker", team: str | None = town.PALONG, path: str = GRID) -> Subject:
    """Somebody's case, as the clocks know it."""
    return Subject(
        kind="case",
        id=uuid5(town.NAMESPACE, f"subject {name}"),
        place_path=path,
        team_id=town.a_team(team).id if team else None,
        person_id=town.person_id(person) if person else None,
        label=f"{town.TOWN}-20261102-{name}",
    )


def a_clock(
    subject: Subject, *, limit: Limit = FIVE_DAYS, kind: ClockKind = ClockKind.PROMISED, start_at: dt.datetime = START
) -> Clock:
    """A running clock of the subject."""
    with transaction():
        actions.start(subject, {kind: limit}, at=start_at, calendar=calendar())
    return next(clock for clock in reversed(clocks_of(subject.kind, subject.id)) if clock.kind is kind)


def swept(now: dt.datetime, *, token: int | None = None) -> int:
    with transaction():
        return actions.sweep(now, token=token)


def only_clock(subject: Subject) -> Clock:
    (clock,) = clocks_of(subject.kind, subject.id)
    return clock


def reminders() -> list[tuple[str, str, str | None]]:
    """(level, role, who) of every reminder, in order."""
    rows = db.session.execute(sa.select(Reminder.level, Reminder.recipient_role, Reminder.recipient_id))
    return sorted((row.level.value, row.recipient_role.value, who(row.recipient_id)) for row in rows)


def told() -> list[tuple[str, str]]:
    """(who, msgid) of every message, in order."""
    rows = db.session.execute(sa.select(Message.recipient, Message.says))
    return sorted((who(row.recipient) or "", row.says) for row in rows)


def who(person_id: UUID | None) -> str | None:
    return next((key for key in town.PEOPLE if town.person_id(key) == person_id), None)
