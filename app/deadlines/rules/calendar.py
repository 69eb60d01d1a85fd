"""The calendar of working days 工作日: the State Council's days off and make-up days, by prefix sums.

The days come from outside (a package, an imported notice, the administrator); nothing is read here. A year whose notice is not
out yet counts Monday to Friday without the statutory days that have a fixed date, and says that it does: 暂定.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from app.core.errors import Refusal
from app.core.named import N_, Named

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991; needs no zone files
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2079, 12, 31)
_ORIGIN = FIRST.toordinal()
_SIZE = LAST.toordinal() - _ORIGIN + 1
_ONE_DAY = dt.timedelta(days=1)
_WEEK = 5  # Monday to Friday

# 全国年节及纪念日放假办法 (2024 revision, in force 2025): the days with a fixed date. 春节, 清明节, 端午节, 中秋节 follow the
# moon or the sun, and the weekends moved around all of them are known from the yearly notice only.
FIXED_DAYS: Mapping[tuple[int, int], str] = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
HOLIDAYS: Mapping[str, str] = {  # the names of the notices -> msgids
    "元旦": N_("New Year's Day"),
    "春节": N_("Spring Festival"),
    "清明节": N_("Tomb-Sweeping Day"),
    "劳动节": N_("Labour Day"),
    "端午节": N_("Dragon Boat Festival"),
    "中秋节": N_("Mid-Autumn Festival"),
    "国庆节": N_("National Day"),
    "泼水节": N_("Water-Splashing Festival"),
    "嘎汤帕节": N_("Gatangpa Festival"),
}


class Source(Named):
    """Who says so. On the same date a later one of this list wins over an earlier one."""

    PACKAGE = "package", N_("published calendar")
    NOTICE = "notice", N_("State Council notice")
    LOCAL = "local", N_("prefecture holiday")
    MANUAL = "manual", N_("entered by hand")


_RANK = {source: rank for rank, source in enumerate(Source)}


class BeyondCalendar(Refusal):
    """A date so far off that no deadline is meant."""

    code = "beyond_calendar"
    status = 400
    says = N_("The calendar of working days covers %(first)s to %(last)s only.")

    def __init__(self) -> None:
        super().__init__(first=FIRST.isoformat(), last=LAST.isoformat())


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is not what its weekday says, or a named one 放假或调休."""

    on: dt.date
    is_workday: bool
    name: str
    source: Source


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Working days 工作日 from 2000 to 2079, immutable. Made by `calendar_of`.

    Every answer is one or two look-ups: under a microsecond, for any number of days.
    """

    years: frozenset[int]  # whose notice is known
    names: Mapping[dt.date, str]  # of days off
    make_up: frozenset[dt.date]  # 调休上班
    _passed: tuple[int, ...]  # working days on or before the day, by days since FIRST
    _workdays: tuple[dt.date, ...]
    _unknown: tuple[int, ...]  # days of unannounced years on or before the day
    _unknown_until: tuple[int, ...]  # the same, by working day

    def is_workday(self, on: dt.date) -> bool:
        at = _index(on)
        return self._passed[at] > (self._passed[at - 1] if at else 0)

    def is_announced(self, on: dt.date) -> bool:
        return on.year in self.years

    def add_workdays(self, start_on: dt.date, days: int) -> tuple[dt.date, bool]:
        """The working day `days` after `start_on`, and whether a year without notice was crossed (暂定).

        The start itself is not counted (民法典 201). 0 gives the last working day on or before the start, -1 the one before that.
        """
        at = start_on.toordinal() - _ORIGIN
        if at < 0 or at >= _SIZE:
            raise BeyondCalendar
        nth = self._passed[at] + days - 1
        if nth < 0 or nth >= len(self._workdays):
            raise BeyondCalendar
        return self._workdays[nth], self._unknown_until[nth] > self._unknown[at]

    def workdays_between(self, start_on: dt.date, end_on: dt.date) -> int:
        """How many working days lie after `start_on`, up to and including `end_on`; negative backwards."""
        return self._passed[_index(end_on)] - self._passed[_index(start_on)]

    def workday_from(self, on: dt.date) -> dt.date:
        """`on` itself, or the next working day."""
        return on if self.is_workday(on) else self.add_workdays(on, 1)[0]

    def workday_until(self, on: dt.date) -> dt.date:
        """`on` itself, or the last working day before it."""
        return self.add_workdays(on, 0)[0]

    def first_unknown(self, start_on: dt.date, end_on: dt.date) -> dt.date | None:
        """The first day of an unannounced year after `start_on`, up to and including `end_on`."""
        if self._unknown[_index(end_on)] == self._unknown[_index(start_on)]:
            return None
        years = range((start_on + _ONE_DAY).year, end_on.year + 1)
        year = next(year for year in years if year not in self.years)
        return max(start_on + _ONE_DAY, dt.date(year, 1, 1))


def calendar_of(days: Iterable[Day], *, years: Collection[int] | None = None, local_holidays: bool = False) -> Calendar:
    """A calendar of `days` over the plain week.

    `years`: those whose notice is known; when not given, those that `announced_years` finds. Prefecture holidays (泼水节) are
    days off only when `local_holidays` says so. About 20 ms: keep the calendar, don't make it for each question.
    """
    told = sorted(days, key=lambda day: _RANK[day.source])
    known = frozenset(announced_years(told) if years is None else years)
    counted = {day.on: day for day in told if local_holidays or day.source is not Source.LOCAL}
    off = {on: name for on, name in _fixed_days(known) if on not in counted}
    off |= {day.on: day.name for day in counted.values() if not day.is_workday}
    make_up = frozenset(day.on for day in counted.values() if day.is_workday and day.on.isoweekday() > _WEEK)
    dates = tuple(FIRST + dt.timedelta(days=number) for number in range(_SIZE))
    works = [on in make_up or (on.isoweekday() <= _WEEK and on not in off) for on in dates]
    unknown = tuple(accumulate(on.year not in known for on in dates))
    return Calendar(
        years=known,
        names=off,
        make_up=make_up,
        _passed=tuple(accumulate(works)),
        _workdays=tuple(on for on, work in zip(dates, works, strict=True) if work),
        _unknown=unknown,
        _unknown_until=tuple(count for count, work in zip(unknown, works, strict=True) if work),
    )


def announced_years(days: Iterable[Day]) -> set[int]:
    """The years whose notice is among `days`: every notice gives its 1 January, and only its own."""
    official = {Source.PACKAGE, Source.NOTICE}
    return {day.on.year for day in days if (day.on.month, day.on.day) == (1, 1) and day.source in official}


def civil_date(at: dt.datetime) -> dt.date:
    """The date in Asia/Shanghai at an aware instant."""
    return at.astimezone(SHANGHAI).date()


def instant(on: dt.date, at: dt.time) -> dt.datetime:
    """The UTC instant at which it is `at` o'clock on `on` in Asia/Shanghai."""
    return dt.datetime.combine(on, at, SHANGHAI).astimezone(dt.UTC)


def _fixed_days(known: Collection[int]) -> list[tuple[dt.date, str]]:
    years = [year for year in range(FIRST.year, LAST.year + 1) if year not in known]
    return [(dt.date(year, month, day), name) for year in years for (month, day), name in FIXED_DAYS.items()]


def _index(on: dt.date) -> int:
    at = on.toordinal() - _ORIGIN
    if at < 0 or at >= _SIZE:
        raise BeyondCalendar
    return at
