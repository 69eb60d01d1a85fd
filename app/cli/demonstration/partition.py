"""Division of a plane outline into cells with natural-looking borders. Every border is drawn once and used by both
neighbours, vertex by vertex, so the cells tile the outline exactly whatever their borders look like. Plane units: km."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiPoint, Point, Polygon

from app.cli.demonstration.chance import chance

Place: TypeAlias = tuple[float, float]
Edge: TypeAlias = tuple[Place, Place]

SNAP_KM = 1e-6
STRETCH_KM = 0.15  # about the length of one straight piece of a finished border
DEEPEST = 5
BOLDEST = 0.27  # how far a middle point leaves its chord, as a share of the chord
MILDER = (1.0, 0.6, 0.3, 0.1)


def cells(outline: Polygon, seeds: Sequence[Place]) -> list[Polygon]:
    """The part of a convex outline that is nearest to each seed, in the order of the seeds."""
    diagram = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=outline, ordered=True)
    return [shapely.intersection(cell, outline) for cell in diagram.geoms]


def settled(outline: Polygon, seeds: Sequence[Place], *, rounds: int, pull: float) -> list[Place]:
    """Seeds drawn towards the middle of their cells (Lloyd's way), so that no cell stays tiny; `pull` 1 makes them even."""
    places = list(seeds)
    for _ in range(rounds):
        middles = [cell.centroid for cell in cells(outline, places)]
        places = [(x + pull * (m.x - x), y + pull * (m.y - y)) for (x, y), m in zip(places, middles, strict=True)]
    return places


def scattered(outline: Polygon, count: int, *, apart: float, luck: Random) -> list[Place]:
    """Random places inside, at least `apart` km from each other; the distance gives way when there is no room."""
    west, south, east, north = outline.bounds
    places: list[Place] = []
    while len(places) < count:
        place = (luck.uniform(west, east), luck.uniform(south, north))
        if outline.contains(Point(place)) and all(math.dist(place, other) >= apart for other in places):
            places.append(place)
        apart *= 0.995
    return places


def faces(parts: Sequence[Polygon]) -> list[list[Place]]:
    """The rings of the parts with every corner of a neighbour put in, so that neighbours share whole edges."""
    lines = shapely.union_all([part.boundary for part in parts], grid_size=SNAP_KM)
    found = shapely.get_parts(shapely.polygonize([lines]))
    tree = shapely.STRtree(found)
    rings: list[list[Place]] = []
    for part in parts:
        (n,) = tree.query(part.representative_point(), predicate="within")
        rings.append([(x, y) for x, y in found[n].exterior.coords][:-1])
    return rings


def edges_of(ring: Sequence[Place]) -> list[Edge]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def named(edge: Edge) -> Edge:
    """The same name for an edge from both sides."""
    return min(edge), max(edge)


def roughened(rings: Sequence[Sequence[Place]], *, seed: str) -> dict[Edge, list[Place]]:
    """A crooked line for every edge, each tried against all others: where a bold one would cross, a milder one stands."""
    edges = sorted({named(edge) for ring in rings for edge in edges_of(ring)})
    lines = np.array([LineString(edge) for edge in edges])
    for n, edge in enumerate(edges):
        tries = [LineString(crooked(*edge, boldness=BOLDEST * mildness, seed=f"{n}/{seed}")) for mildness in MILDER]
        lines[n] = next((line for line in tries if is_planar(line, np.delete(lines, n))), lines[n])
    return {edge: list(line.coords) for edge, line in zip(edges, lines, strict=True)}


def is_planar(line: LineString, others: npt.NDArray[np.object_]) -> bool:
    """Whether the line crosses neither itself nor another, and meets others nowhere but in its own ends."""
    met = others[shapely.intersects(line, others)]
    return line.is_simple and bool(shapely.is_empty(shapely.difference(shapely.intersection(met, line), line.boundary)).all())


def crooked(start: Place, end: Place, *, boldness: float, seed: str) -> list[Place]:
    """A line from start to end by midpoint displacement."""
    luck = chance("border", seed)
    depth = min(DEEPEST, max(0, round(math.log2(math.dist(start, end) / STRETCH_KM))))
    places = [start, end]
    for _ in range(depth):
        finer = [places[0]]
        for (x0, y0), (x1, y1) in pairwise(places):
            aside = luck.uniform(-boldness, boldness)
            finer += [((x0 + x1) / 2 - aside * (y1 - y0), (y0 + y1) / 2 + aside * (x1 - x0)), (x1, y1)]
        places = finer
    return places


def assembled(ring: Sequence[Place], lines: dict[Edge, list[Place]], to_map: Callable[[Place], Place]) -> Polygon:
    """The finished cell: its edges' lines one after the other, each vertex carried to the map by the same function."""
    shell: list[Place] = []
    for edge in edges_of(ring):
        line = lines[named(edge)]
        shell += (line if edge[0] == line[0] else line[::-1])[:-1]
    return Polygon([to_map(place) for place in shell])
