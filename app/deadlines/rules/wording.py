"""What to say about clocks: English msgids with their facts, to be translated and formatted by the page that shows them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.core.named import N_
from app.deadlines.rules.calendar import HOLIDAYS
from app.deadlines.rules.explain import Line, LineKind
from app.deadlines.rules.lights import Standing
from app.deadlines.rules.limits import Limit, Unit

Fact = int | str | dt.date | tuple[str, ...] | tuple[dt.date, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A msgid, its plural where it counts `num`, and its facts: plain text, dates and lists of them, holidays as msgids."""

    msgid: str
    plural: str | None = None
    num: int = 1
    facts: Mapping[str, Fact] = field(default_factory=dict)


def N2_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802  like gettext's N_
    """Mark a msgid and its plural for the catalogue."""
    return singular, plural


LIMITS = {
    Unit.WORKDAY: N2_("%(num)s working day", "%(num)s working days"),
    Unit.NATURAL_DAY: N2_("%(num)s natural day", "%(num)s natural days"),
    Unit.HOUR: N2_("%(num)s hour", "%(num)s hours"),
}
LEFT = {
    Unit.WORKDAY: N2_("%(num)s working day left", "%(num)s working days left"),
    Unit.NATURAL_DAY: N2_("%(num)s day left", "%(num)s days left"),
    Unit.HOUR: N2_("%(num)s hour left", "%(num)s hours left"),
}
PAUSED = {
    Unit.WORKDAY: N2_("paused, %(num)s working day left", "paused, %(num)s working days left"),
    Unit.NATURAL_DAY: N2_("paused, %(num)s day left", "paused, %(num)s days left"),
    Unit.HOUR: N2_("paused, %(num)s hour left", "paused, %(num)s hours left"),
}
OVER_DAYS = N2_("%(num)s working day overdue", "%(num)s working days overdue")
OVER_HOURS = N2_("%(num)s hour overdue", "%(num)s hours overdue")
LESS_THAN_A_DAY = N_("less than a working day overdue")
LESS_THAN_AN_HOUR = N_("less than an hour overdue")
DUE_TODAY = N_("due today")

WEEKENDS = N2_("skipping %(num)s weekend", "skipping %(num)s weekends")
MAKE_UP = N_("%(dates)s worked as make-up")
NOT_COUNTED = N_("%(names)s, not counted")
SKIPPED = {
    Unit.WORKDAY: N2_("%(num)s working day not counted", "%(num)s working days not counted"),
    Unit.NATURAL_DAY: N2_("%(num)s natural day not counted", "%(num)s natural days not counted"),
}
EXTENDED = {
    Unit.WORKDAY: N2_("%(num)s working day more", "%(num)s working days more"),
    Unit.NATURAL_DAY: N2_("%(num)s natural day more", "%(num)s natural days more"),
    Unit.HOUR: N2_("%(num)s hour more", "%(num)s hours more"),
}
MINUTES = N_("%(hours)s h %(minutes)s min")
MINUTES_NOT_COUNTED = N_("%(hours)s h %(minutes)s min not counted")
MINUTES_OVER = N_("%(hours)s h %(minutes)s min overdue")
TODAY_IS_OVER = N2_("today is working day %(num)s overdue", "today is working day %(num)s overdue")


def limit_words(limit: Limit) -> Phrase:
    """“15 个工作日”."""
    return Phrase(*LIMITS[limit.unit], num=limit.length)


def standing_words(standing: Standing) -> Phrase:
    """“还剩 4 个工作日”, “今天到期”, “已超期 1 个工作日”, “已暂停，还剩 3 个工作日”."""
    if standing.is_paused:
        return Phrase(*PAUSED[standing.unit], num=standing.left)
    if standing.is_late:
        return _over_words(standing)
    return Phrase(*LEFT[standing.unit], num=standing.left) if standing.left else Phrase(DUE_TODAY)


def _over_words(standing: Standing) -> Phrase:
    in_hours = standing.unit is Unit.HOUR
    if not standing.over:
        return Phrase(LESS_THAN_AN_HOUR if in_hours else LESS_THAN_A_DAY)
    return Phrase(*(OVER_HOURS if in_hours else OVER_DAYS), num=standing.over)


def how(line: Line) -> tuple[Phrase, ...]:
    """How a line was counted 怎么算: phrases to be joined by commas, what a person wrote first."""
    return tuple(_HOW[line.kind](line))


def _start(line: Line) -> Iterator[Phrase]:
    if line.unit is Unit.HOUR:
        yield Phrase(N_("counted by the clock from here on"))
    else:
        yield Phrase(N_("the day itself is not counted, the next day is the first"))


def _count(line: Line) -> Iterator[Phrase]:
    if line.unit is Unit.HOUR:
        yield _minutes(MINUTES, line.counted)
        return
    yield Phrase(*LIMITS[line.unit], num=line.counted)
    if line.weekends:
        yield Phrase(*WEEKENDS, num=line.weekends)
    if line.make_up:
        yield Phrase(MAKE_UP, facts={"dates": line.make_up})


def _rest(line: Line) -> Iterator[Phrase]:
    yield Phrase(NOT_COUNTED, facts={"names": _holidays(line)})


def _pause(line: Line) -> Iterator[Phrase]:
    if line.reason:
        yield Phrase("%(reason)s", facts={"reason": line.reason})
    if line.to_on is None:
        yield Phrase(N_("paused until further notice"))
    elif line.unit is Unit.HOUR:
        yield _minutes(MINUTES_NOT_COUNTED, line.skipped)
    elif line.skipped:
        yield Phrase(*SKIPPED[line.unit], num=line.skipped)
    else:
        yield Phrase(N_("no working day lost"))


def _extension(line: Line) -> Iterator[Phrase]:
    if line.reason:
        yield Phrase("%(reason)s", facts={"reason": line.reason})
    yield Phrase(*EXTENDED[line.unit], num=line.counted)


def _moved(line: Line) -> Iterator[Phrase]:
    if line.names:
        yield Phrase(
            N_("the last day is in the holiday %(names)s, so the next working day is the last"), facts={"names": _holidays(line)}
        )
    else:
        yield Phrase(N_("the last day is a rest day, so the next working day is the last"))


def _provisional(line: Line) -> Iterator[Phrase]:
    year = str(line.from_on.year)
    yield Phrase(N_("the holidays of %(year)s are not announced yet; Monday to Friday are counted for now"), facts={"year": year})


def _due(line: Line) -> Iterator[Phrase]:
    if line.unit is Unit.HOUR:
        yield Phrase(*LIMITS[line.unit], num=line.cumulative // 60)
    else:
        yield Phrase(N_("when business closes on the last day"))


def _over(line: Line) -> Iterator[Phrase]:
    if line.unit is Unit.HOUR:
        yield _minutes(MINUTES_OVER, line.counted)
    elif line.counted:
        if line.weekends:
            yield Phrase(N_("weekends are not counted"))
        yield Phrase(*TODAY_IS_OVER, num=line.counted)
    else:
        yield Phrase(LESS_THAN_A_DAY)


def _minutes(msgid: str, minutes: int) -> Phrase:
    return Phrase(msgid, facts={"hours": minutes // 60, "minutes": minutes % 60})


def _holidays(line: Line) -> tuple[str, ...]:
    return tuple(HOLIDAYS.get(name, name) for name in line.names)


_HOW = {
    LineKind.START: _start,
    LineKind.COUNT: _count,
    LineKind.REST: _rest,
    LineKind.PAUSE: _pause,
    LineKind.EXTENSION: _extension,
    LineKind.MOVED: _moved,
    LineKind.PROVISIONAL: _provisional,
    LineKind.DUE: _due,
    LineKind.OVER: _over,
}
