"""The land in its smallest pieces: the surroundings of each household, cut along rivers and roads, and who is beside whom.

All in metres on a flat picture. The faces come out of one noded set of lines, so that neighbours share every corner.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TIDY_M = 1e-5  # corners lie on a lattice of this width, so that lines meet exactly
SAME_PLACE_M = 1.0  # households nearer than about this to each other share one piece
ON_EDGE_M = 1e-3
SMALL = 0.5  # of an average grid's weight: an exclave with less is no grid of its own


@dataclass(frozen=True, slots=True)
class Atoms:
    """Pieces that are never divided further. `borders[a]`: neighbour → metres of border in common that no hard edge covers.

    `atom_of_face` and `atom_of_point` (NOWHERE outside the land) lead to them; `field` numbers the areas that hard edges, or
    the land's own parts, keep apart.
    """

    faces: Shapes
    atom_of_face: Ints
    atom_of_point: Ints
    weight: Ints
    middle: Floats
    field: Ints
    borders: list[dict[int, float]]


NOWHERE = -1


def atoms_of(
    land: shapely.Geometry, points: Floats, weights: Ints, *, stations: Floats, edges: shapely.Geometry, grids: int
) -> Atoms:
    """Cut the land (a polygon or multipolygon) around households and stations (n × 2 each) and along hard edges.

    An exclave too small to be one of so many grids joins, whole, the piece nearest to it; so does what edges cut off where
    nobody lives, for a grid without a household is none.
    """
    faces = _faces(land, np.concatenate([points, stations]), edges)
    at = _face_of(points, land, faces)
    weight = np.bincount(at[at >= 0], weights[at >= 0], len(faces)).astype(np.int64)
    borders = _borders(faces, edges)
    host = _hosts(land, faces, weight, _groups(borders), grids)
    kept, atom_of_face = np.unique(host, return_inverse=True)
    atom_of_point = np.where(at >= 0, atom_of_face[at], NOWHERE)
    joined: list[dict[int, float]] = [defaultdict(float) for _ in kept]
    for face, around in enumerate(borders):
        one = int(atom_of_face[face])
        for other, length in around.items():
            if (two := int(atom_of_face[other])) != one and host[face] == face and host[other] == other:
                joined[one][two] += length
    count = np.bincount(atom_of_face, weight, len(kept)).astype(np.int64)
    return Atoms(faces, atom_of_face, atom_of_point, count, _middles(faces[kept], kept, points, at), _groups(joined), joined)


def _faces(land: shapely.Geometry, sites: Floats, edges: shapely.Geometry) -> Shapes:
    lines = [shapely.boundary(land), edges]
    places = np.unique(np.rint(sites / SAME_PLACE_M) * SAME_PLACE_M, axis=0)
    if len(places) > 1:
        lines.append(shapely.voronoi_polygons(shapely.multipoints(places), extend_to=land, only_edges=True))
    noded = shapely.unary_union(np.concatenate([shapely.get_parts(line) for line in lines]), grid_size=TIDY_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    shapely.prepare(land)
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    return np.asarray(faces[shapely.contains_xy(land, inside)])


def _face_of(points: Floats, land: shapely.Geometry, faces: Shapes) -> Ints:
    """The face of each point, the first of those whose border it is on; NOWHERE for a point outside the land."""
    face = np.full(len(points), NOWHERE, np.int64)
    inside = np.flatnonzero(shapely.intersects_xy(land, points))
    which, found = shapely.STRtree(faces).query_nearest(shapely.points(points[inside]), all_matches=True)
    order = np.lexsort((found, which))
    first = order[np.unique(which[order], return_index=True)[1]]
    face[inside[which[first]]] = found[first]
    return face


def _borders(faces: Shapes, edges: shapely.Geometry) -> list[dict[int, float]]:
    """Per face: neighbour → metres of common border, but for what lies on a hard edge."""
    rings, face_of_ring = shapely.get_rings(faces, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    _, number = np.unique(np.rint(corners / TIDY_M).astype(np.int64), axis=0, return_inverse=True)
    number = number.reshape(-1)
    low, high = np.minimum(number[start], number[start + 1]), np.maximum(number[start], number[start + 1])
    order = np.lexsort((high, low))
    twin = np.flatnonzero((low[order][1:] == low[order][:-1]) & (high[order][1:] == high[order][:-1]))
    one, two = start[order[twin]], start[order[twin + 1]]
    length = np.hypot(*(corners[one + 1] - corners[one]).T)
    open_ = np.ones(len(one), np.bool_)
    if not edges.is_empty:
        shapely.prepare(edges)
        open_ = ~shapely.dwithin(edges, shapely.points((corners[one] + corners[one + 1]) / 2), ON_EDGE_M)
    borders: list[dict[int, float]] = [defaultdict(float) for _ in faces]
    first, second = face_of_ring[ring[one]], face_of_ring[ring[two]]
    for a, b, metres in zip(first[open_].tolist(), second[open_].tolist(), length[open_].tolist(), strict=True):
        borders[a][b] += metres
        borders[b][a] += metres
    return borders


def _groups(borders: list[dict[int, float]]) -> Ints:
    """Number what hangs together: 0, 1, … in the order of the first member."""
    group = np.full(len(borders), NOWHERE, np.int64)
    number = 0
    for start in range(len(borders)):
        if group[start] != NOWHERE:
            continue
        reached = [start]
        group[start] = number
        for one in reached:
            for other in borders[one]:
                if group[other] == NOWHERE:
                    group[other] = number
                    reached.append(other)
        number += 1
    return group


def _hosts(land: shapely.Geometry, faces: Shapes, weight: Ints, piece: Ints, grids: int) -> Ints:
    """Per face the face that it belongs to: itself, or for what can't be a grid the nearest face of what can."""
    host = np.arange(len(faces))
    pending = [members for members in _too_small(land, faces, weight, piece, grids) if len(members)]
    kept = np.ones(len(faces), np.bool_)
    for members in pending:
        kept[members] = False
    while pending:
        found = [_nearest(faces, members, np.flatnonzero(kept)) for members in pending]
        best = min(range(len(found)), key=lambda at: (found[at][0], at))  # what touches comes first
        members = pending.pop(best)
        host[members] = host[found[best][1]]
        kept[members] = True
    return host


def _nearest(faces: Shapes, members: Ints, kept: Ints) -> tuple[float, int]:
    """Metres to the nearest kept face, and that face: of several that touch, the one with the longest border in common."""
    land = shapely.coverage_union_all(faces[members])
    near, metres = shapely.STRtree(faces[kept]).query_nearest(land, return_distance=True)
    common = shapely.length(shapely.intersection(faces[kept[near]], land))
    best = max(range(len(near)), key=lambda at: (common[at], -near[at]))
    return float(metres[best]), int(kept[near[best]])


def _too_small(land: shapely.Geometry, faces: Shapes, weight: Ints, piece: Ints, grids: int) -> Iterator[Ints]:
    """The faces of each exclave that is too small for a grid, and of each other piece where nobody lives."""
    parts = shapely.get_parts(land)
    inside = shapely.points(shapely.get_coordinates(shapely.point_on_surface(faces)))
    which, found = shapely.STRtree(parts).query(inside, predicate="intersects")
    part = np.zeros(len(faces), np.int64)
    part[which] = found
    load = np.bincount(part, weight, len(parts))
    order = np.lexsort((-shapely.area(parts), -load))
    small = load < SMALL * load.sum() / grids
    small[order[grids:]] = True
    small[order[0]] = False
    for one in order[small[order]].tolist():
        yield np.flatnonzero(part == one)
    people = np.bincount(piece, weight)
    for one in np.flatnonzero(people == 0).tolist():
        members = np.flatnonzero((piece == one) & ~small[part])
        if people.any():
            yield cast(Ints, members)


def _middles(faces: Shapes, kept: Ints, points: Floats, at: Ints) -> Floats:
    """Of each kept face the middle of its households, or of the face where there is none."""
    middles = shapely.get_coordinates(shapely.centroid(faces))
    row = np.searchsorted(kept, at)
    own = (at >= 0) & (kept[np.minimum(row, len(kept) - 1)] == at)
    count = np.bincount(row[own], minlength=len(kept))
    for axis in (0, 1):
        total = np.bincount(row[own], points[own, axis], len(kept))
        middles[:, axis] = np.where(count > 0, total / np.maximum(count, 1), middles[:, axis])
    return np.asarray(middles)
