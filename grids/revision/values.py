"""What drawing on grids gives: grids that are new or other, land that moved, or why it can't be drawn so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import shapely

from grids.territory import Grid


class Flaw(StrEnum):
    """Why something can't be drawn so."""

    NOT_A_LINE = "not_a_line"
    NOT_A_POLYGON = "not_a_polygon"
    CROSSES_ITSELF = "crosses_itself"
    LINE_MISSES = "line_misses"
    THREE_PARTS = "three_parts"
    TOO_SMALL = "too_small"
    NOT_NEIGHBOURS = "not_neighbours"
    MIXED_KINDS = "mixed_kinds"
    TWO_VILLAGES = "two_villages"
    UNKNOWN_GRID = "unknown_grid"
    UNDRAWN = "undrawn"
    CODE_TAKEN = "code_taken"
    SWALLOWED = "swallowed"
    OUTSIDE = "outside"
    NOTHING_CHANGED = "nothing_changed"


class Undrawable(ValueError):
    """What was drawn can't be: `flaw` says why, `codes` of which grids."""

    def __init__(self, flaw: Flaw, *codes: str) -> None:
        super().__init__(flaw.value, *codes)
        self.flaw, self.codes = flaw, codes


@dataclass(frozen=True, slots=True)
class Revised:
    """The grids that are new or have another shape, and the codes of those that end."""

    put: tuple[Grid, ...]
    gone: tuple[str, ...] = ()

    def over(self, grids: Iterable[Grid]) -> tuple[Grid, ...]:
        """All grids as they are with it, by code."""
        replaced = {grid.code for grid in self.put} | {*self.gone}
        kept = [grid for grid in grids if grid.code not in replaced]
        return tuple(sorted([*kept, *self.put], key=lambda grid: grid.code))


@dataclass(frozen=True, slots=True)
class Moved:
    """Land that comes from one basic grid to another; None: no grid had it, or has it then."""

    from_code: str | None
    to_code: str | None
    shape: shapely.Geometry
    area_m2: float


@dataclass(frozen=True, slots=True)
class Around:
    """What limits a village's land: its outline, if there is one, and the shapes of other villages' grids."""

    outline: shapely.Geometry | None = None
    others: Sequence[shapely.Geometry] = ()


NOWHERE = Around()
