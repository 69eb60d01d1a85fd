"""Ten thousand grids: the index against one painted by plain shapely, and one edited border against placing everybody anew.

In one run, in processor time; both ways must come to the same.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from grids.cells import EMPTY, MIXED, REACH, Cells
from grids.revision import cut, moved_land, placed_anew
from grids.territory import Grid, Territory
from scripts.benchmarks import Row
from tests.grids.makers import settled_points, tiling

GRIDS, POINTS, HOUSEHOLDS = 10_000, 200_000, 1_000_000
BUILD_GOAL, MANY_GOAL, ANEW_GOAL = 4.0, 5.0, 20.0
ROUNDS = 3
CRS = "EPSG:4490"

Result = TypeVar("Result")


def rows() -> list[Row]:
    """The build, many points, and an edit. Raises ValueError where the two ways don't come to the same."""
    grids = tiling(GRIDS)
    territory = Territory(grids)
    return [_build(grids), _many(territory), _anew(grids, territory)]


def _build(grids: list[Grid]) -> Row:
    shapes = np.array([grid.shape for grid in grids], object)
    ours, cells = _cpu(lambda: Cells.over(shapes, np.arange(len(shapes))))
    theirs, state = _cpu(lambda: _plainly(shapes, cells), rounds=1)
    mine = np.where(cells.state > EMPTY, cells.state, np.where(cells.state == EMPTY, EMPTY, MIXED))
    if (differing := int((mine != state).sum())) > len(state) / 1e5:  # borders are thickened here, and not there
        raise ValueError(f"{differing} of {len(state)} cells differ.")
    name = f"index of {GRIDS:,} grids, {len(state):,} cells"
    return Row(name, f"{ours:.2f} s", f"plain shapely {theirs:.2f} s", f"{theirs / ours:.1f} x", f"{BUILD_GOAL:.0f} x")


def _plainly(shapes: NDArray[np.object_], cells: Cells) -> NDArray[np.int32]:
    """The same board, each shape asked about the boxes in its surroundings: the only one, or mixed where a border passes."""
    state = np.full(cells.rows * cells.columns, EMPTY, np.int32)
    side = 1 / cells.per_degree
    shapely.prepare(shapes)
    for number, shape in enumerate(shapes):
        west, south, east, north = shape.bounds
        columns = np.arange(int((west - cells.west) / side), int((east - cells.west) / side) + 1)
        lines = np.arange(int((south - cells.south) / side), int((north - cells.south) / side) + 1)
        column, line = (axis.ravel() for axis in np.meshgrid(columns, lines))
        x, y = cells.west + column * side, cells.south + line * side
        boxes = shapely.box(x - REACH * side, y - REACH * side, x + (1 + REACH) * side, y + (1 + REACH) * side)
        touched = np.flatnonzero(shapely.intersects(shape, boxes))
        whole = shapely.contains_properly(shape, boxes[touched])
        at = line[touched] * cells.columns + column[touched]
        state[at] = np.where(whole & (state[at] == EMPTY), number, MIXED)
    return state


def _many(territory: Territory) -> Row:
    lon, lat = settled_points(territory.grids, POINTS)
    frame = geopandas.GeoDataFrame(geometry=[grid.shape for grid in territory.grids], crs=CRS)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat), crs=CRS)
    ours, (point, grid) = _cpu(lambda: territory.locate_many(lon, lat).hits())
    theirs, joined = _cpu(lambda: geopandas.sjoin(points, frame, predicate="intersects"))
    their_point, their_grid = joined.index.to_numpy(), joined["index_right"].to_numpy()
    by_point = np.lexsort((their_grid, their_point))
    if not (np.array_equal(point, their_point[by_point]) and np.array_equal(grid, their_grid[by_point])):
        raise ValueError("locate_many and geopandas.sjoin don't give the same hits.")
    mine, peer = (f"{seconds / POINTS * 1e9:.0f} ns a point" for seconds in (ours, theirs))
    name = f"locate_many, {POINTS:,} points, {GRIDS:,} grids"
    return Row(name, mine, f"geopandas.sjoin {peer}", f"{theirs / ours:.1f} x", f"{MANY_GOAL:.0f} x")


def _anew(grids: list[Grid], territory: Territory) -> Row:
    """One grid cut in two: whoever is concerned is placed anew, against an index anew and everybody in it."""
    lon, lat = settled_points(grids, HOUSEHOLDS)
    edited = grids[GRIDS // 2]
    west, south, east, north = shapely.bounds(edited.shape)
    line = shapely.LineString([(west - 1, (south + north) / 2), (east + 1, (south + north) / 2)])
    near = [grid for grid in grids if shapely.dwithin(grid.shape, edited.shape, east - west)]
    revised = cut(near, edited.code, line, new_code="new", new_name="新网格")
    after = revised.over(grids)

    def follow() -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        concerned, placed = placed_anew(after, moved_land(near, revised.over(near)), lon, lat)
        return concerned, placed.index

    before = territory.locate_many(lon, lat).index
    ours, (concerned, _) = _cpu(follow)
    theirs, anew = _cpu(lambda: Territory(after).locate_many(lon, lat), rounds=1)
    old = np.array([*(grid.code for grid in territory.grids), ""], object)[before]
    new = np.array([*(grid.code for grid in anew.grids), ""], object)[anew.index]
    elsewhere = np.flatnonzero(old != new)
    if not np.isin(elsewhere, concerned).all():
        raise ValueError("Somebody stands elsewhere who was not placed anew.")
    name = f"one of {GRIDS:,} grids cut, {len(concerned):,} of {HOUSEHOLDS:,} households placed anew"
    return Row(name, f"{ours * 1e3:.1f} ms", f"everybody {theirs * 1e3:.0f} ms", f"{theirs / ours:.0f} x", f"{ANEW_GOAL:.0f} x")


def _cpu(work: Callable[[], Result], *, rounds: int = ROUNDS) -> tuple[float, Result]:
    """Processor seconds of the best of some rounds, and what came out."""
    took = []
    for _ in range(rounds):
        start = time.process_time()
        outcome = work()
        took.append(time.process_time() - start)
    return min(took), outcome
