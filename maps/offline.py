"""A grid's land for a phone without signal: GeoJSON that is small, with borders that neighbours keep in common. No names."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from grids import measures
from maps.shapes import DIGITS

MOST_VERTICES = 200
TOUCH_M = 20.0  # nearer than this, another grid is a neighbour
TOLERANCES_M = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0)
AREA_KEPT = 0.008  # of the grid; rounding may take the rest of the 1 % that is promised
Shapes = NDArray[Any]
Spot = tuple[object, float, float]  # code or number; longitude and latitude in EPSG:4490 degrees


def land(
    code: str, shape: bytes | None, *, neighbours: Iterable[tuple[str, bytes]], points: Sequence[Spot], homes: Sequence[Spot]
) -> str:
    """A FeatureCollection in EPSG:4490 degrees of five decimals (about a metre). Shapes are WKB.

    Features have a `kind`: the `grid` and each `neighbour` with its `code`; all `points` as one with their `codes`, all
    `households` as one with their `numbers`. What there is none of is left out.
    """
    ground = [] if shape is None else _ground(code, shape, list(neighbours))
    spots = [_spots("points", "codes", points), _spots("households", "numbers", homes)]
    there = [*ground, *(feature for feature in spots if feature)]
    return json.dumps({"type": "FeatureCollection", "features": there}, ensure_ascii=False, separators=(",", ":"))


def simplified(shapes: Shapes, *, most: int = MOST_VERTICES) -> Shapes:
    """The shapes (degrees) with fewer vertices, so that the first has at most so many, if its area allows.

    Borders that several have vertex by vertex in common stay common. Metres are those of the first one's middle.
    """
    middle = shapely.centroid(shapes[0])
    plain = measures.flat(shapes, middle.x, middle.y)
    area, kept = float(shapely.area(plain[0])), plain
    for tolerance in TOLERANCES_M:
        tried = shapely.coverage_simplify(plain, tolerance)
        if abs(float(shapely.area(tried[0])) - area) > AREA_KEPT * area or shapely.is_empty(tried).any():
            break
        kept = tried
        if shapely.get_num_coordinates(kept[0]) <= most:
            break
    scale = np.array(measures.metres_per_degree(middle.y))
    degrees = shapely.transform(kept, lambda at: at / scale + (middle.x, middle.y))
    return np.asarray([_rounded(one) for one in degrees])


def _ground(code: str, shape: bytes, neighbours: Sequence[tuple[str, bytes]]) -> list[Mapping[str, Any]]:
    own, others = shapely.from_wkb(shape), shapely.from_wkb([wkb for _, wkb in neighbours])
    near = _touching(own, others)
    codes = [code, *(neighbours[n][0] for n in near)]
    drawn = simplified(np.asarray([own, *others[near]]))
    return [_feature("grid" if n == 0 else "neighbour", one, code=codes[n]) for n, one in enumerate(drawn)]


def _touching(own: shapely.Geometry, others: Shapes) -> list[int]:
    if len(others) == 0:
        return []
    middle = shapely.centroid(own)
    flat_own, flat_others = (measures.flat(those, middle.x, middle.y) for those in (own, others))
    return [int(n) for n in np.flatnonzero(shapely.dwithin(flat_own, flat_others, TOUCH_M))]


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    """Each vertex by itself, so that a common border stays common; mended where that made a border cross itself."""
    rounded = shapely.set_precision(shape, 10**-DIGITS, mode="pointwise")
    return rounded if shapely.is_valid(rounded) else shapely.set_precision(shape, 10**-DIGITS)


def _spots(kind: str, word: str, those: Sequence[Spot]) -> Mapping[str, Any] | None:
    if not those:
        return None
    at = shapely.MultiPoint([(round(lon, DIGITS), round(lat, DIGITS)) for _, lon, lat in those])
    return _feature(kind, at, **{word: [name for name, _, _ in those]})


def _feature(kind: str, shape: shapely.Geometry, **told: object) -> Mapping[str, Any]:
    return {"type": "Feature", "properties": {"kind": kind, **told}, "geometry": _plain(mapping(shape))}


def _plain(geometry: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": geometry["type"], "coordinates": _digits(geometry["coordinates"])}


def _digits(coordinates: Any) -> Any:
    """Rounded as text is: what lies on the grid of five decimals has more of them as a float."""
    if isinstance(coordinates, float):
        return round(coordinates, DIGITS)
    return [_digits(one) for one in coordinates]
