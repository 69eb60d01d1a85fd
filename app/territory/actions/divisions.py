"""Townships and villages."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from app.accounts.rules import Deed
from app.core import clock, journal
from app.core.db import db
from app.core.stamp import Stamp
from app.territory import queries
from app.territory.actions import grids
from app.territory.actions.state import mark_changed
from app.territory.models import Division
from app.territory.rules import (
    Counts,
    DivisionLevel,
    DivisionRow,
    GridRow,
    is_of_township,
    is_township_code,
    is_village_code,
    township_path,
    village_path,
)
from app.territory.rules.refusals import OtherTownship, TownshipExists, WrongTownshipCode, WrongVillageCode


def add_township(
    code: str,
    name: str,
    *,
    stamp: Stamp,
    short_name: str = "",
    from_on: dt.date | None = None,
    synthetic: bool = False,
) -> Division:
    """A new, empty township, since `from_on` or today. Raises WrongTownshipCode, TownshipExists."""
    if not is_township_code(code):
        raise WrongTownshipCode(code=code)
    new_id = stamp.part(1).event_id
    if not journal.enter(Deed.MANAGE_LAND, subject=new_id, body={"code": code, "name": name}, stamp=stamp, facts={"code": code}):
        return queries.township(code)
    if any(town.code == code for town in queries.townships()):
        raise TownshipExists(code=code)
    town = Division(
        id=new_id,
        code=code,
        name=name,
        short_name=short_name or name,
        level=DivisionLevel.TOWNSHIP,
        place_path=township_path(code),
        from_on=from_on or clock.on(stamp.at),
        synthetic=synthetic,
    )
    db.session.add(town)
    mark_changed()
    return town


def put_divisions(rows: Sequence[DivisionRow], *, stamp: Stamp) -> Counts:
    """Add villages, or rename them; one deed. Raises WrongVillageCode, OtherTownship, UnknownTownship."""
    town = queries.township_to_change(rows[0].code[:9] + "000" if rows else None)
    return put_land(town, villages=rows, stamp=stamp)


def put_grids(rows: Sequence[GridRow], *, from_on: dt.date, stamp: Stamp) -> Counts:
    """Add grids, and dated versions of those that changed; one deed. Raises WrongGridCode, UnknownVillage, BeforeLastVersion."""
    town = queries.township_to_change(rows[0].code[:9] + "000" if rows else None)
    return put_land(town, rows=rows, from_on=from_on, stamp=stamp)


def put_land(
    town: Division,
    *,
    villages: Sequence[DivisionRow] = (),
    rows: Sequence[GridRow] = (),
    from_on: dt.date | None = None,
    stamp: Stamp,
) -> Counts:
    """Put villages and then grids of a township that was loaded to be changed; one deed. Grids hold from `from_on`, or today, on.

    The counts are of grids where grids are put, else of villages. Raises what is wrong with a village or a grid.
    """
    from_on = from_on or clock.on(stamp.at)
    body = {"villages": [dataclasses.asdict(row) for row in villages], "grids": [dataclasses.asdict(row) for row in rows]}
    body_with_day = body | {"from_on": from_on.isoformat()}
    facts = {"villages": len(villages), "grids": len(rows)}
    if not journal.enter(Deed.MANAGE_LAND, subject=town.id, body=body_with_day, stamp=stamp, facts=facts):
        return Counts()
    counts = _put_villages(town, villages, stamp=stamp)
    if rows:
        counts = grids.put_rows(town, rows, from_on=from_on, stamp=stamp)
    mark_changed()
    return counts


def _put_villages(town: Division, rows: Sequence[DivisionRow], *, stamp: Stamp) -> Counts:
    there = {village.code: village for village in queries.villages(town)}
    counts = Counts()
    for row in rows:
        if not is_village_code(row.code):
            raise WrongVillageCode(code=row.code)
        if not is_of_township(row.code, town.code):
            raise OtherTownship(code=row.code, town=town.name)
        counts += _put_village(town, row, there, stamp=stamp)
    db.session.flush()
    return counts


def _put_village(town: Division, row: DivisionRow, there: Mapping[str, Division], *, stamp: Stamp) -> Counts:
    village = there.get(row.code)
    if village is None:
        village = Division(
            code=row.code,
            level=DivisionLevel.VILLAGE,
            parent_id=town.id,
            place_path=village_path(row.code),
            from_on=clock.on(stamp.at),
            name=row.name,
            short_name=row.short_name or row.name,
            outline=row.outline,
        )
        db.session.add(village)
        return Counts(added=1)
    if not differs(village, row):
        return Counts()
    village.name, village.short_name = row.name, row.short_name or village.short_name
    village.outline = row.outline or village.outline
    return Counts(changed=1)


def differs(village: Division, row: DivisionRow) -> bool:
    """Whether putting the row would change the village."""
    return (
        village.name != row.name
        or bool(row.short_name and village.short_name != row.short_name)
        or bool(row.outline and village.outline != row.outline)
    )
