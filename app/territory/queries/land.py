"""The land of a day: divisions, grids, service points. Reads only.

The grids of a day are kept in memory, per process, under the land's token: whoever changes the land changes the token in the
same transaction, so that every process sees a new version with its next question. Asking for the token is one look by key.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from uuid import UUID

import shapely
import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.territory.models import Division, Grid, GridVersion, LandState, PointItem, ServicePoint
from app.territory.rules import DivisionLevel, GridNow, GridThen, Located, Standing, values
from app.territory.rules.refusals import NoTownship, PointOutOfRange, SeveralTownships, UnknownGrid, UnknownTownship
from grids import measures
from grids import territory as land

KEPT_DAYS = 8
LAND = 1  # the only row of land_state


def townships() -> Sequence[Division]:
    return db.session.scalars(sa.select(Division).where(Division.level == DivisionLevel.TOWNSHIP).order_by(Division.code)).all()


def township(code: str | None = None) -> Division:
    """The township with this code; the only one when no code is given. Raises NoTownship, SeveralTownships, UnknownTownship."""
    there = townships()
    if not there:
        raise NoTownship
    if code is None and len(there) > 1:
        raise SeveralTownships(codes="、".join(town.code for town in there))
    found = next((town for town in there if code in {None, town.code}), None)
    if found is None:
        raise UnknownTownship(code=code)
    return found


def township_to_change(code: str | None = None) -> Division:
    """The township, locked until the transaction ends: whoever changes land waits for whoever does so already."""
    return db.session.get_one(Division, township(code).id, with_for_update={"of": Division})


def villages(town: Division) -> Sequence[Division]:
    """The township's villages in the order of their codes."""
    return db.session.scalars(sa.select(Division).where(Division.parent_id == town.id).order_by(Division.code)).all()


def division(code: str) -> Division:
    """The township or village with this code; raises NoResultFound."""
    return db.session.scalars(sa.select(Division).where(Division.code == code)).one()


def grid(code: str) -> Grid:
    """A grid with its village and all its versions; raises NoResultFound."""
    wanted = sa.select(Grid).where(Grid.code == code).options(joinedload(Grid.division), selectinload(Grid.versions))
    return db.session.scalars(wanted).one()


def grids_on(on: dt.date) -> tuple[GridNow, ...]:
    """Every grid as it is on a day, in the order of codes."""
    token = db.session.scalar(sa.select(LandState.token).where(LandState.id == LAND))
    return () if token is None else _kept_grids(token, on)


def grids_between(first: dt.date | None, last: dt.date | None) -> Sequence[GridThen]:
    """Every version of a grid that was true on some day from `first` to `last` (None: without end), by code and number."""
    wanted = (
        sa.select(Grid.code, GridVersion, Division.code, Division.name)
        .join(GridVersion, GridVersion.grid_id == Grid.id)
        .join(Division, Division.id == Grid.division_id)
        .where(sa.or_(GridVersion.to_on.is_(None), GridVersion.to_on >= GridVersion.from_on))
    )
    if first is not None:
        wanted = wanted.where(sa.or_(GridVersion.to_on.is_(None), GridVersion.to_on >= first))
    if last is not None:
        wanted = wanted.where(GridVersion.from_on <= last)
    return [_then(*row) for row in db.session.execute(wanted.order_by(Grid.code, GridVersion.number))]


def territory(on: dt.date) -> land.Territory:
    """The grids of a day, ready to be asked about points."""
    token = db.session.scalar(sa.select(LandState.token).where(LandState.id == LAND))
    return land.Territory(()) if token is None else _kept_territory(token, on)


def grid_on(code: str, on: dt.date) -> GridNow:
    """A grid as it is on a day; raises UnknownGrid."""
    found = next((grid for grid in grids_on(on) if grid.code == code), None)
    if found is None:
        raise UnknownGrid(code=code)
    return found


def grids_of_village(village_code: str, on: dt.date) -> tuple[GridNow, ...]:
    return tuple(grid for grid in grids_on(on) if grid.village_code == village_code)


def grid_of_group(village_code: str, group: str, *, on: dt.date) -> GridNow | None:
    """The grid that has a village's group 村民小组; a village of one grid without named groups has all of them."""
    return values.grid_of_group(grids_of_village(village_code, on), group)


def locate(lon: float, lat: float, *, on: dt.date, accuracy_m: float = 0.0) -> Located:
    """Where a point (degrees, CGCS2000) stands that may be off by so many metres; raises PointOutOfRange."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004  also refuses what isn't a number
        raise PointOutOfRange
    answer = territory(on).locate(lon, lat, accuracy_m=accuracy_m)
    now = {grid.code: grid for grid in grids_on(on)}
    kind = Standing[answer.standing.name]
    if isinstance(answer, land.Outside):
        return Located(kind, nearest=now[answer.nearest.code] if answer.nearest else None, metres=answer.metres)
    if isinstance(answer, land.Inside):
        return Located(kind, grids=(now[answer.grid.code],))
    return Located(kind, grids=tuple(now[grid.code] for grid in answer.grids))


@dataclass(frozen=True, slots=True)
class Branch:
    """A village with its grids and service points, or the township itself with its centre."""

    division: Division
    grids: tuple[GridNow, ...]
    points: tuple[ServicePoint, ...]


def tree(town: Division, *, on: dt.date) -> tuple[Branch, ...]:
    """The township's own branch first, then one per village in the order of codes."""
    there, now = points(town), grids_on(on)
    return tuple(
        Branch(
            place,
            tuple(grid for grid in now if grid.village_code == place.code),
            tuple(point for point in there if point.division_id == place.id),
        )
        for place in (town, *villages(town))
    )


def area_m2(shape: bytes | None) -> float | None:
    """Geodesic square metres of a shape (WKB in EPSG:4490)."""
    return None if shape is None else measures.area_m2(shapely.from_wkb(shape))


def points_of_grid(grid_id: UUID) -> Sequence[ServicePoint]:
    return db.session.scalars(sa.select(ServicePoint).where(ServicePoint.grid_id == grid_id).order_by(ServicePoint.code)).all()


def grid_code(grid_id: UUID) -> str:
    return db.session.get_one(Grid, grid_id).code


def free_point_code(place_code: str) -> str:
    """The place's own code, or with -2, -3 … where it has a service point already."""
    taken = set(db.session.scalars(sa.select(ServicePoint.code).where(ServicePoint.code.startswith(place_code))))
    return next(code for n in count(1) if (code := place_code if n == 1 else f"{place_code}-{n}") not in taken)


def points(town: Division | None = None) -> Sequence[ServicePoint]:
    """The service points, of all townships or of one, township centre first, with windows and items."""
    wanted = sa.select(ServicePoint).options(*_WHOLE_POINT)
    if town is not None:
        wanted = wanted.where(ServicePoint.place_path.startswith(town.place_path, autoescape=True))
    return db.session.scalars(wanted.order_by(ServicePoint.place_path, ServicePoint.code)).all()


def point(point_id: UUID) -> ServicePoint:
    """A service point with its windows and items; raises NoResultFound."""
    return db.session.get_one(ServicePoint, point_id, options=_WHOLE_POINT)


def point_to_change(point_id: UUID) -> ServicePoint:
    """The service point, locked until the transaction ends."""
    return db.session.get_one(ServicePoint, point_id, with_for_update={"of": ServicePoint})


def point_by_code(code: str) -> ServicePoint | None:
    return db.session.scalar(sa.select(ServicePoint).where(ServicePoint.code == code))


def points_with_item(item_code: str, *, on: dt.date) -> Sequence[ServicePoint]:
    """Where an item can be done on a day, township centre first."""
    there = sa.select(PointItem.point_id).where(
        PointItem.item_code == item_code,
        PointItem.from_on <= on,
        sa.or_(PointItem.to_on.is_(None), PointItem.to_on >= on),
    )
    wanted = sa.select(ServicePoint).where(ServicePoint.id.in_(there)).order_by(ServicePoint.place_path, ServicePoint.code)
    return db.session.scalars(wanted.options(joinedload(ServicePoint.division))).all()


def items_placed(on: dt.date) -> set[str]:
    """The codes of the items that may be done on a day at a point that is open and has a place on the map."""
    wanted = sa.select(PointItem.item_code).join(ServicePoint, ServicePoint.id == PointItem.point_id)
    wanted = wanted.where(ServicePoint.lon.is_not(None), ServicePoint.lat.is_not(None))
    for held in (PointItem, ServicePoint):
        wanted = wanted.where(sa.or_(held.from_on.is_(None), held.from_on <= on), sa.or_(held.to_on.is_(None), held.to_on >= on))
    return set(db.session.scalars(wanted.distinct()))


_WHOLE_POINT = (joinedload(ServicePoint.division), selectinload(ServicePoint.windows), selectinload(ServicePoint.items))


@lru_cache(maxsize=KEPT_DAYS)
def _kept_grids(token: UUID, on: dt.date) -> tuple[GridNow, ...]:
    valid = sa.and_(GridVersion.from_on <= on, sa.or_(GridVersion.to_on.is_(None), GridVersion.to_on >= on))
    rows = db.session.execute(
        sa.select(Grid, GridVersion, Division.code, Division.name)
        .join(GridVersion, GridVersion.grid_id == Grid.id)
        .join(Division, Division.id == Grid.division_id)
        .where(valid)
        .order_by(Grid.code)
    )
    return tuple(_now(grid, version, code, name) for grid, version, code, name in rows)


@lru_cache(maxsize=KEPT_DAYS)
def _kept_territory(token: UUID, on: dt.date) -> land.Territory:
    return land.Territory(
        land.Grid(grid.code, grid.name, None if grid.shape is None else shapely.from_wkb(grid.shape), grid.dedicated)
        for grid in _kept_grids(token, on)
    )


def _now(grid: Grid, version: GridVersion, village_code: str, village_name: str) -> GridNow:
    return GridNow(
        grid_id=grid.id,
        version_id=version.id,
        code=grid.code,
        name=version.name,
        kind=version.kind,
        village_code=village_code,
        village_name=village_name,
        place_path=grid.place_path,
        groups=tuple(version.groups),
        shape=version.shape,
    )


def _then(code: str, version: GridVersion, village_code: str, village_name: str) -> GridThen:
    return GridThen(
        code=code,
        number=version.number,
        name=version.name,
        kind=version.kind,
        village_code=village_code,
        village_name=village_name,
        groups=tuple(version.groups),
        from_on=version.from_on,
        to_on=version.to_on,
        shape=version.shape,
    )
