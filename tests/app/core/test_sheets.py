"""Tables as offices send them: any encoding, any spreadsheet; what it destroyed is said, never entered."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from app.core import sheets
from app.core.errors import Refusal
from app.core.sheets import Row

HEADINGS = {"code": ("户编号",), "head": ("户主",), "phone": ("电话", "联系电话"), "id": ("证件号码",)}
CHINESE = "户编号,户主,电话\nH001,玉罕,13800001234\n"


def read(content: bytes | str, *, name: str = "农户.csv") -> sheets.Sheet:
    return sheets.read(
        content if isinstance(content, bytes) else content.encode(), name=name, headings=HEADINGS, required={"code", "head"}
    )


def workbook(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def faults(row: Row) -> list[tuple[str, str]]:
    return [(fault.field, fault.refusal.code) for fault in row.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_chinese_offices(encoding: str) -> None:
    (row,) = read(CHINESE.encode(encoding)).rows
    assert row == Row(2, {"code": "H001", "head": "玉罕", "phone": "13800001234", "id": ""})


def test_a_utf_8_file_with_a_broken_character_is_not_taken_for_gb18030() -> None:
    content = (CHINESE + "H002,岩温,\n" * 30).encode() + "岩".encode()[:2] + b",x,\n"
    with pytest.raises(sheets.BrokenTable) as broken:
        read(content)
    assert broken.value.facts == {"file": "农户.csv", "line": 33}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_part_cells(separator: str) -> None:
    assert read(CHINESE.replace(",", separator)).rows[0].cells["phone"] == "13800001234"


def test_headings_may_be_english_stand_below_a_title_and_carry_remarks() -> None:
    (row,) = read("西定乡农户信息表,,\n\n 户 主（必填）* ,CODE,联系电话\n玉罕,H001,138\n").rows
    assert (row.line, row.cells["code"], row.cells["head"], row.cells["phone"]) == (4, "H001", "玉罕", "138")


def test_missing_columns_are_named_in_both_languages_beside_what_was_found() -> None:
    with pytest.raises(sheets.ColumnsMissing) as missing:
        read("户编号,姓名\nH001,玉罕\n")
    assert missing.value.facts == {"missing": "户主/head", "found": "户编号、姓名"}


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(sheets.ColumnTwice):
        read("code,户编号,head\n1,2,3\n")


def test_headings_that_nobody_reads_are_told() -> None:
    assert read("户编号,户主,备注\nH001,玉罕,x\n").unknown == ("备注",)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", sheets.NotATable),
        (b"PK\x03\x04 no archive", sheets.NotATable),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"old excel", sheets.NotATable),
        (b"", sheets.EmptyTable),
        ("户编号,户主\n".encode(), sheets.EmptyTable),
        ('户编号,户主\nH001,"玉罕\nH002,岩温\n'.encode(), sheets.BrokenTable),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole(content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read(content)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    rows = read('code,head\n\n"H\n1",a\nH2,b\n,\nH3,c\n').rows
    assert [(row.line, row.cells["head"]) for row in rows] == [(3, "a"), (5, "b"), (7, "c")]


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("x")', "@SUM(A1)", "+cmd|x", "-2+3+cmd"])
def test_a_formula_in_a_csv_is_a_fault_of_its_row(cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    assert faults(read(f"code,head,phone\nH1,{quoted},1\nH2,b,2\n").rows[0]) == [("head", "sheets.formula")]
    assert faults(read(f"code,head,phone\nH1,{quoted},1\nH2,b,2\n").rows[1]) == []


@pytest.mark.parametrize("cell", ["+86 138-0000-1234", "-9.52", "-", "0691-5123456", "'13800001234"])
def test_numbers_with_a_sign_are_no_formulas(cell: str) -> None:
    row = read(f"code,head,phone\nH1,a,{cell}\n").rows[0]
    assert (faults(row), row.cells["phone"]) == ([], cell.removeprefix("'"))


def test_a_long_number_in_powers_of_ten_is_called_destroyed() -> None:
    assert faults(read("code,head,id\nH1,a,5.32822E+17\n").rows[0]) == [("id", "sheets.digits_lost")]


def test_a_row_with_more_cells_than_headings_is_a_fault() -> None:
    assert faults(read("code,head\nH1,a,b\nH2,c,\n").rows[0]) == [("", "sheets.cells_left_over")]
    assert faults(read("code,head\nH1,a,b\nH2,c,\n").rows[1]) == []


def test_a_workbook_is_read_as_it_was_typed() -> None:
    rows = read(
        workbook(
            ["户编号", "户主", "电话", "证件号码"],
            ["007", "玉罕", 13800001234, "532822199001010017"],
            [7, "岩温", 9.521673, dt.date(1990, 1, 2)],
            [None, None, None, None],
            ["8", "x", True, dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC).replace(tzinfo=None)],
        ),
        name="农户.xlsx",
    ).rows
    assert [list(row.cells.values()) for row in rows] == [
        ["007", "玉罕", "13800001234", "532822199001010017"],
        ["7", "岩温", "9.521673", "1990-01-02"],
        ["8", "x", "true", "2026-01-02T03:04:00"],
    ]
    assert [row.line for row in rows] == [2, 3, 5]


def test_formulas_errors_and_destroyed_numbers_of_a_workbook_are_faults_of_their_rows() -> None:
    book = openpyxl.Workbook()
    book.active.append(["code", "head", "phone", "id"])
    book.active.append(["H1", "=A1", 1, "x"])
    book.active.append(["H2", "b", "#N/A", "x"])
    book.active.append(["H3", "c", 1, 532822199001010017.0])
    book.active.append(["H4", "d", 1, 532822199001010000])
    rows = read(saved(book), name="x.xlsx").rows
    assert [faults(row) for row in rows] == [
        [("head", "sheets.formula")],
        [("phone", "sheets.error_value")],
        [("id", "sheets.digits_lost")],
        [("id", "sheets.digits_lost")],
    ]


def test_the_sheet_of_the_workbook_with_the_required_columns_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["填表说明"])
    book.create_sheet("数据").append(["户编号", "户主"])
    book["数据"].append(["H1", "玉罕"])
    assert read(saved(book), name="x.xlsx").rows[0].cells["head"] == "玉罕"


def test_the_digest_is_of_the_file_as_it_came() -> None:
    assert read(CHINESE).digest == read(CHINESE).digest != read(CHINESE.encode("gb18030")).digest


def test_a_cell_of_ours_never_runs_in_a_spreadsheet() -> None:
    assert [sheets.safe_cell(text) for text in ("=1", "-9.5", "玉罕", "+a")] == ["'=1", "-9.5", "玉罕", "'+a"]
