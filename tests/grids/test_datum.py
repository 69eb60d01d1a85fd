"""Shifted coordinates come back to where they are."""

import json

import numpy as np
import prcoords
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from grids.datum import OutsideChina, UnknownCrs, agree, crs_name, points_to_cgcs2000, to_cgcs2000
from tests.grids.makers import SHARED

GEOD = Geod(ellps="GRS80")
CENTIMETRE = 0.01


def shared_shape(name: str) -> shapely.Geometry:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is missing")
    return shapely.from_geojson(json.dumps(json.loads(path.read_text("utf-8"))["geometry"]))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("4490", "EPSG:4490"),
        ("epsg:4490", "EPSG:4490"),
        (" EPSG:4542 ", "EPSG:4542"),
        ("urn:ogc:def:crs:EPSG::4490", "EPSG:4490"),
        ("urn:ogc:def:crs:EPSG:6.9:4326", "EPSG:4326"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("OGC:CRS84", "EPSG:4326"),
        ("GCJ-02", "gcj02"),
        ("bd09", "bd09"),
    ],
)
def test_a_system_has_one_name(text: str, name: str) -> None:
    assert crs_name(text) == name


@pytest.mark.parametrize("text", ["", "EPSG:99999", "CGCS2000", "5773", "EPSG:4978", "http://example.org/4490"])
def test_a_name_that_is_no_system_on_earth_is_refused(text: str) -> None:
    with pytest.raises(UnknownCrs):
        crs_name(text)


@given(lon=st.floats(74, 135), lat=st.floats(4, 53))
def test_a_shifted_point_comes_back_within_a_centimetre(lon: float, lat: float) -> None:
    for crs, shift in (("gcj02", prcoords.wgs_gcj), ("bd09", prcoords.wgs_bd)):
        shifted_lat, shifted_lon = shift((lat, lon))

        back_lon, back_lat = points_to_cgcs2000([shifted_lon], [shifted_lat], crs=crs)

        assert GEOD.inv(lon, lat, back_lon[0], back_lat[0])[2] < CENTIMETRE


def test_the_countys_outline_comes_back_from_amaps_to_the_true_datum() -> None:
    shifted, true = shared_shape("menghai_532822.gcj02.geojson"), shared_shape("menghai_532822.wgs84.geojson")

    def off(shape: shapely.Geometry) -> np.ndarray:
        here, there = shapely.get_coordinates(shape), shapely.get_coordinates(true)
        return np.asarray(GEOD.inv(here[:, 0], here[:, 1], there[:, 0], there[:, 1])[2])

    assert 300 < np.median(off(shifted)) < 330
    assert off(to_cgcs2000(shifted, crs="gcj02")).max() < 0.1  # the true file is rounded to six decimals, eleven centimetres


def test_beyond_the_border_of_the_land_nothing_is_shifted() -> None:
    land = shared_shape("menghai_532822.wgs84.geojson")
    inside, in_myanmar = (100.1, 21.9), (99.3, 21.6)

    lon, lat = points_to_cgcs2000([inside[0], in_myanmar[0]], [inside[1], in_myanmar[1]], crs="gcj02", land=land)

    assert (lon[1], lat[1]) == in_myanmar
    assert 200 < GEOD.inv(*inside, lon[0], lat[0])[2] < 500


def test_a_shape_on_the_border_moves_whole_and_one_beyond_it_not_at_all() -> None:
    land = shapely.box(100, 21, 101, 22)
    across, beyond = shapely.box(99.9, 21.5, 100.1, 21.6), shapely.box(99, 21.5, 99.1, 21.6)

    moved = to_cgcs2000(np.array([across, beyond], object), crs="gcj02", land=land)

    assert moved[1] == beyond
    assert moved[0] == to_cgcs2000(across, crs="gcj02") == to_cgcs2000(across, crs="gcj02", land=land) != across


@pytest.mark.parametrize("point", [(9.52, 47.14), (151.2, -33.9), (21.9, 100.1)])
def test_a_shifted_system_outside_china_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(OutsideChina):
        points_to_cgcs2000([100.1, point[0]], [21.9, point[1]], crs="gcj02")


def test_gps_and_cgcs2000_are_one() -> None:
    shape = shapely.box(100, 21, 101, 22)

    assert to_cgcs2000(shape, crs="EPSG:4326") == to_cgcs2000(shape, crs="4490") == shape


def test_metres_of_a_projection_become_degrees() -> None:
    lon, lat = points_to_cgcs2000([500_000.0, 600_000.0], [2_424_000.0, 2_424_000.0], crs="EPSG:4542")

    assert lon[0] == pytest.approx(99.0)
    assert GEOD.inv(lon[0], lat[0], lon[1], lat[1])[2] == pytest.approx(100_000, rel=0.001)


def test_points_without_coordinates_stay_without() -> None:
    lon, lat = points_to_cgcs2000([float("nan"), 100.0], [21.0, 21.9], crs="gcj02")

    assert np.isnan(lon[0])
    assert lat[0] == 21.0
    assert lon[1] != 100.0


@pytest.mark.parametrize(
    ("stated", "found", "together"),
    [
        ("EPSG:4490", "EPSG:4326", True),
        ("EPSG:4542", "EPSG:4542", True),
        ("gcj02", "EPSG:4326", True),
        ("bd09", "EPSG:4490", True),
        ("EPSG:4490", "EPSG:3857", False),
        ("gcj02", "EPSG:4542", False),
    ],
)
def test_a_file_may_be_read_as_what_it_claims_or_as_what_no_file_can_claim(stated: str, found: str, *, together: bool) -> None:
    assert agree(stated, found) is together
