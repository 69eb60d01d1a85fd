"""GeoJSON (RFC 7946) by the letter, read without a geometry library: so that an unclosed ring is seen and told, row by row."""

import json
from collections.abc import Mapping
from pathlib import Path

import shapely

from grids.readers.faults import NoFeatures, NotGeographic, Reason, UnknownLayer
from grids.readers.layers import Layer, Row
from grids.readers.rings import Faulty, polygonal


def read_geojson(path: Path, *, layer: str | None) -> Layer:
    """The features of a FeatureCollection, or the one Feature. Raises NotGeographic, NoFeatures, UnknownLayer (it has none)."""
    document = _document(path)
    kind = document.get("type")
    if kind not in {"FeatureCollection", "Feature"}:
        raise NoFeatures(file=path.name, type=str(kind))
    features = [document] if kind == "Feature" else document.get("features")
    if not isinstance(features, list) or not features:
        raise NoFeatures(file=path.name, type=str(kind))
    if layer is not None:
        raise UnknownLayer(layer=layer, layers="")
    rows = tuple(_row(feature, number) for number, feature in enumerate(features, start=1))
    fields = dict.fromkeys(field for row in rows for field in row.properties)
    return Layer(path, tuple(fields), rows, _stated(document))


def _document(path: Path) -> Mapping[str, object]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise NotGeographic(file=path.name) from fault
    geographic = {"FeatureCollection", "Feature", "GeometryCollection", "Polygon", "MultiPolygon", "Topology"}
    geographic |= {"Point", "MultiPoint", "LineString", "MultiLineString"}
    if not isinstance(document, dict) or document.get("type") not in geographic:
        raise NotGeographic(file=path.name)
    return document


def _row(feature: object, number: int) -> Row:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Row(number, {}, Faulty(Reason.MALFORMED, problem="feature"))
    properties = feature.get("properties")
    return Row(number, properties if isinstance(properties, dict) else {}, _shape(feature.get("geometry")))


def _shape(geometry: object) -> shapely.Geometry | Faulty:
    try:
        return polygonal(geometry)
    except Faulty as fault:
        return fault


def _stated(document: Mapping[str, object]) -> str | None:
    """The `crs` member of 2008, which RFC 7946 dropped and many programs still write."""
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None
