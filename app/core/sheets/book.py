"""A workbook as an office files it: title, a line of facts, a table with borders, printed on A4 landscape.

A text is written as a text, whatever it looks like: a name that begins with "=" is no formula, a number of 18 digits stays whole.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

FONT = "宋体"  # named, never shipped: a machine without it takes its own
THIN, STRONG = Side(style="thin", color="FF7B8794"), Side(style="medium", color="FF1B2733")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="FFEEF1F5")
LANDSCAPE, A4 = "landscape", 9
MARGIN_IN = 12 / 25.4
NOTE_WIDTH, NOTE_SIGNS = 110, 52  # columns of a page of notes, and how many Chinese signs fit into a line of it
TITLE_ROW, FACTS_ROW, FIRST_HEAD_ROW = 1, 2, 3
Value = str | int | float | None


class Kind(Enum):
    """How a column's cells are written."""

    TEXT = "@"
    NUMBER = "#,##0"
    SHARE = "0.0%"  # a number is a share; "1/2" stays a text


@dataclass(frozen=True, slots=True)
class Heading:
    """A column. Neighbours with the same `group` stand under one heading."""

    label: str
    width: float = 8
    kind: Kind = Kind.NUMBER
    group: str = ""
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet. `facts`: the line below the title. `frozen`: how many first columns stay in sight. `notes` stand below."""

    name: str
    title: str
    facts: Sequence[str]
    headings: Sequence[Heading] = ()
    rows: Sequence[Sequence[Value]] = ()
    sums: Sequence[Value] | None = None
    notes: Sequence[str] = field(default=())
    frozen: int = 1


def book(pages: Sequence[Page]) -> bytes:
    """The workbook as a file's bytes."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for page in pages:
        _write(made.create_sheet(page.name), page)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _write(sheet: Worksheet, page: Page) -> None:
    width = max(len(page.headings), 1)
    _title(sheet, page, width)
    if page.headings:
        first = _headings(sheet, page.headings)
        last = _rows(sheet, page, first)
        sheet.freeze_panes = sheet.cell(first, page.frozen + 1)
        sheet.print_title_rows = f"{FIRST_HEAD_ROW}:{first - 1}"
    else:
        sheet.column_dimensions["A"].width = NOTE_WIDTH
        last = FACTS_ROW
    _notes(sheet, page.notes, after=last, width=width)
    _paper(sheet)


def _title(sheet: Worksheet, page: Page, width: int) -> None:
    for row, text, size in ((TITLE_ROW, page.title, 18), (FACTS_ROW, "    ".join(page.facts), 10)):
        cell = _text(sheet.cell(row, 1), text)
        cell.font = Font(name=FONT, size=size, bold=row == TITLE_ROW)
        cell.alignment = Alignment(horizontal="center" if row == TITLE_ROW else "left", vertical="center")
        sheet.row_dimensions[row].height = size * 2
        if width > 1:
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)


def _headings(sheet: Worksheet, headings: Sequence[Heading]) -> int:
    """Write them, in two rows where some are grouped; the first row of the table's body."""
    grouped = any(heading.group for heading in headings)
    below = FIRST_HEAD_ROW + int(grouped)
    for column, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = heading.width
        for row in range(FIRST_HEAD_ROW, below + 1):
            text = heading.group if grouped and row == FIRST_HEAD_ROW and heading.group else heading.label
            _dress(_text(sheet.cell(row, column), text), bold=True, wraps=True).fill = HEAD
        if grouped and not heading.group:
            sheet.merge_cells(start_row=FIRST_HEAD_ROW, start_column=column, end_row=below, end_column=column)
    for first, last in _groups(headings):
        sheet.merge_cells(start_row=FIRST_HEAD_ROW, start_column=first, end_row=FIRST_HEAD_ROW, end_column=last)
    return below + 1


def _groups(headings: Sequence[Heading]) -> list[tuple[int, int]]:
    """First and last column of each group of several."""
    spans: list[tuple[int, int]] = []
    start = 0
    for column in range(1, len(headings) + 1):
        if column == len(headings) or headings[column].group != headings[start].group:
            if headings[start].group and column - start > 1:
                spans.append((start + 1, column))
            start = column
    return spans


def _rows(sheet: Worksheet, page: Page, first: int) -> int:
    """Write the rows and the sums; the last row written."""
    rows = [*page.rows, *([page.sums] if page.sums is not None else [])]
    for row, values in enumerate(rows, start=first):
        for column, (value, heading) in enumerate(zip(values, page.headings, strict=True), start=1):
            cell = _dress(_put(sheet.cell(row, column), value, heading.kind), bold=values is page.sums, wraps=heading.wraps)
            if values is page.sums:
                cell.border = Border(left=THIN, right=THIN, bottom=THIN, top=STRONG)
            if heading.kind is Kind.TEXT and not isinstance(value, int):
                cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=heading.wraps)
    return first + len(rows) - 1


def _notes(sheet: Worksheet, notes: Sequence[str], *, after: int, width: int) -> None:
    for row, note in enumerate(notes, start=after + 1):
        cell = _text(sheet.cell(row, 1), note)
        cell.font = Font(name=FONT, size=10)
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        sheet.row_dimensions[row].height = 16 * (1 + len(note) // NOTE_SIGNS)
        if width > 1:
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)


def _paper(sheet: Worksheet) -> None:
    """A4 landscape, 12 mm margins, one page wide, page numbers below."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = LANDSCAPE, A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, MARGIN_IN)
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "&P / &N"


def _put(cell: Cell, value: Value, kind: Kind) -> Cell:
    if isinstance(value, str) or value is None:
        return _text(cell, value or "")
    cell.value = value
    cell.number_format = kind.value
    return cell


def _text(cell: Cell, text: str) -> Cell:
    """A text and nothing else: neither formula nor number, without the signs that XML can't hold."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.number_format = Kind.TEXT.value
    return cell


def _dress(cell: Cell, *, bold: bool, wraps: bool) -> Cell:
    cell.font = Font(name=FONT, size=10, bold=bold)
    cell.border = BOX
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=wraps)
    return cell
