"""What is wrong with the land as drawn: findings as data, for people to judge; nothing is repaired behind their back.

Overlap is judged among basic grids, for a dedicated one may lie on them. Areas under AREA_TOLERANCE_M2 are the rounding of
coordinates and no findings; what is narrower than SLIVER_WIDTH_M on average is a sliver, left by two who drew the same border.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from grids.measures import area_m2, length_m, metres_per_degree
from grids.territory import Grid

Shapes = NDArray[np.object_]

AREA_TOLERANCE_M2 = 1.0
SLIVER_WIDTH_M = 3.0
NEARLY_WHOLE = 0.99  # of its area, and a shape counts as contained
_PLACE = re.compile(r"\[([^ \]]+) ([^ \]]+)")


class Kind(StrEnum):
    """What a finding is about."""

    OVERLAP = "overlap"
    CONTAINS = "contains"
    GAP = "gap"
    SLIVER = "sliver"
    INVALID = "invalid"
    EXCLAVE = "exclave"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the land that a person should look at.

    `grids` are codes: of `contains` the container first, then what it contains; of a gap the grids around it.
    `where` is a point (longitude, latitude) of the finding, `area_m2` the land that it concerns.
    """

    kind: Kind
    grids: tuple[str, ...]
    area_m2: float
    where: tuple[float, float] | None
    reason: str


def findings(grids: Sequence[Grid], *, outline: Mapping[str, shapely.Geometry] | None = None) -> list[Finding]:
    """All findings, by kind in the order of Kind and then by code.

    `outline`: the land of each village (degrees, CGCS2000) that grids should cover. A shape that is invalid is judged by what
    shapely.make_valid makes of it. Grids without a shape are left out.
    """
    drawn = sorted((grid for grid in grids if grid.shape is not None and not grid.shape.is_empty), key=lambda grid: grid.code)
    if not drawn:
        return []
    shapes = _sound(np.array([grid.shape for grid in drawn], object))
    basic = np.array([not grid.dedicated for grid in drawn])
    codes = np.array([grid.code for grid in drawn], object)
    found = [*_invalid(drawn), *_exclaves(drawn), *_overlaps(codes[basic], shapes[basic]), *_gaps(codes, shapes, outline or {})]
    order = list(Kind)
    return sorted(found, key=lambda finding: (order.index(finding.kind), finding.grids, -finding.area_m2))


def _sound(shapes: Shapes) -> Shapes:
    """The same shapes, the invalid ones made valid and their polygons kept."""
    bad = np.flatnonzero(~shapely.is_valid(shapes))
    sound = shapes.copy()
    sound[bad] = [_only_polygons(shape) for shape in shapely.make_valid(shapes[bad], method="structure")]
    return sound


def _invalid(grids: Iterable[Grid]) -> Iterator[Finding]:
    for grid in grids:
        if not shapely.is_valid(grid.shape):
            reason = str(shapely.is_valid_reason(grid.shape))
            place = _PLACE.search(reason)
            where = (float(place[1]), float(place[2])) if place else None
            yield Finding(Kind.INVALID, (grid.code,), area_m2(grid.shape), where, reason)


def _exclaves(grids: Iterable[Grid]) -> Iterator[Finding]:
    for grid in grids:
        if len(shapely.get_parts(grid.shape)) > 1:
            parts = sorted(shapely.get_parts(grid.shape), key=area_m2)
            area = sum(area_m2(part) for part in parts[:-1])
            reason = f"{len(parts)} parts lie apart; the area is that of all but the largest."
            yield Finding(Kind.EXCLAVE, (grid.code,), area, _spot(parts[-2]), reason)


def _overlaps(codes: NDArray[np.object_], shapes: Shapes) -> Iterator[Finding]:
    pairs = list(_common_land(shapes))
    area = {grid: area_m2(shapes[grid]) for pair in pairs for grid in pair[:2]}
    contained: dict[int, list[int]] = defaultdict(list)
    for first, second, common in pairs:
        shared = area_m2(common)
        inner, outer = sorted((first, second), key=lambda grid: (area[grid], -grid))
        if _is_rounding(common, shared):
            continue
        if NEARLY_WHOLE * area[inner] <= shared < NEARLY_WHOLE * area[outer]:
            contained[outer].append(inner)
            continue
        thin, reason = _is_thin(common, shared), "Both have this land."
        kind = Kind.SLIVER if thin else Kind.OVERLAP
        yield Finding(kind, (codes[first], codes[second]), shared, _spot(common), "Both have this strip." if thin else reason)
    for outer, inner_ones in contained.items():
        within = sorted(inner_ones)
        inside = shapely.union_all(shapes[within])
        reason = f"It contains {len(within)} others." if len(within) > 1 else "It contains another."
        yield Finding(Kind.CONTAINS, (codes[outer], *codes[within]), area_m2(inside), _spot(inside), reason)


def _common_land(shapes: Shapes) -> Iterator[tuple[int, int, shapely.Geometry]]:
    """(first, second, their common land) for all pairs that share more than a border."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    common = shapely.intersection(shapes[first], shapes[second])
    larger = np.flatnonzero(shapely.area(common) > 0)
    larger = larger[np.lexsort((second[larger], first[larger]))]
    for at in larger.tolist():
        yield int(first[at]), int(second[at]), _only_polygons(common[at])


def _gaps(codes: NDArray[np.object_], shapes: Shapes, outline: Mapping[str, shapely.Geometry]) -> Iterator[Finding]:
    covered = shapely.union_all(shapes)
    bare = [
        (part, f"No grid covers this land of village {village}.")
        for village, land in sorted(outline.items())
        for part in _polygons(shapely.difference(land, covered))
    ]
    holes = [shapely.Polygon(ring) for part in _polygons(covered) for ring in part.interiors]
    known = shapely.union_all([part for part, _ in bare])
    bare += [(hole, "Grids lie all around, none has it.") for hole in holes if not _is_within(hole, known)]
    tree = shapely.STRtree(shapes)
    for part, reason in bare:
        area = area_m2(part)
        if not _is_rounding(part, area):
            around = tuple(codes[np.sort(tree.query(part, predicate="intersects"))])
            yield Finding(Kind.SLIVER if _is_thin(part, area) else Kind.GAP, around, area, _spot(part), reason)


def _is_within(shape: shapely.Geometry, land: shapely.Geometry) -> bool:
    return bool(shapely.area(shapely.intersection(shape, land)) >= NEARLY_WHOLE * shapely.area(shape))


def _is_rounding(shape: shapely.Geometry, area: float) -> bool:
    """Measured flat, too: a corner more on one side of a long border leaves no land in degrees, but geodesics leave some m²."""
    return min(area, float(shapely.area(shape)) * math.prod(metres_per_degree(shape.centroid.y))) < AREA_TOLERANCE_M2


def _is_thin(shape: shapely.Geometry, area: float) -> bool:
    """A long strip's area is its width times half its border."""
    return area < SLIVER_WIDTH_M * length_m(shape) / 2


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(shape))  # twice: a collection may hold multipolygons
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _only_polygons(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.MultiPolygon(_polygons(shape))


def _spot(shape: shapely.Geometry) -> tuple[float, float]:
    """A point in the middle of the largest part."""
    point = shapely.point_on_surface(shape)
    return float(point.x), float(point.y)
