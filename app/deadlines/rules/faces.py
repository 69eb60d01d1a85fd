"""What a list, a card or a page shows of a clock."""

import datetime as dt
from dataclasses import dataclass

from app.deadlines.rules.clocks import Due
from app.deadlines.rules.explain import Line
from app.deadlines.rules.kinds import Body, ClockKind
from app.deadlines.rules.lights import Light, Standing
from app.deadlines.rules.limits import Limit
from app.deadlines.rules.ruler import Cell

SHOWN_FIRST = (  # of a subject's clocks: late is measured on the promise
    ClockKind.PROMISED,
    ClockKind.NOTICE,
    ClockKind.TAKE,
    ClockKind.COLLECT,
    ClockKind.FORWARD,
    ClockKind.DELIVER,
    ClockKind.STATUTORY,
)


@dataclass(frozen=True, slots=True)
class ClockFace:
    """A clock in a list. `remaining_workdays`: negative when overdue, None while paused and when finished.

    `standing` says the same in the clock's own unit; `statutory_on` is the statutory date beside a promised one.
    """

    kind: ClockKind
    body: Body
    light: Light
    due_on: dt.date | None
    provisional: bool
    remaining_workdays: int | None
    standing: Standing | None = None
    statutory_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """A clock and why it is due that day: as of now, or as of when it stopped."""

    kind: ClockKind
    body: Body
    limit: Limit
    due: Due
    light: Light
    standing: Standing | None
    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]
    as_of: dt.datetime
    stopped_at: dt.datetime | None = None
