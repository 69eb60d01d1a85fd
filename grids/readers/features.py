"""From a file to frozen rows in CGCS2000."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from grids.datum import (
    CHINA_LAT,
    CHINA_LON,
    MARGIN,
    SHIFTED,
    OutsideChina,
    area_of_use,
    is_projected,
    points_to_cgcs2000,
    to_cgcs2000,
)
from grids.readers.faults import AxesSwapped, Fault, NotGeographic, Reason, StrayCoordinates, UnknownField
from grids.readers.geojson import read_geojson
from grids.readers.kml import holds_kml, is_kml, read_kml, read_kmz
from grids.readers.layers import Layer, Row, settled_crs
from grids.readers.rings import GEOMETRY, Faulty, checked
from grids.readers.vectors import read_geopackage, read_shapefile, read_zipped_shapefile

MOST_LON, MOST_LAT = 180.0, 90.0


def _zipped(path: Path, *, layer: str | None) -> Layer:
    """A Shapefile or, where there is none in it, a KML."""
    return read_kmz(path, layer=layer) if holds_kml(path) else read_zipped_shapefile(path, layer=layer)


# How a file begins, whatever its name: what is none of these, and no XML, can only be GeoJSON.
BEGINNINGS: tuple[tuple[bytes, Callable[..., Layer]], ...] = (
    (b"SQLite format 3\0", read_geopackage),
    (b"PK\x03\x04", _zipped),
    (b"\x00\x00\x27\x0a", read_shapefile),
)


@dataclass(frozen=True, slots=True)
class Feature:
    """A row that was taken: its number in the file from 1, its texts (None where empty), its valid shape in CGCS2000."""

    row: int
    code: str | None
    name: str | None
    village: str | None
    shape: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Features:
    """What a file gave: rows taken, faults of rows not taken, and the coordinate system that it was read in.

    `broken`: those not taken because their shape isn't valid, with that shape.
    """

    rows: tuple[Feature, ...]
    faults: tuple[Fault, ...]
    crs: str
    broken: tuple[Feature, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fields:
    name: str
    code: str | None
    village: str | None
    where: tuple[str, str] | None

    def asked(self) -> Iterator[str]:
        wanted = (self.name, self.code, self.village, self.where and self.where[0])
        yield from (field for field in wanted if field is not None)


def read(
    path: Path,
    *,
    crs: str | None,
    name_field: str,
    code_field: str | None = None,
    village_field: str | None = None,
    where: tuple[str, str] | None = None,
    layer: str | None = None,
) -> Features:
    """The polygons of a file, in CGCS2000.

    `crs` is an EPSG code, `gcj02` or `bd09`, and must be given unless the file states it (GeoJSON by RFC 7946 doesn't).
    `where` keeps the rows whose field has this text. Raises Unreadable when the file as a whole can't be taken, OSError when
    it isn't there.
    """
    found = _layer(Path(path), layer)
    system = settled_crs(found, given=crs)
    fields = _Fields(name_field, code_field, village_field, where)
    for field in fields.asked():
        if field not in found.fields:
            raise UnknownField(field=field, fields=", ".join(found.fields))
    kept = [row for row in found.rows if where is None or _text(row.properties.get(where[0])) == where[1]]
    _refuse_stray(kept, system)
    rows: list[Feature] = []
    broken: list[Feature] = []
    faults: list[Fault] = []
    for row in kept:
        try:
            feature = _feature(row, fields, system)
            (rows if shapely.is_valid(feature.shape) else broken).append(feature)
            checked(feature.shape)
        except Faulty as fault:
            faults.append(Fault(row.number, GEOMETRY, fault.reason, fault.facts))
    return Features(tuple(rows), tuple(faults), system, tuple(broken))


def _layer(path: Path, layer: str | None) -> Layer:
    with path.open("rb") as file:
        beginning = file.read(64)
    for mark, reader in BEGINNINGS:
        if beginning.startswith(mark):
            return reader(path, layer=layer)
    if is_kml(beginning):
        return read_kml(path, layer=layer)
    if path.suffix.lower() in {".shp", ".shx", ".dbf", ".gpkg", ".zip", ".kml", ".kmz"}:
        raise NotGeographic(file=path.name)
    return read_geojson(path, layer=layer)


def _feature(row: Row, fields: _Fields, crs: str) -> Feature:
    """The row as it is, its shape perhaps not valid. Raises Faulty where there is no shape on the land."""
    if isinstance(row.shape, Faulty):
        raise row.shape
    stray = _stray(row.shape, crs)
    if stray is not None:
        raise Faulty(stray, **_example(row.shape))
    try:
        shape = to_cgcs2000(row.shape, crs=crs)
    except OutsideChina as outside:
        raise Faulty(Reason.STRAY_COORDINATES, **_example(row.shape)) from outside
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise Faulty(Reason.STRAY_COORDINATES, **_example(row.shape))

    def text(field: str | None) -> str | None:
        return None if field is None else _text(row.properties.get(field))

    return Feature(row.number, text(fields.code), text(fields.name), text(fields.village), shape)


def _text(value: object) -> str | None:
    """What a field says: a whole number without its .0, nothing for nothing."""
    if isinstance(value, float | np.floating):
        value = None if np.isnan(value) else int(value) if float(value).is_integer() else value
    text = "" if value is None else str(value).strip()
    return text or None


def _refuse_stray(rows: list[Row], crs: str) -> None:
    """Raise for the whole file when all its shapes lie where they can't: then it's the system that is wrong, not a row."""
    shapes = [row.shape for row in rows if not isinstance(row.shape, Faulty)]
    if not shapes:
        return
    example = _example(shapes[0])
    strays = {_stray(shape, crs) for shape in shapes}
    if strays == {Reason.AXES_SWAPPED}:
        raise AxesSwapped(**example)
    if None not in strays:
        looks_like = "degrees" if is_projected(crs) else "outside_china" if _in_degrees(shapes) else "metres"
        raise StrayCoordinates(crs=crs, looks_like=looks_like, **example)


def _stray(shape: shapely.Geometry, crs: str) -> Reason | None:
    """Why coordinates can't be in this system."""
    if is_projected(crs):
        return _stray_on_plane(shape, crs)
    west, south, east, north = shape.bounds
    swapped_in_china = _within(west, east, CHINA_LAT) and _within(south, north, CHINA_LON)
    if swapped_in_china or (
        not _in_degrees([shape]) and max(abs(west), abs(east)) <= MOST_LAT and max(abs(south), abs(north)) <= MOST_LON
    ):
        return Reason.AXES_SWAPPED
    in_china = _within(west, east, CHINA_LON) and _within(south, north, CHINA_LAT)
    return None if in_china or (crs not in SHIFTED and _in_degrees([shape])) else Reason.STRAY_COORDINATES


def _stray_on_plane(shape: shapely.Geometry, crs: str) -> Reason | None:
    """Degrees where metres are said; or north before east, as Chinese surveyors write it."""
    if _in_degrees([shape]):
        return Reason.STRAY_COORDINATES
    x, y = (float(part) for part in shapely.get_coordinates(shape)[0])
    if not _is_in_its_area(x, y, crs) and _is_in_its_area(y, x, crs):
        return Reason.AXES_SWAPPED
    return None


def _is_in_its_area(x: float, y: float, crs: str) -> bool:
    west, south, east, north = area_of_use(crs)
    lon, lat = (float(part[0]) for part in points_to_cgcs2000([x], [y], crs=crs))
    across = _within(lon, lon, (west - MARGIN, east + MARGIN))
    return across and _within(lat, lat, (south - MARGIN, north + MARGIN))


def _in_degrees(shapes: list[shapely.Geometry]) -> bool:
    west, south, east, north = shapely.total_bounds(shapes)
    return _within(west, east, (-MOST_LON, MOST_LON)) and _within(south, north, (-MOST_LAT, MOST_LAT))


def _within(low: float, high: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= low and high <= limits[1]


def _example(shape: shapely.Geometry) -> dict[str, float]:
    x, y = shapely.get_coordinates(shape)[0]
    return {"x": float(x), "y": float(y)}
