"""Which land changed hands, and which points have to be asked anew for it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from grids.measures import piece_m2
from grids.revision.pieces import BESIDE_DEGREES
from grids.revision.values import Moved
from grids.territory import Grid, Located, Territory
from grids.topology import AREA_TOLERANCE_M2


def moved_land(before: Sequence[Grid], after: Sequence[Grid]) -> list[Moved]:
    """Which land of basic grids comes to whom, in pieces of a square metre and more, by the codes."""
    old, new = ([grid for grid in grids if grid.shape is not None and not grid.dedicated] for grids in (before, after))
    same = {grid.code for grid in old if grid in new}
    found = [
        Moved(a.code, b.code, shapely.intersection(a.shape, b.shape), 0.0)
        for a in old
        for b in new
        if a.code != b.code and not {a.code, b.code} <= same and shapely.intersects(a.shape, b.shape)
    ]
    was, will = (shapely.union_all([grid.shape for grid in grids if grid.code not in same]) for grids in (old, new))
    found += [Moved(a.code, None, shapely.difference(a.shape, will), 0.0) for a in old if a.code not in same]
    found += [Moved(None, b.code, shapely.difference(b.shape, was), 0.0) for b in new if b.code not in same]
    sized = [replace(one, area_m2=piece_m2(one.shape)) for one in found]
    return sorted(
        (one for one in sized if one.area_m2 >= AREA_TOLERANCE_M2), key=lambda one: (str(one.from_code), str(one.to_code))
    )


def placed_anew(
    after: Sequence[Grid], moved: Sequence[Moved], lon: ArrayLike, lat: ArrayLike
) -> tuple[NDArray[np.intp], Located]:
    """The points (degrees) in and about land that changed hands: their positions, and where they stand now.

    All others stand where they stood; so the work follows the size of the change, not of the township.
    """
    x, y = np.ascontiguousarray(lon, np.float64), np.ascontiguousarray(lat, np.float64)
    west, south, east, north = shapely.total_bounds([one.shape for one in moved]) + np.array([-1, -1, 1, 1]) * BESIDE_DEGREES
    concerned = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    box = shapely.box(west, south, east, north)
    near = [grid for grid in after if grid.shape is not None and shapely.intersects(grid.shape, box)]
    return concerned, Territory(near).locate_many(x[concerned], y[concerned])
