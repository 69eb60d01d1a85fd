"""What is wrong with the land as drawn: findings as data, for people to judge; nothing is repaired behind their back.

Overlap is judged among basic grids, for a dedicated one may lie on them. Areas under AREA_TOLERANCE_M2 are the rounding of
coordinates and no findings; what is narrower than SLIVER_WIDTH_M on average is a sliver, left by two who drew the same border.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from grids.measures import area_m2, length_m, piece_m2
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
    shapes = sound(np.array([grid.shape for grid in drawn], object))
    basic = np.array([not grid.dedicated for grid in drawn])
    codes = np.array([grid.code for grid in drawn], object)
    found = [*_invalid(drawn), *_exclaves(drawn), *_overlaps(codes[basic], shapes[basic]), *_gaps(codes, shapes, outline or {})]
    order = list(Kind)
    return sorted(found, key=lambda finding: (order.index(finding.kind), finding.grids, -finding.area_m2))


def sound(shapes: Shapes) -> Shapes:
    """The same shapes, the invalid ones made valid and their polygons kept."""
    bad = np.flatnonzero(~shapely.is_valid(shapes))
    valid = shapes.copy()
    valid[bad] = [only_polygons(shape) for shape in shapely.make_valid(shapes[bad], method="structure")]
    return valid


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
            yield Finding(Kind.EXCLAVE, (grid.code,), area, spot(parts[-2]), reason)


def _overlaps(codes: NDArray[np.object_], shapes: Shapes) -> Iterator[Finding]:
    pairs = list(common_land(shapes))
    area = {grid: area_m2(shapes[grid]) for pair in pairs for grid in pair[:2]}
    contained: dict[int, list[int]] = defaultdict(list)
    for first, second, common in pairs:
        shared = piece_m2(common)
        inner, outer = sorted((first, second), key=lambda grid: (area[grid], -grid))
        if shared < AREA_TOLERANCE_M2:
            continue
        if NEARLY_WHOLE * area[inner] <= shared < NEARLY_WHOLE * area[outer]:
            contained[outer].append(inner)
            continue
        thin, reason = is_thin(common, shared), "Both have this land."
        kind = Kind.SLIVER if thin else Kind.OVERLAP
        yield Finding(kind, (codes[first], codes[second]), shared, spot(common), "Both have this strip." if thin else reason)
    for outer, inner_ones in contained.items():
        within = sorted(inner_ones)
        inside = shapely.union_all(shapes[within])
        reason = f"It contains {len(within)} others." if len(within) > 1 else "It contains another."
        yield Finding(Kind.CONTAINS, (codes[outer], *codes[within]), area_m2(inside), spot(inside), reason)


def common_land(shapes: Shapes) -> Iterator[tuple[int, int, shapely.Geometry]]:
    """(first, second, their common land) for all pairs that share more than a border."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    common = shapely.intersection(shapes[first], shapes[second])
    larger = np.flatnonzero(shapely.area(common) > 0)
    larger = larger[np.lexsort((second[larger], first[larger]))]
    for at in larger.tolist():
        yield int(first[at]), int(second[at]), only_polygons(common[at])


def _gaps(codes: NDArray[np.object_], shapes: Shapes, outline: Mapping[str, shapely.Geometry]) -> Iterator[Finding]:
    covered = shapely.union_all(shapes)
    bare = [
        (part, f"No grid covers this land of village {village}.")
        for village, land in sorted(outline.items())
        for part in polygons(shapely.difference(land, covered))
    ]
    holes = [shapely.Polygon(ring) for part in polygons(covered) for ring in part.interiors]
    known = shapely.union_all([part for part, _ in bare])
    bare += [(hole, "Grids lie all around, none has it.") for hole in holes if not _is_within(hole, known)]
    tree = shapely.STRtree(shapes)
    for part, reason in bare:
        area = piece_m2(part)
        if area >= AREA_TOLERANCE_M2:
            around = tuple(codes[np.sort(tree.query(part, predicate="intersects"))])
            yield Finding(Kind.SLIVER if is_thin(part, area) else Kind.GAP, around, area, spot(part), reason)


def _is_within(shape: shapely.Geometry, land: shapely.Geometry) -> bool:
    return bool(shapely.area(shapely.intersection(shape, land)) >= NEARLY_WHOLE * shapely.area(shape))


def is_thin(shape: shapely.Geometry, area: float) -> bool:
    """Whether a piece of so many m² is a sliver. A long strip's area is its width times half its border."""
    return area < SLIVER_WIDTH_M * length_m(shape) / 2


def polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """The polygons in any geometry; lines and points are left out."""
    parts = shapely.get_parts(shapely.get_parts(shape))  # twice: a collection may hold multipolygons
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def only_polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """The land of any geometry, as one MultiPolygon."""
    return shapely.MultiPolygon(polygons(shape))


def spot(shape: shapely.Geometry) -> tuple[float, float]:
    """A point in the middle of the largest part."""
    point = shapely.point_on_surface(shape)
    return float(point.x), float(point.y)
