"""Grids from a file of shapes: read, judged as a whole with the land that is there, and put in one deed."""

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import shapely

from app.core.errors import Refusal
from app.core.sheets import Fault
from app.core.stamp import Stamp
from app.territory import queries
from app.territory.actions import divisions
from app.territory.actions.grid_codes import Area, Proposal, Town, as_grids, as_villages, named
from app.territory.actions.grid_repairs import Wanted, made_valid, mended
from app.territory.actions.grids import difference
from app.territory.actions.reports import Offer, Put, Report, Seen
from app.territory.models import Division
from app.territory.rules import Counts, GridKind, GridRow
from app.territory.rules.file_refusals import Contains, NothingLeft, file_refusal, row_refusal
from app.territory.rules.refusals import StrictlyRefused
from grids.measures import area_m2
from grids.repair import Repair
from grids.territory import Grid
from grids.topology import Finding, Kind, findings

SHOWN = 5
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about a file. `where`: keep rows with this text; `unnamed_as`: a name with {n} for those without.

    `repairs`: the kinds of repair that are to be done; without them nothing is mended.
    """

    name_field: str
    crs: str | None = None
    code_field: str | None = None
    village_field: str | None = None
    as_villages: bool = False
    where: tuple[str, str] | None = None
    unnamed_as: str | None = None
    file_name: str | None = None  # as people know the file, where it lies under another name
    repairs: frozenset[Repair] = frozenset()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a file would put; which of its broken shapes could be mended; the shape of every row that has one."""

    proposal: Proposal
    offers: Sequence[Offer]
    shapes: Mapping[int, shapely.Geometry]


def import_grids(
    town: Division, file: Path, said: Said, *, from_on: dt.date, stamp: Stamp, dry_run: bool = False, strict: bool = False
) -> Report:
    """Put the grids of a file into a township that was loaded to be changed. Raises what is wrong with the file as a whole.

    A feature that contains others refuses the file, and with `strict` any fault, overlap or gap does: the report then says why.
    A dry run tells of every repair that could be done, and what the land would look like; the findings are those that are left.
    """
    there = Town(town, queries.villages(town), [grid for grid in queries.grids_on(from_on) if _is_in(grid.code, town)])
    wanted = Wanted(said.repairs, frozenset(Repair) if dry_run else said.repairs)
    read = _read(there, file, said, wanted)
    proposal, offers = mended(there, read.proposal, wanted)
    rows = [row for _, row in proposal.grids]
    found = _judged(there, rows)
    refusal = _contains(found, rows) or (_strictly(proposal.faults, found) if strict else None)
    report = Report(proposal.read, refused=proposal.faults, findings=found, names=_names(there, rows))
    if refusal and not dry_run:
        return replace(report, refusal=refusal)
    report = replace(report, objection=refusal, offers=[*read.offers, *offers])
    if dry_run or not rows:
        added, changed = difference(town, rows)
        seen = _seen(there, proposal, read.shapes, added=added, changed=changed)
        return replace(report, counts=Counts(len(added), len(changed)), seen=seen)
    counts = divisions.put_land(town, villages=proposal.villages, rows=rows, from_on=from_on, stamp=stamp)
    return replace(report, counts=counts)


def check(town: Division, *, on: dt.date) -> tuple[int, list[Finding]]:
    """How many grids the township has on a day, and what is wrong with them; villages' outlines are held against their grids."""
    there = [grid for grid in queries.territory(on).grids if _is_in(grid.code, town)]
    outlines = {
        village.code: shapely.from_wkb(village.outline)
        for village in queries.villages(town)
        if village.outline is not None and any(grid.code.startswith(village.code) for grid in there)
    }
    return len(there), findings(there, outline=outlines)


def _read(there: Town, file: Path, said: Said, wanted: Wanted) -> _Reading:
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
    sound, broken = (
        [Area(one.row, one.code, one.name, one.village, one.shape) for one in some] for some in (features.rows, features.broken)
    )
    valid, offers = made_valid(broken, wanted)
    kept = tuple(named(sorted([*sound, *valid], key=lambda area: area.row), said.unnamed_as))
    proposal = as_villages(there, kept) if said.as_villages else as_grids(there, kept)
    taken = {area.row for area in kept}
    shapeless = [
        Fault(fault.row, fault.field, row_refusal(fault.reason.value, fault.facts))
        for fault in features.faults
        if fault.row not in taken
    ]
    faults = sorted([*proposal.faults, *shapeless], key=lambda fault: fault.line)
    whole = Proposal(proposal.read + len(shapeless), proposal.villages, proposal.grids, tuple(faults))
    return _Reading(whole, offers, {area.row: area.shape for area in (*broken, *kept)})


def _seen(
    there: Town, proposal: Proposal, shapes: Mapping[int, shapely.Geometry], *, added: Collection[str], changed: Collection[str]
) -> Seen:
    now = {grid.code: shapely.from_wkb(grid.shape) for grid in there.grids if grid.shape is not None}
    put = [
        Put(
            number,
            row.name,
            shapely.from_wkb(row.shape),
            row.code in added,
            row.code in changed,
            now.get(row.code) if row.code in changed else None,
        )
        for number, row in proposal.grids
    ]
    replaced = {row.code for _, row in proposal.grids}
    refused = [(fault.line, shapes[fault.line]) for fault in proposal.faults if fault.line in shapes]
    return Seen([shape for code, shape in now.items() if code not in replaced], put, refused)


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
