"""Grids from a file of shapes: read, judged as a whole with the land that is there, and put in one deed."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import shapely

from app.core.errors import Refusal
from app.core.sheets import Fault
from app.core.stamp import Stamp
from app.territory import queries
from app.territory.actions import divisions
from app.territory.actions.grid_codes import Area, Proposal, Town, as_grids, as_villages, named
from app.territory.actions.grids import difference
from app.territory.actions.reports import Report
from app.territory.models import Division
from app.territory.rules import GridKind, GridRow
from app.territory.rules.file_refusals import Contains, NothingLeft, file_refusal, row_refusal
from app.territory.rules.refusals import StrictlyRefused
from grids.measures import area_m2
from grids.territory import Grid
from grids.topology import Finding, Kind, findings

SHOWN = 5
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about a file. `where`: keep rows with this text; `unnamed_as`: a name with {n} for those without."""

    name_field: str
    crs: str | None = None
    code_field: str | None = None
    village_field: str | None = None
    as_villages: bool = False
    where: tuple[str, str] | None = None
    unnamed_as: str | None = None
    file_name: str | None = None  # as people know the file, where it lies under another name


def import_grids(
    town: Division, file: Path, said: Said, *, from_on: dt.date, stamp: Stamp, dry_run: bool = False, strict: bool = False
) -> Report:
    """Put the grids of a file into a township that was loaded to be changed. Raises what is wrong with the file as a whole.

    A feature that contains others refuses the file, and with `strict` any fault, overlap or gap does: the report then says why.
    """
    there = Town(town, queries.villages(town), [grid for grid in queries.grids_on(from_on) if _is_in(grid.code, town)])
    proposal = _read(there, file, said)
    rows = [row for _, row in proposal.grids]
    found = _judged(there, rows)
    refusal = _contains(found, rows) or (_strictly(proposal.faults, found) if strict else None)
    if refusal and not dry_run:
        return Report(proposal.read, refused=proposal.faults, findings=found, refusal=refusal, names=_names(there, rows))
    if dry_run or not rows:
        counts = difference(town, rows)
    else:
        counts = divisions.put_land(town, villages=proposal.villages, rows=rows, from_on=from_on, stamp=stamp)
    return Report(proposal.read, counts, proposal.faults, found, names=_names(there, rows), objection=refusal)


def check(town: Division, *, on: dt.date) -> tuple[int, list[Finding]]:
    """How many grids the township has on a day, and what is wrong with them; villages' outlines are held against their grids."""
    there = [grid for grid in queries.territory(on).grids if _is_in(grid.code, town)]
    outlines = {
        village.code: shapely.from_wkb(village.outline)
        for village in queries.villages(town)
        if village.outline is not None and any(grid.code.startswith(village.code) for grid in there)
    }
    return len(there), findings(there, outline=outlines)


def _read(there: Town, file: Path, said: Said) -> Proposal:
    from grids import readers  # noqa: PLC0415  it loads pyogrio and GDAL: nobody but an import should wait for them

    try:
        features = readers.read(
            file,
            crs=said.crs,
            name_field=said.name_field,
            code_field=said.code_field,
            village_field=said.village_field,
            where=said.where,
        )
    except readers.Unreadable as unreadable:
        raise file_refusal(unreadable.code, {**unreadable.facts, "file": said.file_name or file.name}) from unreadable
    except OSError as missing:
        raise file_refusal("not_geographic", {"file": said.file_name or file.name}) from missing
    if not features.rows and not features.faults and said.where:
        raise NothingLeft(where="=".join(said.where))
    areas = (Area(one.row, one.code, one.name, one.village, one.shape) for one in features.rows)
    kept = tuple(named(areas, said.unnamed_as))
    proposal = as_villages(there, kept) if said.as_villages else as_grids(there, kept)
    shapeless = [Fault(fault.row, fault.field, row_refusal(fault.reason.value, fault.facts)) for fault in features.faults]
    faults = sorted([*proposal.faults, *shapeless], key=lambda fault: fault.line)
    return Proposal(proposal.read + len(shapeless), proposal.villages, proposal.grids, tuple(faults))


def _judged(there: Town, rows: Sequence[GridRow]) -> list[Finding]:
    """What is wrong with the land as it would be: the file's grids together with those of today that it doesn't replace."""
    replaced = {row.code for row in rows}
    kept = [
        Grid(grid.code, grid.name, shapely.from_wkb(grid.shape), grid.dedicated)
        for grid in there.grids
        if grid.shape is not None and grid.code not in replaced
    ]
    new = [Grid(row.code, row.name, shapely.from_wkb(row.shape), row.kind is GridKind.DEDICATED) for row in rows]
    return findings([*kept, *new])


def _contains(found: Sequence[Finding], rows: Sequence[GridRow]) -> Refusal | None:
    """Why the file is refused: features of it that others cover for the most part, the one with most of them first.

    An enclave in a village's land is no such thing: it is told as a finding, and only its own points lie in several.
    """
    names = {row.code: row.name for row in rows}
    land = {row.code: area_m2(shapely.from_wkb(row.shape)) for row in rows}
    holding = [one for one in found if one.kind is Kind.CONTAINS and one.area_m2 > MOSTLY * land.get(one.grids[0], math.inf)]
    if not holding:
        return None
    holding.sort(key=lambda one: -len(one.grids))
    containers = "、".join(names[one.grids[0]] for one in holding[:SHOWN])
    return Contains(containers=containers, largest=names[holding[0].grids[0]], count=len(holding[0].grids) - 1)


def _strictly(faults: Sequence[Fault], found: Sequence[Finding]) -> Refusal | None:
    grave = [one for one in found if one.kind is not Kind.EXCLAVE]
    return StrictlyRefused(count=len(faults) + len(grave)) if faults or grave else None


def _names(there: Town, rows: Sequence[GridRow]) -> dict[str, str]:
    return {grid.code: grid.name for grid in there.grids} | {row.code: row.name for row in rows}


def _is_in(code: str, town: Division) -> bool:
    return code[:9] == town.code[:9]
