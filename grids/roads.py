"""Roads and paths from a GeoJSON file (RFC 7946): its lines in CGCS2000, with every fault named and nothing repaired silently."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from grids.datum import CGCS2000, OutsideChina, UnknownCrs, crs_name, to_cgcs2000

MOST_LON, MOST_LAT = 180.0, 90.0
FEWEST_PLACES = FEWEST_NUMBERS = 2


class Fault(StrEnum):
    """Why a file of roads can't be taken."""

    NOT_GEOJSON = "not_geojson"
    NO_LINES = "no_lines"
    MALFORMED = "malformed"  # facts: row
    STRAY = "stray"  # facts: row, x, y
    UNKNOWN_CRS = "unknown_crs"  # facts: crs


class WrongRoads(ValueError):
    """A file that can't be taken as roads; rows count from 1."""

    def __init__(self, fault: Fault, **facts: str | float) -> None:
        super().__init__(fault, facts)
        self.fault = fault
        self.facts: Mapping[str, str | float] = facts


@dataclass(frozen=True, slots=True)
class Roads:
    """The lines of a file (degrees, CGCS2000), and how many of its features were none."""

    lines: NDArray[np.object_]
    left_out: int


def roads_of(content: bytes) -> Roads:
    """Every LineString and MultiLineString of a FeatureCollection, a Feature or a bare geometry.

    Degrees, unless the file says another system in the `crs` member of 2008. Raises WrongRoads.
    """
    document = _document(content)
    geometries = list(_geometries(document))
    lines = [line for row, geometry in enumerate(geometries, start=1) for line in _lines(geometry, row)]
    if not lines:
        raise WrongRoads(Fault.NO_LINES)
    shapes = np.array([shapely.LineString(places) for _, places in lines], object)
    crs = _crs(document)
    moved = np.array([_moved(shape, crs=crs, row=row) for (row, _), shape in zip(lines, shapes, strict=True)], object)
    moved = moved[shapely.length(moved) > 0]
    if not len(moved):
        raise WrongRoads(Fault.NO_LINES)
    return Roads(moved, len(geometries) - len({row for row, _ in lines}))


def _moved(line: shapely.LineString, *, crs: str, row: int) -> shapely.LineString:
    """The line in CGCS2000; raises WrongRoads where that isn't on the earth."""
    x, y = line.coords[0]
    try:
        moved = to_cgcs2000(line, crs=crs)
    except OutsideChina as outside:
        raise WrongRoads(Fault.STRAY, row=row, x=x, y=y) from outside
    if not (np.abs(shapely.get_coordinates(moved)) <= (MOST_LON, MOST_LAT)).all():  # also refuses what isn't a number
        raise WrongRoads(Fault.STRAY, row=row, x=x, y=y)
    return moved


def _document(content: bytes) -> Mapping[str, object]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise WrongRoads(Fault.NOT_GEOJSON) from fault
    if not isinstance(document, dict) or not isinstance(document.get("type"), str):
        raise WrongRoads(Fault.NOT_GEOJSON)
    return document


def _geometries(document: Mapping[str, object]) -> Iterator[object]:
    """The geometry of each feature; None where a feature has none."""
    if document["type"] != "FeatureCollection":
        yield document.get("geometry") if document["type"] == "Feature" else document
        return
    features = document.get("features")
    for feature in features if isinstance(features, list) else []:
        yield feature.get("geometry") if isinstance(feature, dict) else None


def _lines(geometry: object, row: int) -> Iterator[tuple[int, list[tuple[float, float]]]]:
    """(row, places) of each line of a geometry; nothing of one that is no line."""
    if not isinstance(geometry, dict) or geometry.get("type") not in {"LineString", "MultiLineString"}:
        return
    coordinates = geometry.get("coordinates")
    parts = [coordinates] if geometry["type"] == "LineString" else coordinates
    if not isinstance(parts, list):
        raise WrongRoads(Fault.MALFORMED, row=row)
    for part in parts:
        if not isinstance(part, list) or len(part) < FEWEST_PLACES or not all(_is_place(place) for place in part):
            raise WrongRoads(Fault.MALFORMED, row=row)
        yield row, [(float(place[0]), float(place[1])) for place in part]


def _is_place(place: object) -> bool:
    return isinstance(place, list) and len(place) >= FEWEST_NUMBERS and all(_is_number(part) for part in place[:2])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _crs(document: Mapping[str, object]) -> str:
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    try:
        return crs_name(name) if isinstance(name, str) else CGCS2000
    except UnknownCrs as unknown:
        raise WrongRoads(Fault.UNKNOWN_CRS, crs=str(unknown)) from unknown
