"""Repairs of a file's shapes: offered with their effect, done only where their kind was chosen. What stands is never changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import shapely

from app.territory.actions.grid_codes import Area, Proposal, Town, wkb
from app.territory.actions.reports import Offer
from app.territory.rules import GridKind
from app.territory.rules.file_refusals import UnknownRepair
from grids import repair
from grids.repair import Parcel, Repair


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which kinds are to be done, and which are told of as well."""

    chosen: frozenset[Repair]
    told: frozenset[Repair]


def chosen_repairs(words: Iterable[str]) -> frozenset[Repair]:
    """The kinds with these names. Raises UnknownRepair."""
    said = {word.strip() for word in words} - {""}
    unknown = sorted(said - set(Repair))
    if unknown:
        raise UnknownRepair(repair=unknown[0], repairs=", ".join(Repair))
    return frozenset(Repair(word) for word in said)


def made_valid(broken: Iterable[Area], wanted: Wanted) -> tuple[list[Area], list[Offer]]:
    """(the features whose shape was made valid because that was chosen, the offers for all that could be)."""
    if Repair.VALID not in wanted.told:
        return [], []
    by_row = {str(area.row): area for area in broken}
    found = repair.proposals([Parcel(row, area.shape) for row, area in by_row.items()], Repair.VALID)
    is_chosen = Repair.VALID in wanted.chosen
    offers = [Offer(one, (int(one.to),), by_row[one.to].name or "–", None, is_chosen) for one in found]
    return [replace(by_row[one.to], shape=one.piece) for one in found if is_chosen], offers


def mended(there: Town, proposal: Proposal, wanted: Wanted) -> tuple[Proposal, list[Offer]]:
    """The proposal with the chosen repairs done, and the offers of all kinds: each kind as if it were the next to be chosen."""
    parcels = _parcels(there, proposal)
    offers: list[Offer] = []
    for kind in (Repair.SLIVERS, Repair.GAPS):
        found = repair.proposals(list(parcels.values()), kind) if kind in wanted.told else []
        offers += _offers(there, proposal, found, is_chosen=kind in wanted.chosen)
        if kind in wanted.chosen:
            shapes = repair.applied({code: one.shape for code, one in parcels.items()}, found)
            parcels = {code: replace(one, shape=shapes[code]) for code, one in parcels.items()}
    changed = {code for one in offers if one.is_chosen for code in (one.repair.to, one.repair.off) if code is not None}
    return _with_shapes(proposal, {code: wkb(parcels[code].shape) for code in changed}), offers


def _parcels(there: Town, proposal: Proposal) -> dict[str, Parcel]:
    """The file's grids, and those of today that it doesn't replace."""
    rows = [row for _, row in proposal.grids]
    replaced = {row.code for row in rows}
    standing = [
        Parcel(grid.code, shapely.from_wkb(grid.shape), grid.code[:12], fixed=True, dedicated=grid.dedicated)
        for grid in there.grids
        if grid.shape is not None and grid.code not in replaced
    ]
    new = [Parcel(row.code, shapely.from_wkb(row.shape), row.code[:12], dedicated=row.kind is GridKind.DEDICATED) for row in rows]
    return {one.code: one for one in (*standing, *new)}


def _offers(there: Town, proposal: Proposal, found: Sequence[repair.Proposal], *, is_chosen: bool) -> list[Offer]:
    rows = {row.code: number for number, row in proposal.grids}
    names = {grid.code: grid.name for grid in there.grids} | {row.code: row.name for _, row in proposal.grids}
    return [
        Offer(one, _rows(rows, (one.to, one.off)), names[one.to], names[one.off] if one.off else None, is_chosen) for one in found
    ]


def _rows(rows: Mapping[str, int], codes: Collection[str | None]) -> tuple[int, ...]:
    return tuple(sorted(rows[code] for code in codes if code is not None and code in rows))


def _with_shapes(proposal: Proposal, shapes: Mapping[str, bytes]) -> Proposal:
    """The same rows with other shapes, and a village that is made of its only grid with that grid's."""
    if not shapes:
        return proposal
    outlines = {code[:12]: shape for code, shape in shapes.items()}
    grids = tuple((number, replace(row, shape=shapes.get(row.code, row.shape))) for number, row in proposal.grids)
    villages = tuple(replace(village, outline=outlines.get(village.code, village.outline)) for village in proposal.villages)
    return replace(proposal, grids=grids, villages=villages)
