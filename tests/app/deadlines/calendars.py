"""The calendar as the package publishes it, made once, and instants in the township's time."""

import datetime as dt
from functools import cache

from app.deadlines.queries.published import published_days
from app.deadlines.rules import SHANGHAI, Calendar, calendar_of


@cache
def published() -> Calendar:
    return calendar_of(published_days(), years=range(2004, 2027))


def at(text: str) -> dt.datetime:
    """`at("2026-10-28 10:20")`: that time in the township, as a UTC instant."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(dt.UTC)
