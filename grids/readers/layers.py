"""One layer of a file as found: its fields, its rows with what they hold, and what the file says of its coordinate system."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from grids.datum import UnknownCrs, agree, crs_name
from grids.readers.faults import ContradictingCrs, MissingCrs, UnsupportedCrs
from grids.readers.rings import Faulty

SURE_ENOUGH = 70  # of 100: how surely pyproj must know a description again


@dataclass(frozen=True, slots=True)
class Row:
    """A feature as found: number in the file from 1, what it says about itself, its shape in the file's own coordinates."""

    number: int
    properties: Mapping[str, object]
    shape: shapely.Geometry | Faulty


@dataclass(frozen=True, slots=True)
class Layer:
    """All features of one layer."""

    path: Path
    fields: tuple[str, ...]
    rows: tuple[Row, ...]
    crs: str | None


def settled_crs(layer: Layer, *, given: str | None) -> str:
    """The one system to read the layer in: what is given, what the file says, or both when they agree.

    What the file says in words that nobody knows counts only when nothing is given.
    Raises MissingCrs, UnsupportedCrs, ContradictingCrs.
    """
    try:
        stated = None if given is None else crs_name(given)
    except UnknownCrs as unknown:
        raise UnsupportedCrs(crs=str(unknown)) from unknown
    try:
        found = _meant(layer.crs)
    except UnknownCrs as unknown:
        if stated is None:
            raise UnsupportedCrs(crs=str(unknown)[:80]) from unknown
        found = None
    if stated and found and not agree(stated, found):
        raise ContradictingCrs(stated=stated, found=found)
    if not stated and not found:
        raise MissingCrs(file=layer.path.name)
    return stated or str(found)


def _meant(description: str | None) -> str | None:
    """The system that a file's own words mean (a code, a urn, WKT), None where it says nothing. Raises UnknownCrs."""
    if not description:
        return None
    try:
        return crs_name(description)
    except UnknownCrs:
        crs = _parsed(description)
    if crs.name.lower().startswith("undefined"):  # GeoPackage's way to say nothing
        return None
    code = crs.to_epsg(min_confidence=SURE_ENOUGH)
    if code is None:
        raise UnknownCrs(crs.name)
    return crs_name(f"EPSG:{code}")


def _parsed(description: str) -> CRS:
    try:
        return CRS.from_user_input(description)
    except CRSError as fault:
        raise UnknownCrs(description) from fault
