"""Placing points in grids: ours against geopandas, in one run, in processor time."""

import time
from collections.abc import Callable
from typing import TypeVar

import geopandas
import numpy as np
from numpy.typing import NDArray

from grids.territory import Grid, Located, Territory
from scripts.benchmarks import Row
from tests.grids.makers import settled_points, tiling

POINTS = 1_000_000
GRIDS = 107
MANY_GOAL = 15.0
ONE_GOAL_US = 5.0
ROUNDS = 3
SINGLE_POINTS = 20_000
CRS = "EPSG:4490"

Floats = NDArray[np.float64]
Result = TypeVar("Result")


def rows() -> list[Row]:
    """A million points in both orders, the build, and one point. Raises ValueError where the hits differ."""
    grids = tiling(GRIDS)
    territory = Territory(grids)
    lon, lat = settled_points(grids, POINTS)
    stored = np.argsort(territory.locate_many(lon, lat).index, kind="stable")
    return [
        _many("in random order", territory, lon, lat),
        _many("stored by grid", territory, lon[stored], lat[stored]),
        _build(grids),
        _one(territory, lon, lat),
    ]


def _many(order: str, territory: Territory, lon: Floats, lat: Floats) -> Row:
    frame = geopandas.GeoDataFrame(geometry=[grid.shape for grid in territory.grids], crs=CRS)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat), crs=CRS)

    def place() -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        located: Located = territory.locate_many(lon, lat)
        return located.hits()

    ours, (point, grid) = _cpu(place)
    # The faster way round for geopandas: it prepares the shapes then, and not a million points.
    peer, joined = _cpu(lambda: geopandas.sjoin(frame, points, predicate="intersects"))
    their_point, their_grid = joined["index_right"].to_numpy(), joined.index.to_numpy()
    by_point = np.lexsort((their_grid, their_point))
    if not (np.array_equal(point, their_point[by_point]) and np.array_equal(grid, their_grid[by_point])):
        raise ValueError("locate_many and geopandas.sjoin don't give the same hits.")
    name = f"locate_many, {POINTS:,} points {order}, {GRIDS} grids, {len(point):,} identical hits"
    mine, theirs = (f"{seconds / POINTS * 1e9:.1f} ns a point" for seconds in (ours, peer))
    return Row(name, mine, f"geopandas.sjoin {theirs}", f"{peer / ours:.1f} x", f"{MANY_GOAL:.0f} x")


def _build(grids: list[Grid]) -> Row:
    seconds, _ = _cpu(lambda: Territory(grids))
    return Row(f"Territory of {GRIDS} grids, built", f"{seconds:.2f} s", "", "", "0.50 s")


def _one(territory: Territory, lon: Floats, lat: Floats) -> Row:
    inside = territory.locate_many(lon, lat).index >= 0
    points = list(zip(lon[inside][:SINGLE_POINTS].tolist(), lat[inside][:SINGLE_POINTS].tolist(), strict=True))
    took = []
    for x, y in points:
        start = time.perf_counter_ns()
        territory.locate(x, y)
        took.append(time.perf_counter_ns() - start)
    middle, late = np.percentile(took, [50, 99]) / 1e3
    return Row("locate, one point in a grid", f"p50 {middle:.2f} µs, p99 {late:.1f} µs", "", "", f"p50 {ONE_GOAL_US:.0f} µs")


def _cpu(work: Callable[[], Result]) -> tuple[float, Result]:
    """Processor seconds of the best of some rounds, and what came out."""
    took = []
    for _ in range(ROUNDS):
        start = time.process_time()
        outcome = work()
        took.append(time.process_time() - start)
    return min(took), outcome


def main() -> None:
    """Print the table."""
    for row in rows():
        print(" | ".join(row))


if __name__ == "__main__":
    main()
