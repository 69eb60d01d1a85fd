"""Roads as a graph: lines that meet are joined, everybody steps on at the nearest place, and minutes spread along them.

Nothing is merged but what stands on the very same spot: lines that only nearly meet are joined by an edge as long as the gap,
so that no way is ever shorter than the straight flight.
"""

import heapq
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MEETING_M = 1.0  # lines that come as near as this meet


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and the edges between them, each in both directions: those of node n lie at `first[n]:first[n + 1]`.

    `foot` is the node where each stop steps on, `aside_m` how far it stands from there. All in metres of a flat picture.
    """

    first: list[int]
    to: list[int]
    metres: list[float]
    foot: Ints
    aside_m: Floats

    def spread(self, starts: Iterable[tuple[int, float]], *, most_m: float = math.inf) -> Iterator[tuple[int, float, int]]:
        """(node, metres, position of the start) for all nodes within `most_m` of the nearest start, the nearest first.

        `starts`: (node, metres made before). Dijkstra from all of them at once; of equal ones the first start has the node.
        """
        waiting = [(made, start, node) for start, (node, made) in enumerate(starts)]
        heapq.heapify(waiting)
        done: set[int] = set()
        while waiting:
            made, start, node = heapq.heappop(waiting)
            if made > most_m:
                return
            if node in done:
                continue
            done.add(node)
            yield node, made, start
            for edge in range(self.first[node], self.first[node + 1]):
                if (other := self.to[edge]) not in done:
                    heapq.heappush(waiting, (made + self.metres[edge], start, other))


@dataclass(frozen=True, slots=True)
class _Segments:
    """The straight pieces of all lines: the vertices that each goes from and to, and the places of all vertices."""

    places: Floats
    start: Ints
    end: Ints
    tree: shapely.STRtree

    def foot_of(self, places: Floats, segment: Ints) -> tuple[Floats, Floats]:
        """Where on its segment (0 … 1) each place has its nearest point, and how many metres away that is."""
        from_, along = self.places[self.start[segment]], self.places[self.end[segment]] - self.places[self.start[segment]]
        part = np.clip(((places - from_) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
        return part, np.hypot(*(from_ + part[:, None] * along - places).T)


@dataclass(frozen=True, slots=True)
class _Edges:
    """Undirected edges: from node, to node, metres."""

    one: Ints
    other: Ints
    metres: Floats


def network(lines: NDArray[np.object_], stops: Floats) -> Network:
    """The graph of lines (metres, none without length, at least one), and where each of the stops (n × 2) steps on to it."""
    segments = _segments(lines)
    nearest = np.asarray(segments.tree.nearest(shapely.points(stops)), np.int64)
    part, aside_m = segments.foot_of(stops, nearest)
    vertex, touched = _touching(segments)
    vertex_part, gap_m = segments.foot_of(segments.places[vertex], touched)
    vertices, cuts = len(segments.places), len(nearest) + len(touched)
    pieces = _cut(segments, np.concatenate([nearest, touched]), np.concatenate([part, vertex_part]))
    gaps = _Edges(vertices + np.arange(len(nearest), cuts), vertex, gap_m)
    first, to, metres = _both_ways([pieces, gaps], vertices + cuts)
    return Network(first, to, metres, vertices + np.arange(len(nearest)), aside_m)


def _segments(lines: NDArray[np.object_]) -> _Segments:
    corners, line = shapely.get_coordinates(lines, return_index=True)
    places, vertex = np.unique(corners, axis=0, return_inverse=True)
    vertex = vertex.astype(np.int64).reshape(-1)
    start, end = vertex[:-1], vertex[1:]
    long = (line[1:] == line[:-1]) & (start != end)
    start, end = start[long], end[long]
    pieces = shapely.linestrings(np.stack([places[start], places[end]], axis=1))
    return _Segments(places, start, end, shapely.STRtree(pieces))


def _touching(segments: _Segments) -> tuple[Ints, Ints]:
    """(vertex, segment) wherever a vertex lies on, or nearly on, a segment that doesn't begin or end with it."""
    points = shapely.points(segments.places)
    vertex, segment = segments.tree.query(points, predicate="dwithin", distance=MEETING_M)
    apart = (segments.start[segment] != vertex) & (segments.end[segment] != vertex)
    return vertex[apart].astype(np.int64), segment[apart].astype(np.int64)


def _cut(segments: _Segments, segment: Ints, part: Floats) -> _Edges:
    """All segments cut at the given parts of them; the cuts are numbered in their order, after the vertices."""
    every = np.arange(len(segments.start))
    nodes = np.concatenate([segments.start, segments.end, len(segments.places) + np.arange(len(segment))])
    owner = np.concatenate([every, every, segment])
    at = np.concatenate([np.zeros(len(every)), np.ones(len(every)), part])
    rank = np.repeat([0, 2, 1], [len(every), len(every), len(segment)])
    order = np.lexsort((at, rank, owner))
    nodes, owner, at = nodes[order], owner[order], at[order]
    joined = np.flatnonzero(owner[1:] == owner[:-1])
    length = np.hypot(*(segments.places[segments.end] - segments.places[segments.start]).T)
    return _Edges(nodes[joined], nodes[joined + 1], (at[joined + 1] - at[joined]) * length[owner[joined]])


def _both_ways(edges: Iterable[_Edges], nodes: int) -> tuple[list[int], list[int], list[float]]:
    """The edges of each node, one node's after the other's."""
    every = list(edges)
    one = np.concatenate([part for edge in every for part in (edge.one, edge.other)])
    other = np.concatenate([part for edge in every for part in (edge.other, edge.one)])
    metres = np.concatenate([part for edge in every for part in (edge.metres, edge.metres)])
    order = np.argsort(one, kind="stable")
    first = np.searchsorted(one[order], np.arange(nodes + 1))
    return first.tolist(), other[order].tolist(), metres[order].tolist()
