"""Which codes and names proposed grids get, and how many grids each village."""

import pytest

from app.desk.rules.dividing import shared
from app.desk.rules.grid_names import Naming, grid_names, matched


@pytest.mark.parametrize(
    ("weights", "into", "least", "most", "shares"),
    [
        ([40, 20], 6, [1, 1], [40, 20], [4, 2]),
        ([40, 20], 6, [1, 3], [40, 20], [3, 3]),  # lines cut the second in three
        ([40, 20], 6, [1, 1], [2, 20], [2, 4]),  # the first lives at two places
        ([1000, 1, 1], 3, [1, 1, 1], [9, 1, 1], [1, 1, 1]),
        ([40, 20], 1, [1, 1], [40, 20], None),
        ([40, 20], 7, [1, 1], [2, 4], None),
    ],
)
def test_grids_go_to_where_each_would_weigh_most_within_what_a_village_can_have(
    weights: list[int], into: int, least: list[int], most: list[int], shares: list[int] | None
) -> None:
    assert shared(weights, into, least=least, most=most) == shares


def test_a_code_stays_where_most_of_its_households_are_and_then_where_most_of_its_land_is() -> None:
    common = {("001", 0): (5, 0.9), ("001", 1): (6, 0.1), ("002", 0): (0, 0.2), ("002", 1): (9, 0.5), ("002", 2): (0, 0.7)}
    assert matched(common) == {1: "002", 0: "001"}
    assert matched({("001", 0): (0, 0.1), ("001", 1): (0, 0.2)}) == {1: "001"}


def test_a_code_of_today_is_used_again_even_where_nothing_of_it_is_left() -> None:
    assert matched({("001", 0): (5, 1.0), ("001", 1): (0, 0.0), ("002", 0): (4, 0.5), ("002", 1): (0, 0.0)}) == {
        0: "001",
        1: "002",
    }


def test_a_grid_is_called_after_its_name_today_its_station_its_groups_or_its_number() -> None:
    groups = {"一组": 10, "二组": 10, "三组": 4, "": 9}
    grids = [
        Naming(1, "旧笋大寨", "上寨政务服务站", {"一组": 10}),
        Naming(2, None, "下寨政务服务站", {}),
        Naming(3, None, None, {"一组": 6, "二组": 5}),  # half of the second is no more than half
        Naming(4, None, None, {"二组": 9, "三组": 4, "": 9}),
        Naming(5, None, None, {"一组": 8, "二组": 8, "三组": 3}),
        Naming(6, None, "政务服务站", {}),
    ]
    assert grid_names(grids, village="西定", groups=groups, taken=()) == [
        "旧笋大寨",
        "下寨网格",
        "西定一组网格",
        "西定二组、三组网格",
        "西定第5网格",
        "西定第6网格",
    ]


def test_no_name_is_given_twice_in_a_village_whether_it_ends_in_grid_or_not() -> None:
    grids = [
        Naming(1, None, "上寨服务点", {}),
        Naming(2, None, "上寨政务服务站", {}),
        Naming(3, "下寨", None, {}),
        Naming(4, None, "下寨服务站", {}),
        Naming(5, None, None, {}),
        Naming(6, None, f"{'长' * 64}服务站", {}),
    ]
    names = grid_names(grids, village="西定", groups={}, taken={"西定第5网格", "西定第2"})
    assert names == ["上寨网格", "西定第1002网格", "下寨", "西定第4网格", "西定第1005网格", "西定第6网格"]
