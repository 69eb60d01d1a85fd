"""Whose delay it is, where the year's line goes, when a backup is too old."""

import datetime as dt

import pytest

from app.desk.rules import is_above, line_of, running

NOON = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("to", "above"),
    [
        ("勐海县医疗保障局", True),
        ("州人社局", True),
        ("云南省政务服务平台", True),
        ("社会事务办公室", False),
        ("乡便民服务中心窗口", False),
        ("", False),
    ],
)
def test_what_went_above_the_township_is_late_there_and_not_here(to: str, *, above: bool) -> None:
    assert is_above(to) is above


def test_the_line_adds_up_month_by_month_and_ends_at_this_month() -> None:
    assert running({1: 9, 3: 14}, months=3) == (9, 9, 23)
    line = line_of({1: 9, 2: 6, 9: 134}, {12: 30}, month=9)
    assert line.this.totals[-1] == 149
    assert len(line.this.totals) == 9
    assert len(line.before.totals) == 12
    assert [value for value, _ in line.ticks] == [0, 50, 100, 150]


def test_a_year_without_a_case_still_has_a_line() -> None:
    line = line_of({}, {}, month=1)
    assert line.this.path == "M46 214"
    assert [value for value, _ in line.ticks] == [0, 1, 2, 3]
