"""The year shown and the day it is shown on. The caller lends its calendar, so that the plan falls on real working days."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

CHINA = dt.timezone(dt.timedelta(hours=8))
SATURDAY = 5


def monday_to_friday(on: dt.date) -> bool:
    """The calendar of somebody who has none: no holidays, no make-up days."""
    return on.weekday() < SATURDAY


@dataclass(frozen=True, slots=True)
class Period:
    """1 January of `year` to the load day `as_of`, or to 31 December when the year is past."""

    year: int
    as_of: dt.date
    is_workday: Callable[[dt.date], bool] = monday_to_friday

    @property
    def first_on(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def stood_on(self) -> dt.date:
        """A day long before, on which teams, posts, points and windows stood already."""
        return dt.date(self.year - 1, 3, 1)

    @property
    def last_on(self) -> dt.date:
        return min(self.as_of, dt.date(self.year, 12, 31))

    def part(self, share: float) -> dt.date:
        """The working day that lies this share of the way through the period."""
        on = self.first_on + dt.timedelta(days=int((self.last_on - self.first_on).days * share))
        return self.workday_since(on)

    def workday_since(self, on: dt.date) -> dt.date:
        while not self.is_workday(on):
            on += dt.timedelta(days=1)
        return on

    def workdays_between(self, first_on: dt.date, before: dt.date) -> list[dt.date]:
        """The working days from `first_on` on and before `before`, in their order."""
        days = (first_on + dt.timedelta(days=n) for n in range((before - first_on).days))
        return [on for on in days if self.is_workday(on)]

    def workdays_before(self, on: dt.date, count: int) -> list[dt.date]:
        """The last `count` working days before `on`, the latest first."""
        found: list[dt.date] = []
        while len(found) < count:
            on -= dt.timedelta(days=1)
            if self.is_workday(on):
                found.append(on)
        return found
