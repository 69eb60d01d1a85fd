"""Files of land: what is taken, and how every bad one is answered."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import shapely

from grids import readers
from grids.measures import distance_m
from grids.readers.faults import Reason
from tests.grids.files import BOW, POLYGON, SQUARE, Json, a_collection, a_feature, a_file, a_polygon, read
from tests.grids.makers import SHARED


def test_features_become_rows_with_their_texts_and_shapes(tmp_path: Path) -> None:
    both = [a_feature(code=532822207201001, village=532822207201.0), a_feature(name=None, code=" ")]
    path = a_collection(tmp_path, *both)

    found = read(path, code_field="code", village_field="village")

    assert (found.crs, found.faults) == ("EPSG:4490", ())
    assert [(row.row, row.code, row.name, row.village) for row in found.rows] == [
        (1, "532822207201001", "勐邦网格", "532822207201"),
        (2, None, None, None),
    ]
    assert found.rows[0].shape == shapely.Polygon(SQUARE)


def test_one_feature_without_a_collection_is_a_file_too(tmp_path: Path) -> None:
    assert len(read(a_file(tmp_path, a_feature())).rows) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_geojson_may_be_in_any_encoding_that_chinese_programs_write(tmp_path: Path, encoding: str) -> None:
    assert read(a_file(tmp_path, a_feature(), encoding=encoding)).rows[0].name == "勐邦网格"


def test_only_rows_with_a_value_can_be_asked_for_and_the_faults_of_others_are_not_told(tmp_path: Path) -> None:
    path = a_collection(tmp_path, a_feature(level=8), a_feature(None, level=6), a_feature(level="8"))

    found = read(path, where=("level", "8"))

    assert [row.row for row in found.rows] == [1, 3]
    assert found.faults == ()


HOLE_OUTSIDE = a_polygon(SQUARE, [[x + 1, y] for x, y in SQUARE])


@pytest.mark.parametrize(
    ("geometry", "reason", "facts"),
    [
        (None, Reason.NO_GEOMETRY, {}),
        (a_polygon(), Reason.EMPTY, {}),
        (a_polygon([]), Reason.EMPTY, {}),
        ({"type": "MultiPolygon", "coordinates": []}, Reason.EMPTY, {}),
        (a_polygon(SQUARE[:-1]), Reason.UNCLOSED_RING, {"ring": 1}),
        (a_polygon(SQUARE, [[100.01, 21.01], [100.02, 21.01], [100.02, 21.02]]), Reason.UNCLOSED_RING, {"ring": 2}),
        (a_polygon([*SQUARE[:2], SQUARE[0]]), Reason.SHORT_RING, {"ring": 1, "corners": 3}),
        (BOW, Reason.SELF_CROSSING, {"lon": 100.05, "lat": 21.05, "problem": "Self-intersection"}),
        (HOLE_OUTSIDE, Reason.INVALID, {"problem": "Hole lies outside shell"}),
        ({"type": "Point", "coordinates": [100.0, 21.0]}, Reason.NOT_A_POLYGON, {"type": "Point"}),
        ({"type": "LineString", "coordinates": SQUARE}, Reason.NOT_A_POLYGON, {"type": "LineString"}),
        ({"type": "GeometryCollection", "geometries": [POLYGON]}, Reason.GEOMETRY_COLLECTION, {}),
        ({"type": "Circle"}, Reason.MALFORMED, {"problem": "type"}),
        ({"type": "Polygon"}, Reason.MALFORMED, {"problem": "coordinates"}),
        (a_polygon([["a", 1], *SQUARE]), Reason.MALFORMED, {"problem": "coordinates"}),
        (a_polygon([[100.0], *SQUARE]), Reason.MALFORMED, {"problem": "coordinates"}),
        (a_polygon([[float("nan"), 21.0], *SQUARE]), Reason.MALFORMED, {"problem": "coordinates"}),
        ({"type": "Polygon", "coordinates": [7]}, Reason.MALFORMED, {"problem": "coordinates"}),
        ({"type": "Polygon", "coordinates": {"a": 1}}, Reason.MALFORMED, {"problem": "coordinates"}),
        (a_polygon([[x * 1e5, y * 1e5] for x, y in SQUARE]), Reason.STRAY_COORDINATES, {"x": 1e7, "y": 2.1e6}),
        (a_polygon([[y, x] for x, y in SQUARE]), Reason.AXES_SWAPPED, {"x": 21.0, "y": 100.0}),
    ],
)
def test_a_bad_geometry_is_told_with_its_row_and_the_good_ones_are_taken(
    tmp_path: Path, geometry: Json | None, reason: Reason, facts: Json
) -> None:
    found = read(a_collection(tmp_path, a_feature(), a_feature(geometry), a_feature()))

    assert [row.row for row in found.rows] == [1, 3]
    (fault,) = found.faults
    assert (fault.row, fault.field, fault.reason) == (2, "geometry", reason)
    assert (
        dict(fault.facts) == pytest.approx(dict(facts))
        if reason is not Reason.SELF_CROSSING
        else fault.facts["lon"] == pytest.approx(100.05)
    )


@pytest.mark.parametrize("feature", [None, 7, {"type": "Polygon"}, {}])
def test_what_is_no_feature_in_a_collection_is_a_fault_of_its_row(tmp_path: Path, feature: object) -> None:
    (fault,) = read(a_collection(tmp_path, a_feature(), feature)).faults

    assert (fault.row, fault.reason) == (2, Reason.MALFORMED)


def test_heights_are_dropped(tmp_path: Path) -> None:
    (row,) = read(a_collection(tmp_path, a_feature(a_polygon([[x, y, 900.0] for x, y in SQUARE])))).rows

    assert row.shape == shapely.Polygon(SQUARE)


@pytest.mark.parametrize(
    ("document", "error"),
    [
        ("网格,村\n勐邦,曼来\n", readers.NotGeographic),
        ("", readers.NotGeographic),
        ("[1, 2]", readers.NotGeographic),
        ('{"a": 1}', readers.NotGeographic),
        ('{"type": "FeatureCollection", "features": [', readers.NotGeographic),
        ("[" * 100_000, readers.NotGeographic),
        ({"type": "GeometryCollection", "geometries": [POLYGON]}, readers.NoFeatures),
        (POLYGON, readers.NoFeatures),
        ({"type": "FeatureCollection", "features": []}, readers.NoFeatures),
        ({"type": "FeatureCollection"}, readers.NoFeatures),
    ],
)
def test_a_file_without_features_is_refused(tmp_path: Path, document: object, error: type[readers.Unreadable]) -> None:
    with pytest.raises(error) as refused:
        read(a_file(tmp_path, document))

    assert refused.value.facts["file"] == "land.geojson"
    assert refused.value.code in str(refused.value)


@pytest.mark.parametrize("name", ["land.shp", "land.gpkg", "land.zip"])
def test_a_text_under_another_name_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("勐邦")

    with pytest.raises(readers.NotGeographic):
        read(path)


def test_bytes_in_no_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "land.geojson"
    path.write_bytes(b"\xff\xff\xff{}")

    with pytest.raises(readers.NotGeographic):
        read(path)


@pytest.mark.parametrize("beginning", [b"SQLite format 3\0", b"PK\x03\x04"])
def test_a_broken_container_is_refused(tmp_path: Path, beginning: bytes) -> None:
    path = tmp_path / "land"
    path.write_bytes(beginning + b"rubbish" * 100)

    with pytest.raises(readers.NotGeographic):
        read(path)


def test_the_coordinate_system_must_be_given_unless_the_file_states_it(tmp_path: Path) -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}

    with pytest.raises(readers.MissingCrs):
        read(a_collection(tmp_path, a_feature()), crs=None)
    assert read(a_collection(tmp_path, a_feature(), crs=named), crs=None).crs == "EPSG:4490"


@pytest.mark.parametrize(
    ("given", "agrees"), [("4490", True), ("EPSG:4326", True), ("gcj02", True), ("EPSG:4542", False), ("3857", False)]
)
def test_a_system_that_contradicts_the_files_is_refused(tmp_path: Path, given: str, *, agrees: bool) -> None:
    path = a_collection(tmp_path, a_feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}})

    if agrees:
        assert read(path, crs=given).rows
        return
    with pytest.raises(readers.ContradictingCrs) as refused:
        read(path, crs=given)
    assert refused.value.facts["found"] == "EPSG:4326"


@pytest.mark.parametrize("given", ["EPSG:99999", "CGCS2000", "5773"])
def test_a_system_that_nobody_knows_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(readers.UnsupportedCrs):
        read(a_collection(tmp_path, a_feature()), crs=given)


def test_a_file_that_names_its_system_in_unknown_words_is_refused_unless_one_is_given(tmp_path: Path) -> None:
    path = a_collection(tmp_path, a_feature(), crs={"type": "name", "properties": {"name": "西双版纳独立坐标系"}})

    with pytest.raises(readers.UnsupportedCrs):
        read(path, crs=None)
    assert read(path).rows


def scaled(x: float, y: float) -> Json:
    return a_feature(a_polygon([[x + 10 * left, y + 10 * up] for left, up in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]))


@pytest.mark.parametrize(
    ("features", "crs", "looks_like"),
    [
        ([scaled(500_000, 2_424_000)], "4490", "metres"),
        ([scaled(500_000, 2_424_000)], "gcj02", "metres"),
        ([a_feature()], "4542", "degrees"),
        ([a_feature(a_polygon([[x - 90, y + 26] for x, y in SQUARE]))], "gcj02", "outside_china"),
    ],
)
def test_coordinates_that_cannot_be_what_is_said_refuse_the_file(
    tmp_path: Path, features: list[Json], crs: str, looks_like: str
) -> None:
    with pytest.raises(readers.StrayCoordinates) as refused:
        read(a_collection(tmp_path, *features), crs=crs)

    assert refused.value.facts["looks_like"] == looks_like


@pytest.mark.parametrize(
    ("feature", "crs"),
    [
        (a_feature(a_polygon([[y, x] for x, y in SQUARE])), "4490"),
        (a_feature(a_polygon([[y, x] for x, y in SQUARE])), "gcj02"),
        (a_feature(a_polygon([[y + 19, x - 20] for x, y in SQUARE])), "4490"),  # 80° east, 40° north: swapped, still in range
        (scaled(2_424_000, 500_000), "4542"),  # north before east, as surveyors write it
    ],
)
def test_longitude_and_latitude_swapped_refuse_the_file(tmp_path: Path, feature: Json, crs: str) -> None:
    with pytest.raises(readers.AxesSwapped):
        read(a_collection(tmp_path, feature), crs=crs)


def test_projected_metres_are_read_as_degrees(tmp_path: Path) -> None:
    (row,) = read(a_collection(tmp_path, scaled(500_000, 2_424_000)), crs="EPSG:4542").rows

    assert row.shape.bounds[0] == pytest.approx(99.0)


def test_shifted_coordinates_come_home(tmp_path: Path) -> None:
    (row,) = read(a_collection(tmp_path, a_feature()), crs="gcj02").rows

    assert 200 < distance_m(100.0, 21.0, row.shape.bounds[0], row.shape.bounds[1]) < 500


@pytest.mark.parametrize("asked", [{"name_field": "名"}, {"code_field": "名"}, {"village_field": "名"}, {"where": ("名", "1")}])
def test_a_field_that_no_feature_has_is_refused(tmp_path: Path, asked: dict[str, Any]) -> None:
    with pytest.raises(readers.UnknownField) as refused:
        read(a_collection(tmp_path, a_feature(level=1)), **asked)

    assert refused.value.facts == {"field": "名", "fields": "name, level"}


def test_a_file_that_is_not_there_is_the_callers_affair(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nowhere.geojson")


def test_real_municipalities_are_taken_whole() -> None:
    path = SHARED / "liechtenstein_municipalities.wgs84.geojson"
    if not path.exists():
        pytest.skip(f"{path} is missing")

    found = read(path)

    assert (len(found.rows), found.faults) == (15, ())
    assert sum(row.name is None for row in found.rows) == 4


def test_the_countys_outline_is_read_from_a_shifted_file() -> None:
    path = SHARED / "menghai_532822.gcj02.geojson"
    if not path.exists():
        pytest.skip(f"{path} is missing")

    (shifted,), (plain,) = read(path, crs="gcj02").rows, read(SHARED / "menghai_532822.wgs84.geojson").rows

    assert shapely.hausdorff_distance(shifted.shape, plain.shape) < 1e-6


def test_the_land_itself_is_imported_without_readers_or_frames() -> None:
    script = (
        "import sys, grids.territory, grids.topology, grids.datum; print({'geopandas', 'pyogrio', 'pandas'} & {*sys.modules})"
    )

    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "set()"
