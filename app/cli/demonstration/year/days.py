"""On which working days of the period people ask: any, but fewer around the Spring Festival. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from random import Random

from app.cli.demonstration.period import Period

FESTIVAL_FROM, FESTIVAL_TO = (1, 15), (2, 28)  # between these days of the year the long rest lies
LONG_REST = 5  # days; a weekend is none
AROUND, QUIET = 8, 0.35  # so many days before and after it few people come


@dataclass(frozen=True)
class Days:
    """The working days of a period on which something may happen: never the load day itself, which has only begun."""

    period: Period

    @cached_property
    def open(self) -> tuple[dt.date, ...]:
        """The days on which a finished case may have been asked for, carried and finished, the first one first."""
        ends = self.period.last_on + dt.timedelta(days=self.period.last_on < self.period.as_of)
        return tuple(self.period.workdays_between(self.period.first_on, ends))

    @cached_property
    def weights(self) -> tuple[float, ...]:
        return weights(self.open, first_on=self.period.first_on)

    def pick(self, luck: Random, *, length: int, since: dt.date | None = None) -> dt.date:
        """A day to ask on, from which `length` working days more are left. `since`: the item was not there before."""
        last = len(self.open) - length
        first = next((n for n, on in enumerate(self.open) if since is None or on >= since), last)
        if first >= last:
            message = f"{length} working days do not fit between {since or self.period.first_on} and {self.open[-1]}"
            raise LookupError(message)
        return luck.choices(self.open[first:last], weights=self.weights[first:last])[0]


def weights(workdays: Sequence[dt.date], *, first_on: dt.date) -> tuple[float, ...]:
    """How likely each day is: less in the days around the year's long winter rest, known by its length alone."""
    rest = spring_rest(workdays, first_on.year)
    if rest is None:
        return (1.0,) * len(workdays)
    before, after = rest[0] - dt.timedelta(days=AROUND), rest[1] + dt.timedelta(days=AROUND)
    return tuple(QUIET if before <= on <= after else 1.0 for on in workdays)


def spring_rest(workdays: Sequence[dt.date], year: int) -> tuple[dt.date, dt.date] | None:
    """The last working day before the long rest and the first after it; None where the calendar knows no such rest."""
    near = [on for on in workdays if dt.date(year, *FESTIVAL_FROM) <= on <= dt.date(year, *FESTIVAL_TO) + dt.timedelta(days=14)]
    pairs = [(a, b) for a, b in pairwise(near) if (b - a).days > LONG_REST]
    return max(pairs, key=lambda pair: (pair[1] - pair[0], pair), default=None)
