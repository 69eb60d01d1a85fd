"""Villages from tables as offices keep them."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.core import errors
from app.core.db import transaction
from app.core.sheets import ColumnsMissing
from app.territory import actions, queries
from app.territory.actions import Report
from app.territory.rules import Counts
from app.territory.rules import refusals as wrong
from tests import town

TABLE = "代码,名称,简称\n532822205201,西定村民委员会,西定\n532822205202,暖和村民委员会,\n"


@pytest.fixture(autouse=True)
def empty_town(app: Flask) -> Iterator[None]:
    with town.looking_on(app):
        with transaction():
            actions.add_township(town.TOWN, "西定乡", stamp=town.a_stamp())
        yield


def bring(content: bytes, *, dry_run: bool = False, strict: bool = False) -> Report:
    with transaction():
        place = queries.township_to_change()
        return actions.import_divisions(place, content, name="村.csv", stamp=town.a_stamp(), dry_run=dry_run, strict=strict)


def villages() -> list[tuple[str, str]]:
    return [(village.code[9:], village.short_name) for village in queries.villages(queries.township())]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_enters_in_every_encoding_that_offices_use(encoding: str) -> None:
    assert bring(TABLE.encode(encoding)).counts == Counts(added=2)
    assert villages() == [("201", "西定"), ("202", "暖和")]
    assert bring(TABLE.encode(encoding)).counts == Counts(), "the same table again changes nothing"


def test_english_headings_mean_the_same_and_other_columns_are_passed_over() -> None:
    table = "township,code,name\n西定乡,532822205201,西定村\n"
    assert bring(table.encode()).counts == Counts(added=1)
    assert villages() == [("201", "西定村")]


def test_each_bad_row_says_its_line_field_and_reason_while_good_rows_enter() -> None:
    rows = [
        "532822205201,西定村民委员会",
        "532822205201,又一个",
        "5328222052,短",
        "999999001201,别处",
        "532822205202,",
        "532822205203," + "长" * 65,
    ]
    content = "\n".join(["code,name", *rows]).encode()
    report = bring(content)
    assert (report.read, report.counts) == (6, Counts(added=1))
    assert [(fault.line, fault.field, type(fault.refusal)) for fault in report.refused] == [
        (3, "code", errors.CodeTwice),
        (4, "code", wrong.WrongVillageCode),
        (5, "code", wrong.OtherTownship),
        (6, "name", wrong.NameMissing),
        (7, "name", wrong.NameTooLong),
    ]


def test_strict_refuses_all_for_one_fault_and_a_dry_run_changes_nothing() -> None:
    content = (TABLE + "1,坏,\n").encode()
    assert isinstance(bring(content, strict=True).refusal, wrong.StrictlyRefused)
    assert bring(content, dry_run=True).counts == Counts(added=2)
    assert villages() == []


def test_a_table_without_names_is_refused_as_a_whole() -> None:
    with pytest.raises(ColumnsMissing):
        bring("代码\n532822205201\n".encode())


def test_a_new_name_is_a_change() -> None:
    bring(TABLE.encode())
    assert bring(TABLE.replace("西定村民委员会,西定", "西定社区居民委员会,西定").encode()).counts == Counts(changed=1)
