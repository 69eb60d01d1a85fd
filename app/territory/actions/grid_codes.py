"""From the features of a file to villages and grids with codes. What is there already is found again by code or by name.

New codes follow the land: west to east, then north to south, by a point inside each feature (DB6101/T 3185-2024).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import shapely

from app.core.errors import CodeTwice, Refusal
from app.core.sheets import Fault
from app.territory.models import Division
from app.territory.rules import DivisionRow, GridKind, GridNow, GridRow, is_grid_code, is_of_township, is_village_code
from app.territory.rules.codes import FIRST_VILLAGE, LAST_VILLAGE, MOST_GRIDS
from app.territory.rules.file_refusals import VillageUnsaid
from app.territory.rules.refusals import (
    GridsFull,
    NameMissing,
    NameTooLong,
    NameTwice,
    OtherTownship,
    UnknownVillage,
    VillagesFull,
    WrongGridCode,
    WrongVillageCode,
)

LONGEST_NAME, SHORT_NAME = 64, 32
ONLY_GRID = "001"
THREE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Area:
    """A feature of a file: its number (from 1), what it says about itself, its valid shape in degrees of CGCS2000."""

    row: int
    code: str | None
    name: str | None
    village: str | None
    shape: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Town:
    """The township as it is: what features are matched with."""

    division: Division
    villages: Sequence[Division]
    grids: Sequence[GridNow]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file would put: villages, grids (each with the row it comes from), and the rows that can't enter."""

    read: int
    villages: tuple[DivisionRow, ...] = ()
    grids: tuple[tuple[int, GridRow], ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _Taken:
    """Names and codes as they are given away; the first row that has one keeps it."""

    names: dict[tuple[str, str], int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, row: int, refusal: Refusal, name: str | None = None) -> None:
        self.faults.append(Fault(row, name or refusal.field or "", refusal))

    def is_free(self, feature: Area, village: str) -> bool:
        """Whether the feature's name is new in its village; else the row is refused."""
        refusal = _wrong_name(feature.name, self.names.get((village, feature.name or "")))
        if refusal is None:
            self.names[village, str(feature.name)] = feature.row
            return True
        self.refuse(feature.row, refusal)
        return False

    def take(self, row: int, code: str) -> bool:
        if code in self.codes:
            self.refuse(row, CodeTwice(code=code, first=self.codes[code]))
            return False
        self.codes[code] = row
        return True


def named(features: Iterable[Area], template: str | None) -> Iterator[Area]:
    """The features, those without a name named by the template: {n} counts them in the order of the file."""
    number = 0
    for feature in features:
        if feature.name is None and template:
            number += 1
            yield replace(feature, name=template.replace("{n}", str(number)))
        else:
            yield feature


def as_villages(town: Town, features: Sequence[Area]) -> Proposal:
    """Each feature becomes a village with one grid."""
    taken = _Taken()
    known = {village.name: village.code for village in town.villages}
    free = _free_codes(town.division.code[:9], {village.code for village in town.villages}, FIRST_VILLAGE, LAST_VILLAGE)
    villages, grids = [], []
    for feature in _by_land(features):
        if not taken.is_free(feature, ""):
            continue
        code = known.get(str(feature.name))
        if feature.code is not None:
            code = _composed(town.division.code[:9], feature.code)
            if not is_village_code(code) or not is_of_township(code, town.division.code):
                wrong = WrongVillageCode if not is_village_code(code) else OtherTownship
                taken.refuse(feature.row, wrong(code=code, town=town.division.name))
                continue
        code = code or next(free, None)
        if code is None:
            taken.refuse(feature.row, VillagesFull(first=FIRST_VILLAGE, last=LAST_VILLAGE))
        elif taken.take(feature.row, code):
            villages.append(DivisionRow(code, str(feature.name), str(feature.name)[:SHORT_NAME], wkb(feature.shape)))
            grids.append((feature.row, GridRow(code + ONLY_GRID, str(feature.name), shape=wkb(feature.shape))))
    return _proposal(features, villages, grids, taken)


def as_grids(town: Town, features: Sequence[Area]) -> Proposal:
    """Each feature becomes a grid of a village that is there. Raises VillageUnsaid where nothing says of which."""
    if not all(feature.code or feature.village for feature in features) and len(town.villages) != 1:
        coded = any(feature.code or feature.village for feature in features)
        if not coded:
            raise VillageUnsaid
    taken = _Taken()
    known = {(grid.village_code, grid.name): grid.code for grid in town.grids}
    kinds = {grid.code: grid.kind for grid in town.grids}
    used = set(kinds) | {feature.code for feature in features if feature.code}
    free: dict[str, Iterator[str]] = {}
    grids = []
    for feature in _by_land(features):
        village = _village_of(feature, town.villages)
        if village is None or not is_of_township(village, town.division.code):
            taken.refuse(feature.row, _no_village(feature, town))
        elif taken.is_free(feature, village):
            free.setdefault(village, _free_codes(village, used, 1, MOST_GRIDS))
            code = _composed(village, feature.code) if feature.code else known.get((village, str(feature.name)))
            code = code or next(free[village], None)
            if code is None or not is_grid_code(code):
                taken.refuse(feature.row, GridsFull(village=village) if code is None else WrongGridCode(code=code))
            elif taken.take(feature.row, code):
                kind = kinds.get(code, GridKind.BASIC)  # a file of shapes doesn't say it: a dedicated grid stays one
                grids.append((feature.row, GridRow(code, str(feature.name), kind=kind, shape=wkb(feature.shape))))
    return _proposal(features, [], grids, taken)


def wkb(shape: shapely.Geometry) -> bytes:
    """The one writing of a shape: however its rings begin or turn, the same land gives the same bytes."""
    return bytes(shapely.to_wkb(shapely.normalize(shape), output_dimension=2, byte_order=1))


def _proposal(
    features: Sequence[Area], villages: Sequence[DivisionRow], grids: Sequence[tuple[int, GridRow]], taken: _Taken
) -> Proposal:
    ordered = sorted(grids, key=lambda grid: grid[1].code)
    rows = sorted(villages, key=lambda village: village.code)
    return Proposal(len(features), tuple(rows), tuple(ordered), tuple(sorted(taken.faults, key=lambda fault: fault.line)))


def _by_land(features: Sequence[Area]) -> list[Area]:
    """West to east, then north to south."""

    def place(feature: Area) -> tuple[float, float]:
        point = shapely.point_on_surface(feature.shape)
        return float(point.x), -float(point.y)

    return sorted(features, key=place)


def _free_codes(beginning: str, used: set[str], first: int, last: int) -> Iterator[str]:
    return (code for number in range(first, last + 1) if (code := f"{beginning}{number:03d}") not in used)


def _composed(beginning: str, code: str) -> str:
    return beginning + code if len(code) == THREE_DIGITS else code


def _wrong_name(name: str | None, first: int | None) -> Refusal | None:
    if not name:
        return NameMissing()
    if len(name) > LONGEST_NAME:
        return NameTooLong(most=LONGEST_NAME)
    return NameTwice(name=name, first=first) if first else None


def _village_of(feature: Area, villages: Sequence[Division]) -> str | None:
    """The village's code: what the field says (code or name), else the beginning of the grid's code, else the only one."""
    known: Mapping[str, str] = {
        said: village.code for village in villages for said in (village.short_name, village.name, village.code, village.code[9:])
    }
    if feature.village:
        return known.get(feature.village)
    if feature.code and len(feature.code) > THREE_DIGITS:
        return known.get(feature.code[:12])
    return villages[0].code if len(villages) == 1 else None


def _no_village(feature: Area, town: Town) -> Refusal:
    if feature.village:
        return UnknownVillage(village=feature.village)
    if feature.code and not is_grid_code(feature.code):
        return WrongGridCode(code=feature.code)
    if feature.code and not is_of_township(feature.code, town.division.code):
        return OtherTownship(code=feature.code, town=town.division.name)
    return UnknownVillage(village=feature.code[:12] if feature.code else "–")
