"""Synthetic land: gapless tilings whose neighbours share ragged borders vertex by vertex, and settlements on it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from grids.territory import Grid

Point = tuple[int, int]
Floats = NDArray[np.float64]

SHARED = Path(__file__).parents[3] / "shared" / "data"  # real land; tests that need it are skipped where it's missing
WEST, SOUTH = 99.9, 21.6
BRICK = 0.015  # half a brick's breadth and its height, in degrees: a brick is about as large as a village's grid


def ragged(start: Floats, end: Floats, *, halvings: int, chance: np.random.Generator) -> Floats:
    """A line from start to end, each half of it bent aside, again and again."""
    line = np.array([start, end])
    for _ in range(halvings):
        along = np.diff(line, axis=0)
        aside = np.column_stack([-along[:, 1], along[:, 0]]) * chance.uniform(-0.12, 0.12, (len(along), 1))
        bent = np.empty((2 * len(line) - 1, 2))
        bent[0::2], bent[1::2] = line, (line[:-1] + line[1:]) / 2 + aside
        line = bent
    return line


def bricks(columns: int, rows: int, *, halvings: int = 4, seed: int = 1) -> NDArray[np.object_]:
    """A wall of columns × rows ragged hexagons without gap or overlap, row by row from the south-west."""
    chance = np.random.default_rng(seed)
    corner: dict[Point, Floats] = {}
    edge: dict[tuple[Point, Point], Floats] = {}

    def place(at: Point) -> Floats:
        return corner.setdefault(at, np.array(at) + chance.uniform(-0.12, 0.12, 2))

    def side(start: Point, end: Point) -> Floats:
        first, last = min(start, end), max(start, end)
        if (first, last) not in edge:
            edge[first, last] = ragged(place(first), place(last), halvings=halvings, chance=chance)
        return edge[first, last] if first == start else edge[first, last][::-1]

    return np.array([_brick(row, column, side) for row in range(rows) for column in range(columns)])


def _brick(row: int, column: int, side: Callable[[Point, Point], Floats]) -> shapely.Polygon:
    x = 2 * column + row % 2
    around = [(x, row), (x + 1, row), (x + 2, row), (x + 2, row + 1), (x + 1, row + 1), (x, row + 1)]
    ring = np.concatenate([side(start, end)[:-1] for start, end in zip(around, around[1:] + around[:1], strict=True)])
    return shapely.Polygon(ring * BRICK + (WEST, SOUTH))


def tiling(count: int, *, seed: int = 1, halvings: int = 4) -> list[Grid]:
    """So many grids of one brick each, but for a few of two: about 100 vertices each, no gap, no overlap."""
    columns = max(1, round((count / 2) ** 0.5))
    rows = -(-count // columns)
    wall = bricks(columns, rows, seed=seed, halvings=halvings)
    label = np.minimum(np.arange(columns * rows), count - 1)
    return labelled(wall, label)


def labelled(wall: NDArray[np.object_], label: Iterable[int]) -> list[Grid]:
    """One grid per label, of all bricks with that label: holes, exclaves and corners in common come by themselves."""
    labels = np.fromiter(label, int)
    return [a_grid(f"{number:04d}", shapely.coverage_union_all(wall[labels == number])) for number in np.unique(labels)]


def a_grid(code: str, shape: shapely.Geometry | None, *, dedicated: bool = False) -> Grid:
    return Grid(code, f"网格{code}", shape, dedicated)


def a_square(code: str, west: float, south: float, side: float = 1.0, *, dedicated: bool = False) -> Grid:
    return a_grid(code, shapely.box(west, south, west + side, south + side), dedicated=dedicated)


def settled_points(grids: Iterable[Grid], count: int, *, seed: int = 7) -> tuple[Floats, Floats]:
    """Households: 85 of 100 in settlements, the rest anywhere in the box around the land; in random order."""
    chance = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds([grid.shape for grid in grids])
    low, high = np.array([west, south]), np.array([east, north])
    settlements = chance.uniform(low, high, (320, 2))
    weight = chance.lognormal(0, 1, len(settlements))
    home = chance.choice(len(settlements), size=int(count * 0.85), p=weight / weight.sum())
    near = settlements[home] + chance.normal(0, 0.0025, (len(home), 2))
    points = np.concatenate([near, chance.uniform(low, high, (count - len(home), 2))])
    chance.shuffle(points)
    return points[:, 0].copy(), points[:, 1].copy()


def every_answer(grids: Iterable[Grid], lon: Floats, lat: Floats) -> Mapping[str, NDArray[np.bool_]]:
    """Code → for every point whether the grid has it, borders included: the slow truth that fast answers are held against."""
    return {grid.code: shapely.intersects_xy(grid.shape, lon, lat) for grid in grids}
