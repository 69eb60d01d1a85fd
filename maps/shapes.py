"""Shapes on their way to the browser: GeoJSON from WKB, rounded to about a metre, simplified to what a screen shows."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry import mapping

DIGITS = 5
TOLERANCE_DEGREES = 0.00005  # about five metres: less than a screen's pixel at a village's size


def feature(wkb: bytes, properties: Mapping[str, Any]) -> dict[str, Any]:
    """One GeoJSON feature. Neighbours are simplified alike only where they share vertices, so the tolerance stays small."""
    return {"type": "Feature", "properties": dict(properties), "geometry": _geometry(wkb)}


@lru_cache(maxsize=2048)  # the land changes seldom, its maps are drawn all day
def _geometry(wkb: bytes) -> Mapping[str, Any]:
    shape = shapely.simplify(shapely.from_wkb(wkb), TOLERANCE_DEGREES, preserve_topology=True)
    geometry: Mapping[str, Any] = mapping(shapely.set_precision(shape, 10**-DIGITS, mode="pointwise"))
    return geometry


@lru_cache(maxsize=2048)
def inside(wkb: bytes) -> tuple[float, float]:
    """A point (lon, lat) within the shape: where a mark for all of it stands."""
    point = shapely.point_on_surface(shapely.from_wkb(wkb))
    return round(point.x, DIGITS), round(point.y, DIGITS)


@lru_cache(maxsize=256)
def union(shapes: tuple[bytes, ...]) -> bytes:
    """The outline of several shapes together: of a village that has none of its own. Cracks below a metre are closed."""
    together: bytes = shapely.to_wkb(shapely.union_all(shapely.from_wkb(list(shapes)), grid_size=10**-DIGITS))
    return together


def collection(features: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def bounds(shapes: Iterable[bytes]) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """((south, west), (north, east)) of shapes in WKB, as Leaflet wants it; None without any."""
    there = shapely.from_wkb(list(shapes))
    if len(there) == 0:
        return None
    west, south, east, north = (float(value) for value in shapely.total_bounds(there))
    return (south, west), (north, east)
