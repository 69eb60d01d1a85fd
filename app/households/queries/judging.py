"""What entering a file of households would do: who enters, who is refused and why. A trial and the entry ask the same."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from app.core import sheets
from app.core.db import db
from app.core.errors import Refusal
from app.households.models import Household
from app.households.queries.lists import batch_of_digest
from app.households.queries.placing import Ground, ground, placement_by_hand, placements
from app.households.queries.villages import Villages
from app.households.rules import (
    HOUSEHOLD_HEADINGS,
    HOUSEHOLD_REQUIRED,
    Candidates,
    HouseholdRow,
    ImportKind,
    Judged,
    Placed,
    Placement,
    ResidentRow,
    Spot,
    counted,
    household_row,
)
from app.households.rules.refusals import (
    CodeTwice,
    HouseholdExists,
    OtherVillage,
    PointOutOfRange,
    PointOutsideChina,
    PointsSwapped,
    UnknownCrs,
    UnknownVillage,
    WrongGrid,
)
from app.households.rules.values import Flaw
from app.territory import queries as territory
from app.territory.models import Division
from grids import datum

RowValue = TypeVar("RowValue", HouseholdRow, ResidentRow)
Reader = Callable[[Mapping[str, str]], tuple[RowValue | None, Mapping[str, Refusal]]]
Point = tuple[float, float]
Points = NDArray[np.float64]
EPSG_4490 = datum.CGCS2000
FEWEST_TO_SUSPECT = 10


@dataclass(frozen=True, slots=True)
class HouseholdEntry:
    """A household that would enter, with its point in EPSG:4490 and its place."""

    row: HouseholdRow
    placement: Placement


def households_in(content: bytes, *, name: str) -> Candidates[HouseholdRow]:
    """Read a table of households. Raises the refusals of `sheets.read`."""
    table = sheets.read(content, name=name, headings=HOUSEHOLD_HEADINGS, required=HOUSEHOLD_REQUIRED)
    return read_rows(table, household_row)


def judge_households(
    candidates: Candidates[HouseholdRow], *, town: Division, on: dt.date, crs: str = EPSG_4490
) -> Judged[HouseholdEntry]:
    """Who of a file would enter this township. Raises UnknownCrs, PointsSwapped."""
    crs = known_crs(crs)
    villages, land = Villages(town, territory.villages(town)), ground(town, on=on)
    kept, flaws = _sifted(candidates.rows, town, villages, crs)
    entries = _placed([row for _, row in kept], villages, land)
    _suspect_swapped(entries, land)
    earlier = batch_of_digest(candidates.digest)
    return Judged(
        kind=ImportKind.HOUSEHOLDS,
        name=candidates.name,
        digest=candidates.digest,
        crs=crs,
        place_path=town.place_path,
        read=candidates.read,
        entries=tuple(entries),
        flaws=tuple(sorted((*candidates.flaws, *flaws), key=lambda flaw: flaw.line)),
        remarks=tuple(_remarks(kept, entries, villages)),
        placed=counted(entry.placement.placed for entry in entries),
        seen_before=earlier.at if earlier else None,
    )


def judge_household(
    row: HouseholdRow, *, town: Division, on: dt.date, crs: str, besides: UUID | None = None, grid_code: str = ""
) -> HouseholdEntry:
    """Whether one household can enter, or be changed (`besides`); with `grid_code` it stands where a person says.

    Raises the first refusal, which names its field.
    """
    villages, land = Villages(town, territory.villages(town)), ground(town, on=on)
    (point,) = _points([row], known_crs(crs))
    taken = db.session.scalar(sa.select(Household.id).where(Household.town_code == town.code, Household.code == row.code))
    for refusal in _wrong_with(
        row, point, there=set() if taken in {None, besides} else {row.code}, first={}, villages=villages
    ).values():
        raise refusal
    row = _at(row, point)
    if not grid_code:
        return _placed([row], villages, land)[0]
    if grid_code not in land.grids:
        raise WrongGrid
    spot = Spot(row.lon, row.lat, villages.code_of(row.village), row.group)
    return HouseholdEntry(row, placement_by_hand(land.grids[grid_code], spot=spot, ground=land))


def known_crs(text: str) -> str:
    """The name of a coordinate system. Raises UnknownCrs."""
    try:
        return datum.crs_name(text or EPSG_4490)
    except datum.UnknownCrs:
        raise UnknownCrs(crs=text) from None


def read_rows(table: sheets.Sheet, read: Reader[RowValue]) -> Candidates[RowValue]:
    """What the rows of a table say, and the flaws of those that say it wrongly."""
    rows, flaws = list[tuple[int, RowValue]](), list[Flaw]()
    for row in table.rows:
        value, faults = read(row.cells)
        wrong = {fault.field: fault.refusal for fault in row.faults}
        wrong = wrong | {field: refusal for field, refusal in faults.items() if field not in wrong}
        flaws += [Flaw(row.line, field, refusal) for field, refusal in wrong.items()]
        if value is not None and not wrong:
            rows.append((row.line, value))
    return Candidates(table.name, table.digest, tuple(rows), tuple(flaws))


def _sifted(
    rows: Sequence[tuple[int, HouseholdRow]], town: Division, villages: Villages, crs: str
) -> tuple[list[tuple[int, HouseholdRow]], list[Flaw]]:
    """The rows that can enter, with their points in CGCS2000, and the flaws of the others."""
    there = set(db.session.scalars(sa.select(Household.code).where(Household.town_code == town.code)))
    flaws, kept, first = list[Flaw](), list[tuple[int, HouseholdRow]](), dict[str, int]()
    for (line, row), point in zip(rows, _points([row for _, row in rows], crs), strict=True):
        wrong = _wrong_with(row, point, there=there, first=first, villages=villages)
        flaws += [Flaw(line, field, refusal) for field, refusal in wrong.items()]
        if not wrong:
            kept.append((line, _at(row, point)))
        first.setdefault(row.code, line)
    return kept, flaws


def _at(row: HouseholdRow, point: Point | Refusal | None) -> HouseholdRow:
    lon, lat = (None, None) if point is None or isinstance(point, Refusal) else point
    return dataclasses.replace(row, lon=lon, lat=lat)


def _wrong_with(
    row: HouseholdRow,
    point: Point | Refusal | None,
    *,
    there: set[str],
    first: dict[str, int],
    villages: Villages,
) -> dict[str, Refusal]:
    wrong: dict[str, Refusal] = {}
    if row.code in first:
        wrong["code"] = CodeTwice(code=row.code, line=first[row.code])
    elif row.code in there:
        wrong["code"] = HouseholdExists(code=row.code)
    if row.village and villages.code_of(row.village) is None:
        wrong["village"] = UnknownVillage(village=row.village)
    if isinstance(point, Refusal):
        wrong["lon"] = point
    return wrong


def _points(rows: Sequence[HouseholdRow], crs: str) -> list[Point | Refusal | None]:
    """Each row's point in degrees of CGCS2000, what is wrong with it, or None."""
    given = [n for n, row in enumerate(rows) if row.lon is not None and row.lat is not None]
    x = np.array([rows[n].lon for n in given], np.float64)
    y = np.array([rows[n].lat for n in given], np.float64)
    can_be = np.ones(len(given), bool) if datum.is_projected(crs) else _on_earth(x, y)
    in_china = _within(x, datum.CHINA_LON) & _within(y, datum.CHINA_LAT) if crs in datum.SHIFTED else can_be
    movable = can_be & in_china
    lon, lat = np.full(len(given), np.nan), np.full(len(given), np.nan)
    lon[movable], lat[movable] = datum.points_to_cgcs2000(x[movable], y[movable], crs=crs)
    fine = _on_earth(lon, lat)
    points: list[Point | Refusal | None] = [None] * len(rows)
    for at, n in enumerate(given):
        wrong = PointOutsideChina() if can_be[at] and not in_china[at] else PointOutOfRange()
        points[n] = (float(lon[at]), float(lat[at])) if fine[at] else wrong
    return points


def _on_earth(lon: Points, lat: Points) -> NDArray[np.bool_]:
    return _within(lon, (-180, 180)) & _within(lat, (-90, 90))


def _within(values: Points, ends: tuple[float, float]) -> NDArray[np.bool_]:
    return (values >= ends[0]) & (values <= ends[1])


def _placed(rows: Sequence[HouseholdRow], villages: Villages, land: Ground) -> list[HouseholdEntry]:
    spots = [Spot(row.lon, row.lat, villages.code_of(row.village), row.group) for row in rows]
    return [HouseholdEntry(row, place) for row, place in zip(rows, placements(spots, ground=land), strict=True)]


def _suspect_swapped(entries: Sequence[HouseholdEntry], land: Ground) -> None:
    """Points of which most are outside, and most would be inside with longitude and latitude exchanged."""
    pointed = [entry.row for entry in entries if entry.row.lon is not None]
    inside = sum(entry.placement.placed is Placed.INSIDE for entry in entries)
    if len(pointed) < FEWEST_TO_SUSPECT or inside * 2 > len(pointed):
        return
    turned = placements([Spot(row.lat, row.lon, None, "") for row in pointed], ground=land)
    would = sum(placement.placed is Placed.INSIDE for placement in turned)
    if would * 2 > len(pointed):
        raise PointsSwapped(inside=would, all=len(pointed), now=inside)


def _remarks(kept: Sequence[tuple[int, HouseholdRow]], entries: Sequence[HouseholdEntry], villages: Villages) -> list[Flaw]:
    remarks = []
    for (line, row), entry in zip(kept, entries, strict=True):
        said, found = villages.code_of(row.village), entry.placement.village_code
        if said and found and said != found:
            remarks.append(Flaw(line, "village", OtherVillage(found=villages.name_of(found), said=row.village)))
    return remarks
