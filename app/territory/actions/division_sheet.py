"""Villages from a table: code, name and short name, with English or Chinese headings."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import CodeTwice, Refusal
from app.core.sheets import Fault, Row, read
from app.core.stamp import Stamp
from app.territory import queries
from app.territory.actions.divisions import differs, put_land
from app.territory.actions.reports import Report
from app.territory.models import Division
from app.territory.rules import Counts, DivisionRow, is_of_township, is_village_code
from app.territory.rules.refusals import (
    NameMissing,
    NameTooLong,
    OtherTownship,
    StrictlyRefused,
    WrongVillageCode,
)

HEADINGS = {
    "code": ("代码", "区划代码", "行政区划代码"),
    "name": ("名称", "区划名称", "村名称"),
    "short_name": ("简称",),
}
LONGEST_NAME, LONGEST_SHORT_NAME = 64, 32
ENDINGS = ("村民委员会", "居民委员会", "村委会", "居委会")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The good rows of a table, and what is wrong with the others."""

    rows: Sequence[DivisionRow]
    faults: Sequence[Fault]

    @property
    def read(self) -> int:
        return len(self.rows) + len({fault.line for fault in self.faults})


def import_divisions(
    town: Division, content: bytes, *, name: str, stamp: Stamp, dry_run: bool = False, strict: bool = False
) -> Report:
    """Put the villages of a table into a township that was loaded to be changed; raises what `sheets.read` raises."""
    sheet = read_divisions(content, name=name, town=town)
    if strict and sheet.faults:
        return Report(sheet.read, refused=sheet.faults, refusal=StrictlyRefused(count=len(sheet.faults)))
    if dry_run or not sheet.rows:
        return Report(sheet.read, _difference(town, sheet.rows), sheet.faults)
    return Report(sheet.read, put_land(town, villages=sheet.rows, stamp=stamp), sheet.faults)


def read_divisions(content: bytes, *, name: str, town: Division) -> Sheet:
    """Read a table of villages. Wrong digits, another township's village and a code that comes twice refuse their row."""
    table = read(content, name=name, headings=HEADINGS, required={"code", "name"})
    rows: dict[str, DivisionRow] = {}
    line_of: dict[str, int] = {}
    faults: list[Fault] = []
    for row in table.rows:
        if wrong := row.faults or _faults(row, town, line_of):
            faults.extend(wrong)
            continue
        code, full = row.cells["code"], row.cells["name"]
        line_of[code] = row.line
        rows[code] = DivisionRow(code, full, row.cells["short_name"] or short_name_of(full))
    return Sheet(tuple(rows.values()), tuple(faults))


def short_name_of(name: str) -> str:
    """帕龙村民委员会 → 帕龙."""
    for ending in ENDINGS:
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending)[:LONGEST_SHORT_NAME]
    return name[:LONGEST_SHORT_NAME]


def _faults(row: Row, town: Division, line_of: dict[str, int]) -> list[Fault]:
    wrong = (_wrong_code(row.cells["code"], town, line_of), _wrong_name(row.cells["name"], most=LONGEST_NAME))
    wrong_short = NameTooLong(most=LONGEST_SHORT_NAME) if len(row.cells["short_name"]) > LONGEST_SHORT_NAME else None
    fields = ("code", "name", "short_name")
    pairs = zip(fields, (*wrong, wrong_short), strict=True)
    return [Fault(row.line, field, refusal) for field, refusal in pairs if refusal]


def _wrong_code(code: str, town: Division, line_of: dict[str, int]) -> Refusal | None:
    if not is_village_code(code):
        return WrongVillageCode(code=code or "–")
    if not is_of_township(code, town.code):
        return OtherTownship(code=code, town=town.name)
    return CodeTwice(code=code, first=line_of[code]) if code in line_of else None


def _wrong_name(name: str, *, most: int) -> Refusal | None:
    if not name:
        return NameMissing()
    return NameTooLong(most=most) if len(name) > most else None


def _difference(town: Division, rows: Sequence[DivisionRow]) -> Counts:
    there = {village.code: village for village in queries.villages(town)}
    added = sum(row.code not in there for row in rows)
    changed = sum(row.code in there and differs(there[row.code], row) for row in rows)
    return Counts(added, changed)
