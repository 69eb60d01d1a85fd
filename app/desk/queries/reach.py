"""How many minutes it is from the households in sight to the nearest service point that may do an item. Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import sqlalchemy as sa

from app.catalogue import queries as catalogue
from app.catalogue.rules.refusals import ItemNotValid
from app.core.db import db
from app.desk.rules.reach import (
    OF_ROADS,
    Coming,
    Helping,
    HomeReach,
    ItemReach,
    NoPointForItem,
    PointsWithoutPlace,
    RoadsFar,
    VillageReach,
    minutes_of,
)
from app.households.models import Household
from app.territory import queries as land
from app.territory.models import Division, ServicePoint
from app.territory.rules import DivisionLevel
from app.territory.rules.refusals import UnknownVillage
from grids.reach import By, Ground, Reach, RoadsFarAway, ground, reach, where_one_more
from grids.roads import Roads, WrongRoads, roads_of


@dataclass(frozen=True, slots=True)
class RoadFile:
    """A GeoJSON file of roads: its name for sentences, and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Home:
    lon: float
    lat: float
    village_code: str | None
    village_name: str | None
    grid_id: UUID | None


def item_reach(
    code: str,
    *,
    on: dt.date,
    by: Coming = Coming.WALKING,
    within_min: float = 15.0,
    roads: RoadFile | None = None,
    village_code: str | None = None,
    with_one_more: bool = True,
) -> ItemReach:
    """Of the households in the reader's scope, of all villages or of one; points are those of everywhere.

    One more station takes ten times as long as the rest: `with_one_more` says whether to ask for it.
    Raises MinutesNotPositive, MinutesTooMany, ItemUnknown, ItemNotValid, UnknownVillage, NoPointForItem, PointsWithoutPlace,
    and what OF_ROADS names and RoadsFar for a file that can't be used.
    """
    within_min = minutes_of(within_min)
    name = _item_name(code, on=on)
    ways = None if roads is None else _roads(roads)
    points, placeless = _places(code, name=name, on=on)
    homes, without_point = _homes(village_code)
    terrain = _terrain(homes, points, by=by, roads=roads, ways=ways)
    found = reach(terrain)
    return ItemReach(
        item=code,
        item_name=name,
        by=by,
        over_roads=ways is not None,
        within_min=within_min,
        points=len(points),
        points_without_place=placeless,
        without_point=without_point,
        fallen_back=int(found.fallen_back.sum()),
        left_out=0 if ways is None else ways.left_out,
        homes=_by_home(homes, found),
        villages=_by_village(homes, found, within_min),
        one_more=_helping(homes, terrain, found, within_min) if with_one_more else None,
    )


def points_doing(code: str, *, on: dt.date) -> list[ServicePoint]:
    """The service points that may do an item and are open on the day, township centre first."""
    return [point for point in land.points_with_item(code, on=on) if _is_open(point, on)]


def items_done(*, on: dt.date) -> dict[str, str]:
    """Item code → its name, of what may be done on the day at an open point that has a place on the map; by code."""
    names = catalogue.names_on(on)
    return {code: names[code] for code in sorted(land.items_placed(on) & names.keys())}


def _item_name(code: str, *, on: dt.date) -> str:
    catalogue.item(code)
    name = catalogue.names_on(on).get(code)
    if name is None:
        raise ItemNotValid(code=code, on=on.isoformat())
    return name


def _village(code: str) -> Division:
    village = db.session.scalar(sa.select(Division).where(Division.code == code, Division.level == DivisionLevel.VILLAGE))
    if village is None:
        raise UnknownVillage(village=code)
    return village


def _roads(file: RoadFile) -> Roads:
    try:
        return roads_of(file.content)
    except WrongRoads as wrong:
        raise OF_ROADS[wrong.fault.value](file=file.name, **wrong.facts) from wrong


def _places(code: str, *, name: str, on: dt.date) -> tuple[list[tuple[float, float]], int]:
    """Where the points stand that may do the item and are open on the day, and how many more have no place."""
    there = points_doing(code, on=on)
    if not there:
        raise NoPointForItem(code=code, name=name)
    placed = [(point.lon, point.lat) for point in there if point.lon is not None and point.lat is not None]
    if not placed:
        raise PointsWithoutPlace(code=code, name=name)
    return placed, len(there) - len(placed)


def _is_open(point: ServicePoint, on: dt.date) -> bool:
    return (point.from_on is None or point.from_on <= on) and (point.to_on is None or point.to_on >= on)


def _homes(village_code: str | None) -> tuple[list[_Home], int]:
    """The households in sight that live here and have a place on the map, by code; and how many have none."""
    wanted = (
        sa.select(Household.lon, Household.lat, Division.code, Division.name, Household.grid_id)
        .outerjoin(Division, Division.id == Household.division_id)
        .where(Household.left_on.is_(None))
        .order_by(Household.town_code, Household.code)
    )
    if village_code is not None:
        wanted = wanted.where(Household.division_id == _village(village_code).id)
    rows = db.session.execute(wanted).all()
    homes = [
        _Home(lon, lat, code, name, grid_id) for lon, lat, code, name, grid_id in rows if lon is not None and lat is not None
    ]
    return homes, len(rows) - len(homes)


def _terrain(
    homes: Sequence[_Home], points: Sequence[tuple[float, float]], *, by: Coming, roads: RoadFile | None, ways: Roads | None
) -> Ground:
    places = [(home.lon, home.lat) for home in homes]
    try:
        return ground(places, points, by=By(by.value), roads=None if ways is None else ways.lines)
    except RoadsFarAway as far:
        raise RoadsFar(file=roads.name if roads else "", metres=round(far.metres)) from far


def _by_home(homes: Sequence[_Home], found: Reach) -> tuple[HomeReach, ...]:
    both = zip(homes, found.minutes.tolist(), strict=True)
    return tuple(HomeReach(home.lon, home.lat, home.grid_id, minutes) for home, minutes in both)


def _by_village(homes: Sequence[_Home], found: Reach, within_min: float) -> tuple[VillageReach, ...]:
    """In the order of codes, households without a village last."""
    there = sorted({(home.village_code is None, home.village_code or "", home.village_name) for home in homes})
    codes = np.array([home.village_code or "" for home in homes], object)
    villages = []
    for _, code, name in there:
        minutes = found.minutes[codes == code]
        within = int((minutes <= within_min).sum())
        villages.append(VillageReach(code or None, name, len(minutes), within, float(np.median(minutes)), float(minutes.max())))
    return tuple(villages)


def _helping(homes: Sequence[_Home], terrain: Ground, found: Reach, within_min: float) -> Helping | None:
    more = where_one_more(terrain, found, within_min=within_min)
    if more is None:
        return None
    home = homes[more.home]
    return Helping(home.lon, home.lat, home.village_name, home.grid_id, more.more)
