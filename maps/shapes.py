"""Shapes on their way to the browser: GeoJSON from WKB, rounded to about a metre, simplified to what a screen shows."""

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.geometry import mapping

DIGITS = 5
TOLERANCE_DEGREES = 0.00005  # about five metres: less than a screen's pixel at a village's size


def feature(wkb: bytes, properties: Mapping[str, Any]) -> dict[str, Any]:
    """One GeoJSON feature. Neighbours are simplified alike only where they share vertices, so the tolerance stays small."""
    shape = shapely.simplify(shapely.from_wkb(wkb), TOLERANCE_DEGREES, preserve_topology=True)
    rounded = shapely.set_precision(shape, 10**-DIGITS, mode="pointwise")
    return {"type": "Feature", "properties": dict(properties), "geometry": mapping(rounded)}


def collection(features: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def bounds(shapes: Iterable[bytes]) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """((south, west), (north, east)) of shapes in WKB, as Leaflet wants it; None without any."""
    there = shapely.from_wkb(list(shapes))
    if len(there) == 0:
        return None
    west, south, east, north = (float(value) for value in shapely.total_bounds(there))
    return (south, west), (north, east)
