"""From a service circle to what maps/ draws: the grids and villages of one's own places by how many are near."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from app.accounts.views import actor
from app.core.words import share
from app.desk import queries
from app.desk.rules import GridReach, ItemReach
from app.desk.views import map_pages
from app.desk.views.drawing import folium, point_mark
from app.territory import queries as land
from app.territory.rules import GridNow
from maps import shapes, styles
from maps.facts import ReachMap

Outlines = list[tuple[bytes, dict[str, object]]]


def reach_drawn(found: ItemReach, points: Sequence[Any], *, on: dt.date) -> Any | None:
    """The map in parts; None where no grid or village in sight has a shape: then the table says all."""
    grids = [grid for grid in land.grids_on(on) if grid.shape and map_pages.sees(grid.place_path)]
    villages = _villages(found, grids)
    drawn = [*(grid.shape for grid in grids if grid.shape), *(outline for outline, _ in villages)]
    bounds = shapes.bounds(drawn)
    if bounds is None:
        return None
    near = found.by_grid()
    beyond = found.beyond
    shown = ReachMap(
        grids=shapes.pieces((grid.shape, _told(grid, near.get(grid.grid_id, GridReach()))) for grid in grids if grid.shape),
        villages=shapes.pieces(villages),
        bounds=bounds,
        points=[point_mark(point) for point in points if point.lon is not None and point.lat is not None],
        beyond=(_rounded(home.lon for home in beyond), _rounded(home.lat for home in beyond)),
    )
    return folium().reach.reach(shown)


def _told(grid: GridNow, near: GridReach) -> dict[str, object]:
    step = styles.reached(near.within, near.households)
    return {"name": grid.name, "reach": step, "share": share(near.within, near.households)}


def _villages(found: ItemReach, grids: Sequence[GridNow]) -> Outlines:
    """Each village in sight with its outline, else with what its grids make together."""
    there = {village.code: village for place in actor().places for village in queries.outlines_below(place)}
    outlines = {code: (village.short_name, village.outline) for code, village in there.items() if village.outline}
    for code, own in groupby(sorted(grids, key=lambda grid: grid.code), key=lambda grid: grid.village_code):
        together = list(own)
        name = there[code].short_name if code in there else together[0].village_name
        outlines.setdefault(code, (name, shapes.union(tuple(grid.shape for grid in together if grid.shape))))
    near = {village.code: (village.within, village.households) for village in found.villages}
    return [
        (outline, {"name": name, "share": share(*near.get(code, (0, 0)))}) for code, (name, outline) in sorted(outlines.items())
    ]


def _rounded(degrees: Iterable[float]) -> list[float]:
    return [round(value, shapes.DIGITS) for value in degrees]
