"""Grids proposed for a village or a township: data for people to judge, and a file that `grids import` reads. Reads only."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from app.core.errors import Refusal
from app.desk.queries.dividable import Ground, Home, grounds, households_by_group, place_to_divide, without_village
from app.desk.queries.reach import RoadFile
from app.desk.rules.dividing import (
    CutFiner,
    EdgesElsewhere,
    FewerGridsThanVillages,
    FewerHouseholds,
    GridProposal,
    LeftOut,
    NobodyOnLand,
    NoStation,
    ProposedGrid,
    TooFewGrids,
    Weighing,
    shared,
)
from app.desk.rules.grid_names import Naming, grid_names, matched
from app.desk.rules.reach import OF_ROADS, MinutesNotPositive
from app.territory.models import Division
from app.territory.rules import GridNow
from app.territory.rules.codes import MOST_GRIDS
from app.territory.rules.refusals import GridsFull
from grids.division import Indivisible, Part, Proposal, Reason, divide
from grids.roads import WrongRoads, roads_of


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is wanted, in words for refusals and in lines for the geometry."""

    place: str
    into: int | None
    lines: Sequence[shapely.Geometry]
    file: str
    within_min: float


def propose(
    *,
    on: dt.date,
    town_code: str | None = None,
    village_code: str | None = None,
    into: int | None = None,
    by: Weighing = Weighing.HOUSEHOLDS,
    edges: RoadFile | None = None,
    within_min: float = 15.0,
) -> GridProposal:
    """Divide a village, or each village of a township, into grids: so many together, or else one around each station.

    Of a township the villages without land or without a household on it are left out. Only households in the reader's scope
    count. Raises TooFewGrids, MinutesNotPositive, UnknownVillage, NoLand, NobodyOnLand, NoStation, FewerHouseholds, CutFiner,
    FewerGridsThanVillages, EdgesElsewhere, GridsFull, what OF_ROADS names, and what `township` raises.
    """
    if into is not None and into < 1:
        raise TooFewGrids(grids=into)
    if not (math.isfinite(within_min) and within_min > 0):
        raise MinutesNotPositive(minutes=f"{within_min:g}")
    lines = [] if edges is None else _lines(edges)
    place, villages = place_to_divide(town_code, village_code)
    there, others = grounds(villages, by, on=on)
    if not there:
        raise others[0][1] if len(others) == 1 else NobodyOnLand(place=place.name)
    asked = _Asked(place.name, into, lines, edges.name if edges else "", within_min)
    found = _divided(there, asked)
    rows = [row for ground, proposal in zip(there, found, strict=True) for row in _rows(ground, proposal)]
    codes = {row.code for row in rows}
    return GridProposal(
        place=place.name,
        by=by,
        within_min=within_min,
        grids=tuple(rows),
        outside=sum(proposal.outside for proposal in found),
        without_point=sum(ground.without_point for ground in there),
        without_village=without_village(place.code) if village_code is None else 0,
        left_out=tuple(LeftOut(village.code, village.name, why) for village, why in others),
        left_over=tuple(grid.code for ground in there for grid in _basic(ground.grids) if grid.code not in codes),
    )


def as_geojson(proposal: GridProposal) -> dict[str, object]:
    """The grids as a FeatureCollection that says its coordinate system: `grids import` reads it without being told."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": grid.code,
                "name": grid.name,
                "village": grid.village_code,
                "households": grid.households,
                "station": grid.station,
            },
            "geometry": shapely.geometry.mapping(shapely.from_wkb(grid.shape)),
        }
        for grid in proposal.grids
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    return {"type": "FeatureCollection", "crs": crs, "features": features}


def _lines(file: RoadFile) -> Sequence[shapely.Geometry]:
    try:
        return list(roads_of(file.content).lines)
    except WrongRoads as wrong:
        raise OF_ROADS[wrong.fault.value](file=file.name, field="edges", **wrong.facts) from wrong


def _divided(there: Sequence[Ground], asked: _Asked) -> list[Proposal]:
    if asked.lines and not any(_touching(ground, asked.lines) for ground in there):
        raise EdgesElsewhere(place=asked.place, file=asked.file)
    if asked.into is not None:
        return _into(asked.into, there, asked)
    if not any(ground.stations for ground in there):
        raise NoStation(place=asked.place)
    return [_around_stations(ground, asked) for ground in there]


def _around_stations(ground: Ground, asked: _Asked) -> Proposal:
    try:
        return _divide(ground, None, asked)
    except Indivisible as why:  # more stations than households on its land
        raise FewerHouseholds(place=ground.village.name, **why.facts) from why


def _into(into: int, there: Sequence[Ground], asked: _Asked) -> list[Proposal]:
    """So many grids shared out among the villages, each having as many as lines and households let it have."""
    least, most = [1] * len(there), [ground.places for ground in there]
    weights = [ground.weight for ground in there]
    while (shares := shared(weights, into, least=least, most=most)) is not None:
        found: list[Proposal] = []
        for at, (ground, share) in enumerate(zip(there, shares, strict=True)):
            try:
                found.append(_divide(ground, share, asked))
            except Indivisible as why:
                if why.reason is Reason.CUT_FINER:
                    least[at] = why.facts["areas"]
                else:
                    most[at] = why.facts["places"]
                break
        else:
            return found
    raise _why_not(into, least, most, asked)


def _why_not(into: int, least: Sequence[int], most: Sequence[int], asked: _Asked) -> Refusal:
    if into > sum(most):
        return FewerHouseholds(place=asked.place, grids=into, places=sum(most))
    if into < len(least):
        return FewerGridsThanVillages(place=asked.place, grids=into, villages=len(least))
    return CutFiner(place=asked.place, file=asked.file, grids=into, areas=sum(least))


def _divide(ground: Ground, into: int | None, asked: _Asked) -> Proposal:
    return divide(
        ground.shape,
        [home.lon for home in ground.homes],
        [home.lat for home in ground.homes],
        weight=[home.weight for home in ground.homes],
        into=into,
        stations=[(station.lon, station.lat) for station in ground.stations],
        edges=_touching(ground, asked.lines),
        minutes=asked.within_min,
    )


def _touching(ground: Ground, lines: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    return [line for line in lines if shapely.intersects(line, ground.shape)]


def _rows(ground: Ground, proposal: Proposal) -> list[ProposedGrid]:
    """The parts with codes and names, in the order of codes. A code of today stays with most of its households."""
    codes = _codes(ground, proposal)
    names = _names(ground, proposal, codes)
    rows = [
        ProposedGrid(
            code=code,
            name=name,
            village_code=ground.village.code,
            village=ground.village.name,
            households=part.households,
            weight=part.weight,
            compactness=part.compactness,
            station=_station(ground, part),
            far=part.far,
            shape=bytes(shapely.to_wkb(part.shape)),
        )
        for part, code, name in zip(proposal.parts, codes, names, strict=True)
    ]
    return sorted(rows, key=lambda row: row.code)


def _codes(ground: Ground, proposal: Proposal) -> list[str]:
    known = matched(_common(ground, proposal))
    used = {grid.code for grid in ground.grids}
    free = (code for n in range(1, MOST_GRIDS + 1) if (code := f"{ground.village.code}{n:03d}") not in used)
    codes = [known.get(number) or next(free, None) for number in range(len(proposal.parts))]
    if None in codes:
        raise GridsFull(village=ground.village.name)
    return [code for code in codes if code is not None]


def _common(ground: Ground, proposal: Proposal) -> Mapping[tuple[str, int], tuple[int, float]]:
    """What each of today's grids has in common with each part: households, and land in square degrees."""
    shapes = np.array([part.shape for part in proposal.parts], object)
    grid_of = np.array([home.grid_id for home in ground.homes], object)
    common: dict[tuple[str, int], tuple[int, float]] = {}
    for grid in _basic(ground.grids):
        own = shapely.Polygon() if grid.shape is None else shapely.from_wkb(grid.shape)
        land = shapely.area(shapely.intersection(own, shapes))
        homes = np.bincount(proposal.part_of[(grid_of == grid.grid_id) & (proposal.part_of >= 0)], minlength=len(shapes))
        common |= {(grid.code, at): (int(homes[at]), float(land[at])) for at in range(len(shapes))}
    return common


def _basic(grids: Sequence[GridNow]) -> list[GridNow]:
    """Those that divide the village: a dedicated one may lie on another."""
    return [grid for grid in grids if not grid.dedicated]


def _names(ground: Ground, proposal: Proposal, codes: Sequence[str]) -> list[str]:
    village, today = ground.village, {grid.code: grid for grid in ground.grids}
    homes = [[home for home, at in zip(ground.homes, proposal.part_of, strict=True) if at == n] for n in range(len(codes))]
    namings = [
        Naming(int(code[12:]), _name_today(today.get(code), own, village), _station(ground, part), households_by_group(own))
        for code, part, own in zip(codes, proposal.parts, homes, strict=True)
    ]
    taken = {grid.name for grid in ground.grids if grid.code not in codes}
    return grid_names(namings, village=village.short_name, groups=households_by_group(ground.homes), taken=taken)


def _name_today(grid: GridNow | None, homes: Sequence[Home], village: Division) -> str | None:
    """The name of the grid that a part goes on as, where it had most of the part's homes and isn't called as the village is."""
    if grid is None or grid.name in {village.name, village.short_name}:
        return None
    return grid.name if 2 * sum(home.grid_id == grid.grid_id for home in homes) > len(homes) else None


def _station(ground: Ground, part: Part) -> str | None:
    return None if part.seed is None else ground.stations[part.seed].name
