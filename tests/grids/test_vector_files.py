"""GeoPackages and Shapefiles, in the encodings and with the gaps that real ones have."""

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas
import pytest
import shapely

from grids import readers
from grids.readers.faults import Reason
from tests.grids.files import BOW, SQUARE, a_frame, read


def test_a_geopackage_is_read_in_its_own_system(tmp_path: Path) -> None:
    path = tmp_path / "网格.gpkg"
    a_frame().to_crs("EPSG:4542").to_file(path)

    found = read(path, crs=None, name_field="名称", code_field="编码", village_field="户数")

    assert found.crs == "EPSG:4542"
    assert [(row.code, row.name, row.village) for row in found.rows] == [
        ("532822207201001", "勐邦网格", "12"),
        (None, "曼来网格", "34"),
    ]
    assert shapely.equals_exact(shapely.normalize(found.rows[0].shape), shapely.normalize(a_frame().geometry[0]), 1e-8)


def test_a_geopackage_that_contradicts_what_is_given_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "land.gpkg"
    a_frame().to_file(path)

    with pytest.raises(readers.ContradictingCrs):
        read(path, crs="EPSG:4542", name_field="名称")


def test_a_geopackage_without_a_system_needs_one(tmp_path: Path) -> None:
    path = tmp_path / "land.gpkg"
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        a_frame(None).to_file(path)

    with pytest.raises(readers.MissingCrs):
        read(path, crs=None, name_field="名称")
    assert len(read(path, name_field="名称").rows) == 2


@pytest.mark.parametrize("number", [0, -1])
def test_a_geopackage_whose_system_is_called_undefined_needs_one(tmp_path: Path, number: int) -> None:
    path = tmp_path / "land.gpkg"
    a_frame().to_file(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_contents SET srs_id = ?", (number,))
        database.execute("UPDATE gpkg_geometry_columns SET srs_id = ?", (number,))

    with pytest.raises(readers.MissingCrs):
        read(path, crs=None, name_field="名称")


def test_of_several_layers_one_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "land.gpkg"
    a_frame().to_file(path, layer="网格")
    a_frame().head(1).to_file(path, layer="村")

    with pytest.raises(readers.UnstatedLayer) as refused:
        read(path, name_field="名称")
    assert refused.value.facts["layers"] == "网格, 村"
    with pytest.raises(readers.UnknownLayer):
        read(path, name_field="名称", layer="组")
    assert len(read(path, name_field="名称", layer="村").rows) == 1


def test_bad_geometries_in_a_geopackage_are_faults_of_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "land.gpkg"
    bow = shapely.from_geojson(json.dumps(BOW))
    shapes = [shapely.Polygon(SQUARE), None, shapely.Polygon(), shapely.Point(100, 21), bow, shapely.GeometryCollection([bow])]
    geopandas.GeoDataFrame({"name": list("一二三四五六")}, geometry=shapes, crs=4490).to_file(path, geometry_type="Unknown")

    found = read(path)

    assert [row.row for row in found.rows] == [1]
    assert [fault.reason for fault in found.faults] == [
        Reason.NO_GEOMETRY,
        Reason.EMPTY,
        Reason.NOT_A_POLYGON,
        Reason.SELF_CROSSING,
        Reason.GEOMETRY_COLLECTION,
    ]


def a_shapefile(folder: Path, encoding: str, *, said: str | None) -> Path:
    """A Shapefile in this encoding whose .cpg says something, or is missing."""
    folder.mkdir(exist_ok=True)
    path = folder / "land.shp"
    a_frame().to_file(path, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    if said is not None:
        path.with_suffix(".cpg").write_text(said)
    return path


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("GB18030", "GB18030"),
        ("GBK", "GBK"),
        ("GB18030", None),
        ("GB18030", "UTF-8"),
        ("UTF-8", None),
        ("UTF-8", "UTF-8"),
        ("GBK", "OEM"),
    ],
)
def test_a_shapefile_is_read_in_its_encoding_whatever_its_side_file_says(tmp_path: Path, encoding: str, said: str | None) -> None:
    found = read(a_shapefile(tmp_path, encoding, said=said), crs=None, name_field="名称", code_field="编码")

    assert found.crs == "EPSG:4490"
    assert [(row.code, row.name) for row in found.rows] == [("532822207201001", "勐邦网格"), (None, "曼来网格")]


def test_a_name_cut_in_the_middle_of_a_character_loses_only_that_half(tmp_path: Path) -> None:
    path = tmp_path / "land.shp"
    name = "长" * 126 + "a村村"  # 254 bytes hold half of the last character
    geopandas.GeoDataFrame({"name": [name[:126] + "a"]}, geometry=[shapely.Polygon(SQUARE)], crs=4490).to_file(
        path, encoding="GB18030"
    )
    table = path.with_suffix(".dbf").read_bytes()
    path.with_suffix(".dbf").write_bytes(table.replace("长a".encode("gb18030"), "长".encode("gb18030") + b"\xb4"))

    assert read(path, crs=None).rows[0].name == "长" * 126


def test_what_the_side_file_says_goes_before_what_would_also_fit(tmp_path: Path) -> None:
    path = tmp_path / "land.shp"
    frame = geopandas.GeoDataFrame({"name": ["網格"]}, geometry=[shapely.Polygon(SQUARE)], crs=4490)
    frame.to_file(path, encoding="BIG5")
    path.with_suffix(".cpg").write_text("BIG5")

    assert read(path, crs=None).rows[0].name == "網格"


def test_texts_in_no_encoding_are_refused(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path, "GB18030", said=None)
    table = path.with_suffix(".dbf").read_bytes()
    path.with_suffix(".dbf").write_bytes(table.replace("勐邦".encode("gb18030"), b"\xff\xff\xff\xff"))

    with pytest.raises(readers.UndecodableText):
        read(path, name_field="名称")


@pytest.mark.parametrize("suffix", [".shx", ".dbf"])
def test_a_shapefile_without_one_of_its_parts_is_refused(tmp_path: Path, suffix: str) -> None:
    path = a_shapefile(tmp_path, "GB18030", said=None)
    path.with_suffix(suffix).unlink()

    with pytest.raises(readers.Incomplete) as refused:
        read(path, name_field="名称")
    assert refused.value.facts["missing"] == suffix


def a_zip(folder: Path, *, inside: str, twice: bool = False) -> Path:
    path = folder / "land.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in (folder / "parts").iterdir():
            for name in ("网格", "村") if twice else ("网格",):
                archive.write(part, f"{inside}{name}{part.suffix}")
    return path


@pytest.mark.parametrize("inside", ["", "勐海/", "../../"])
def test_a_zipped_shapefile_is_read_wherever_it_lies_inside(tmp_path: Path, inside: str) -> None:
    a_shapefile(tmp_path / "parts", "GB18030", said=None)

    assert [row.name for row in read(a_zip(tmp_path, inside=inside), crs=None, name_field="名称").rows] == [
        "勐邦网格",
        "曼来网格",
    ]


def test_of_several_zipped_shapefiles_one_must_be_named(tmp_path: Path) -> None:
    a_shapefile(tmp_path / "parts", "GB18030", said=None)
    path = a_zip(tmp_path, inside="", twice=True)

    with pytest.raises(readers.UnstatedLayer):
        read(path, name_field="名称")
    with pytest.raises(readers.UnknownLayer):
        read(path, name_field="名称", layer="组")
    assert len(read(path, name_field="名称", layer="村").rows) == 2


def test_a_zip_without_land_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "land.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("说明.txt", "勐邦")

    with pytest.raises(readers.NotGeographic):
        read(path)
