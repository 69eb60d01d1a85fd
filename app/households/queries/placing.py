"""Where households belong: by their point, else by village and group."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.scope import is_below
from app.households.models import Household
from app.households.rules import GridSource, Placed, Placement, Spot
from app.territory import queries as territory
from app.territory.models import Division
from app.territory.queries import Drawn
from app.territory.rules import GridNow, grid_of_group, village_path
from grids.territory import Located, Territory

NOWHERE = float("nan")


@dataclass(frozen=True, slots=True)
class Ground:
    """The grids of one township, by code and by village, and the land that answers where a point stands."""

    town: Division
    grids: Mapping[str, GridNow]
    by_village: Mapping[str, Sequence[GridNow]]
    land: Territory


def ground(town: Division, *, on: dt.date) -> Ground:
    """The township as it is on a day."""
    return _ground(town, territory.grids_on(on), territory.territory(on))


def ground_drawn(town: Division, drawn: Drawn, *, on: dt.date) -> Ground:
    """The township as it would be on a day with what was drawn."""
    others = [grid for grid in territory.grids_on(on) if grid.code not in drawn.now]
    land = [grid for grid in territory.territory(on).grids if grid.code not in drawn.now]
    return _ground(town, [*others, *drawn.then()], Territory([*land, *drawn.after]))


def _ground(town: Division, there: Iterable[GridNow], land: Territory) -> Ground:
    grids = {grid.code: grid for grid in there if grid.place_path.startswith(town.place_path)}
    by_village: defaultdict[str, list[GridNow]] = defaultdict(list)
    for grid in grids.values():
        by_village[grid.village_code].append(grid)
    return Ground(town, grids, by_village, land)


def placements(spots: Sequence[Spot], *, ground: Ground) -> list[Placement]:
    """Where each spot belongs. A point counts before what is said of village and group; outside all grids these decide."""
    lon = np.array([NOWHERE if spot.lon is None else spot.lon for spot in spots], np.float64)
    lat = np.array([NOWHERE if spot.lat is None else spot.lat for spot in spots], np.float64)
    located = ground.land.locate_many(lon, lat)
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


def follow_land(village: Division) -> Sequence[Household]:
    """The households that a change of a village's grids concerns: those that live there, and those that no grid has yet."""
    here = sa.or_(*(is_below(path, village.place_path) for path in (Household.place_path, Household.other_path)))
    of_town = sa.select(Household).where(Household.town_code == village.code[:9] + "000", Household.left_on.is_(None))
    wanted = of_town.where(sa.or_(here, Household.grid_id.is_(None))).order_by(Household.number)
    return db.session.scalars(wanted.options(joinedload(Household.division))).all()


def places_of(households: Sequence[Household], *, ground: Ground) -> list[Placement]:
    """Where each household belongs; one that a person has put into a grid stays while that is there."""
    found = placements([spot_of(household) for household in households], ground=ground)
    there = {grid.grid_id for grid in ground.grids.values()}
    return [
        _kept_by_hand(household, placement)
        if household.grid_source is GridSource.HAND and household.grid_id in there
        else placement
        for household, placement in zip(households, found, strict=True)
    ]


def _kept_by_hand(household: Household, placement: Placement) -> Placement:
    village = household.division.code if household.division else None
    return Placement(placement.placed, household.place_path, None, household.grid_id, village, GridSource.HAND)


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
