"""Rows and shapes in CGCS2000 → one file in the form and coordinate system that somebody asks for; `grids.readers` reads each.

Import it only where files are written: pyogrio loads slowly.
"""

import io
import json
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import shapely

from grids.datum import NOT_SHIFTED, SHIFTED, crs_name, from_cgcs2000, wkt

Value = str | int | None
Content = Callable[["Sheet", str, str], bytes]
DBF = "GB18030"
LONGEST_FIELD, LONGEST_TEXT = 10, 254  # bytes that a DBF holds of a field's name and of a text
KML_SPACE = "http://www.opengis.net/kml/2.2"
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FIXED = (1980, 1, 1, 0, 0, 0)  # so that the same land is the same ZIP


class NotInDegrees(ValueError):
    """KML has one system, WGS-84 in degrees."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What to write: each row's values by field, and its shape in CGCS2000 or nothing. `short`: a DBF's names of long fields."""

    fields: Mapping[str, type[str] | type[int]]
    rows: Sequence[Mapping[str, Value]]
    shapes: Sequence[shapely.Geometry | None]
    short: Mapping[str, str]


def written(sheet: Sheet, *, suffix: str, crs: str, layer: str) -> bytes:
    """The file's content. `suffix` is one of WRITERS; `crs` an EPSG code, gcj02 or bd09; `layer` its ASCII name inside.

    Raises KeyError, UnknownCrs, NotInDegrees, and OutsideChina or OutsideItsArea where the system isn't meant for the land.
    """
    name = crs_name(crs)
    there = np.array(sheet.shapes, dtype=object)
    moved = from_cgcs2000(there, crs=name)
    return WRITERS[suffix](Sheet(sheet.fields, sheet.rows, list(moved), sheet.short), name, layer)


def _geojson(sheet: Sheet, crs: str, layer: str) -> bytes:
    """RFC 7946, and the member `crs` of the draft before it: GIS programs heed it, others take degrees for WGS-84."""
    drawn = shapely.to_geojson(shapely.orient_polygons(np.array(sheet.shapes, dtype=object)))
    features = [
        {"type": "Feature", "properties": dict(row), "geometry": None if shape is None else json.loads(shape)}
        for row, shape in zip(sheet.rows, drawn, strict=True)
    ]
    said = crs if crs in SHIFTED else f"urn:ogc:def:crs:EPSG::{crs.partition(':')[2]}"
    stated = {"type": "name", "properties": {"name": said}}
    document = {"type": "FeatureCollection", "name": layer, "crs": stated, "features": features}
    return json.dumps(document, ensure_ascii=False).encode()


def _geopackage(sheet: Sheet, crs: str, layer: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{layer}.gpkg"
        _write(path, sheet, crs, geometry_type="MultiPolygon", promote_to_multi=True)
        return path.read_bytes()


def _shapefile(sheet: Sheet, crs: str, layer: str) -> bytes:
    """All parts in one ZIP, the texts in GB18030 with a .cpg that says so, as programs in China expect them."""
    short = {field: sheet.short.get(field, field) for field in sheet.fields}
    fields = {short[field]: kind for field, kind in sheet.fields.items()}
    rows = [{short[field]: _fitting(value) for field, value in row.items()} for row in sheet.rows]
    with tempfile.TemporaryDirectory() as folder:
        narrow = Sheet(fields, rows, sheet.shapes, sheet.short)
        _write(Path(folder) / f"{layer}.shp", narrow, crs, geometry_type="Polygon", encoding=DBF)
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.writestr(zipfile.ZipInfo(part.name, FIXED), part.read_bytes(), zipfile.ZIP_DEFLATED)
        return content.getvalue()


def _fitting(value: Value) -> Value:
    """A text as long as a DBF holds it, cut between two characters."""
    return value.encode(DBF)[:LONGEST_TEXT].decode(DBF, "ignore") if isinstance(value, str) else value


def _write(path: Path, sheet: Sheet, crs: str, **options: object) -> None:
    columns = [
        np.array([row[field] for row in sheet.rows], dtype=object if kind is str else np.int32)
        for field, kind in sheet.fields.items()
    ]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")  # a shifted system must not be taken for WGS-84
        pyogrio.raw.write(
            path, shapely.to_wkb(np.array(sheet.shapes, dtype=object)), columns, list(sheet.fields), crs=wkt(crs), **options
        )


def _kml(sheet: Sheet, crs: str, layer: str) -> bytes:
    if crs not in NOT_SHIFTED:
        raise NotInDegrees(crs)
    root = ET.Element("kml", xmlns=KML_SPACE)
    document = ET.SubElement(root, "Document")
    ET.SubElement(document, "name").text = layer
    for row, shape in zip(sheet.rows, sheet.shapes, strict=True):
        place = ET.SubElement(document, "Placemark")
        ET.SubElement(place, "name").text = _in_xml(row["name"])
        said = [_in_xml(value) for field, value in row.items() if field != "name" and value not in {None, ""}]
        ET.SubElement(place, "description").text = " · ".join(said)
        more = ET.SubElement(place, "ExtendedData")
        for field, value in row.items():
            if field != "name" and value is not None:
                ET.SubElement(ET.SubElement(more, "Data", name=field), "value").text = _in_xml(value)
        if shape is not None:
            _draw(place, shape)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _in_xml(value: Value) -> str:
    """Without the control characters that XML has no way to write."""
    return UNWRITABLE.sub("", str(value))


def _draw(place: ET.Element, shape: shapely.Geometry) -> None:
    parts = shapely.get_parts(shapely.orient_polygons(shape))
    within = place if len(parts) == 1 else ET.SubElement(place, "MultiGeometry")
    for part in parts:
        polygon = ET.SubElement(within, "Polygon")
        for side, ring in [("outerBoundaryIs", part.exterior), *(("innerBoundaryIs", hole) for hole in part.interiors)]:
            line = ET.SubElement(ET.SubElement(polygon, side), "LinearRing")
            corners = shapely.get_coordinates(ring).tolist()
            ET.SubElement(line, "coordinates").text = " ".join(f"{lon!r},{lat!r}" for lon, lat in corners)


WRITERS: Mapping[str, Content] = {"geojson": _geojson, "gpkg": _geopackage, "zip": _shapefile, "kml": _kml}
