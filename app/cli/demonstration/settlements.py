"""Where the houses of a grid stand: close together on a hillside round the station, some in hamlets, a few alone."""

import math
from random import Random

import numpy as np
import shapely

from app.cli.demonstration.land import Grid, beside
from app.cli.demonstration.partition import Place

ALONG_M, ACROSS_M, JITTER_M = 32.0, 25.0, 7.0  # a terrace of houses, its neighbour below, and how uneven both are
ELONGATION, RAGGEDNESS = 1.7, 0.45
IN_HAMLETS, ALONE = 0.16, 0.03
SPARE = 4  # rows and columns that are tried beyond a square of the houses


def houses(grid: Grid, count: int, *, luck: Random) -> list[Place]:
    """`count` places lon/lat, all strictly inside the grid and some ten metres or more apart in one settlement."""
    in_hamlets = [round(count * IN_HAMLETS) for _ in grid.hamlets]
    places = terrace(grid, grid.settlement, count - round(count * ALONE) - sum(in_hamlets), luck=luck)
    for hamlet, share in zip(grid.hamlets, in_hamlets, strict=True):
        places += terrace(grid, hamlet, share, luck=luck)
    return places + [lonely(grid, luck=luck) for _ in range(count - len(places))]


def terrace(grid: Grid, middle: Place, count: int, *, luck: Random) -> list[Place]:
    """The places of an uneven lattice that are nearest to the middle, along one slope; fewer where the border cuts it off."""
    angle, reach = luck.uniform(0, math.pi), math.isqrt(count) + SPARE
    found: list[tuple[float, Place]] = []
    for row in range(-reach, reach + 1):
        for column in range(-reach, reach + 1):
            along = ALONG_M * (column + row % 2 / 2) + luck.uniform(-JITTER_M, JITTER_M)
            across = ACROSS_M * row + luck.uniform(-JITTER_M, JITTER_M)
            east = along * math.cos(angle) - across * math.sin(angle)
            north = along * math.sin(angle) + across * math.cos(angle)
            distance = math.hypot(along / ELONGATION, across) * (1 + luck.uniform(0, RAGGEDNESS))
            found.append((distance, beside(middle, east_km=east / 1000, north_km=north / 1000)))
    near = [place for _, place in sorted(found)]
    inside = shapely.contains_xy(grid.shape, np.array(near))
    return [place for place, within in zip(near, inside, strict=True) if within][:count]


def lonely(grid: Grid, *, luck: Random) -> Place:
    """A house by itself, within two kilometres or so of the settlement."""
    while True:
        away, angle = luck.uniform(0.3, 1.6), luck.uniform(0, math.tau)
        place = beside(grid.settlement, east_km=away * math.cos(angle), north_km=away * math.sin(angle))
        if shapely.contains_xy(grid.shape, *place):
            return place
