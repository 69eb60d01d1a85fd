"""The cell index: a fine chequerboard over the land that says which shapes may hold a point, by arithmetic alone.

A cell that lies wholly in one shape and touches no other answers at once; a cell that any border touches names its shapes, and
those are asked exactly by whoever uses the index. The board is painted with numpy, one ring segment and one row at a time.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EMPTY = -1
MIXED = -2  # and below: the k-th mixed cell has the state MIXED - k
CELLS_PER_SHAPE = 16_384
MOST_CELLS = 8_000_000
# Borders are thickened by this part of a cell's side, far more than coordinates are ever rounded: no point falls beside its cell.
REACH = 1e-6
CHUNK = 16_384  # points at a time: what they need stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Cells:
    """A board of rows × columns square cells, the outermost empty.

    `state` has one number per cell: EMPTY, the number of the only shape, or MIXED - k. The claims on mixed cell k lie at
    `first[k]:first[k + 1]` of `claims` (numbers of shapes, ascending) and `sure` (the cell lies wholly in that shape).
    """

    west: float
    south: float
    per_degree: float
    columns: int
    rows: int
    state: NDArray[np.int32]
    single: memoryview  # the states once more: one of them is read faster so
    first: Ints
    claims: NDArray[np.int32]
    sure: NDArray[np.bool_]

    def state_at(self, lon: float, lat: float) -> int:
        """The state of the cell of one finite point."""
        column, row = (lon - self.west) * self.per_degree, (lat - self.south) * self.per_degree
        if 0 <= column < self.columns and 0 <= row < self.rows:
            return self.single[int(row) * self.columns + int(column)]
        return EMPTY

    def states_at(self, lon: Floats, lat: Floats) -> NDArray[np.int32]:
        """The states of the cells of many points; EMPTY for points that aren't finite."""
        states = np.empty(len(lon), np.int32)
        place, row = np.empty(CHUNK), np.empty(CHUNK)
        cell, row_start = np.empty(CHUNK, np.intp), np.empty(CHUNK, np.intp)
        for start in range(0, len(lon), CHUNK):
            size = min(CHUNK, len(lon) - start)
            here = slice(start, start + size)
            self._cells_of(lon[here], self.west, self.columns, place[:size], cell[:size])
            self._cells_of(lat[here], self.south, self.rows, row[:size], row_start[:size])
            row_start[:size] *= self.columns
            cell[:size] += row_start[:size]
            self.state.take(cell[:size], out=states[here], mode="clip")
        return states

    def _cells_of(self, degrees: Floats, start: float, count: int, place: Floats, cell: NDArray[np.intp]) -> None:
        np.subtract(degrees, start, out=place)
        np.multiply(place, self.per_degree, out=place)
        np.fmax(place, 0, out=place)  # fmax and fmin lead what isn't a number to the outermost cells, which are empty
        np.fmin(place, count - 1, out=place)
        np.copyto(cell, place, casting="unsafe")

    def only_state(self, west: float, south: float, east: float, north: float) -> int:
        """The shape that has every cell of a box to itself, or EMPTY or MIXED."""
        left, right = (int(min(max((lon - self.west) * self.per_degree, 0), self.columns - 1)) for lon in (west, east))
        low, high = (int(min(max((lat - self.south) * self.per_degree, 0), self.rows - 1)) for lat in (south, north))
        window = self.state.reshape(self.rows, self.columns)[low : high + 1, left : right + 1]
        state = int(window[0, 0])
        return state if state >= EMPTY and (window == state).all() else MIXED

    def claims_on(self, state: int) -> Iterable[tuple[int, bool]]:
        """The shapes that may hold a point of a mixed cell, and whether they do hold it for sure."""
        claims = slice(int(self.first[MIXED - state]), int(self.first[MIXED - state + 1]))
        return zip(self.claims[claims].tolist(), self.sure[claims].tolist(), strict=True)

    def claims_of(self, states: NDArray[np.int32]) -> tuple[Ints, NDArray[np.int32], NDArray[np.bool_]]:
        """The same for many mixed cells, one row per claim: position in `states`, shape, whether sure."""
        start = self.first[MIXED - states]
        count = self.first[MIXED - states + 1] - start
        claim = runs(start, count)
        return np.repeat(np.arange(len(states)), count), self.claims[claim], self.sure[claim]

    @classmethod
    def over(cls, shapes: NDArray[np.object_], numbers: Ints) -> Self:
        """Paint the board for polygons and multipolygons (degrees), numbered as given. There must be at least one."""
        west, south, east, north = shapely.total_bounds(shapes)
        wanted = min(len(shapes) * CELLS_PER_SHAPE, MOST_CELLS)
        # A sliver of a box still gets square cells, no more of them in a row than wanted altogether.
        side = max(math.sqrt((east - west) * (north - south) / wanted), max(east - west, north - south) / wanted)
        columns, rows = int((east - west) / side) + 3, int((north - south) / side) + 3
        segments = _segments(shapes, west - side, south - side, 1 / side)
        state, first, claims, sure = _painted(segments, numbers, columns, columns * rows)
        return cls(west - side, south - side, 1 / side, columns, rows, state, state.data, first, claims, sure)


def runs(first: Ints, count: Ints) -> Ints:
    """The numbers first, first + 1, … (count of them) of every row, one after the other."""
    ends = np.cumsum(count)
    return np.repeat(first - (ends - count), count) + np.arange(ends[-1] if len(ends) else 0)


@dataclass(frozen=True, slots=True)
class _Segments:
    """The straight pieces of all rings in units of cells, with the position of the shape that each belongs to."""

    owner: Ints
    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats

    def picked(self, which: Ints) -> tuple[Floats, Floats, Floats, Floats]:
        """Start and extent (x, y, across, up) of the chosen segments, one row per choice."""
        x, y = self.x0[which], self.y0[which]
        return x, y, self.x1[which] - x, self.y1[which] - y


def _segments(shapes: NDArray[np.object_], west: float, south: float, per_degree: float) -> _Segments:
    parts, shape_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = (corners[:, 0] - west) * per_degree, (corners[:, 1] - south) * per_degree
    joined = np.flatnonzero(ring[1:] == ring[:-1])
    owner = shape_of_part[part_of_ring[ring[joined]]].astype(np.int64)
    return _Segments(owner, x[joined], y[joined], x[joined + 1], y[joined + 1])


def _floor(values: Floats) -> Ints:
    return np.floor(values).astype(np.int64)


def _border(segments: _Segments, columns: int, cells: int) -> Ints:
    """shape × cells + cell for every cell that a thickened border touches; the same cell may come several times."""
    low = _floor(np.minimum(segments.y0, segments.y1) - REACH)
    count = _floor(np.maximum(segments.y0, segments.y1) + REACH) - low + 1
    which, row = np.repeat(np.arange(len(count)), count), runs(low, count)
    x, y, across, up = segments.picked(which)
    level = up == 0
    up = np.where(level, 1.0, up)
    with np.errstate(over="ignore"):
        enter = np.where(level, 0.0, np.clip((row - REACH - y) / up, 0, 1))
        leave = np.where(level, 1.0, np.clip((row + 1 + REACH - y) / up, 0, 1))
    from_x, to_x = x + enter * across, x + leave * across
    left = _floor(np.minimum(from_x, to_x) - REACH)
    width = _floor(np.maximum(from_x, to_x) + REACH) - left + 1
    return np.repeat(segments.owner[which] * cells, width) + runs(row * columns + left, width)


def _filled(segments: _Segments, columns: int) -> tuple[Ints, Ints]:
    """(shape, cell) for every cell whose middle lies in the shape: even-odd over all rings, so holes and parts need no care."""
    low = np.ceil(np.minimum(segments.y0, segments.y1) - 0.5).astype(np.int64)
    count = np.ceil(np.maximum(segments.y0, segments.y1) - 0.5).astype(np.int64) - low
    which, row = np.repeat(np.arange(len(count)), count), runs(low, count)
    x, y, across, up = segments.picked(which)
    crossing = x + (row + 0.5 - y) / up * across
    owner = segments.owner[which]
    order = np.lexsort((crossing, row, owner))
    middle = np.ceil(crossing[order] - 0.5).astype(np.int64)
    start, width = middle[0::2], middle[1::2] - middle[0::2]
    entering = order[0::2]
    return np.repeat(owner[entering], width), runs(row[entering] * columns + start, width)


def _is_in(keys: Ints, ascending: Ints) -> NDArray[np.bool_]:
    at = np.minimum(np.searchsorted(ascending, keys), len(ascending) - 1)
    return np.asarray(ascending[at] == keys)


def _painted(
    segments: _Segments, numbers: Ints, columns: int, cells: int
) -> tuple[NDArray[np.int32], Ints, NDArray[np.int32], NDArray[np.bool_]]:
    """The state of every cell, and the claims on the mixed ones."""
    edge = np.unique(_border(segments, columns, cells))
    edge_owner, edge_cell = np.divmod(edge, cells)
    owner, cell = _filled(segments, columns)
    mixed = np.bincount(cell, minlength=cells) > 1
    mixed[edge_cell] = True
    state = np.full(cells, EMPTY, np.int32)
    state[cell] = numbers[owner]
    crowded = mixed[cell]
    owner, cell = owner[crowded], cell[crowded]
    whole = ~_is_in(owner * cells + cell, edge)
    claims = np.concatenate([edge_owner, owner[whole]])
    places = np.concatenate([edge_cell, cell[whole]])
    sure = np.repeat([False, True], [len(edge_owner), int(whole.sum())])
    order = np.lexsort((claims, places))
    at, first = np.unique(places[order], return_index=True)
    state[at] = MIXED - np.arange(len(at), dtype=np.int32)
    return state, np.append(first, len(order)).astype(np.int64), numbers[claims[order]].astype(np.int32), sure[order]
