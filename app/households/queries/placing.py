"""Where households belong: by their point, else by village and group."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.households.models import Household
from app.households.rules import GridSource, Placed, Placement, Spot
from app.territory import queries as territory
from app.territory.models import Division
from app.territory.rules import GridNow, grid_of_group, village_path
from grids.territory import Located

NOWHERE = float("nan")


@dataclass(frozen=True, slots=True)
class Ground:
    """The grids of one township on one day, by code and by village."""

    town: Division
    on: dt.date
    grids: Mapping[str, GridNow]
    by_village: Mapping[str, Sequence[GridNow]]


def ground(town: Division, *, on: dt.date) -> Ground:
    grids = {grid.code: grid for grid in territory.grids_on(on) if grid.place_path.startswith(town.place_path)}
    by_village: defaultdict[str, list[GridNow]] = defaultdict(list)
    for grid in grids.values():
        by_village[grid.village_code].append(grid)
    return Ground(town, on, grids, by_village)


def placements(spots: Sequence[Spot], *, ground: Ground) -> list[Placement]:
    """Where each spot belongs. A point counts before what is said of village and group; outside all grids these decide."""
    lon = np.array([NOWHERE if spot.lon is None else spot.lon for spot in spots], np.float64)
    lat = np.array([NOWHERE if spot.lat is None else spot.lat for spot in spots], np.float64)
    located = territory.territory(ground.on).locate_many(lon, lat)
    crowds = _crowds(located, ground.grids)
    standings = located.standings()
    placed = []
    for n, spot in enumerate(spots):
        one = int(located.index[n])
        codes = [located.grids[one].code] if one >= 0 else crowds.get(n, [])
        placed.append(
            _placement(Placed[standings[n].name], [ground.grids[code] for code in codes if code in ground.grids], spot, ground)
        )
    return placed


def spot_of(household: Household) -> Spot:
    """What is known of where a household stands."""
    return Spot(household.lon, household.lat, household.division.code if household.division else None, household.group)


def placement_by_hand(grid: GridNow, *, spot: Spot, ground: Ground) -> Placement:
    """A grid that a person has chosen; how the point stands is still said."""
    (found,) = placements([spot], ground=ground)
    return Placement(found.placed, grid.place_path, None, grid.grid_id, grid.village_code, GridSource.HAND)


def claims(household: Household, *, on: dt.date) -> tuple[GridNow, ...]:
    """The grids that have a household, or may have it: the settled one, else the two around its point, else none."""
    grids = territory.grids_on(on)
    if household.grid_id is not None:
        return tuple(grid for grid in grids if grid.grid_id == household.grid_id)
    return tuple(grid for grid in grids if grid.place_path in {household.place_path, household.other_path})


def _crowds(located: Located, grids: Mapping[str, GridNow]) -> dict[int, list[str]]:
    """The grids of each point that more than one has; with a dedicated one there, only such."""
    crowds: defaultdict[int, list[str]] = defaultdict(list)
    for point, grid in zip(located.shared_points.tolist(), located.shared_grids.tolist(), strict=True):
        crowds[point].append(located.grids[grid].code)
    return {point: _preferred(codes, grids) for point, codes in crowds.items()}


def _preferred(codes: list[str], grids: Mapping[str, GridNow]) -> list[str]:
    return [code for code in codes if code in grids and grids[code].dedicated] or codes


def _placement(placed: Placed, found: Sequence[GridNow], spot: Spot, ground: Ground) -> Placement:
    if placed in {Placed.INSIDE, Placed.ON_BORDER, Placed.SEVERAL} and not found:
        placed = Placed.OUTSIDE  # in another township's land
    if len(found) == 1:
        return _settled(placed, found[0], GridSource.POINT)
    named = grid_of_group(ground.by_village.get(spot.village_code or "", ()), spot.group)
    if found:
        return _between(placed, found, named, spot)
    if named is not None:
        return _settled(placed, named, GridSource.GROUP)
    if spot.village_code is not None:
        return Placement(placed, village_path(spot.village_code), village_code=spot.village_code)
    return Placement(placed, ground.town.place_path)


def _between(placed: Placed, found: Sequence[GridNow], named: GridNow | None, spot: Spot) -> Placement:
    """On a border or in several: what is said of village and group settles it where it can."""
    of_village = [grid for grid in found if grid.village_code == spot.village_code]
    if named is not None and named in found:
        return _settled(placed, named, GridSource.GROUP)
    if len(of_village) == 1:
        return _settled(placed, of_village[0], GridSource.GROUP)
    village = _only(grid.village_code for grid in found)
    return Placement(placed, found[0].place_path, found[1].place_path, village_code=village)


def _only(codes: Iterable[str]) -> str | None:
    every = set(codes)
    return every.pop() if len(every) == 1 else None


def _settled(placed: Placed, grid: GridNow, source: GridSource) -> Placement:
    return Placement(placed, grid.place_path, None, grid.grid_id, grid.village_code, source)
