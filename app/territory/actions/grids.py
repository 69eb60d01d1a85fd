"""Grids: the row stays, and each change is a new dated version of it."""

import datetime as dt
from collections.abc import Mapping, Sequence

import shapely
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.stamp import Stamp
from app.territory import queries
from app.territory.models import Division, Grid, GridVersion
from app.territory.rules import Counts, GridRow, grid_path, is_grid_code
from app.territory.rules.refusals import BeforeLastVersion, UnknownVillage, WrongGridCode
from grids.measures import is_same_land

DAY = dt.timedelta(days=1)


def put_rows(town: Division, rows: Sequence[GridRow], *, from_on: dt.date, stamp: Stamp) -> Counts:
    """Add grids, and versions of those that changed; what is the same stays untouched. Part of a deed that is entered already."""
    villages = {village.code: village for village in queries.villages(town)}
    there = grids_of(town)
    counts = Counts()
    for row in rows:
        if not is_grid_code(row.code):
            raise WrongGridCode(code=row.code)
        if row.code[:12] not in villages:
            raise UnknownVillage(village=row.code[:12])
        counts += _put(row, there, village=villages[row.code[:12]], from_on=from_on, stamp=stamp)
    db.session.flush()
    return counts


def grids_of(town: Division) -> Mapping[str, Grid]:
    """The township's grids with their versions, by code."""
    wanted = sa.select(Grid).where(Grid.place_path.startswith(town.place_path, autoescape=True))
    return {grid.code: grid for grid in db.session.scalars(wanted.options(selectinload(Grid.versions)))}


def difference(town: Division, rows: Sequence[GridRow]) -> tuple[frozenset[str], frozenset[str]]:
    """The codes of the grids that putting these would add, and of those that it would change."""
    there = grids_of(town)
    added = frozenset(row.code for row in rows if row.code not in there)
    return added, frozenset(row.code for row in rows if row.code in there and differs(there[row.code].last, row))


def end_grids(grids: Sequence[Grid], *, last_on: dt.date) -> None:
    """These grids have their last day. Part of a deed that is entered already. Raises BeforeLastVersion."""
    for grid in grids:
        if (last := grid.last) is not None:
            if last.from_on > last_on:
                raise BeforeLastVersion(code=grid.code, from_on=last.from_on.isoformat())
            last.to_on = last_on
    db.session.flush()


def _put(row: GridRow, there: Mapping[str, Grid], *, village: Division, from_on: dt.date, stamp: Stamp) -> Counts:
    grid = there.get(row.code)
    if grid is None:
        grid = Grid(code=row.code, division_id=village.id, place_path=grid_path(row.code))
        db.session.add(grid)
        grid.versions.append(_version(row, 1, None, from_on=from_on, stamp=stamp))
        return Counts(added=1)
    last = grid.last
    if not differs(last, row):
        return Counts()
    if last is not None and from_on < last.from_on:
        raise BeforeLastVersion(code=row.code, from_on=last.from_on.isoformat())
    if last is not None:
        last.to_on = from_on - DAY  # a version that is replaced on its first day was never in force, and is kept all the same
    grid.versions.append(_version(row, len(grid.versions) + 1, last, from_on=from_on, stamp=stamp))
    return Counts(changed=1)


def _version(row: GridRow, number: int, last: GridVersion | None, *, from_on: dt.date, stamp: Stamp) -> GridVersion:
    return GridVersion(
        number=number,
        name=row.name,
        kind=row.kind,
        groups=list(row.groups if row.groups is not None else last.groups if last else ()),
        shape=row.shape if row.shape is not None else last and last.shape,
        from_on=from_on,
        event_id=stamp.event_id,
    )


def differs(last: GridVersion | None, row: GridRow) -> bool:
    """Whether putting the row would make a new version."""
    return (
        last is None
        or last.name != row.name
        or last.kind is not row.kind
        or (row.groups is not None and list(row.groups) != list(last.groups))
        or (row.shape is not None and is_other_land(last.shape, row.shape))
    )


def is_other_land(last: bytes | None, shape: bytes) -> bool:
    """A border that came back from another system or another program, a centimetre aside, is the same border."""
    return last is None or (shape != last and not is_same_land(shapely.from_wkb(last), shapely.from_wkb(shape)))
