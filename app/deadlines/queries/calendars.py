"""The working calendar of this township: the package's days, the imported notices, and the prefecture's own holidays."""

from functools import lru_cache
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Deed
from app.core.db import db
from app.core.journal import Entry
from app.core.settings import settings
from app.deadlines.models import CalendarDay
from app.deadlines.queries.published import published_days
from app.deadlines.rules import Calendar, Day, Source, calendar_of


def calendar() -> Calendar:
    """The calendar as it is known now.

    Kept per process and made anew (20 ms) when another change of the calendar stands in the journal, which is one small
    look-up by index. So every process sees an import with its next question, and nobody has to be told.
    """
    changes = db.session.scalars(sa.select(Entry.event_id).where(Entry.deed == Deed.CHANGE_CALENDAR))
    return _built(frozenset(changes), settings().local_holidays)


def calendar_days(year: int) -> tuple[Day, ...]:
    """What is known of a year beside the plain week, in order; what a notice says replaces what the package says."""
    return tuple(sorted((day for day in _days() if day.on.year == year), key=lambda day: day.on))


@lru_cache(maxsize=8)
def _built(changes: frozenset[UUID], local_holidays: bool) -> Calendar:  # noqa: FBT001  a key of the cache
    return calendar_of(_days(), local_holidays=local_holidays)


def _days() -> list[Day]:
    entered = db.session.execute(
        sa.select(CalendarDay.on, CalendarDay.is_workday, CalendarDay.name, CalendarDay.source).order_by(CalendarDay.on)
    )
    rows = [Day(row.on, is_workday=row.is_workday, name=row.name, source=row.source) for row in entered]
    noticed = {day.on.year for day in rows if day.source is Source.NOTICE and (day.on.month, day.on.day) == (1, 1)}
    return [day for day in published_days() if day.on.year not in noticed] + rows
