"""Townships made once for all tests of this folder: each takes some seconds."""

import datetime as dt
from functools import cache

from chinese_calendar import is_workday

from app.cli.demonstration.period import Period
from app.cli.demonstration.township import Township, township

LOAD_DAYS = [
    (2026, dt.date(2026, 11, 22)),  # a Sunday
    (2026, dt.date(2026, 11, 24)),
    (2026, dt.date(2026, 3, 1)),  # the first day on which this year is shown
    (2026, dt.date(2026, 3, 3)),
    (2026, dt.date(2026, 12, 31)),
    (2025, dt.date(2026, 2, 3)),  # a year that is past
    (2027, dt.date(2028, 2, 29)),
    (2020, dt.date(2026, 11, 24)),  # the earliest that can be shown
]


@cache
def town_on(year: int, as_of: dt.date) -> Township:
    """On a calendar that knows weekends only."""
    return township(year, as_of)


@cache
def town_with_holidays(year: int, as_of: dt.date) -> Township:
    """On the State Council's calendar."""
    return township(year, as_of, is_workday=is_workday)


def period_of(town: Township) -> Period:
    return Period(town.year, town.as_of)
