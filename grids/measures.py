"""Areas, lengths and distances on the ellipsoid of CGCS2000, and a flat picture of the surroundings of a point."""

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

# The ellipsoid CGCS2000, EPSG:1024.
EQUATOR_M = 6_378_137.0
INVERSE_FLATTENING = 298.257222101
LEAST_M2 = 1.0
CENTIMETRE_IN_DEGREES = 9e-8  # of a meridian; of a parallel it is less
_GEOD = Geod(a=EQUATOR_M, rf=INVERSE_FLATTENING)
_ECCENTRICITY_SQUARED = (2 - 1 / INVERSE_FLATTENING) / INVERSE_FLATTENING


def area_m2(shape: shapely.Geometry) -> float:
    """Geodesic area in m² of a shape in degrees (longitude, latitude); holes are taken off, lines and points have none."""
    area, _ = _GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))
    return abs(float(area))


def piece_m2(shape: shapely.Geometry) -> float:
    """Geodesic area in m² of a piece between borders; none of what is a line but for rounding.

    A corner on a long straight border makes such pieces: on the ellipsoid the border's two ways enclose some square metres.
    """
    if shapely.is_empty(shape):
        return 0.0
    middle = shapely.centroid(shape)
    return area_m2(shape) if shapely.area(flat(shape, middle.x, middle.y)) >= LEAST_M2 else 0.0


def length_m(shape: shapely.Geometry) -> float:
    """Geodesic length in metres of a line, or of all rings of a polygon, in degrees."""
    return float(_GEOD.geometry_length(shapely.boundary(shape) if shapely.get_dimensions(shape) > 1 else shape))


def distance_m(from_lon: float, from_lat: float, to_lon: float, to_lat: float) -> float:
    """Geodesic distance in metres between two points in degrees."""
    return float(_GEOD.inv(from_lon, from_lat, to_lon, to_lat)[2])


def is_same_land(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    """Whether two shapes in degrees differ by less than a centimetre, corner for corner, wherever their rings begin."""
    if shapely.get_num_coordinates(one) != shapely.get_num_coordinates(other):
        return False
    if np.abs(shapely.bounds(one) - shapely.bounds(other)).max() > CENTIMETRE_IN_DEGREES:
        return False
    return bool(shapely.hausdorff_distance(shapely.boundary(one), shapely.boundary(other)) < CENTIMETRE_IN_DEGREES)


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Metres of one degree of longitude and of one degree of latitude, at a latitude in degrees."""
    phi = math.radians(lat)
    bulge = 1 - _ECCENTRICITY_SQUARED * math.sin(phi) ** 2
    east = EQUATOR_M * math.cos(phi) / math.sqrt(bulge)
    north = EQUATOR_M * (1 - _ECCENTRICITY_SQUARED) / bulge**1.5
    return math.radians(east), math.radians(north)


def flat(shape: shapely.Geometry, lon: float, lat: float, *, scale_at: float | None = None) -> shapely.Geometry:
    """The shape (or shapes) in metres east and north of a point: true near it, and to 0.5 % within some hundred kilometres.

    `scale_at` is the latitude whose degrees are measured, the point's own when not given.
    """
    origin = np.array([lon, lat])
    scale = np.array(metres_per_degree(lat if scale_at is None else scale_at))

    def move(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((coordinates - origin) * scale)

    return shapely.transform(shape, move)


def metres_to(shape: shapely.Geometry, lon: float, lat: float) -> float:
    """Geodesic metres from a point to the nearest point of a shape, good to 0.5 %; 0 inside a polygon."""
    line = shapely.shortest_line(shapely.Point(0.0, 0.0), flat(shape, lon, lat))
    east, north = shapely.get_coordinates(line)[1]
    per_lon, per_lat = metres_per_degree(lat)
    return distance_m(lon, lat, lon + east / per_lon, lat + north / per_lat)
