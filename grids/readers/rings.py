"""One GeoJSON geometry → a polygon or multipolygon, or the fault that it has. Nothing is closed, turned or mended on the way."""

import math

import numpy as np
import shapely

from grids.readers.faults import Facts, Reason

GEOMETRY = "geometry"
FEWEST_CORNERS = 4  # RFC 7946, 3.1.6: a closed ring of three
FEWEST_NUMBERS = 2
OTHER_TYPES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString"})


class Faulty(Exception):
    """A geometry that can't be taken."""

    def __init__(self, reason: Reason, **facts: str | float) -> None:
        super().__init__(reason, facts)
        self.reason = reason
        self.facts: Facts = facts


def polygonal(geometry: object) -> shapely.Geometry:
    """The shape of a GeoJSON geometry, in the file's own coordinates. Raises Faulty."""
    if geometry is None:
        raise Faulty(Reason.NO_GEOMETRY)
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection":
        raise Faulty(Reason.GEOMETRY_COLLECTION)
    if kind in OTHER_TYPES:
        raise Faulty(Reason.NOT_A_POLYGON, type=str(kind))
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        raise Faulty(Reason.MALFORMED, problem="type")
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        raise Faulty(Reason.MALFORMED, problem="coordinates")
    parts = [coordinates] if kind == "Polygon" else coordinates
    polygons = [_polygon(part) for part in parts if part]
    if not polygons:
        raise Faulty(Reason.EMPTY)
    return polygons[0] if kind == "Polygon" else shapely.MultiPolygon(polygons)


def _polygon(rings: object) -> shapely.Polygon:
    if not isinstance(rings, list):
        raise Faulty(Reason.MALFORMED, problem="coordinates")
    shell, *holes = (_ring(ring, number) for number, ring in enumerate(rings, start=1))
    return shapely.Polygon(shell, holes)


def _ring(ring: object, number: int) -> list[tuple[float, float]]:
    if not isinstance(ring, list):
        raise Faulty(Reason.MALFORMED, problem="coordinates")
    if not ring:
        raise Faulty(Reason.EMPTY)
    corners = [_corner(corner) for corner in ring]
    if corners[0] != corners[-1]:
        raise Faulty(Reason.UNCLOSED_RING, ring=number)
    if len(corners) < FEWEST_CORNERS:
        raise Faulty(Reason.SHORT_RING, ring=number, corners=len(corners))
    return corners


def _corner(corner: object) -> tuple[float, float]:
    if not isinstance(corner, list) or len(corner) < FEWEST_NUMBERS or not all(_is_number(part) for part in corner[:2]):
        raise Faulty(Reason.MALFORMED, problem="coordinates")
    return float(corner[0]), float(corner[1])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def polygonal_from_wkb(wkb: bytes | None) -> shapely.Geometry:
    """The shape of a geometry in well-known binary, in the file's own coordinates. Raises Faulty."""
    if wkb is None:
        raise Faulty(Reason.NO_GEOMETRY)
    try:
        shape = shapely.force_2d(shapely.from_wkb(wkb))
    except shapely.GEOSException as fault:
        unclosed = "closed" in str(fault)
        raise Faulty(Reason.UNCLOSED_RING, ring=0) if unclosed else Faulty(Reason.MALFORMED, problem=str(fault)) from fault
    if shape.is_empty:
        raise Faulty(Reason.EMPTY)
    if shape.geom_type == "GeometryCollection":
        raise Faulty(Reason.GEOMETRY_COLLECTION)
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise Faulty(Reason.NOT_A_POLYGON, type=shape.geom_type)
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise Faulty(Reason.MALFORMED, problem="coordinates")
    return shape


def checked(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape itself, when it is valid. Raises Faulty with the place where it crosses itself, or what else is wrong."""
    if shapely.is_valid(shape):
        return shape
    problem, _, place = str(shapely.is_valid_reason(shape)).partition("[")
    if "elf-intersection" not in problem:
        raise Faulty(Reason.INVALID, problem=problem)
    lon, lat = (float(part) for part in place.rstrip("]").split()[:2])
    raise Faulty(Reason.SELF_CROSSING, lon=lon, lat=lat, problem=problem)
