"""Service points with their windows, and which item may be done where since when."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.accounts.rules import Deed
from app.core import clock, journal
from app.core.db import db
from app.core.stamp import Stamp
from app.territory import queries
from app.territory.models import Division, Grid, PointItem, ServicePoint, Window
from app.territory.rules import Counts, PointItemRow, PointRow, WindowRow
from app.territory.rules.refusals import UnknownGrid, UnknownVillage

DAY = dt.timedelta(days=1)
TAKEN_AS_IS = ("level", "name", "lon", "lat", "hours", "phone", "contact")


def put_points(town: Division, rows: Sequence[PointRow], *, stamp: Stamp) -> Counts:
    """Add or change service points of a township, each with windows and items; one deed. Raises UnknownVillage, UnknownGrid."""
    body = {"points": [dataclasses.asdict(row) for row in rows]}
    if not journal.enter(Deed.MANAGE_LAND, subject=town.id, body=body, stamp=stamp, facts={"points": len(rows)}):
        return Counts()
    divisions = {place.code: place for place in (town, *queries.villages(town))}
    grids = {grid.code: grid for grid in db.session.scalars(sa.select(Grid))}
    there = {point.code: point for point in queries.points(town)}
    counts = Counts()
    for row in rows:
        division, grid = _place_of(row, divisions, grids)
        counts += _put(row, there.get(row.code), division=division, grid=grid, stamp=stamp)
    db.session.flush()
    return counts


def put_point(row: PointRow, *, stamp: Stamp) -> ServicePoint:
    """Add or change one service point."""
    put_points(queries.township(row.division_code[:9] + "000"), [row], stamp=stamp)
    return db.session.scalars(sa.select(ServicePoint).where(ServicePoint.code == row.code)).one()


def put_window(point: ServicePoint, row: WindowRow, *, stamp: Stamp) -> Counts:
    """Add or change one window of a point that was loaded to be changed."""
    if not journal.enter(Deed.MANAGE_LAND, subject=point.id, body={"window": dataclasses.asdict(row)}, stamp=stamp):
        return Counts()
    return _put_window(point, row)


def put_point_item(point: ServicePoint, row: PointItemRow, *, stamp: Stamp) -> Counts:
    """An item may be done at the point from a day on; an earlier row of the same item ends the day before."""
    if not journal.enter(Deed.MANAGE_LAND, subject=point.id, body={"item": dataclasses.asdict(row)}, stamp=stamp):
        return Counts()
    return _put_item(point, row)


def _place_of(row: PointRow, divisions: Mapping[str, Division], grids: Mapping[str, Grid]) -> tuple[Division, Grid | None]:
    if row.division_code not in divisions:
        raise UnknownVillage(village=row.division_code)
    if row.grid_code is not None and row.grid_code not in grids:
        raise UnknownGrid(code=row.grid_code)
    return divisions[row.division_code], grids[row.grid_code] if row.grid_code else None


def _put(row: PointRow, point: ServicePoint | None, *, division: Division, grid: Grid | None, stamp: Stamp) -> Counts:
    facts = {name: getattr(row, name) for name in TAKEN_AS_IS}
    facts |= {
        "division_id": division.id,
        "grid_id": grid and grid.id,
        "place_path": grid.place_path if grid else division.place_path,
    }
    counts = Counts()
    if point is None:
        point = ServicePoint(code=row.code, from_on=row.from_on or clock.on(stamp.at), **facts)
        db.session.add(point)
        counts = Counts(added=1)
    parts = _changed(point, facts)
    for window in row.windows:
        parts += _put_window(point, window)
    for item in row.items:
        parts += _put_item(point, item)
    return counts if counts.added else Counts(changed=int(parts != Counts()))


def _put_window(point: ServicePoint, row: WindowRow) -> Counts:
    window = next((window for window in point.windows if window.number == row.number), None)
    if window is None:
        point.windows.append(Window(**dataclasses.asdict(row)))
        return Counts(added=1)
    return _changed(window, dataclasses.asdict(row))


def _put_item(point: ServicePoint, row: PointItemRow) -> Counts:
    same = [item for item in point.items if item.item_code == row.item_code]
    there = next((item for item in same if item.from_on == row.from_on), None)
    if there is not None:
        return _changed(there, {"to_on": row.to_on})
    for item in same:
        if item.from_on < row.from_on and (item.to_on is None or item.to_on >= row.from_on):
            item.to_on = row.from_on - DAY
    point.items.append(PointItem(**dataclasses.asdict(row)))
    return Counts(added=1)


def _changed(row: ServicePoint | Window | PointItem, facts: Mapping[str, object]) -> Counts:
    before = {name: getattr(row, name) for name in facts}
    for name, value in facts.items():
        setattr(row, name, value)
    return Counts(changed=int(before != dict(facts)))
