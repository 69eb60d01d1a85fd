"""Why is it due that day? The fold's stretches as lines of a table, each day in exactly one of them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.named import N_, Named
from app.deadlines.rules.calendar import Calendar, civil_date
from app.deadlines.rules.clocks import Course, Due, Ran, Stretch
from app.deadlines.rules.limits import Unit

_ONE_DAY = dt.timedelta(days=1)


class LineKind(Named):
    """What a line of the explanation tells."""

    START = "start", N_("Start")
    COUNT = "count", N_("Counting")
    REST = "rest", N_("Holiday")
    PAUSE = "pause", N_("Pause")
    EXTENSION = "extension", N_("Extension")
    MOVED = "moved", N_("Moved")
    PROVISIONAL = "provisional", N_("Tentative")
    DUE = "due", N_("Due")
    OVER = "over", N_("Overdue")


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Dates are inclusive; `to_on` None: until further notice (pause) or until today (over).

    `counted`, `cumulative` and `skipped` (taken out by a pause) are in `unit`, in minutes for hours. `weekends`: how many
    were skipped; `names`: of the holidays; `make_up`: rest days of the week that counted (调休上班). `from_at` and `to_at` where
    the time of day matters.
    """

    kind: LineKind
    from_on: dt.date
    to_on: dt.date | None
    unit: Unit
    cumulative: int
    counted: int = 0
    skipped: int = 0
    weekends: int = 0
    names: tuple[str, ...] = ()
    make_up: tuple[dt.date, ...] = ()
    reason: str = ""
    from_at: dt.datetime | None = None
    to_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """Days off in a row. `names` is empty for a plain weekend."""

    from_on: dt.date
    to_on: dt.date
    names: tuple[str, ...]


def explain(course: Course, due: Due, *, calendar: Calendar, now: dt.datetime | None = None) -> tuple[Line, ...]:
    """The lines of “为什么是这一天到期”, in order; with `now`, also how far it is over."""
    unit = course.limit.unit
    start_on = civil_date(course.start_at)
    lines = [Line(LineKind.START, start_on, start_on, unit, 0, from_at=course.start_at)]
    for stretch in due.stretches:
        lines.extend(_stretch_lines(stretch, unit=unit, calendar=calendar))
    _insert_extensions(lines, course)
    if due.on and due.at:
        lines.extend(_end_lines(course, due.on, due.at, due=due, calendar=calendar))
        if now and now >= due.at:
            lines.append(_over_line(course, due.on, due.at, calendar=calendar, now=now))
    return tuple(lines)


def rests(calendar: Calendar, from_on: dt.date, to_on: dt.date) -> Iterator[Rest]:
    """The runs of days off between two days (both included), cut at them."""
    run: list[dt.date] = []
    on = from_on
    while on <= to_on:
        if not calendar.is_workday(on):
            run.append(on)
        elif run:
            yield _rest(calendar, run)
            run = []
        on += _ONE_DAY
    if run:
        yield _rest(calendar, run)


def _rest(calendar: Calendar, run: list[dt.date]) -> Rest:
    names = (part for on in run for part in calendar.names.get(on, "").split("、") if part)
    return Rest(run[0], run[-1], tuple(dict.fromkeys(names)))


def _stretch_lines(stretch: Stretch, *, unit: Unit, calendar: Calendar) -> Iterator[Line]:
    if stretch.ran is Ran.COUNTED and unit is Unit.WORKDAY:
        yield from _workday_lines(stretch, calendar)
        return
    from_on, to_on = stretch.from_on, stretch.to_on
    if to_on and to_on < from_on and stretch.from_at:  # paused and resumed on one day, which stays counted
        from_on = to_on = civil_date(stretch.from_at)
    yield Line(
        LineKind.COUNT if stretch.ran is Ran.COUNTED else LineKind.PAUSE,
        from_on,
        to_on,
        unit,
        stretch.cumulative,
        counted=stretch.counted,
        skipped=stretch.skipped,
        reason=stretch.reason,
        from_at=stretch.from_at,
        to_at=stretch.to_at,
    )


def _workday_lines(stretch: Stretch, calendar: Calendar) -> Iterator[Line]:
    """A counted stretch, cut at the holidays in it; plain weekends are only mentioned."""
    last_on = stretch.to_on or stretch.from_on
    from_on, done = stretch.from_on, stretch.cumulative - stretch.counted
    for rest in rests(calendar, stretch.from_on, last_on):
        if not rest.names:
            continue
        if from_on < rest.from_on:
            line = _count_line(from_on, rest.from_on - _ONE_DAY, done=done, calendar=calendar)
            done = line.cumulative
            yield line
        yield Line(LineKind.REST, rest.from_on, rest.to_on, Unit.WORKDAY, done, names=rest.names)
        from_on = rest.to_on + _ONE_DAY
    if from_on <= last_on:
        yield _count_line(from_on, last_on, done=done, calendar=calendar)


def _count_line(from_on: dt.date, to_on: dt.date, *, done: int, calendar: Calendar) -> Line:
    counted = calendar.workdays_between(from_on - _ONE_DAY, to_on)
    return Line(
        LineKind.COUNT,
        from_on,
        to_on,
        Unit.WORKDAY,
        done + counted,
        counted=counted,
        weekends=sum(1 for _ in rests(calendar, from_on, to_on)),
        make_up=tuple(sorted(on for on in calendar.make_up if from_on <= on <= to_on)),
    )


def _insert_extensions(lines: list[Line], course: Course) -> None:
    """Each extension before the first line that begins after the day it was granted."""
    for extension in sorted(course.extensions, key=lambda extension: extension.granted_at):
        on = civil_date(extension.granted_at)
        at = next((number for number, line in enumerate(lines) if line.from_on > on), len(lines))
        line = Line(
            LineKind.EXTENSION,
            on,
            on,
            course.limit.unit,
            lines[at - 1].cumulative if at else 0,
            counted=extension.units,
            reason=extension.reason,
        )
        lines.insert(max(at, 1), line)


def _end_lines(course: Course, due_on: dt.date, due_at: dt.datetime, *, due: Due, calendar: Calendar) -> Iterator[Line]:
    unit = course.limit.unit
    total = course.total.length * (60 if unit is Unit.HOUR else 1)
    if due.last_on and due.last_on < due_on:
        run = next(rests(calendar, due.last_on, due_on))
        yield Line(LineKind.MOVED, due.last_on + _ONE_DAY, due_on, unit, total, names=run.names)
    if due.provisional:
        first_on = calendar.first_unknown(civil_date(course.start_at), due_on) or due_on
        yield Line(LineKind.PROVISIONAL, first_on, due_on, unit, total)
    yield Line(LineKind.DUE, due_on, due_on, unit, total, from_at=due_at)


def _over_line(course: Course, due_on: dt.date, due_at: dt.datetime, *, calendar: Calendar, now: dt.datetime) -> Line:
    unit, today = course.limit.unit, civil_date(now)
    if unit is Unit.HOUR:
        over, total, from_on = (now - due_at) // dt.timedelta(minutes=1), course.total.length * 60, due_on
    else:
        over, total = calendar.workdays_between(due_on, today), course.total.length
        from_on = min(today, calendar.add_workdays(due_on, 1)[0])
    weekends = sum(1 for rest in rests(calendar, due_on + _ONE_DAY, today) if not rest.names)
    return Line(LineKind.OVER, from_on, None, unit, total, counted=over, weekends=weekends, from_at=due_at)
