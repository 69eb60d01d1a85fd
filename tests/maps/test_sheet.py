"""The picture of a grid's sheet: true to scale, everything inside, no number over another."""

import re
from html import unescape
from itertools import combinations

import numpy as np
import pytest
import shapely

from grids import measures
from maps import sheet
from maps.places import LINE, Room, width_of
from maps.sheet import HEIGHT, WIDTH, Home, Land, Point, bar_m, picture

GRID = shapely.box(100.10, 21.90, 100.11, 21.92)
EAST = shapely.box(100.11, 21.90, 100.12, 21.92)
FAR = shapely.box(101.0, 22.0, 101.1, 22.1)


def homes(count: int, *, crowded: bool = False) -> list[Home]:
    """Households at random, the same in every run; crowded ones within about a hundred metres."""
    wide, high = (0.001, 0.001) if crowded else (0.01, 0.02)
    places = np.random.default_rng(7).random((count, 2)) * (wide, high) + (100.10, 21.90)
    return [Home(str(1 + n), float(lon), float(lat)) for n, (lon, lat) in enumerate(places)]


def drawn(land: Land) -> sheet.Picture:
    found = picture(land, north="北", title="网格")
    assert found is not None
    return found


def a_land(those: list[Home]) -> Land:
    return Land(
        shapely.to_wkb(GRID),
        homes=those,
        neighbours=[("东边网格", shapely.to_wkb(EAST)), ("远处网格", shapely.to_wkb(FAR))],
        points=[Point("帕龙<代办>站", 100.105, 21.905)],
        lines=[shapely.LineString([(100.0, 21.91), (100.2, 21.91)])],
    )


def texts(svg: str, kind: str) -> list[tuple[float, float, str]]:
    return [
        (float(x), float(y) - LINE / 3, unescape(said))
        for x, y, said in re.findall(rf'<text class="{kind}" x="([-\d.]+)" y="([-\d.]+)">([^<]*)', svg)
    ]


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    found = drawn(a_land([]))
    metres, left, right = re.findall(r'data-metres="(\d+)" d="M([\d.]+) [\d.]+V[\d.]+H([\d.]+)V', found.svg)[0]
    assert (float(right) - float(left)) * found.metres_per_unit == pytest.approx(int(metres), rel=1e-4)
    assert [bar_m(scale) for scale in (0.05, 1.0, 3.0, 40.0)] == [5, 100, 500, 5_000]
    top, bottom = (drawn_at(found, lat) for lat in (21.915, 21.905))
    assert (bottom - top) * found.metres_per_unit == pytest.approx(
        measures.distance_m(100.105, 21.905, 100.105, 21.915), rel=2e-3
    )


def drawn_at(found: sheet.Picture, lat: float) -> float:
    """How far down a household at this latitude stands in a picture of the same grid."""
    again = drawn(Land(shapely.to_wkb(GRID), homes=[Home("1", 100.105, lat)]))
    assert again.metres_per_unit == found.metres_per_unit
    return float(re.findall(r'sheet-dot" cx="[\d.]+" cy="([\d.]+)"', again.svg)[0])


@pytest.mark.parametrize("crowded", [False, True])
def test_no_number_lies_over_another_and_who_has_none_is_named(*, crowded: bool) -> None:
    those = homes(300, crowded=crowded)
    found = drawn(a_land(those))
    numbers = texts(found.svg, "sheet-number")
    assert len(numbers) + len(found.unnumbered) == 300
    assert set(found.unnumbered) | {said for _, _, said in numbers} == {home.number for home in those}
    assert bool(found.unnumbered) or not crowded
    assert len(numbers) > (60 if crowded else 280)
    said = [one for kind in ("sheet-number", "sheet-name", "sheet-next-name") for one in texts(found.svg, kind)]
    for (x, y, word), (other_x, other_y, other) in combinations(said, 2):
        apart = abs(x - other_x) >= (width_of(word) + width_of(other)) / 2 - 0.2 or abs(y - other_y) >= LINE - 0.2
        assert apart, (word, other)


def test_a_number_that_was_moved_has_a_line_to_its_dot() -> None:
    """A hamlet of forty houses in a hundred metres: every number is there."""
    found = drawn(Land(shapely.to_wkb(GRID), homes=homes(40, crowded=True)))
    assert found.unnumbered == ()
    leads = re.findall(r'"sheet-lead" d="M([\d.]+) ([\d.]+)L', found.svg)
    assert leads
    dots = re.findall(r'"sheet-dot" cx="([\d.]+)" cy="([\d.]+)"', found.svg)
    assert set(leads) < set(dots)


def test_everything_is_inside_the_picture() -> None:
    svg = drawn(a_land(homes(200))).svg
    for path in re.findall(r' d="([^"]+)"', svg):
        for x, y in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path):
            assert 0 <= float(x) <= WIDTH, path
            assert 0 <= float(y) <= HEIGHT, path
    for x, y, word in texts(svg, "[a-z-]+"):
        assert width_of(word) / 2 <= x <= WIDTH - width_of(word) / 2, word
        assert 0 <= y <= HEIGHT
    for x, y in re.findall(r'<circle class="sheet-dot" cx="([-\d.]+)" cy="([-\d.]+)"', svg):
        assert 0 < float(x) < WIDTH
        assert 0 < float(y) < HEIGHT


def test_neighbours_in_sight_are_named_and_lines_are_drawn_only_when_given() -> None:
    svg = drawn(a_land([])).svg
    assert [said for _, _, said in texts(svg, "sheet-next-name")] == ["东边网格"]
    assert svg.count('"sheet-next"') == 1
    assert svg.count('"sheet-line"') == 1
    assert "sheet-line" not in drawn(Land(shapely.to_wkb(GRID))).svg
    assert "帕龙&lt;代办&gt;站" in svg
    assert "style=" not in svg


def test_a_household_far_off_or_without_a_place_is_told_and_doesn_t_shrink_the_grid() -> None:
    alone = drawn(Land(shapely.to_wkb(GRID)))
    found = drawn(Land(shapely.to_wkb(GRID), homes=[*homes(2), Home("8", None, None), Home("9", 100.9, 21.9)]))
    assert found.absent == ("8", "9")
    assert found.metres_per_unit == alone.metres_per_unit


def test_without_a_shape_households_make_the_picture_and_without_both_there_is_none() -> None:
    assert picture(Land(None), north="北", title="") is None
    assert picture(Land(None, homes=[Home("1", None, None)]), north="北", title="") is None
    found = drawn(Land(None, homes=[Home("1", 100.1, 21.9)]))
    assert found.svg.count("sheet-dot") == 1
    assert not found.absent
    assert "sheet-grid" not in drawn(Land(None, homes=homes(3))).svg


def test_a_grid_with_a_hole_or_of_several_parts_is_drawn_whole() -> None:
    ring = GRID.difference(shapely.box(100.104, 21.908, 100.106, 21.912)).union(shapely.box(100.112, 21.90, 100.113, 21.901))
    path = re.findall(r'"sheet-grid" d="([^"]+)"', drawn(Land(shapely.to_wkb(ring))).svg)[0]
    assert path.count("M") == 3


def test_a_word_finds_the_first_free_side_or_none() -> None:
    room = Room(100, 100, [(49, 49, 51, 51)])
    first, second = (room.beside(50, 50, width=20, gap=3) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first[0] > 50 > second[0]
    assert Room(30, 30).on(25, 15, width=20) is None  # it would leave the drawing
    crowd = Room(200, 200, [(70, 70, 130, 130)])
    assert crowd.beside(100, 100, width=20, gap=3) is None
    moved = crowd.beside(100, 100, width=20, gap=3, farther=(14, 30))
    assert moved is not None
    assert max(abs(moved[0] - 100), abs(moved[1] - 100)) > 30
    assert Room(30, 30, [(0, 0, 30, 30)]).beside(15, 15, width=5, gap=1) is None


def test_a_hamlet_is_drawn_larger_and_its_numbers_only_there() -> None:
    land = a_land([*homes(40, crowded=True), Home("900", 100.108, 21.917)])
    crowd = sheet.crowd(land)
    assert crowd is not None
    whole, larger = (picture(land, north="北", title="", **more) for more in ({"apart": crowd}, {"part": crowd}))
    assert whole is not None
    assert larger is not None
    assert [said for _, _, said in texts(whole.svg, "sheet-number")] == ["900"]
    assert whole.unnumbered == ()
    assert whole.svg.count('"sheet-part"') == 1
    assert whole.svg.count('"sheet-dot"') == 41
    there = {said for _, _, said in texts(larger.svg, "sheet-number")} | set(larger.unnumbered) | set(larger.absent)
    assert there == {home.number for home in land.homes}
    assert "900" in larger.absent
    assert len(larger.unnumbered) < 5
    assert larger.metres_per_unit * 4 < whole.metres_per_unit


def test_few_households_or_spread_ones_need_no_larger_picture() -> None:
    assert sheet.crowd(a_land(homes(11, crowded=True))) is None
    assert sheet.crowd(a_land(homes(60))) is None
    assert sheet.crowd(Land(None, homes=homes(60, crowded=True))) is None
