"""The small map: everything inside its box, no name over another."""

import shapely

from maps import shapes, styles
from maps.sketch import Area, sketch

WEST, EAST = shapely.to_wkb(shapely.box(100.1, 21.8, 100.2, 21.9)), shapely.to_wkb(shapely.box(100.2, 21.8, 100.3, 21.9))


def test_nothing_to_draw_is_no_drawing() -> None:
    assert sketch([], width=300, height=200) is None


def test_the_land_fills_its_box_and_keeps_its_proportions() -> None:
    drawn = sketch([Area(WEST, "西"), Area(EAST, "东", load=3, is_late=True)], width=300, height=300)
    assert drawn is not None
    assert drawn.width == 300
    assert 150 < drawn.height < 170  # twice as wide as high, and a degree of longitude is the shorter one
    assert drawn.grids[1].path.startswith("M")
    assert [label.text for label in drawn.labels] == ["东", "西"]  # what is late is named first
    assert all(0 <= label.x <= drawn.width and 0 <= label.y <= drawn.height for label in drawn.labels)


def test_a_name_that_would_cover_another_is_left_out() -> None:
    drawn = sketch([Area(WEST, "很长的网格名字不会让位"), Area(EAST, "也是很长的网格名字", load=5)], width=120, height=120)
    assert drawn is not None
    assert [label.text for label in drawn.labels] == ["也是很长的网格名字"]


def test_a_village_without_an_outline_gets_that_of_its_grids() -> None:
    together = shapely.from_wkb(shapes.union((WEST, EAST)))
    assert together.geom_type == "Polygon"
    assert together.equals(shapely.box(100.1, 21.8, 100.3, 21.9))
    assert shapely.from_wkb(WEST).contains(shapely.Point(shapes.inside(WEST)))


def test_satisfaction_has_five_steps_and_nobody_asked_is_none_of_them() -> None:
    assert [styles.content(good, valid) for good, valid in ((0, 0), (1, 2), (4, 5), (9, 10), (19, 20), (3, 3))] == [
        0,
        1,
        2,
        3,
        4,
        5,
    ]
    assert len(styles.content_legend()) == 5
