"""A workbook of ours holds texts as texts, groups its headings and prints on A4 landscape."""

import io
from typing import Any

import openpyxl
import pytest

from app.core.sheets.book import Heading, Kind, Page, book

HEADINGS = (
    Heading("队", 12, Kind.TEXT),
    Heading("本月", group="办结"),
    Heading("今年", group="办结"),
    Heading("率", kind=Kind.SHARE),
)


def sheet_of(page: Page) -> Any:
    return openpyxl.load_workbook(io.BytesIO(book([page])))[page.name]


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-2", "@SUM(A1)", "532822199001010017", "00123", "2026-09-07", "TRUE"])
def test_a_text_stays_a_text_whatever_it_looks_like(text: str) -> None:
    sheet = sheet_of(Page("台账", text, [text], HEADINGS, rows=[[text, 1, 2, "1/2"]], notes=[text]))
    for cell in (sheet["A1"], sheet["A2"], sheet["A5"], sheet["A6"]):
        assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_a_sign_that_no_file_can_hold_is_left_out() -> None:
    assert sheet_of(Page("台账", "a\x00b\x1fc", [], HEADINGS))["A1"].value == "abc"


def test_neighbours_of_a_group_stand_under_one_heading_and_the_body_begins_below() -> None:
    sheet = sheet_of(Page("汇总", "月报", ["单位"], HEADINGS, rows=[["帕龙", 1200, 2, 0.5]], sums=["合计", 1200, 2, 0.5]))
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:D1", "A2:D2", "A3:A4", "B3:C3", "D3:D4"}
    assert (sheet["B3"].value, sheet["B4"].value, sheet["C4"].value) == ("办结", "本月", "今年")
    assert (sheet["B5"].number_format, sheet["D5"].number_format) == ("#,##0", "0.0%")
    assert (sheet["A6"].value, sheet["A6"].border.top.style, sheet["A6"].font.bold) == ("合计", "medium", True)
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == ("B5", "$3:$4", "landscape")
