"""KML (OGC 12-007r2) and KMZ, read as GeoJSON is, without GDAL: its own driver drops the fields of a Placemark.

KML has one coordinate system, WGS-84 in degrees; map programs in China write shifted coordinates under the same name.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import shapely

from grids.datum import WGS84
from grids.readers.faults import NoFeatures, NotGeographic, Reason, UnknownLayer
from grids.readers.layers import Layer, Row
from grids.readers.rings import Faulty, polygonal

LARGEST_BYTES = 200_000_000  # of a KMZ when unpacked
SHAPES = ("Polygon", "MultiGeometry", "LineString", "LinearRing", "Point", "Track", "MultiTrack", "Model")
BEGINNINGS = (b"<?xml", b"<kml", b"<Document")


def is_kml(beginning: bytes) -> bool:
    """Whether a file that begins like this is XML."""
    return beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(BEGINNINGS)


def holds_kml(path: Path) -> bool:
    """Whether a zip file is a KMZ: a KML is in it and no Shapefile."""
    try:
        with zipfile.ZipFile(path) as archive:
            suffixes = {Path(name).suffix.lower() for name in archive.namelist()}
    except zipfile.BadZipFile:
        return False
    return ".kml" in suffixes and ".shp" not in suffixes


def read_kml(path: Path, *, layer: str | None) -> Layer:
    """Every Placemark, in whatever folder it lies. Raises NotGeographic, NoFeatures, UnknownLayer (it has none)."""
    return _layer(path, path.read_bytes(), layer)


def read_kmz(path: Path, *, layer: str | None) -> Layer:
    """The KML in a KMZ: doc.kml, or the first there is. Raises as `read_kml`."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [one for one in archive.infolist() if one.filename.lower().endswith(".kml")]
            if not inside or inside[0].file_size > LARGEST_BYTES:
                raise NotGeographic(file=path.name)
            return _layer(path, archive.read(inside[0]), layer)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:  # broken, strangely packed, or with a password
        raise NotGeographic(file=path.name) from fault


def _layer(path: Path, content: bytes, layer: str | None) -> Layer:
    places = [one for one in _parsed(path, content).iter() if _tag(one) == "Placemark"]
    if not places:
        raise NoFeatures(file=path.name, type="KML")
    if layer is not None:
        raise UnknownLayer(layer=layer, layers="")
    rows = tuple(Row(number, dict(_fields(place)), _shape(place)) for number, place in enumerate(places, start=1))
    fields = dict.fromkeys(field for row in rows for field in row.properties)
    return Layer(path, tuple(fields), rows, WGS84)


def _parsed(path: Path, content: bytes) -> ET.Element:
    if b"<!DOCTYPE" in content:  # no KML has one; what is declared there could grow without end
        raise NotGeographic(file=path.name)
    try:
        root = ET.fromstring(content)  # noqa: S314  expat 2.4.1 and later stop what grows without end
    except (ET.ParseError, ValueError, LookupError) as fault:
        raise NotGeographic(file=path.name) from fault
    if _tag(root) not in {"kml", "Document", "Folder", "Placemark"}:
        raise NotGeographic(file=path.name)
    return root


def _tag(element: ET.Element) -> str:
    """Its name without the namespace, of which old programs have their own."""
    return str(element.tag).rpartition("}")[2]


def _fields(place: ET.Element) -> Iterator[tuple[str, object]]:
    """Name, description, and what ExtendedData says."""
    for child in place:
        if _tag(child) in {"name", "description"}:
            yield _tag(child), child.text
    for data in place.iter():
        if _tag(data) == "Data":
            yield data.get("name", ""), next((value.text for value in data if _tag(value) == "value"), None)
        elif _tag(data) == "SimpleData":
            yield data.get("name", ""), data.text


def _shape(place: ET.Element) -> shapely.Geometry | Faulty:
    try:
        shapes = [child for child in place if _tag(child) in SHAPES]
        return polygonal(_geojson(shapes[0])) if shapes else Faulty(Reason.NO_GEOMETRY)
    except Faulty as fault:
        return fault


def _geojson(shape: ET.Element) -> dict[str, object]:
    """The same shape as GeoJSON says it; several polygons together are one MultiPolygon."""
    kind = _tag(shape)
    if kind == "Polygon":
        return {"type": "Polygon", "coordinates": _rings(shape)}
    if kind != "MultiGeometry":
        return {"type": kind, "coordinates": []}
    parts = list(_parts(shape))
    strange = next((_tag(part) for part in parts if _tag(part) != "Polygon"), None)
    if strange is not None:
        raise Faulty(Reason.GEOMETRY_COLLECTION)
    return {"type": "MultiPolygon", "coordinates": [_rings(part) for part in parts]}


def _parts(shape: ET.Element) -> Iterator[ET.Element]:
    for part in shape:
        if _tag(part) == "MultiGeometry":
            yield from _parts(part)
        elif _tag(part) in SHAPES:
            yield part


def _rings(polygon: ET.Element) -> list[list[list[float]]]:
    """The outer ring first, wherever the file has it."""
    borders = sorted((one for one in polygon if _tag(one).endswith("BoundaryIs")), key=lambda one: _tag(one) != "outerBoundaryIs")
    return [_corners(text.text or "") for border in borders for text in border.iter() if _tag(text) == "coordinates"]


def _corners(text: str) -> list[list[float]]:
    try:
        return [[float(number) for number in corner.split(",")] for corner in text.split()]
    except ValueError as fault:
        raise Faulty(Reason.MALFORMED, problem="coordinates") from fault
