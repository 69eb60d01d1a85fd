"""Townships made once for all tests of this folder: each takes some seconds."""

import datetime as dt
from functools import cache

from app.cli.demonstration.township import Township, township

LOAD_DAYS = [(2026, dt.date(2026, 11, 22)), (2026, dt.date(2026, 3, 2)), (2025, dt.date(2026, 2, 3))]


@cache
def town_on(year: int, as_of: dt.date) -> Township:
    return township(year, as_of)
