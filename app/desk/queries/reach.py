"""How many minutes it is from the households in sight to the nearest service point that may do an item. Reads only."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from app.catalogue import queries as catalogue
from app.catalogue.rules.refusals import ItemNotValid
from app.core.db import db
from app.desk.rules.reach import (
    OF_ROADS,
    Coming,
    Helping,
    ItemReach,
    MinutesNotPositive,
    NoPointForItem,
    PointsWithoutPlace,
    RoadsFar,
    VillageReach,
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


def item_reach(
    code: str,
    *,
    on: dt.date,
    by: Coming = Coming.WALKING,
    within_min: float = 15.0,
    roads: RoadFile | None = None,
    village_code: str | None = None,
) -> ItemReach:
    """Of the households in the reader's scope, of all villages or of one; points are those of everywhere.

    Raises MinutesNotPositive, ItemUnknown, ItemNotValid, UnknownVillage, NoPointForItem, PointsWithoutPlace, and what
    OF_ROADS names and RoadsFar for a file that can't be used.
    """
    if not (math.isfinite(within_min) and within_min > 0):
        raise MinutesNotPositive(minutes=f"{within_min:g}")
    name = _item_name(code, on=on)
    village = None if village_code is None else _village(village_code)
    ways = None if roads is None else _roads(roads)
    points, placeless = _points(code, name=name, on=on)
    homes, without_point = _homes(village)
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
        villages=_by_village(homes, found, within_min),
        one_more=_helping(homes, terrain, found, within_min),
    )


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


def _points(code: str, *, name: str, on: dt.date) -> tuple[list[tuple[float, float]], int]:
    """Where the points stand that may do the item and are open on the day, and how many more have no place."""
    there = [point for point in land.points_with_item(code, on=on) if _is_open(point, on)]
    if not there:
        raise NoPointForItem(code=code, name=name)
    placed = [(point.lon, point.lat) for point in there if point.lon is not None and point.lat is not None]
    if not placed:
        raise PointsWithoutPlace(code=code, name=name)
    return placed, len(there) - len(placed)


def _is_open(point: ServicePoint, on: dt.date) -> bool:
    return (point.from_on is None or point.from_on <= on) and (point.to_on is None or point.to_on >= on)


def _homes(village: Division | None) -> tuple[list[_Home], int]:
    """The households in sight that live here and have a place on the map, by code; and how many have none."""
    wanted = (
        sa.select(Household.lon, Household.lat, Division.code, Division.name)
        .outerjoin(Division, Division.id == Household.division_id)
        .where(Household.left_on.is_(None))
        .order_by(Household.town_code, Household.code)
    )
    if village is not None:
        wanted = wanted.where(Household.division_id == village.id)
    rows = db.session.execute(wanted).all()
    homes = [_Home(lon, lat, code, name) for lon, lat, code, name in rows if lon is not None and lat is not None]
    return homes, len(rows) - len(homes)


def _terrain(
    homes: Sequence[_Home], points: Sequence[tuple[float, float]], *, by: Coming, roads: RoadFile | None, ways: Roads | None
) -> Ground:
    places = [(home.lon, home.lat) for home in homes]
    try:
        return ground(places, points, by=By(by.value), roads=None if ways is None else ways.lines)
    except RoadsFarAway as far:
        raise RoadsFar(file=roads.name if roads else "", metres=round(far.metres)) from far


def _by_village(homes: Sequence[_Home], found: Reach, within_min: float) -> tuple[VillageReach, ...]:
    """In the order of codes, households without a village last."""
    there = sorted({(home.village_code is None, home.village_code or "", home.village_name) for home in homes})
    codes = np.array([home.village_code or "" for home in homes], object)
    villages = []
    for _, code, name in there:
        minutes = found.minutes[codes == code]
        within = int((minutes <= within_min).sum())
        villages.append(VillageReach(code or None, name, len(minutes), within, float(minutes.max())))
    return tuple(villages)


def _helping(homes: Sequence[_Home], terrain: Ground, found: Reach, within_min: float) -> Helping | None:
    more = where_one_more(terrain, found, within_min=within_min)
    if more is None:
        return None
    home = homes[more.home]
    return Helping(home.lon, home.lat, home.village_name, more.more)
