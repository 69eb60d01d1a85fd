"""Shapes on their way to the browser: GeoJSON from WKB, rounded to about a metre, simplified to what a screen shows."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry import mapping

from maps.facts import Pieces

DIGITS = 5
EXACT = 9
TOLERANCE_DEGREES = 0.00005  # about five metres: less than a screen's pixel at a village's size


def pieces(those: Iterable[tuple[bytes, Mapping[str, Any]]]) -> Pieces:
    """Shapes in WKB, each with what is told of it."""
    both = list(those)
    return Pieces([properties for _, properties in both], f"[{','.join(_geometry(wkb) for wkb, _ in both)}]")


def exact(those: Iterable[tuple[shapely.Geometry, Mapping[str, Any]]]) -> Pieces:
    """Shapes as they are, to a tenth of a millimetre, for a map on which they are drawn anew."""
    both = list(those)
    rounded = [mapping(shapely.set_precision(shape, 10**-EXACT, mode="pointwise")) for shape, _ in both]
    return Pieces([told for _, told in both], json.dumps(rounded, separators=(",", ":")))


@lru_cache(maxsize=2048)  # the land changes seldom, its maps are drawn all day
def _geometry(wkb: bytes) -> str:
    """Neighbours are simplified alike only where they share vertices, so the tolerance stays small."""
    shape = shapely.simplify(shapely.from_wkb(wkb), TOLERANCE_DEGREES, preserve_topology=True)
    return json.dumps(mapping(shapely.set_precision(shape, 10**-DIGITS, mode="pointwise")), separators=(",", ":"))


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


def bounds(shapes: Iterable[bytes]) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """((south, west), (north, east)) of shapes in WKB, as Leaflet wants it; None without any."""
    there = shapely.from_wkb(list(shapes))
    if len(there) == 0:
        return None
    west, south, east, north = (float(value) for value in shapely.total_bounds(there))
    return (south, west), (north, east)
