"""Coordinates come in many systems and are kept in one: CGCS2000, longitude and latitude in degrees (EPSG:4490).

WGS-84 and CGCS2000 agree to centimetres and count as one. GCJ-02 (Amap, Tencent, WeChat) and BD-09 (Baidu) are shifted on
purpose, by some hundred metres, and only inside China: they have no EPSG code, and files in them claim to be WGS-84.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar, cast

import numpy as np
import prcoords
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

Floats = NDArray[np.float64]
Shape = TypeVar("Shape", shapely.Geometry, NDArray[np.object_])
Move = Callable[[tuple[float, float]], tuple[float, float]]

CGCS2000 = "EPSG:4490"
WGS84 = "EPSG:4326"
GCJ02 = "gcj02"
BD09 = "bd09"


@dataclass(frozen=True, slots=True)
class _Shift:
    """A shift by prcoords and its inverse, (lat, lon) → (lat, lon)."""

    forward: Move
    backward: Move

    def undo(self, lat: float, lon: float) -> tuple[float, float]:
        """The true place. prcoords stops at a metre's difference; one more step makes its centimetres less than a millimetre."""
        true_lat, true_lon = self.backward((lat, lon))
        again_lat, again_lon = self.forward((true_lat, true_lon))
        return true_lat - (again_lat - lat), true_lon - (again_lon - lon)


SHIFTED = {GCJ02: _Shift(prcoords.wgs_gcj, prcoords.gcj_wgs_bored), BD09: _Shift(prcoords.wgs_bd, prcoords.bd_wgs_bored)}
NOT_SHIFTED = frozenset({CGCS2000, WGS84})
# Degrees between which China lies: a crude box, only good to refuse what can't be in a shifted system at all.
CHINA_LON, CHINA_LAT = (73.0, 136.0), (3.0, 54.0)
MARGIN = 3.0  # degrees around the area that a projection is made for
_CRS84 = re.compile(r"(urn:ogc:def:crs:)?OGC:([\d.]*:)?CRS84", re.IGNORECASE)
_CODE = re.compile(r"(?:urn:ogc:def:crs:)?(?:EPSG:(?:[\d.]*:)?)?(\d+)", re.IGNORECASE)


class UnknownCrs(ValueError):
    """No coordinate system of the earth's surface has this name."""


class OutsideChina(ValueError):
    """A point in a system that exists only in China lies outside it."""


class OutsideItsArea(ValueError):
    """A point lies where a projection isn't meant to be used."""


def crs_name(text: str) -> str:
    """The one name of a system, `gcj02`, `bd09` or `EPSG:…`, from '4490', 'epsg:4490', 'GCJ-02' or a urn. Raises UnknownCrs."""
    name = text.strip()
    shifted = name.lower().replace("-", "")
    if shifted in SHIFTED:
        return shifted
    if _CRS84.fullmatch(name):
        return WGS84
    code = _CODE.fullmatch(name)
    if code is None or not _is_on_earth(f"EPSG:{code[1]}"):
        raise UnknownCrs(text)
    return f"EPSG:{int(code[1])}"


def is_projected(crs: str) -> bool:
    """Whether coordinates in this system are metres, not degrees."""
    return crs not in SHIFTED and _crs(crs).is_projected


def area_of_use(crs: str) -> tuple[float, float, float, float]:
    """West, south, east and north in degrees of where a system is meant to be used; the whole earth where nobody says."""
    area = _crs(crs).area_of_use
    return (-180.0, -90.0, 180.0, 90.0) if area is None else (area.west, area.south, area.east, area.north)


def agree(stated: str, found: str) -> bool:
    """Whether a file that claims one system may be read as the stated one: the same, or the shifted one no file can claim."""
    plain = WGS84 if stated in SHIFTED else stated
    return found in {stated, plain} or {plain, found} <= NOT_SHIFTED


def points_to_cgcs2000(x: ArrayLike, y: ArrayLike, *, crs: str, land: shapely.Geometry | None = None) -> tuple[Floats, Floats]:
    """Longitudes and latitudes in CGCS2000 of points given east (x) and north (y) in any system; what isn't finite stays so.

    GCJ-02 and BD-09 are inverted to a millimetre. They hold in China only: with `land` (the township's or county's outline in
    CGCS2000), points beyond its border stay as they are. Raises UnknownCrs; and OutsideChina for what can't be in China at all.
    """
    name = crs_name(crs)
    lon, lat = np.array(x, np.float64), np.array(y, np.float64)
    if name in NOT_SHIFTED:
        return lon, lat
    if name not in SHIFTED:
        east, north = _to_cgcs2000(name).transform(lon, lat)
        return np.asarray(east, np.float64), np.asarray(north, np.float64)
    moved_lon, moved_lat = _unshifted(lon, lat, SHIFTED[name])
    if land is None:
        return moved_lon, moved_lat
    held = shapely.intersects_xy(land, moved_lon, moved_lat)
    return np.where(held, moved_lon, lon), np.where(held, moved_lat, lat)


def to_cgcs2000(shape: Shape, *, crs: str, land: shapely.Geometry | None = None) -> Shape:
    """A shape, or an array of shapes, in CGCS2000, from any system; flat afterwards (no heights).

    With `land`, shapes in a shifted system that lie wholly beyond its border stay as they are: no shape is torn at the border.
    Raises as `points_to_cgcs2000` does.
    """

    def move(corners: Floats) -> Floats:
        return np.column_stack(points_to_cgcs2000(corners[:, 0], corners[:, 1], crs=crs))

    moved = shapely.transform(shape, move)
    if land is None or crs_name(crs) not in SHIFTED:
        return cast(Shape, moved)
    return cast(Shape, np.where(shapely.intersects(moved, land), moved, shape)[()])


def from_cgcs2000(shape: Shape, *, crs: str) -> Shape:
    """A shape, or an array of shapes, of CGCS2000 in another system, east before north; flat. `to_cgcs2000` brings it back.

    Raises UnknownCrs; OutsideChina for what can't be in a shifted system; OutsideItsArea for what a projection isn't made for.
    """
    name = crs_name(crs)
    if name in NOT_SHIFTED:
        return cast(Shape, shapely.force_2d(shape))
    there = shapely.get_coordinates(shape)
    west, south, east, north = (CHINA_LON[0], CHINA_LAT[0], CHINA_LON[1], CHINA_LAT[1]) if name in SHIFTED else area_of_use(name)
    margin = 0.0 if name in SHIFTED else MARGIN
    beyond = (np.abs(there[:, 0] - (west + east) / 2) > (east - west) / 2 + margin) | (
        np.abs(there[:, 1] - (south + north) / 2) > (north - south) / 2 + margin
    )
    if beyond.any():
        lon, lat = there[np.flatnonzero(beyond)[0]]
        raise (OutsideChina if name in SHIFTED else OutsideItsArea)(f"{lon:.4f}, {lat:.4f}")

    def move(corners: Floats) -> Floats:
        if name not in SHIFTED:
            return np.column_stack(_from_cgcs2000(name).transform(corners[:, 0], corners[:, 1]))
        forward = SHIFTED[name].forward
        moved = [forward((lat, lon)) for lon, lat in corners.tolist()]
        return np.array(moved, np.float64).reshape(-1, 2)[:, ::-1]

    return cast(Shape, shapely.transform(shape, move))


def wkt(crs: str) -> str | None:
    """A system in well-known text, as GIS programs read it; None for the shifted ones, which no file can claim."""
    name = crs_name(crs)
    return None if name in SHIFTED else str(_crs(name).to_wkt())


def _unshifted(lon: Floats, lat: Floats, shift: _Shift) -> tuple[Floats, Floats]:
    finite = np.isfinite(lon) & np.isfinite(lat)
    within = (lon >= CHINA_LON[0]) & (lon <= CHINA_LON[1]) & (lat >= CHINA_LAT[0]) & (lat <= CHINA_LAT[1])
    if not within[finite].all():
        first = np.flatnonzero(finite & ~within)[0]
        raise OutsideChina(f"{lon.flat[first]}, {lat.flat[first]}")
    points, back = np.unique(np.column_stack([lat[finite], lon[finite]]), axis=0, return_inverse=True)
    moved = np.array([shift.undo(lat, lon) for lat, lon in points.tolist()]).reshape(-1, 2)
    new_lon, new_lat = lon.copy(), lat.copy()
    new_lon[finite], new_lat[finite] = moved[back, 1], moved[back, 0]
    return new_lon, new_lat


@lru_cache(maxsize=32)
def _crs(name: str) -> CRS:
    return CRS.from_user_input(name)


def _is_on_earth(name: str) -> bool:
    try:
        crs = _crs(name)
    except CRSError:
        return False
    return bool(crs.is_projected or (crs.is_geographic and not crs.is_vertical))


@lru_cache(maxsize=32)
def _from_cgcs2000(name: str) -> Transformer:
    return Transformer.from_crs(_crs(CGCS2000), _crs(name), always_xy=True)


@lru_cache(maxsize=32)
def _to_cgcs2000(name: str) -> Transformer:
    return Transformer.from_crs(_crs(name), _crs(CGCS2000), always_xy=True)
