"""The picture of an import: everything in it, nothing beyond its frame, light enough for a page."""

import re
import time

import pytest
import shapely

from maps.before_after import LOOSE, PIXEL, Shown, State, picture
from tests.grids.makers import bricks

WIDTH, HEIGHT = 1040, 620
BOW = shapely.Polygon([(100.0, 21.0), (100.02, 21.02), (100.02, 21.0), (100.0, 21.02)])


def square(column: int, state: State, label: str = "") -> Shown:
    west = 100 + column * 0.01
    return Shown(shapely.box(west, 21, west + 0.01, 21.01), state, f"says {column}", label)


def corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_nothing_to_draw_is_no_picture() -> None:
    assert picture([], width=WIDTH, height=HEIGHT) is None


def test_each_state_is_drawn_and_counted_the_refused_ones_over_all() -> None:
    drawn = picture([square(at, state, state.value) for at, state in enumerate(reversed(State))], width=WIDTH, height=HEIGHT)
    assert drawn is not None
    assert [one.state for one in drawn.strokes] == list(State)
    assert drawn.counts == dict.fromkeys(State, 1)
    assert {one.state for one in drawn.strokes if one.says} == LOOSE
    assert {label.text for label in drawn.labels} >= {"refused"}


def test_shapes_of_what_stands_are_one_path() -> None:
    drawn = picture([square(at, State.STANDING) for at in range(5)], width=WIDTH, height=HEIGHT)
    assert drawn is not None
    assert [one.path.count("M") for one in drawn.strokes] == [5]
    assert drawn.counts == {State.STANDING: 5}


def test_north_is_above_east_is_right_and_all_lies_in_the_frame() -> None:
    south, north, east = (
        Shown(shapely.box(x, y, x + 0.01, y + 0.01), State.NEW) for x, y in ((100, 21), (100, 21.05), (100.2, 21))
    )
    drawn = picture([south, north, east], width=WIDTH, height=HEIGHT)
    assert drawn is not None
    first, second, third = (corners(one.path) for one in drawn.strokes)
    assert max(y for _, y in second) < min(y for _, y in first)
    assert min(x for x, _ in third) > max(x for x, _ in first)
    every = first + second + third
    assert all(0 <= x <= drawn.width <= WIDTH and 0 <= y <= drawn.height <= HEIGHT for x, y in every)
    assert max(drawn.width / WIDTH, drawn.height / HEIGHT) > 0.99, "as large as it fits"


def test_a_border_that_crosses_itself_is_drawn_as_it_is_with_its_number() -> None:
    drawn = picture([square(0, State.STANDING), Shown(BOW, State.REFUSED, "第 3 行", "#3")], width=WIDTH, height=HEIGHT)
    assert drawn is not None
    bow = drawn.strokes[-1]
    assert (bow.state, bow.says, len(corners(bow.path))) == (State.REFUSED, "第 3 行", 4)
    assert [label.text for label in drawn.labels] == ["#3"]


def test_a_shape_without_breadth_is_no_error() -> None:
    line = shapely.Polygon([(100, 21), (100.01, 21), (100.02, 21), (100, 21)])
    assert picture([Shown(line, State.REFUSED, label="#1")], width=WIDTH, height=HEIGHT) is not None


@pytest.mark.parametrize("halvings", [7])
def test_two_thousand_shapes_of_many_corners_are_quick_and_light(halvings: int) -> None:
    wall = bricks(50, 40, halvings=halvings)
    assert shapely.get_num_coordinates(wall).sum() > 1_000_000
    shapes = [Shown(shape, State.CHANGED, "名", "名") for shape in wall] + [Shown(shape, State.OLD) for shape in wall]
    start = time.perf_counter()
    drawn = picture(shapes, width=WIDTH, height=HEIGHT)
    seconds = time.perf_counter() - start
    assert drawn is not None
    assert seconds < 15, "a slow machine that does other things too"
    assert sum(len(one.path) for one in drawn.strokes) < 1_500_000
    assert drawn.labels == (), "too many names to be read"


def test_what_is_left_out_is_smaller_than_a_pixel() -> None:
    (brick,) = bricks(1, 1, halvings=6)
    drawn = picture([Shown(brick, State.NEW)], width=WIDTH, height=HEIGHT)
    assert drawn is not None
    whole = picture([Shown(shapely.segmentize(brick, 1), State.NEW)], width=WIDTH, height=HEIGHT)
    assert whole is not None
    coarse = shapely.Polygon(corners(drawn.strokes[0].path))
    west, south, east, north = brick.bounds
    scale = (drawn.width - 12) / (east - west), (drawn.height - 12) / (north - south)
    fine = shapely.transform(brick, lambda at: (at - (west, north)) * (scale[0], -scale[1]) + 6)
    assert shapely.hausdorff_distance(fine, coarse) < PIXEL + 1
