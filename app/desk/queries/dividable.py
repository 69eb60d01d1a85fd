"""Villages as they can be divided: their land, who lives on it and what each household weighs, their stations. Reads only."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import numpy as np
import shapely
import sqlalchemy as sa

from app.cases.models import Case
from app.cases.rules import Mode
from app.core.clock import SHANGHAI
from app.core.db import db
from app.core.errors import Refusal
from app.desk.queries.places import points_below
from app.desk.rules.dividing import NobodyOnLand, NoLand, Weighing
from app.households.models import Household, Resident
from app.territory import queries as land
from app.territory.models import Division
from app.territory.rules import DivisionLevel, GridNow, PointLevel, holds
from app.territory.rules.refusals import UnknownVillage

YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Home:
    """A household with a place on the map, and what it weighs."""

    lon: float
    lat: float
    group: str
    grid_id: UUID | None
    weight: int


@dataclass(frozen=True, slots=True)
class Station:
    """A service point that a grid may lie around."""

    name: str
    lon: float
    lat: float


Spot = TypeVar("Spot", Home, Station)


@dataclass(frozen=True, slots=True)
class Ground:
    """A village: its land (degrees, CGCS2000), its homes and those of them on the land, its stations there, its grids of today.

    `without_point`: how many more homes have no place on the map.
    """

    village: Division
    shape: shapely.Geometry
    homes: Sequence[Home]
    settled: Sequence[Home]
    stations: Sequence[Station]
    grids: Sequence[GridNow]
    without_point: int

    @property
    def weight(self) -> int:
        """What the homes on the land weigh together."""
        return sum(home.weight for home in self.settled)

    @property
    def places(self) -> int:
        return len({(home.lon, home.lat) for home in self.settled})


def place_to_divide(town_code: str | None, village_code: str | None) -> tuple[Division, Sequence[Division]]:
    """The one village, or a township and all its villages. Raises UnknownVillage, and what `township` raises."""
    if village_code is None:
        town = land.township(town_code)
        return town, land.villages(town)
    village = db.session.scalar(sa.select(Division).where(Division.code == village_code, Division.level == DivisionLevel.VILLAGE))
    if village is None:
        raise UnknownVillage(village=village_code)
    return village, [village]


def grounds(villages: Sequence[Division], by: Weighing, *, on: dt.date) -> tuple[list[Ground], list[tuple[Division, Refusal]]]:
    """The villages that can be divided, and the others each with the reason."""
    found: list[Ground] = []
    others: list[tuple[Division, Refusal]] = []
    weights = weights_of(by, on=on)
    for village in villages:
        grids = land.grids_of_village(village.code, on)
        shape = _land(village, grids)
        if shape is None:
            others.append((village, NoLand(place=village.name)))
            continue
        homes, without_point = _homes(village, weights)
        settled, stations = _on(shape, homes), _on(shape, _stations(village, on))
        if settled:
            found.append(Ground(village, shape, homes, settled, stations, grids, without_point))
        else:
            others.append((village, NobodyOnLand(place=village.name)))
    return found, others


def _on(shape: shapely.Geometry, spots: Sequence[Spot]) -> list[Spot]:
    """Those that stand on the land, its border included."""
    there = shapely.intersects_xy(shape, [spot.lon for spot in spots], [spot.lat for spot in spots])
    return [spot for spot, is_there in zip(spots, there, strict=True) if is_there]


def _land(village: Division, grids: Sequence[GridNow]) -> shapely.Geometry | None:
    """The village's outline, else what its grids make together."""
    if village.outline is not None:
        return shapely.from_wkb(village.outline)
    shapes = [shapely.from_wkb(grid.shape) for grid in grids if grid.shape is not None]
    return shapely.union_all(np.array(shapes, object)) if shapes else None


def _homes(village: Division, weights: Mapping[UUID, int]) -> tuple[list[Home], int]:
    """The households in sight that live in a village and have a place on the map, by code; and how many have none."""
    rows = db.session.execute(
        sa.select(Household.id, Household.lon, Household.lat, Household.group, Household.grid_id)
        .where(Household.division_id == village.id, Household.left_on.is_(None))
        .order_by(Household.code)
    ).all()
    homes = [
        Home(lon, lat, group, grid_id, weights.get(household_id, 1))
        for household_id, lon, lat, group, grid_id in rows
        if lon is not None and lat is not None
    ]
    return homes, len(rows) - len(homes)


def weights_of(by: Weighing, *, on: dt.date) -> Mapping[UUID, int]:
    """What households weigh that don't weigh 1: their residents; or 1, and 1 more for each case that they brought in a year."""
    if by is Weighing.RESIDENTS:
        living = sa.select(Resident.household_id, sa.func.count()).where(Resident.left_on.is_(None))
        return {home: max(number, 1) for home, number in db.session.execute(living.group_by(Resident.household_id))}
    if by is Weighing.WORK:
        since = dt.datetime.combine(on - YEAR, dt.time(), SHANGHAI)
        asked = sa.select(Case.household_id, sa.func.count()).where(Case.asked_at >= since, Case.mode != Mode.SELF)
        return {home: 1 + number for home, number in db.session.execute(asked.group_by(Case.household_id))}
    return {}


def _stations(village: Division, on: dt.date) -> list[Station]:
    """The stations that are open on the day, by code; where the village has none, its centre."""
    points = [
        point
        for point in points_below(village.place_path, with_stations=True)
        if point.division_id == village.id and holds(point.from_on, point.to_on, on=on)
    ]
    stations = [point for point in points if point.level is PointLevel.STATION] or points
    return [Station(point.name, point.lon, point.lat) for point in stations if point.lon is not None and point.lat is not None]


def without_village(town_code: str) -> int:
    """How many households of a township are of no village, standing on a border or off every grid."""
    undecided = sa.select(sa.func.count()).select_from(Household)
    return (
        db.session.scalar(
            undecided.where(Household.division_id.is_(None), Household.left_on.is_(None), Household.town_code == town_code)
        )
        or 0
    )


def households_by_group(homes: Sequence[Home]) -> Counter[str]:
    return Counter(home.group for home in homes)
