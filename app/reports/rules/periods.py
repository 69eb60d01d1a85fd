"""The days a report is about: as people say them, and never beyond today. Pure."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.core.errors import DayUnreadable, Invalid
from app.core.named import N_, Named
from app.core.period import Period, month_of, year_to

FIRST_YEAR = 2000
MONTHS_A_QUARTER = 3
SUNDAY = 7


class Preset(Named):
    """A period that has a name."""

    TODAY = "today", N_("today")
    WEEK = "week", N_("this week")
    MONTH = "month", N_("this month")
    LAST_MONTH = "last_month", N_("last month")
    QUARTER = "quarter", N_("this quarter")
    YEAR = "year", N_("this year")


class UnreadableYear(Invalid):
    code = "reports.unreadable_year"
    says = N_("%(text)s is no year. Write it with four digits, as 2026.")
    field = "year"


class UnreadableMonth(Invalid):
    code = "reports.unreadable_month"
    says = N_("%(text)s is no month. Write it as 2026-10.")
    field = "month"


class UnknownPreset(Invalid):
    code = "reports.unknown_period"
    says = N_("There is no period called %(text)s. Known are: %(known)s.")
    field = "period"


class SaidTwice(Invalid):
    code = "reports.period_said_twice"
    says = N_("Say the period in one way: by its name, by the year, or by its first and last day.")
    field = "from"


class TooEarly(Invalid):
    code = "reports.too_early"
    says = N_("There are no figures before the year %(year)s.")
    field = "from"


class FutureYear(Invalid):
    code = "reports.future_year"
    says = N_("The year %(year)s hasn't begun: there is nothing to count yet.")
    field = "year"


class FutureMonth(Invalid):
    code = "reports.future_month"
    says = N_("The month %(month)s hasn't begun: there is nothing to report yet.")
    field = "month"


class FuturePeriod(Invalid):
    code = "reports.future_period"
    says = N_("The period begins on %(from_on)s, and that day hasn't come yet.")
    field = "from"


@dataclass(frozen=True, slots=True)
class Said:
    """A period as it was typed or stands in an address; nothing said is this year."""

    preset: str = ""
    year: str = ""
    from_on: str = ""
    to_on: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The days asked for, and those that are counted: up to today. `name` when the period has one."""

    asked: Period
    counted: Period
    name: Preset | None = None

    @property
    def is_over(self) -> bool:
        """Whether the last day asked for lies behind us, and no figure changes but by a correction."""
        return self.asked.to_on == self.counted.to_on


def span_of(said: Said, *, today: dt.date) -> Span:
    """The period that was said.

    Raises DayUnreadable, UnreadableYear, UnknownPreset, SaidTwice, TooEarly, FutureYear, FuturePeriod and BackwardsPeriod.
    """
    ways = [bool(said.preset), bool(said.year), bool(said.from_on or said.to_on)]
    if sum(ways) > 1:
        raise SaidTwice
    if said.year:
        return _year(said.year, today=today)
    if said.from_on or said.to_on:
        return _days(said, today=today)
    name = _preset(said.preset) if said.preset else Preset.YEAR
    return _until(_ASKED[name](today), today=today, name=name)


def month_said(text: str, *, today: dt.date) -> Span:
    """A month written as 2026-10. Raises UnreadableMonth, TooEarly, FutureMonth."""
    try:
        first = dt.datetime.strptime(text.strip(), "%Y-%m").date()  # noqa: DTZ007  a month has no zone
    except ValueError:
        raise UnreadableMonth(text=text) from None
    if first > today:
        raise FutureMonth(month=f"{first:%Y-%m}")
    if first.year < FIRST_YEAR:
        raise TooEarly(year=FIRST_YEAR)
    return _until(month_of(first), today=today)


def _until(asked: Period, *, today: dt.date, name: Preset | None = None) -> Span:
    return Span(asked, Period(asked.from_on, min(asked.to_on, today)), name)


def _preset(text: str) -> Preset:
    try:
        return Preset.of(text)
    except ValueError:
        raise UnknownPreset(text=text, known=", ".join(preset.value for preset in Preset)) from None


def _year(text: str, *, today: dt.date) -> Span:
    if not (text.isascii() and text.isdigit() and len(text) == len("2026")):
        raise UnreadableYear(text=text)
    year = int(text)
    if year > today.year:
        raise FutureYear(year=text)
    if year < FIRST_YEAR:
        raise TooEarly(year=FIRST_YEAR)
    return _until(_whole_year(year), today=today, name=Preset.YEAR if year == today.year else None)


def _days(said: Said, *, today: dt.date) -> Span:
    to_on = _day(said.to_on, field="to") if said.to_on else today
    from_on = _day(said.from_on, field="from") if said.from_on else year_to(to_on).from_on
    if from_on.year < FIRST_YEAR:
        raise TooEarly(year=FIRST_YEAR)
    if from_on > today:
        raise FuturePeriod(from_on=from_on)
    return _until(Period(from_on, to_on), today=today)


def _day(text: str, *, field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise DayUnreadable(text=text, field=field) from None


def _whole_year(year: int) -> Period:
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _week(today: dt.date) -> Period:
    """Monday to Sunday."""
    return Period(today - dt.timedelta(days=today.isoweekday() - 1), today + dt.timedelta(days=SUNDAY - today.isoweekday()))


def _last_month(today: dt.date) -> Period:
    return month_of(today.replace(day=1) - dt.timedelta(days=1))


def _quarter(today: dt.date) -> Period:
    first = today.replace(day=1, month=(today.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1)
    return Period(first, month_of(first.replace(month=first.month + MONTHS_A_QUARTER - 1)).to_on)


_ASKED: Mapping[Preset, Callable[[dt.date], Period]] = {
    Preset.TODAY: lambda today: Period(today, today),
    Preset.WEEK: _week,
    Preset.MONTH: month_of,
    Preset.LAST_MONTH: _last_month,
    Preset.QUARTER: _quarter,
    Preset.YEAR: lambda today: _whole_year(today.year),
}
