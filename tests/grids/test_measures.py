"""Measures on the ellipsoid."""

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids.measures import EQUATOR_M, INVERSE_FLATTENING, area_m2, distance_m, flat, length_m, metres_per_degree, metres_to


def area_between_parallels(south: float, north: float, width: float) -> float:
    """The closed form for a piece of the ellipsoid between two parallels and two meridians (degrees)."""
    squared = (2 - 1 / INVERSE_FLATTENING) / INVERSE_FLATTENING
    bulge = math.sqrt(squared)

    def up_to(lat: float) -> float:
        sine = math.sin(math.radians(lat))
        return sine / (1 - squared * sine**2) + math.log((1 + bulge * sine) / (1 - bulge * sine)) / (2 * bulge)

    return EQUATOR_M**2 * (1 - squared) / 2 * math.radians(width) * (up_to(north) - up_to(south))


def test_a_degree_square_has_the_area_and_the_length_that_formulas_give() -> None:
    square = shapely.segmentize(shapely.box(99.0, 21.0, 100.0, 22.0), 0.01)

    assert area_m2(square) == pytest.approx(area_between_parallels(21.0, 22.0, 1.0), rel=1e-6)
    assert length_m(square) == pytest.approx(2 * 110_740 + 103_974 + 103_264, rel=0.001)


def test_holes_are_taken_off_and_the_direction_of_rings_does_not_matter() -> None:
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)

    assert area_m2(ring) == pytest.approx(area_m2(shapely.box(0, 0, 3, 3)) - area_m2(shapely.box(1, 1, 2, 2)), rel=1e-6)
    assert area_m2(shapely.reverse(ring)) == pytest.approx(area_m2(ring))


def test_a_hole_drawn_in_the_direction_of_its_shell_is_taken_off_too() -> None:
    shell, hole = [(0, 0), (3, 0), (3, 3), (0, 3)], [(1, 1), (2, 1), (2, 2), (1, 2)]

    assert area_m2(shapely.Polygon(shell, [hole])) == pytest.approx(area_m2(shapely.Polygon(shell, [hole[::-1]])))


def test_parts_add_up_and_lines_have_no_area() -> None:
    near, far = shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1)

    assert area_m2(shapely.MultiPolygon([near, far])) == pytest.approx(area_m2(near) + area_m2(far))
    assert area_m2(shapely.LineString([(0, 0), (1, 1)])) == 0
    assert length_m(shapely.LineString([(0, 0), (1, 0)])) == pytest.approx(111_319.49, abs=0.1)


@given(lon=st.floats(-170, 170), lat=st.floats(-70, 70), east=st.floats(-0.3, 0.3), north=st.floats(-0.3, 0.3))
def test_the_flat_picture_is_good_to_half_a_percent(lon: float, lat: float, east: float, north: float) -> None:
    point = flat(shapely.Point(lon + east, lat + north), lon, lat, scale_at=lat + north / 2)

    assert shapely.distance(point, shapely.Point(0, 0)) == pytest.approx(
        distance_m(lon, lat, lon + east, lat + north), rel=0.005, abs=0.01
    )


def test_degrees_of_latitude_grow_and_of_longitude_shrink_towards_the_pole() -> None:
    assert metres_per_degree(0) == pytest.approx((111_319.49, 110_574.3), abs=0.1)
    assert metres_per_degree(60)[0] == pytest.approx(55_800, abs=1)


@pytest.mark.parametrize("lat", [0.5, 10.5, -30.0, 60.0])
def test_metres_to_a_shape_are_those_to_its_nearest_point(lat: float) -> None:
    wall = shapely.box(10, -80, 11, 80)

    assert metres_to(wall, 9.0, lat) == pytest.approx(distance_m(9.0, lat, 10.0, lat), rel=0.005)
    assert metres_to(wall, 10.5, lat) == 0


def test_far_off_too_the_metres_are_those_to_the_nearest_point() -> None:
    land = shapely.box(105.0, 24.0, 107.0, 30.0)
    border = shapely.get_coordinates(shapely.segmentize(land, 0.01))

    nearest = min(distance_m(100.0, 21.0, lon, lat) for lon, lat in border.tolist())

    assert metres_to(land, 100.0, 21.0) == pytest.approx(nearest, rel=0.005)


def test_far_off_a_slanted_border_is_measured_well_enough_too() -> None:
    """Which of its points is nearest depends on how long a degree of longitude is taken to be."""
    border = shapely.LineString([(110.0, 60.0), (140.0, 50.0)])
    points = shapely.get_coordinates(shapely.segmentize(border, 0.01))

    nearest = min(distance_m(110.0, 45.0, lon, lat) for lon, lat in points.tolist())

    assert metres_to(border, 110.0, 45.0) == pytest.approx(nearest, rel=0.005)
