"""Quiet hours 免打扰: nothing goes outside at night or on a day off. The inbox is not held back: it wakes nobody."""

import datetime as dt
from dataclasses import dataclass

from app.deadlines.rules import SHANGHAI, Calendar, OfficeHours, civil_date, instant

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when until when nothing goes outside; over midnight when `from_at` is the later one. Equal: days off only."""

    from_at: dt.time = dt.time(21)
    until: dt.time = dt.time(7, 30)

    def next_open(self, at: dt.datetime, *, calendar: Calendar) -> dt.datetime:
        """`at` itself, or the first instant after it that is neither quiet nor on a day off."""
        on = civil_date(at)
        if not calendar.is_workday(on):
            return self._morning_of(calendar.workday_from(on))
        if not self._is_quiet(at.astimezone(SHANGHAI).time()):
            return at
        ends_today = instant(on, self.until)
        return ends_today if ends_today > at else self._morning_of(calendar.workday_from(on + _DAY))

    def _is_quiet(self, time: dt.time) -> bool:
        if self.from_at <= self.until:
            return self.from_at <= time < self.until
        return time >= self.from_at or time < self.until

    def _morning_of(self, on: dt.date) -> dt.datetime:
        """When the quiet of the night before ends; a quiet time in the middle of the day leaves the morning free."""
        return instant(on, self.until if self.from_at > self.until else dt.time(0))


def is_morning(now: dt.datetime, *, hours: OfficeHours, calendar: Calendar) -> bool:
    """Whether the morning's digest is due: a working day, from its first minute; a late start catches up until closing time."""
    on = civil_date(now)
    return calendar.is_workday(on) and instant(on, hours.opens) <= now < instant(on, hours.closes)
