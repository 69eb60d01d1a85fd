"""KML and KMZ as map programs write them, good and bad."""

import zipfile
from pathlib import Path

import pytest
import shapely

from grids import readers
from grids.readers.faults import Reason
from tests.grids.files import SQUARE, read

CORNERS = " ".join(f"{x},{y},0" for x, y in SQUARE)
HOLE = "100.02,21.02 100.04,21.02 100.04,21.04 100.02,21.04 100.02,21.02"


def ring(corners: str, side: str = "outerBoundaryIs") -> str:
    return f"<{side}><LinearRing><coordinates>\n{corners}\n</coordinates></LinearRing></{side}>"


def polygon(*sides: str) -> str:
    return f"<Polygon>{''.join(sides)}</Polygon>"


PLAIN = polygon(ring(CORNERS))


def placemark(shape: str = PLAIN, *, name: str = "勐邦网格", more: str = "") -> str:
    return f"<Placemark><name>{name}</name>{more}{shape}</Placemark>"


def a_kml(folder: Path, *places: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', encoding: str = "utf-8") -> Path:
    path = folder / "land.kml"
    document = f'{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{"".join(places)}</Document></kml>'
    path.write_text(document, encoding)
    return path


def test_placemarks_in_every_folder_become_rows_in_wgs84_without_being_told(tmp_path: Path) -> None:
    data = '<ExtendedData><Data name="code"><value>532822207201001</value></Data></ExtendedData>'
    simple = '<ExtendedData><SchemaData><SimpleData name="村">曼来</SimpleData></SchemaData></ExtendedData>'
    folder = f"<Folder>{placemark(name='曼来网格', more=simple)}</Folder>"

    found = read(a_kml(tmp_path, placemark(more=data), folder), crs=None, code_field="code", village_field="村")

    assert found.crs == "EPSG:4326"
    assert [(row.row, row.code, row.name, row.village) for row in found.rows] == [
        (1, "532822207201001", "勐邦网格", None),
        (2, None, "曼来网格", "曼来"),
    ]
    assert found.rows[0].shape == shapely.Polygon(SQUARE)


@pytest.mark.parametrize(("head", "encoding"), [("", "utf-8"), ("", "utf-8-sig"), ('<?xml version="1.0"?>', "utf-8")])
def test_a_kml_is_known_by_how_it_begins(tmp_path: Path, head: str, encoding: str) -> None:
    path = a_kml(tmp_path, placemark(), head=head, encoding=encoding)

    assert read(path.rename(tmp_path / "land.txt"), crs=None).rows[0].name == "勐邦网格"


def test_holes_and_several_parts_are_read_whatever_their_order(tmp_path: Path) -> None:
    away = " ".join(f"{x + 0.5},{y}" for x, y in SQUARE)
    holed = polygon(ring(HOLE, "innerBoundaryIs"), ring(CORNERS))
    both = f"<MultiGeometry>{holed}<MultiGeometry>{polygon(ring(away))}</MultiGeometry></MultiGeometry>"

    (row,) = read(a_kml(tmp_path, placemark(both)), crs=None).rows

    square = shapely.Polygon(SQUARE)
    hole = shapely.Polygon([[float(x) for x in corner.split(",")] for corner in HOLE.split()])
    assert row.shape.equals(shapely.union_all([square.difference(hole), shapely.box(100.5, 21.0, 100.6, 21.1)]))


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ("", Reason.NO_GEOMETRY),
        ("<Point><coordinates>100,21</coordinates></Point>", Reason.NOT_A_POLYGON),
        ("<LineString><coordinates>100,21 101,22</coordinates></LineString>", Reason.NOT_A_POLYGON),
        (f"<MultiGeometry>{PLAIN}<Point/></MultiGeometry>", Reason.GEOMETRY_COLLECTION),
        ("<MultiGeometry/>", Reason.EMPTY),
        ("<Polygon/>", Reason.EMPTY),
        (polygon(ring("100,21 101,21 101,22 100,22")), Reason.UNCLOSED_RING),
        (polygon(ring("一百,21")), Reason.MALFORMED),
        (polygon(ring("100")), Reason.MALFORMED),
    ],
)
def test_a_bad_shape_is_told_with_its_row_and_the_good_ones_are_taken(tmp_path: Path, shape: str, reason: Reason) -> None:
    found = read(a_kml(tmp_path, placemark(), placemark(shape), placemark()), crs=None)

    assert [row.row for row in found.rows] == [1, 3]
    assert [(fault.row, fault.reason) for fault in found.faults] == [(2, reason)]


@pytest.mark.parametrize("given", ["EPSG:4490", "4326", "gcj02", "bd09"])
def test_a_kml_may_be_said_to_be_what_no_file_can_claim(tmp_path: Path, given: str) -> None:
    assert read(a_kml(tmp_path, placemark()), crs=given).rows


def test_a_kml_in_any_other_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(readers.ContradictingCrs) as refused:
        read(a_kml(tmp_path, placemark()), crs="EPSG:4542")
    assert refused.value.facts == {"stated": "EPSG:4542", "found": "EPSG:4326"}


BOMB = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("<kml><Document>", readers.NotGeographic),
        ('<?xml version="1.0"?><html/>', readers.NotGeographic),
        ('<?xml version="1.0" encoding="西定"?><kml/>', readers.NotGeographic),
        (f"{BOMB}<kml><Placemark><name>&b;</name></Placemark></kml>", readers.NotGeographic),
        ("<kml><Document/></kml>", readers.NoFeatures),
    ],
)
def test_xml_without_places_is_refused(tmp_path: Path, text: str, error: type[readers.Unreadable]) -> None:
    path = tmp_path / "land.kml"
    path.write_text(text)

    with pytest.raises(error):
        read(path, crs=None)


@pytest.mark.parametrize("name", ["land.kml", "land.kmz"])
def test_a_text_under_the_name_of_a_kml_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("勐邦")

    with pytest.raises(readers.NotGeographic):
        read(path)


def test_a_kml_has_no_layers_and_the_field_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(readers.UnknownLayer):
        read(a_kml(tmp_path, placemark()), crs=None, layer="网格")
    with pytest.raises(readers.UnknownField):
        read(a_kml(tmp_path, placemark()), crs=None, name_field="名称")


def test_a_kmz_is_the_kml_in_it(tmp_path: Path) -> None:
    path = tmp_path / "land.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("images/icon.png", b"")
        archive.write(a_kml(tmp_path, placemark()), "doc.kml")

    assert [row.name for row in read(path, crs=None).rows] == ["勐邦网格"]


def test_a_kmz_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = tmp_path / "land.kmz"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.write(a_kml(tmp_path, placemark()), "doc.kml")
    content = bytearray(whole.read_bytes())
    content[60:90] = b"\0" * 30
    whole.write_bytes(content)

    with pytest.raises(readers.NotGeographic):
        read(whole, crs=None)
