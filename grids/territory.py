"""Which grid does a point stand in? A territory is an immutable set of grids that answers in microseconds."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from grids.cells import EMPTY, MIXED, Cells
from grids.measures import flat, metres_per_degree, metres_to

OUTSIDE = -1
CROWDED = -2
Floats = NDArray[np.float64]


class Standing(StrEnum):
    """How a point stands to the grids."""

    INSIDE = "inside"
    ON_BORDER = "on_border"
    SEVERAL = "several"
    OUTSIDE = "outside"
    NO_POINT = "no_point"


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid 网格: its shape (a polygon or multipolygon in degrees of CGCS2000) or none.

    A dedicated one 专属网格 may lie on basic ones, and is preferred there.
    """

    code: str
    name: str
    shape: shapely.Geometry | None
    dedicated: bool = False


@dataclass(frozen=True, slots=True)
class Inside:
    """The point stands in this grid, and no other can be meant."""

    standing: ClassVar[Standing] = Standing.INSIDE
    grid: Grid


@dataclass(frozen=True, slots=True)
class OnBorder:
    """The point stands on a border, or nearer to it than it is accurate: whoever has it comes first, then by code."""

    standing: ClassVar[Standing] = Standing.ON_BORDER
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """The point stands in several grids that overlap, by code."""

    standing: ClassVar[Standing] = Standing.SEVERAL
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """The point stands in no grid; the nearest, and how many metres away. Both are None where no grid has a shape."""

    standing: ClassVar[Standing] = Standing.OUTSIDE
    nearest: Grid | None
    metres: float | None


Answer = Inside | OnBorder | Several | Outside


@dataclass(frozen=True, slots=True)
class Located:
    """Where many points stand, at accuracy 0.

    `index`: per point the position in `grids` of its one grid (a dedicated one before the basic one it lies on); or OUTSIDE (-1),
    also for a point without finite coordinates; or CROWDED (-2): on a border or in several. `standings` tells these apart.
    """

    grids: tuple[Grid, ...]
    index: NDArray[np.int32]
    pointless: NDArray[np.intp]  # points without finite coordinates
    bordering: NDArray[np.intp]  # points on a border of several grids
    shared_points: NDArray[np.intp]  # one row per hit of the points that more than one grid has
    shared_grids: NDArray[np.int32]

    def hits(self) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Every (point, grid) where the grid has the point, its border included, by point and then by grid: as a spatial join."""
        alone = self.index >= 0
        alone[self.shared_points] = False
        points = np.flatnonzero(alone)
        if not len(self.shared_points):
            return points, self.index[points]
        at = np.searchsorted(points, self.shared_points)
        return np.insert(points, at, self.shared_points), np.insert(self.index[points], at, self.shared_grids)

    def standings(self) -> NDArray[np.object_]:
        """The standing of each point."""
        kinds = list(Standing)
        kind = np.full(len(self.index), kinds.index(Standing.INSIDE))
        kind[self.index == OUTSIDE] = kinds.index(Standing.OUTSIDE)
        kind[self.index == CROWDED] = kinds.index(Standing.SEVERAL)
        kind[self.bordering] = kinds.index(Standing.ON_BORDER)
        kind[self.pointless] = kinds.index(Standing.NO_POINT)
        return np.asarray(np.array(kinds, object)[kind])

    def counts(self) -> dict[Standing, int]:
        """How many points have each standing."""
        on_border, no_point = len(self.bordering), len(self.pointless)
        crowded, outside = int(np.count_nonzero(self.index == CROWDED)), int(np.count_nonzero(self.index == OUTSIDE))
        return {
            Standing.INSIDE: len(self.index) - crowded - outside,
            Standing.ON_BORDER: on_border,
            Standing.SEVERAL: crowded - on_border,
            Standing.OUTSIDE: outside - no_point,
            Standing.NO_POINT: no_point,
        }


class Territory:
    """All grids of a township at one time. Grids without a shape belong to it and are never found by a point.

    Raises ValueError for two grids of one code, and for a shape that is no polygon.
    """

    __slots__ = ("_alone", "_cells", "_dedicated", "_numbers", "_shapes", "_tree", "grids")

    grids: tuple[Grid, ...]

    def __init__(self, grids: Iterable[Grid]) -> None:
        self.grids = tuple(sorted(grids, key=lambda grid: grid.code))
        if len({grid.code for grid in self.grids}) < len(self.grids):
            raise ValueError("Two grids have the same code.")
        self._shapes = np.array([grid.shape for grid in self.grids] or [None], object)
        self._numbers = np.flatnonzero(~(shapely.is_missing(self._shapes) | shapely.is_empty(self._shapes)))
        shaped = self._shapes[self._numbers]
        if not np.isin(shapely.get_type_id(shaped), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)).all():
            raise ValueError("A grid's shape must be a polygon or a multipolygon.")
        _warm(shaped)
        self._alone = [Inside(grid) for grid in self.grids]
        self._dedicated = np.array([grid.dedicated for grid in self.grids], bool)
        self._tree = shapely.STRtree(shaped)
        self._cells = Cells.over(shaped, self._numbers) if len(shaped) else None

    def locate(self, lon: float, lat: float, *, accuracy_m: float = 0.0) -> Answer:
        """Where a point (degrees, CGCS2000) stands that may be off by `accuracy_m` metres.

        Whoever might have the point, going by its accuracy, is named: nobody is left out because a phone was off by ten metres.
        Raises ValueError for a point that isn't finite.
        """
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise ValueError("The point has no finite coordinates.")
        if self._cells is None:
            return Outside(None, None)
        if accuracy_m > 0:
            return self._locate_within(self._cells, lon, lat, accuracy_m)
        state = self._cells.state_at(lon, lat)
        if state >= 0:
            return self._alone[state]
        return self._outside(lon, lat) if state == EMPTY else self._locate_exactly(self._cells.claims_on(state), lon, lat)

    def locate_many(self, lon: ArrayLike, lat: ArrayLike) -> Located:
        """Where many points (degrees, CGCS2000; two arrays of one length) stand, at accuracy 0."""
        x, y = np.ascontiguousarray(lon, np.float64), np.ascontiguousarray(lat, np.float64)
        if x.shape != y.shape or x.ndim != 1:
            raise ValueError("Longitudes and latitudes must be two arrays of one length.")
        index = np.full(len(x), EMPTY, np.int32) if self._cells is None else self._cells.states_at(x, y)
        points, grids = self._settle_mixed(index, x, y)
        bordering = self._settle_shared(index, points, grids, x, y)
        nowhere = np.flatnonzero(index == OUTSIDE)
        pointless = nowhere[~(np.isfinite(x[nowhere]) & np.isfinite(y[nowhere]))]
        return Located(self.grids, index, pointless, bordering, points, grids)

    def _locate_exactly(self, claims: Iterable[tuple[int, bool]], lon: float, lat: float) -> Answer:
        inner, touching = [], []
        for grid, sure in claims:
            if sure or shapely.contains_xy(self._shapes[grid], lon, lat):
                inner.append(grid)
            elif shapely.intersects_xy(self._shapes[grid], lon, lat):
                touching.append(grid)
        return self._settle(inner, touching) or self._outside(lon, lat)

    def _locate_within(self, cells: Cells, lon: float, lat: float, accuracy_m: float) -> Answer:
        per_lon, per_lat = metres_per_degree(lat)
        across, up = accuracy_m / per_lon, accuracy_m / per_lat
        only = cells.only_state(lon - across, lat - up, lon + across, lat + up)
        if only >= 0:
            return self._alone[only]
        inner, near, shallow = [], [], False
        for grid in self._in_box(lon, lat, across, up):
            shape = self._shapes[grid]
            if shapely.contains_xy(shape, lon, lat):
                inner.append(grid)
                shallow |= self.grids[grid].dedicated and metres_to(shapely.boundary(shape), lon, lat) <= accuracy_m
            elif metres_to(shape, lon, lat) <= accuracy_m:
                near.append(grid)
        touching = [grid for grid in near if shapely.intersects_xy(self._shapes[grid], lon, lat)]
        beside = [grid for grid in near if grid not in touching]
        return self._settle(inner, touching, beside, shallow=shallow) or self._outside(lon, lat)

    def _settle(
        self, inner: list[int], touching: list[int], beside: Iterable[int] = (), *, shallow: bool = False
    ) -> Answer | None:
        """The answer for a point in the middle of some grids, on the border of some, beside others.

        `shallow`: it is in a dedicated grid, but so near its border that it may belong to what is around it.
        """
        dedicated = [grid for grid in inner if self.grids[grid].dedicated]
        holders = dedicated or inner
        if len(holders) > 1:
            return Several(self._named(holders))
        around = [*touching, *beside]
        if not holders and len(around) == len(touching) == 1:
            return self._alone[around[0]]  # on the outer border of the land, or of a hole
        if not holders:
            return OnBorder(self._named(around)) if around else None
        rivals = sorted({*around, *inner} - {*holders})
        if dedicated and not shallow:
            rivals = [grid for grid in rivals if self.grids[grid].dedicated]
        return OnBorder(self._named([*holders, *rivals])) if rivals else self._alone[holders[0]]

    def _outside(self, lon: float, lat: float) -> Outside:
        point = shapely.Point(lon, lat)
        first = self._numbers[self._tree.nearest(point)]
        # Nearest in degrees isn't nearest in metres: whatever reaches as near as that one is measured.
        per_lon, per_lat = metres_per_degree(lat)
        reach_m = 1.01 * metres_to(self._shapes[first], lon, lat)
        rivals = sorted({int(first), *self._in_box(lon, lat, reach_m / per_lon, reach_m / per_lat)})
        nearest = rivals[int(np.argmin(shapely.distance(flat(self._shapes[rivals], lon, lat), shapely.Point(0.0, 0.0))))]
        return Outside(self.grids[nearest], metres_to(self._shapes[nearest], lon, lat))

    def _in_box(self, lon: float, lat: float, across: float, up: float) -> list[int]:
        found = self._tree.query(shapely.box(lon - across, lat - up, lon + across, lat + up))
        return sorted(self._numbers[found].tolist())

    def _named(self, positions: Iterable[int]) -> tuple[Grid, ...]:
        return tuple(self.grids[position] for position in positions)

    def _settle_mixed(self, index: NDArray[np.int32], lon: Floats, lat: Floats) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Ask the shapes about points in mixed cells and write the plain answers; give back the hits of points with several."""
        points = np.flatnonzero(index <= MIXED)
        if self._cells is None or not len(points):
            return points, np.empty(0, np.int32)
        row, grid, hit = self._cells.claims_of(index[points])
        asked = np.flatnonzero(~hit)
        asked = asked[np.argsort(grid[asked], kind="stable")]  # one shape after the other: its borders stay in the cache
        at = points[row[asked]]
        hit[asked] = shapely.intersects_xy(self._shapes[grid[asked]], lon[at], lat[at])
        row, grid = row[hit], grid[hit]
        index[points] = OUTSIDE
        index[points[row]] = grid
        shared = np.bincount(row, minlength=len(points))[row] > 1
        return points[row[shared]], grid[shared]

    def _settle_shared(
        self, index: NDArray[np.int32], points: NDArray[np.intp], grids: NDArray[np.int32], lon: Floats, lat: Floats
    ) -> NDArray[np.intp]:
        """`_settle` for arrays: write the answers of points that several grids have, and say which stand on a border."""
        which, row = np.unique(points, return_inverse=True)
        inner = shapely.contains_xy(self._shapes[grids], lon[points], lat[points])
        dedicated = self._dedicated[grids]

        def number(hits: NDArray[np.bool_]) -> NDArray[np.intp]:
            return np.asarray(np.bincount(row[hits], minlength=len(which)))

        holders = np.where(number(inner & dedicated) > 0, number(inner & dedicated), number(inner))
        preferred = (number(inner & dedicated) == 1) & (number(~inner & dedicated) == 0)
        index[which] = CROWDED
        chosen = inner & dedicated & preferred[row]
        index[points[chosen]] = grids[chosen]
        return np.asarray(which[(holders <= 1) & ~preferred])


def _warm(shapes: NDArray[np.object_]) -> None:
    """Prepare the shapes and let each answer once: what it then builds must not be built by two threads at a time."""
    shapely.prepare(shapes)
    corner = shapely.get_point(shapely.get_exterior_ring(shapely.get_geometry(shapes, 0)), 0)
    for ask in (shapely.intersects_xy, shapely.contains_xy):
        ask(shapes, shapely.get_x(corner), shapely.get_y(corner))
