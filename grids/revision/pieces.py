"""Shapes cut by a line and put together again, and how long two lie side by side. In degrees of CGCS2000."""

from collections.abc import Sequence

import numpy as np
import shapely

from grids.measures import metres_per_degree
from grids.revision.values import Flaw, Undrawable
from grids.territory import Grid

LONGER_M = 30.0  # a line that ends inside the grid, this near to its border, is drawn on
BESIDE_DEGREES, BORDER_DEGREES = 1e-6, 1e-5  # a tenth of a metre apart, a metre long: neighbours


def halves(grid: Grid, line: shapely.LineString) -> tuple[shapely.Polygon, shapely.Polygon]:
    """The two sides of the line, of the parts of the grid that it crosses."""
    pen = _pen(grid, line)
    faces = [face for part in _crossed(grid, pen) for face in _faces(part, pen)]
    if len(faces) < 2:  # noqa: PLR2004
        raise Undrawable(Flaw.LINE_MISSES, grid.code)
    if len(faces) > 2:  # noqa: PLR2004
        raise Undrawable(Flaw.THREE_PARTS, grid.code)
    return faces[0], faces[1]


def _pen(grid: Grid, line: shapely.LineString) -> shapely.LineString:
    """The line, drawn on straight at an end that lies within the grid near its border."""
    if line.geom_type != "LineString" or line.is_empty or len(shapely.get_coordinates(line)) < 2:  # noqa: PLR2004
        raise Undrawable(Flaw.NOT_A_LINE, grid.code)
    if not line.is_simple:
        raise Undrawable(Flaw.CROSSES_ITSELF, grid.code)
    points = [tuple(point) for point in shapely.get_coordinates(line)]
    for end, before in ((0, 1), (-1, -2)):
        if shapely.contains_xy(grid.shape, *points[end]):
            points[end] = _farther(points[end], points[before])
    return shapely.LineString(points)


def _farther(end: tuple[float, ...], before: tuple[float, ...]) -> tuple[float, float]:
    per_lon, per_lat = metres_per_degree(end[1])
    east, north = (end[0] - before[0]) * per_lon, (end[1] - before[1]) * per_lat
    share = LONGER_M / max(float(np.hypot(east, north)), 1e-9)
    return end[0] + share * (end[0] - before[0]), end[1] + share * (end[1] - before[1])


def _crossed(grid: Grid, pen: shapely.LineString) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(grid.shape) if len(_faces(part, pen)) > 1]


def uncrossed(grid: Grid, line: shapely.LineString) -> list[shapely.Polygon]:
    pen = _pen(grid, line)
    return [part for part in shapely.get_parts(grid.shape) if len(_faces(part, pen)) == 1]


def _faces(part: shapely.Polygon, pen: shapely.LineString) -> list[shapely.Polygon]:
    lines = shapely.union_all([shapely.boundary(part), pen])
    faces = shapely.get_parts(shapely.polygonize([lines]))
    return [face for face in faces if shapely.contains(part, shapely.point_on_surface(face))]


def is_connected(shapes: Sequence[shapely.Geometry]) -> bool:
    """Whether one comes from each to each other over common borders."""
    reached, waiting = [shapes[0]], list(shapes[1:])
    while waiting:
        beside = next((one for one in waiting if any(common_border(there, one) > BORDER_DEGREES for there in reached)), None)
        if beside is None:
            return False
        waiting.remove(beside)
        reached.append(beside)
    return True


def common_border(first: shapely.Geometry, second: shapely.Geometry) -> float:
    """How long two shapes lie side by side, in degrees."""
    return float(shapely.length(shapely.intersection(shapely.boundary(second), shapely.buffer(first, BESIDE_DEGREES))))


def together(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """One shape; cracks that only the rounding of coordinates leaves between neighbours are closed."""
    whole = shapely.union_all(shapes)
    if len(shapely.get_parts(whole)) > 1 or any(part.interiors for part in shapely.get_parts(whole)):
        whole = shapely.union_all(shapes, grid_size=BESIDE_DEGREES / 1000)
    return whole


def polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon" and not part.is_empty]
