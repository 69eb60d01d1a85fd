"""Codes, village groups, and the form of a service point."""

import datetime as dt
from uuid import uuid4

import pytest

from app.core.errors import DayUnreadable, Refusal, TooLong
from app.territory.rules import GridKind, GridNow, grid_of_group, group_key, is_grid_code, is_township_code, is_village_code
from app.territory.rules.finding_words import finding_facts
from app.territory.rules.point_form import read_point, seen
from app.territory.rules.refusals import NameMissing, NumberUnreadable, PlaceHalf, PointOutOfRange


def a_grid(code: str, *groups: str, kind: GridKind = GridKind.BASIC) -> GridNow:
    return GridNow(uuid4(), uuid4(), code, code, kind, code[:12], "帕龙村", "", groups, None)


@pytest.mark.parametrize("code", ["532822205000", "999999001000"])
def test_a_township_has_twelve_digits_that_end_in_zeros(code: str) -> None:
    assert is_township_code(code)
    assert not is_village_code(code)


@pytest.mark.parametrize("code", ["", "532822205", "53282220500a", "５３２８２２２０５０００", "5328222050001", "532822205204"])
def test_anything_else_is_no_township(code: str) -> None:
    assert not is_township_code(code)


def test_a_grid_is_a_village_and_three_digits() -> None:
    assert is_grid_code("532822205204007")
    assert not is_grid_code("532822205000007")
    assert not is_grid_code("532822205204")


@pytest.mark.parametrize("written", ["3组", "第3村民小组", "三组", "第三组", "３ 组", "3小组", "3"])
def test_a_village_group_is_known_however_a_sheet_writes_it(written: str) -> None:
    assert group_key(written) == "3"


@pytest.mark.parametrize(
    ("written", "key"), [("十组", "10"), ("十二组", "12"), ("二十一组", "21"), ("旧笋大寨", "旧笋大寨"), ("组", "组")]
)
def test_other_names_of_groups_stay_what_they_are(written: str, key: str) -> None:
    assert group_key(written) == key


def test_a_group_finds_the_grid_that_names_it() -> None:
    first, second = a_grid("532822205204001", "一组"), a_grid("532822205204002", "二组", "三组")
    assert grid_of_group([first, second], "3组") is second
    assert grid_of_group([first, second], "九组") is None
    assert grid_of_group([first, second], "") is None


def test_a_village_of_one_grid_without_named_groups_has_them_all() -> None:
    only, school = a_grid("532822205204001"), a_grid("532822205204900", kind=GridKind.DEDICATED)
    assert grid_of_group([only, school], "九组") is only
    assert grid_of_group([a_grid("532822205204001", "一组")], "九组") is None


def test_a_form_is_read_with_its_windows() -> None:
    form = read_point(
        {
            "name": " 帕龙服务点 ",
            "hours": "周一至周五",
            "lon": "100.1",
            "lat": "21.9",
            "window-1-name": "综合窗口",
            "window-1-pioneer_from_on": "2026-03-01",
            "window-2-name": "",
        }
    )
    assert not form.errors
    assert (form.name, form.phone, form.lon) == ("帕龙服务点", None, 100.1)
    assert [(window.number, window.pioneer_from_on) for window in form.windows] == [(1, dt.date(2026, 3, 1))]


@pytest.mark.parametrize(
    ("typed", "field", "kind"),
    [
        ({"name": ""}, "name", NameMissing),
        ({"lon": "100.1"}, "lat", PlaceHalf),
        ({"lon": "hundred", "lat": "21"}, "lon", NumberUnreadable),
        ({"lon": "nan", "lat": "21"}, "lon", PointOutOfRange),
        ({"lon": "100", "lat": "100"}, "lat", PointOutOfRange),
        ({"hours": "时" * 129}, "hours", TooLong),
        ({"window-1-name": "窗口", "window-1-to_on": "soon"}, "window-1-to_on", DayUnreadable),
        ({"window-1-name": "", "window-1-to_on": "2026-03-01"}, "window-1-name", NameMissing),
    ],
)
def test_a_wrong_field_is_named(typed: dict[str, str], field: str, kind: type[Refusal]) -> None:
    errors = read_point({"name": "服务点", **typed}).errors
    assert list(errors) == [field]
    assert isinstance(errors[field], kind)


def test_what_a_form_showed_is_known_again() -> None:
    assert seen(["a", None]) == seen(["a", ""])
    assert seen(["a", "b"]) != seen(["a", "c"])


def test_a_finding_names_grids_and_tells_large_areas_in_square_kilometres() -> None:
    facts = finding_facts(("1", "2"), {"1": "帕龙"}, 2_500_000)
    assert facts == {"grid": "帕龙", "others": "2", "all": "帕龙、2", "area": "2.50 km²"}
    assert finding_facts((), {}, 12.4)["area"] == "12 m²"
