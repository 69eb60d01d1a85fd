"""Tables of rows as offices keep them: CSV (UTF-8, with or without BOM, UTF-16, GB18030) and XLSX become rows of texts.

Cells are texts: an 18-digit number, a date and a code with leading zeros arrive as they were written, or the row says that the
spreadsheet has destroyed them. What is wrong with the file refuses the file; what is wrong in a row stays with the row.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.sheets.cells import safe_cell
from app.core.sheets.faults import (
    BrokenTable,
    CellsLeftOver,
    ColumnsMissing,
    ColumnTwice,
    DigitsLost,
    EmptyTable,
    ErrorInCell,
    Fault,
    FormulaInCell,
    NotATable,
    TableTooLong,
)
from app.core.sheets.formats import HEADING_WITHIN, Line, tables

__all__ = [
    "BrokenTable",
    "ColumnTwice",
    "ColumnsMissing",
    "DigitsLost",
    "EmptyTable",
    "ErrorInCell",
    "Fault",
    "FormulaInCell",
    "NotATable",
    "Row",
    "Sheet",
    "TableTooLong",
    "read",
    "safe_cell",
]

REMARK = re.compile(r"\(.*?\)|[*\s:]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `cells` holds every known column, an absent one as the empty text. A row with faults must not enter."""

    line: int
    cells: Mapping[str, str]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as read. `headings`: the file's own, in order; `unknown`: those that nobody reads; `digest`: SHA-256 in hex."""

    name: str
    digest: str
    headings: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Headings:
    texts: tuple[str, ...]
    columns: tuple[str | None, ...]  # by position: the column's name, or None for one that nobody reads


def read(content: bytes, *, name: str, headings: Mapping[str, Sequence[str]], required: Collection[str]) -> Sheet:
    """Read a table. `headings`: column → the headings it may have besides its own name; `required`: what must be there.

    Blank rows are left out, a title above the headings is passed over, remarks in brackets and the order don't matter. In a
    workbook the first sheet with the required columns is read. Raises NotATable, BrokenTable, EmptyTable, TableTooLong,
    ColumnsMissing, ColumnTwice.
    """
    known = {_plain(heading): column for column, texts in headings.items() for heading in (column, *texts)}
    best: tuple[_Headings, list[Line]] | None = None
    for lines in tables(content, name):
        found, rest = _split(lines, known, required)
        if best is None or _hits(found) > _hits(best[0]):
            best = found, rest
        if set(required) <= set(found.columns):
            break
    if best is None or not best[0].texts:
        raise EmptyTable(file=name)
    heads, rest = best
    _demand(heads, headings, required)
    if not rest:
        raise EmptyTable(file=name)
    return Sheet(
        name=name,
        digest=hashlib.sha256(content).hexdigest(),
        headings=heads.texts,
        unknown=tuple(text for text, column in zip(heads.texts, heads.columns, strict=True) if column is None and text),
        rows=tuple(_row(line, heads, headings) for line in rest),
    )


def _plain(heading: str) -> str:
    """`户编号（必填）*` and `户 编号` are the same heading."""
    return REMARK.sub("", unicodedata.normalize("NFKC", heading)).casefold().strip("\ufeff")


def _hits(found: _Headings) -> int:
    return sum(column is not None for column in found.columns)


def _split(lines: Iterable[Line], known: Mapping[str, str], required: Collection[str]) -> tuple[_Headings, list[Line]]:
    """The line of headings (the first with all that is required, else the one with the most known) and what follows."""
    every = list(lines)
    best, at = _Headings((), ()), 0
    for place, line in enumerate(every[:HEADING_WITHIN]):
        found = _Headings(line.cells, tuple(known.get(_plain(cell)) for cell in line.cells))
        if not best.texts or _hits(found) > _hits(best):
            best, at = found, place
        if set(required) <= set(found.columns):
            return found, every[place + 1 :]
    return best, every[at + 1 :]


def _demand(found: _Headings, headings: Mapping[str, Sequence[str]], required: Collection[str]) -> None:
    columns = [column for column in found.columns if column]
    if missing := [column for column in headings if column in required and column not in columns]:
        named = "、".join("/".join((*headings[column][:1], column)) for column in missing)
        raise ColumnsMissing(missing=named, found="、".join(text for text in found.texts if text))
    for column in columns:
        if columns.count(column) > 1:
            raise ColumnTwice(column="/".join((*headings[column][:1], column)))


def _row(line: Line, found: _Headings, headings: Mapping[str, Sequence[str]]) -> Row:
    cells = dict.fromkeys(headings, "")
    cells.update({column: text for column, text in zip(found.columns, line.cells, strict=False) if column})
    faults = [
        Fault(line.number, column, refusal)
        for place, refusal in line.wrong.items()
        if place < len(found.columns) and (column := found.columns[place])
    ]
    if any(line.cells[len(found.columns) :]):
        faults.append(Fault(line.number, "", CellsLeftOver()))
    return Row(line.number, cells, tuple(faults))
