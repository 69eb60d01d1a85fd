"""Which backups stay: all of the last day, then the last of each of so many days, weeks and months."""

import datetime as dt
from collections.abc import Callable, Collection, Hashable

from app.core import clock

WHOLE = dt.timedelta(days=1)


def stay(moments: Collection[dt.datetime], *, now: dt.datetime, daily: int, weekly: int, monthly: int) -> set[dt.datetime]:
    """The moments whose backups stay. The newest always does."""
    newest_first = sorted(moments, reverse=True)
    kept = {moment for moment in newest_first if now - moment < WHOLE} | set(newest_first[:1])
    kept |= _last_of_each(newest_first, lambda on: on, daily)
    kept |= _last_of_each(newest_first, lambda on: on.isocalendar()[:2], weekly)
    kept |= _last_of_each(newest_first, lambda on: (on.year, on.month), monthly)
    return kept


def _last_of_each(newest_first: list[dt.datetime], period: Callable[[dt.date], Hashable], count: int) -> set[dt.datetime]:
    found: dict[Hashable, dt.datetime] = {}
    for moment in newest_first:
        found.setdefault(period(clock.on(moment)), moment)
    return set(list(found.values())[:count])
