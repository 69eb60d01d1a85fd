"""Files of land as they are written: what is in them, and that the readers bring back the same."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from grids import readers
from grids.datum import OutsideChina, OutsideItsArea, UnknownCrs, from_cgcs2000, points_to_cgcs2000
from grids.writers import WRITERS, NotInDegrees, Sheet, written
from tests.grids.files import SQUARE

GEOD = Geod(ellps="GRS80")
CENTIMETRE = 0.01
HOLE = [[100.02, 21.02], [100.02, 21.04], [100.04, 21.04], [100.04, 21.02], [100.02, 21.02]]
TWO = shapely.MultiPolygon([shapely.Polygon(SQUARE, [HOLE]), shapely.box(100.5, 21.0, 100.612345678901, 21.1)])
SHAPES = [shapely.Polygon(SQUARE), TWO, None]
FIELDS: dict[str, type[str] | type[int]] = {"code": str, "name": str, "village_name": str, "workers": int}
NAMES = ["勐邦网格", "<曼来> & “𠮷”", "无范围"]


def a_sheet(*, shapes: list[shapely.Geometry | None] = SHAPES, village: str = "曼来村") -> Sheet:
    rows: list[dict[str, str | int | None]] = [
        {"code": f"53282220720100{n}", "name": NAMES[n], "village_name": village, "workers": n} for n in range(len(shapes))
    ]
    return Sheet(FIELDS, rows, shapes, {"village_name": "vill_name"})


def read_back(folder: Path, suffix: str, crs: str, *, given: str | None = None, sheet: Sheet | None = None) -> readers.Features:
    path = folder / f"grids.{suffix}"
    path.write_bytes(written(sheet or a_sheet(), suffix=suffix, crs=crs, layer="grids"))
    village = "vill_name" if suffix == "zip" else "village_name"
    return readers.read(path, crs=given, name_field="name", code_field="code", village_field=village)


def metres_off(found: shapely.Geometry, true: shapely.Geometry) -> float:
    here, there = (shapely.get_coordinates(shapely.normalize(shape)) for shape in (found, true))
    nearest = [min(GEOD.inv(*corner, *other)[2] for other in there) for corner in here]
    return float(max(nearest)) if len(here) == len(there) else float("inf")


@pytest.mark.parametrize("suffix", WRITERS)
def test_texts_and_shapes_come_back_as_they_are_in_a_stated_system(tmp_path: Path, suffix: str) -> None:
    found = read_back(tmp_path, suffix, "EPSG:4490")

    assert found.crs == ("EPSG:4326" if suffix == "kml" else "EPSG:4490")
    assert [(row.code, row.name, row.village) for row in found.rows] == [
        ("532822207201000", NAMES[0], "曼来村"),
        ("532822207201001", NAMES[1], "曼来村"),
    ]
    assert [(fault.row, fault.reason) for fault in found.faults] == [(3, readers.faults.Reason.NO_GEOMETRY)]
    assert [row.shape.equals(shape) for row, shape in zip(found.rows, SHAPES, strict=False)] == [True, True]


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "EPSG:4326", "EPSG:4542", "EPSG:3857"])
@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "zip"])
def test_every_system_comes_back_within_a_centimetre(tmp_path: Path, suffix: str, crs: str) -> None:
    found = read_back(tmp_path, suffix, crs, given=crs)

    assert found.crs == crs
    assert max(metres_off(row.shape, shape) for row, shape in zip(found.rows, SHAPES, strict=False)) < CENTIMETRE


@pytest.mark.parametrize(("suffix", "stated"), [("geojson", True), ("gpkg", False), ("zip", False)])
def test_a_shifted_file_is_never_taken_for_the_true_one(tmp_path: Path, suffix: str, *, stated: bool) -> None:
    if stated:
        assert read_back(tmp_path, suffix, "gcj02").crs == "gcj02"
        with pytest.raises(readers.ContradictingCrs):
            read_back(tmp_path, suffix, "gcj02", given="EPSG:4490")
        return
    with pytest.raises(readers.MissingCrs):
        read_back(tmp_path, suffix, "gcj02")


@given(lon=st.floats(74, 135), lat=st.floats(4, 53), crs=st.sampled_from(["gcj02", "bd09"]))
def test_there_and_back_is_less_than_a_centimetre_anywhere_in_china(lon: float, lat: float, crs: str) -> None:
    moved = from_cgcs2000(shapely.Point(lon, lat), crs=crs)

    back = points_to_cgcs2000([moved.x], [moved.y], crs=crs)

    assert GEOD.inv(lon, lat, back[0][0], back[1][0])[2] < CENTIMETRE


def test_amap_and_baidu_are_some_hundred_metres_apart_from_the_truth() -> None:
    there = shapely.Point(100.1, 21.9)

    off = {crs: GEOD.inv(100.1, 21.9, *shapely.get_coordinates(from_cgcs2000(there, crs=crs))[0])[2] for crs in ("gcj02", "bd09")}

    assert 200 < off["gcj02"] < 500
    assert 500 < off["bd09"] < 1500


def test_a_shifted_system_is_refused_for_land_abroad() -> None:
    sheet = a_sheet(shapes=[shapely.box(9.5, 47.1, 9.6, 47.2)])

    with pytest.raises(OutsideChina, match=r"9\.\d+, 47\."):
        written(sheet, suffix="geojson", crs="gcj02", layer="grids")


@pytest.mark.parametrize("crs", ["EPSG:4513", "EPSG:27700"])
def test_a_projection_that_is_made_for_elsewhere_is_refused(crs: str) -> None:
    with pytest.raises(OutsideItsArea, match=r"100\.\d+, 21\."):
        written(a_sheet(), suffix="geojson", crs=crs, layer="grids")


def test_a_system_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownCrs):
        written(a_sheet(), suffix="geojson", crs="EPSG:99999", layer="grids")


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "EPSG:4542"])
def test_a_kml_is_in_degrees_of_wgs84_only(crs: str) -> None:
    with pytest.raises(NotInDegrees):
        written(a_sheet(), suffix="kml", crs=crs, layer="grids")


def test_geojson_says_its_system_and_turns_its_rings_as_the_standard_asks() -> None:
    document = json.loads(written(a_sheet(), suffix="geojson", crs="EPSG:4490", layer="grids"))

    assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"
    assert document["features"][0]["properties"]["workers"] == 0
    assert document["features"][2]["geometry"] is None
    rings = [shapely.LinearRing(ring) for part in document["features"][1]["geometry"]["coordinates"] for ring in part]
    assert [ring.is_ccw for ring in rings] == [True, False, True]


def test_a_shapefile_is_gb18030_says_so_and_has_short_names(tmp_path: Path) -> None:
    content = written(a_sheet(), suffix="zip", crs="EPSG:4490", layer="grids")

    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == [f"grids{suffix}" for suffix in (".cpg", ".dbf", ".prj", ".shp", ".shx")]
        assert archive.read("grids.cpg").strip() == b"GB18030"
        assert NAMES[1].encode("gb18030") in archive.read("grids.dbf")
        archive.extractall(tmp_path)
    about = pyogrio.read_info(tmp_path / "grids.shp")
    assert list(about["fields"]) == ["code", "name", "vill_name", "workers"]
    assert max(len(field.encode()) for field in about["fields"]) <= 10
    (tmp_path / "grids.cpg").unlink()
    found = readers.read(tmp_path / "grids.shp", crs=None, name_field="name")
    assert [row.name for row in found.rows] == NAMES[:2], "and without its side file"


def test_what_xml_cannot_hold_is_left_out_of_a_kml(tmp_path: Path) -> None:
    found = read_back(tmp_path, "kml", "EPSG:4490", sheet=a_sheet(village="曼\x0b来\ufffe村"))

    assert found.rows[0].village == "曼来村"


def test_a_text_too_long_for_a_dbf_is_cut_between_two_characters(tmp_path: Path) -> None:
    found = read_back(tmp_path, "zip", "EPSG:4490", sheet=a_sheet(village="a" + "组" * 200))

    assert found.rows[0].village == "a" + "组" * 126


@pytest.mark.parametrize("suffix", ["geojson", "zip", "kml"])
def test_the_same_land_is_the_same_file(suffix: str) -> None:
    first, second = (written(a_sheet(), suffix=suffix, crs="EPSG:4490", layer="grids") for _ in range(2))

    assert first == second


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("shapes", [[], [None, None]], ids=["no rows", "no shapes"])
def test_a_file_without_shapes_can_be_written(suffix: str, shapes: list[shapely.Geometry | None]) -> None:
    assert written(a_sheet(shapes=shapes), suffix=suffix, crs="EPSG:4490", layer="grids")


def test_a_shape_keeps_no_heights() -> None:
    high = from_cgcs2000(shapely.Point(100, 21, 900), crs="EPSG:4490")

    assert np.array_equal(shapely.get_coordinates(high, include_z=True)[0][:2], [100, 21])
    assert not high.has_z
