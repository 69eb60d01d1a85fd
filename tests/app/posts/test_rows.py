"""Rows of people and posts: what is read, what is refused and at which column."""

import datetime as dt

import pytest

from app.accounts.rules import PersonFacts, Role
from app.posts.rules import PersonRow, PostKind, PostRow, place_key, read_person, read_post, team_name

TODAY = dt.date(2026, 9, 30)
PERSON = {"name": "岩三", "phone": "", "team": "", "party_branch": "", "role": "网格员", "languages": "", "party_member": ""}
POST = {"grid": "帕龙一组网格", "person": "岩三", "role": "网格长", "from": "", "to": ""}


def test_a_row_of_a_person_is_read_whole() -> None:
    cells = PERSON | {
        "phone": "138 0000 0001",
        "team": "帕龙",
        "role": "网格员、clerk",
        "languages": "汉语,傣语",
        "party_member": "是",
    }
    facts = PersonFacts("岩三", "138 0000 0001", "汉语、傣语", None, party_member=True)
    assert read_person(7, cells) == PersonRow(7, facts, (Role.WORKER, Role.CLERK), "帕龙")


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("name", ""),
        ("name", "岩" * 65),
        ("phone", "no phone"),
        ("phone", "1" * 40),
        ("role", ""),
        ("role", "皇帝"),
        ("languages", "语" * 129),
        ("party_branch", "支" * 65),
        ("party_member", "也许"),
    ],
)
def test_a_bad_cell_is_refused_at_its_column(column: str, text: str) -> None:
    wrong = read_person(1, PERSON | {column: text})
    assert isinstance(wrong, list)
    assert [one.field for one in wrong] == [column]


def test_everything_that_is_wrong_with_a_row_is_said_at_once() -> None:
    wrong = read_person(1, PERSON | {"name": "", "role": "", "party_member": "?"})
    assert isinstance(wrong, list)
    assert {one.field for one in wrong} == {"name", "role", "party_member"}


@pytest.mark.parametrize("text", ["2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日"])
def test_a_day_is_read_as_offices_write_it(text: str) -> None:
    assert read_post(1, POST | {"from": text}, today=TODAY) == PostRow(
        1, "帕龙一组网格", "岩三", PostKind.LEADER, dt.date(2026, 3, 1), None
    )


def test_a_post_without_a_first_day_begins_today() -> None:
    row = read_post(1, POST, today=TODAY)
    assert isinstance(row, PostRow)
    assert (row.from_on, row.to_on) == (TODAY, None)


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("role", {"role": "王"}),
        ("from", {"from": "2026-02-30"}),
        ("to", {"to": "soon"}),
        ("to", {"from": "2026-03-02", "to": "2026-03-01"}),
    ],
)
def test_a_bad_post_is_refused_at_its_column(column: str, cells: dict[str, str]) -> None:
    wrong = read_post(1, POST | cells, today=TODAY)
    assert isinstance(wrong, list)
    assert [one.field for one in wrong] == [column]


@pytest.mark.parametrize("text", ["帕龙", "帕龙村", "帕龙村委会", "帕龙村民委员会", "帕龙村代办服务队", "帕龙服务队"])
def test_a_village_and_its_team_are_one_place(text: str) -> None:
    assert place_key(text) == "帕龙"


@pytest.mark.parametrize(
    ("short_name", "is_township", "name"),
    [
        ("西定", False, "西定村代办服务队"),
        ("帕龙村", False, "帕龙村代办服务队"),
        ("西定乡", True, "西定乡代办服务队"),
        ("Vaduz", False, "Vaduz 代办服务队"),
    ],
)
def test_a_new_team_is_named_after_its_place(short_name: str, name: str, *, is_township: bool) -> None:
    assert team_name(short_name, is_township=is_township) == name
