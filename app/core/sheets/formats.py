"""A file becomes lines of cells: CSV in the encodings that are met here, and XLSX."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from app.core.errors import Refusal
from app.core.sheets.cells import cell_text, stripped, wrong_text
from app.core.sheets.faults import BrokenTable, NotATable, TableTooLong

MOST_ROWS = 200_000
MOST_UNPACKED = 512 * 2**20
HEADING_WITHIN = 10  # a title and a note may stand above the headings
OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of cells before anybody knows its headings; `wrong` says which cells can't be read, by position."""

    number: int
    cells: tuple[str, ...]
    wrong: Mapping[int, Refusal]


def tables(content: bytes, name: str) -> Iterator[Iterable[Line]]:
    """The sheets of a workbook, or the one table of a CSV."""
    if content.startswith(b"PK"):
        yield from _workbook(content, name)
        return
    text = _text(content, name)
    yield _counted(_csv_lines(text, name), name)


def _counted(lines: Iterable[Line], name: str) -> list[Line]:
    taken = list(islice((line for line in lines if any(line.cells) or line.wrong), MOST_ROWS + HEADING_WITHIN + 1))
    if len(taken) > MOST_ROWS + HEADING_WITHIN:
        raise TableTooLong(file=name, most=MOST_ROWS)
    return taken


def _text(content: bytes, name: str) -> str:
    """By its mark, else UTF-8, else GB18030, in which any bytes are something: a UTF-8 file with a few broken ones isn't."""
    if content.startswith(OLD_EXCEL):
        raise NotATable(file=name)
    encoding = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as broken:
        if encoding != "utf-8" or _is_nearly_utf_8(content):
            raise BrokenTable(file=name, line=content[: broken.start].count(b"\n") + 1) from None
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise NotATable(file=name) from None
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise NotATable(file=name)
    return text


def _is_nearly_utf_8(content: bytes) -> bool:
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(ord(character) > 0x7FF for character in text) - broken > 20 * broken  # noqa: PLR2004  three-byte characters: Chinese


def _csv_lines(text: str, name: str) -> Iterator[Line]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=first.count), strict=True)
    before = 0
    try:
        for cells in reader:
            texts = tuple(stripped(cell) for cell in cells)
            yield Line(before + 1, texts, {place: wrong for place, cell in enumerate(texts) if (wrong := wrong_text(cell))})
            before = reader.line_num
    except csv.Error:
        raise BrokenTable(file=name, line=before + 1) from None


def _workbook(content: bytes, name: str) -> Iterator[Iterable[Line]]:
    """Read without evaluating anything: a formula is a formula, never the value that its spreadsheet last showed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise TableTooLong(file=name, most=MOST_ROWS)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        for page in book.worksheets:
            page.reset_dimensions()  # some programs write wrong ones
            yield _counted(_page_lines(page), name)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError):  # expat's errors are SyntaxErrors
        raise NotATable(file=name) from None


def _page_lines(page: Iterable[Sequence[object]]) -> Iterator[Line]:
    for number, cells in enumerate(page, start=1):
        read_cells = [cell_text(cell) for cell in cells]
        texts = tuple(text for text, _ in read_cells)
        yield Line(number, texts, {place: wrong for place, (_, wrong) in enumerate(read_cells) if wrong})
