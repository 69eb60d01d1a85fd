"""What one point is told."""

import dataclasses

import pytest
import shapely

from grids.territory import Answer, Grid, Inside, OnBorder, Outside, Several, Standing, Territory
from tests.grids.makers import a_grid, a_square

PER_DEGREE_LON, PER_DEGREE_LAT = 111_320.0, 110_574.0  # metres at the equator, where the squares lie


def codes(answer: Answer) -> tuple[str, ...]:
    match answer:
        case Inside(grid):
            return (grid.code,)
        case OnBorder(grids) | Several(grids):
            return tuple(grid.code for grid in grids)
        case Outside():
            return ()


def three_squares_in_a_row() -> Territory:
    return Territory([a_square("B", 1, 0), a_square("A", 0, 0), a_square("C", 2, 0)])


def a_ring_with_its_hole() -> Territory:
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    return Territory(
        [a_grid("ring", ring), a_grid("far", shapely.MultiPolygon([shapely.box(5, 0, 6, 1), shapely.box(8, 0, 9, 1)]))]
    )


def a_market_in_a_village() -> Territory:
    """A dedicated grid (1,1)–(2,2) on one of two basic grids that meet at x = 3."""
    village, market = a_square("village", 0, 0, 3), a_square("market", 1, 1, dedicated=True)
    return Territory([village, market, a_square("next", 3, 0, 3)])


@pytest.mark.parametrize(
    ("lon", "lat", "standing", "who"),
    [
        (0.5, 0.5, Standing.INSIDE, ("A",)),
        (1.0, 0.5, Standing.ON_BORDER, ("A", "B")),
        (1.0, 1.0, Standing.ON_BORDER, ("A", "B")),
        (0.5, 0.0, Standing.INSIDE, ("A",)),
        (0.0, 0.0, Standing.INSIDE, ("A",)),
        (3.0, 1.0, Standing.INSIDE, ("C",)),
        (1.0, 1.0000001, Standing.OUTSIDE, ()),
        (-0.0000001, 0.5, Standing.OUTSIDE, ()),
        (500.0, 500.0, Standing.OUTSIDE, ()),
    ],
)
def test_a_point_is_told_whose_it_is(lon: float, lat: float, standing: Standing, who: tuple[str, ...]) -> None:
    answer = three_squares_in_a_row().locate(lon, lat)

    assert (answer.standing, codes(answer)) == (standing, who)


@pytest.mark.parametrize(
    ("lon", "lat", "standing", "who"),
    [
        (0.5, 1.5, Standing.INSIDE, ("ring",)),
        (1.5, 1.5, Standing.OUTSIDE, ()),
        (1.0, 1.5, Standing.INSIDE, ("ring",)),  # the border of a hole belongs to the ring
        (5.5, 0.5, Standing.INSIDE, ("far",)),
        (8.5, 0.5, Standing.INSIDE, ("far",)),  # its exclave
        (7.0, 0.5, Standing.OUTSIDE, ()),
    ],
)
def test_holes_are_outside_and_exclaves_inside(lon: float, lat: float, standing: Standing, who: tuple[str, ...]) -> None:
    answer = a_ring_with_its_hole().locate(lon, lat)

    assert (answer.standing, codes(answer)) == (standing, who)


def test_where_basic_grids_overlap_several_are_named_by_code() -> None:
    territory = Territory([a_square("B", 0.5, 0), a_square("A", 0, 0), a_square("C", 10, 0)])

    assert territory.locate(0.75, 0.5) == Several(territory.grids[:2])
    assert codes(territory.locate(0.25, 0.5)) == ("A",)


def test_on_the_border_of_one_grid_in_the_middle_of_another_whoever_has_the_point_comes_first() -> None:
    territory = Territory([a_square("A", 0.5, 0, 3), a_square("B", 0, 0, 2)])

    assert territory.locate(0.5, 0.5) == OnBorder((territory.grids[1], territory.grids[0]))


@pytest.mark.parametrize(
    ("lon", "lat", "standing", "who"),
    [
        (1.5, 1.5, Standing.INSIDE, ("market",)),
        (0.5, 0.5, Standing.INSIDE, ("village",)),
        (1.0, 1.5, Standing.ON_BORDER, ("village", "market")),
        (3.0, 1.5, Standing.ON_BORDER, ("next", "village")),
    ],
)
def test_a_dedicated_grid_is_preferred_to_the_basic_one_it_lies_on(
    lon: float, lat: float, standing: Standing, who: tuple[str, ...]
) -> None:
    answer = a_market_in_a_village().locate(lon, lat)

    assert (answer.standing, codes(answer)) == (standing, who)


def test_two_dedicated_grids_on_one_place_are_several() -> None:
    territory = Territory([a_square("A", 0, 0, 3), a_square("M", 1, 1, dedicated=True), a_square("N", 1.5, 1, dedicated=True)])

    assert codes(territory.locate(1.75, 1.5)) == ("M", "N")
    assert territory.locate(1.75, 1.5).standing is Standing.SEVERAL


@pytest.mark.parametrize(
    ("metres_west", "accuracy_m", "who"),
    [(20.0, 0.0, ("A",)), (20.0, 19.9, ("A",)), (20.0, 20.1, ("A", "B")), (-20.0, 20.1, ("B", "A")), (5_000.0, 30.0, ("A",))],
)
def test_a_point_less_accurate_than_it_is_far_from_a_border_may_be_on_either_side(
    metres_west: float, accuracy_m: float, who: tuple[str, ...]
) -> None:
    answer = three_squares_in_a_row().locate(1.0 - metres_west / PER_DEGREE_LON, 0.5, accuracy_m=accuracy_m)

    assert codes(answer) == who
    assert answer.standing is (Standing.INSIDE if len(who) == 1 else Standing.ON_BORDER)


def test_near_a_corner_all_who_meet_there_are_candidates() -> None:
    territory = Territory([a_square("A", 0, 0), a_square("B", 1, 0), a_square("C", 0, 1), a_square("D", 1, 1)])

    assert codes(territory.locate(1.0001, 1.0001, accuracy_m=30)) == ("D", "A", "B", "C")


def test_outside_but_within_its_accuracy_a_point_may_be_inside() -> None:
    north_of_a = 1.0 + 20 / PER_DEGREE_LAT
    territory = three_squares_in_a_row()

    assert territory.locate(0.5, north_of_a, accuracy_m=30) == OnBorder((territory.grids[0],))
    assert isinstance(territory.locate(0.5, north_of_a, accuracy_m=10), Outside)


def test_just_inside_the_outer_border_nobody_else_can_be_meant() -> None:
    assert isinstance(three_squares_in_a_row().locate(0.5, 0.9999, accuracy_m=30), Inside)


@pytest.mark.parametrize(
    ("metres_in", "accuracy_m", "who"),
    [
        (100.0, 30.0, ("market",)),
        (10.0, 30.0, ("market", "village")),
        (-10.0, 30.0, ("village", "market")),
        (-100.0, 30.0, ("village",)),
    ],
)
def test_near_the_border_of_a_dedicated_grid_the_basic_one_may_be_meant(
    metres_in: float, accuracy_m: float, who: tuple[str, ...]
) -> None:
    assert codes(a_market_in_a_village().locate(1.0 + metres_in / PER_DEGREE_LON, 1.5, accuracy_m=accuracy_m)) == who


def test_deep_in_a_dedicated_grid_a_border_of_basic_ones_beneath_it_does_not_matter() -> None:
    territory = Territory([a_square("A", 0, 0), a_square("B", 1, 0), a_square("M", 0.5, 0.25, 0.75, dedicated=True)])

    assert codes(territory.locate(1.0001, 0.5, accuracy_m=30)) == ("M",)


def test_outside_the_nearest_grid_and_its_distance_are_told() -> None:
    territory = three_squares_in_a_row()

    answer = territory.locate(3.1, 0.5)

    assert isinstance(answer, Outside)
    assert answer.nearest == territory.grids[2]
    assert answer.metres == pytest.approx(0.1 * PER_DEGREE_LON, rel=0.005)


def test_nearest_is_meant_in_metres_and_not_in_degrees() -> None:
    """At 60° north a degree of longitude is half a degree of latitude: 1.5° east is nearer than 1° north."""
    territory = Territory([a_square("north", 10, 61.0), a_square("east", 11.5, 59.5)])

    answer = territory.locate(10.0, 60.0)

    assert isinstance(answer, Outside)
    assert answer.nearest is not None
    assert answer.nearest.code == "east"


def test_grids_without_a_shape_belong_to_the_territory_and_are_never_located() -> None:
    territory = Territory([a_grid("A", None), a_square("B", 0, 0), a_grid("C", shapely.Polygon())])

    assert [grid.code for grid in territory.grids] == ["A", "B", "C"]
    assert codes(territory.locate(0.5, 0.5)) == ("B",)
    assert codes(territory.locate(1.0, 1.0, accuracy_m=10)) == ("B",)


@pytest.mark.parametrize("grids", [[], [a_grid("A", None)]])
def test_without_any_shape_everything_is_outside_and_nothing_near(grids: list[Grid]) -> None:
    assert Territory(grids).locate(100.0, 21.9) == Outside(None, None)
    assert Territory(grids).locate(100.0, 21.9, accuracy_m=30) == Outside(None, None)


@pytest.mark.parametrize(("lon", "lat"), [(float("nan"), 1.0), (1.0, float("inf"))])
def test_a_point_that_is_no_point_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        three_squares_in_a_row().locate(lon, lat)


def test_two_grids_of_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match="same code"):
        Territory([a_square("A", 0, 0), a_square("A", 1, 0)])


@pytest.mark.parametrize("shape", [shapely.Point(1, 1), shapely.LineString([(0, 0), (1, 1)]), shapely.GeometryCollection()])
def test_a_shape_that_is_no_polygon_is_refused(shape: shapely.Geometry) -> None:
    if shape.is_empty:
        shape = shapely.GeometryCollection([shapely.Point(1, 1)])
    with pytest.raises(ValueError, match="polygon"):
        Territory([a_grid("A", shape)])


def test_a_territory_and_its_answers_cannot_be_changed() -> None:
    territory = three_squares_in_a_row()

    with pytest.raises(dataclasses.FrozenInstanceError):
        territory.grids[0].code = "Z"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        territory.roster = []  # type: ignore[attr-defined]
