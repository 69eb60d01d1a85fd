"""From a day to a day. Pure: rules stand on it."""

import datetime as dt
from dataclasses import dataclass

from app.core.errors import DayMissing, DayUnreadable, Invalid
from app.core.named import N_

DAY = dt.timedelta(days=1)


class BackwardsPeriod(Invalid):
    code = "backwards_period"
    says = N_("The period ends (%(to_on)s) before it begins (%(from_on)s).")
    field = "to"


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both counted, in the township's dates. Raises BackwardsPeriod."""

    from_on: dt.date
    to_on: dt.date

    def __post_init__(self) -> None:
        if self.to_on < self.from_on:
            raise BackwardsPeriod(from_on=self.from_on, to_on=self.to_on)

    def months_and_days(self) -> "tuple[tuple[int, int] | None, tuple[Period, ...]]":
        """The whole calendar months in it, as the numbers of the first and the last, and what is left at its two ends."""
        first = self.from_on if self.from_on.day == 1 else month_of(self.from_on).to_on + DAY
        last = self.to_on if self.to_on == month_of(self.to_on).to_on else self.to_on.replace(day=1) - DAY
        if last < first:
            return None, (self,)
        before = (Period(self.from_on, first - DAY),) if self.from_on < first else ()
        after = (Period(last + DAY, self.to_on),) if last < self.to_on else ()
        return (month_number(first), month_number(last)), (*before, *after)

    def a_year_before(self) -> "Period":
        """The same days of the year before; 29 February becomes the 28th, but whole months stay whole."""
        before = _a_year_before(self.to_on)
        is_whole = self.from_on.day == 1 and self.to_on == month_of(self.to_on).to_on
        return Period(_a_year_before(self.from_on), month_of(before).to_on if is_whole else before)


def day_said(text: str, *, field: str) -> dt.date:
    """The day that a form's field names, as browsers send it. Raises DayMissing, DayUnreadable."""
    if not text:
        raise DayMissing(field=field)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise DayUnreadable(text=text, field=field) from None


def year_to(on: dt.date) -> Period:
    """From 1 January to this day."""
    return Period(on.replace(month=1, day=1), on)


def month_number(on: dt.date) -> int:
    """202609: a month as a number that sorts."""
    return on.year * 100 + on.month


def month_of(on: dt.date) -> Period:
    """The calendar month that this day lies in."""
    following = (on.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return Period(on.replace(day=1), following - dt.timedelta(days=1))


def _a_year_before(on: dt.date) -> dt.date:
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)
