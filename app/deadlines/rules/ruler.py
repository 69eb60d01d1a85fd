"""The clock's ruler 时限尺: one cell a counted day, rest days as stubs, pauses hatched, the days over at the end."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from app.deadlines.rules.calendar import Calendar, civil_date
from app.deadlines.rules.clocks import Course, Due, Ran
from app.deadlines.rules.limits import Unit

_ONE_DAY = dt.timedelta(days=1)


class CellKind(Enum):
    """How a cell of the ruler is drawn. `value` is its CSS class."""

    START = "start"
    COUNT = "count"
    WARN = "warn"
    REST = "rest"
    PAUSE = "pause"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day on the ruler. `number`: which counted day (or day over) it is, None where nothing is counted."""

    on: dt.date
    kind: CellKind
    number: int | None = None
    name: str = ""  # of the holiday
    is_today: bool = False
    is_due: bool = False


def cells(course: Course, due: Due, *, calendar: Calendar, today: dt.date, over_at_most: int = 10) -> tuple[Cell, ...]:
    """The ruler from the day of the start to the day it is due, or to today when it is paused or over.

    Of a clock long over, the first `over_at_most` working days over. Empty for hours: they have no days to show.
    """
    if course.limit.unit is Unit.HOUR:
        return ()
    start_on = civil_date(course.start_at)
    return (
        Cell(start_on, CellKind.START, is_today=start_on == today),
        *_limit_cells(course, due, calendar=calendar, today=today),
        *_over_cells(due, calendar=calendar, today=today, at_most=over_at_most),
    )


def _limit_cells(course: Course, due: Due, *, calendar: Calendar, today: dt.date) -> Iterator[Cell]:
    in_workdays = course.limit.unit is Unit.WORKDAY
    number = 0
    warn_on = civil_date(due.warn_at) if due.warn_at else None
    for on, ran in _days(due, today):
        name = calendar.names.get(on, "")
        if ran is Ran.PAUSED and calendar.is_workday(on):
            yield Cell(on, CellKind.PAUSE, is_today=on == today)
        elif ran is Ran.COUNTED and (calendar.is_workday(on) or not in_workdays):
            number += 1
            kind = CellKind.WARN if warn_on and on >= warn_on else CellKind.COUNT
            yield Cell(on, kind, number, name, is_today=on == today, is_due=on == due.on)
        elif on == due.on:  # the working day that a limit in natural days moved to
            yield Cell(on, CellKind.WARN, None, name, is_today=on == today, is_due=True)
        else:
            yield Cell(on, CellKind.REST, None, name, is_today=on == today)


def _days(due: Due, today: dt.date) -> Iterator[tuple[dt.date, Ran | None]]:
    """Every day after the start with what the clock did on it; None between the last day and the one it moved to."""
    for stretch in due.stretches:
        last_on = max(today, stretch.from_on) if stretch.to_on is None else stretch.to_on
        for on in _each(stretch.from_on, last_on):
            yield on, stretch.ran
    if due.on and due.last_on:
        for on in _each(due.last_on + _ONE_DAY, due.on):
            yield on, None


def _over_cells(due: Due, *, calendar: Calendar, today: dt.date, at_most: int) -> Iterator[Cell]:
    number = 0
    for on in _each(due.on + _ONE_DAY, today) if due.on else ():
        if not calendar.is_workday(on):
            yield Cell(on, CellKind.REST, None, calendar.names.get(on, ""), is_today=on == today)
            continue
        number += 1
        yield Cell(on, CellKind.OVER, number, is_today=on == today)
        if number == at_most:
            return


def _each(from_on: dt.date, to_on: dt.date) -> Iterator[dt.date]:
    while from_on <= to_on:
        yield from_on
        from_on += _ONE_DAY
