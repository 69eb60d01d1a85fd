"""Connected regions of about equal weight on a graph of pieces of land: grown from seeds, then evened out along their borders.

Growing is a race of shortest paths, in which a region that gets too heavy starts later (an additively weighted Voronoi diagram on
the graph): what is reached so always hangs together. What is then still uneven is handed on from neighbour to neighbour, one
piece a border, wherever the sum of squares gets smaller and everything still hangs together. No chance is in it.
"""

import heapq
import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

ROUNDS, RECENTRED = 40, 15
EVEN = 1.1  # largest : smallest with which nothing more is exchanged: evener, and more people are far from their station
RECEIVERS = 8  # how many of the lightest a heavy region tries to give to
TRIED = 12  # pieces a border

Place = tuple[float, float]
Path = list[int]


@dataclass(frozen=True, slots=True)
class Graph:
    """Pieces with their weights and places (metres); `borders[a]`: neighbour → length of the border in common (metres)."""

    weight: Sequence[int]
    place: Sequence[Place]
    borders: Sequence[Mapping[int, float]]


def regions(graph: Graph, members: Sequence[int], *, count: int, pinned: Sequence[int] = ()) -> dict[int, int]:
    """Piece → region (0 … count - 1) for pieces that hang together. Region n has the n-th pinned piece, of at most `count`."""
    if count == 1:
        return dict.fromkeys(members, 0)
    balance = _Balance(graph, _grown(graph, members, count, pinned), count, frozenset(pinned))
    balance.even_out()
    return balance.label


def _grown(graph: Graph, members: Sequence[int], count: int, pinned: Sequence[int]) -> dict[int, int]:
    seeds = _seeds(graph, members, count, pinned)
    target = sum(graph.weight[one] for one in members) / count
    start = [0.0] * count
    best, least = {}, float("inf")
    for turn in range(ROUNDS):
        label, reach = _race(graph, seeds, start)
        loads = [0] * count
        for one, region in label.items():
            loads[region] += graph.weight[one]
        if (spread := sum((load - target) ** 2 for load in loads)) < least:
            best, least = label, spread
        if max(loads) <= EVEN * min(loads):
            break
        start = [begin + 0.3 * far * (load / target - 1) for begin, far, load in zip(start, reach, loads, strict=True)]
        start = [begin - min(start) for begin in start]
        if turn < RECENTRED:
            seeds = [*pinned, *_recentred(graph, label, seeds)[len(pinned) :]]
    return best


def _race(graph: Graph, seeds: Sequence[int], start: Sequence[float]) -> tuple[dict[int, int], list[float]]:
    """Who reaches each piece first, and how far (metres) each gets on average."""
    label = {seed: region for region, seed in enumerate(seeds)}
    heap = [(begin, seed, region) for region, (begin, seed) in enumerate(zip(start, seeds, strict=True))]
    heapq.heapify(heap)
    done: set[int] = set()
    total, reached = [0.0] * len(seeds), [0] * len(seeds)
    while heap:
        so_far, one, region = heapq.heappop(heap)
        if one in done or label.setdefault(one, region) != region:
            continue
        done.add(one)
        total[region] += so_far - start[region]
        reached[region] += 1
        x, y = graph.place[one]
        for other in graph.borders[one]:
            if other not in label:
                to_x, to_y = graph.place[other]
                heapq.heappush(heap, (so_far + ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5, other, region))
    return label, [1.0 + metres / max(n, 1) for metres, n in zip(total, reached, strict=True)]


def _recentred(graph: Graph, label: Mapping[int, int], seeds: Sequence[int]) -> list[int]:
    groups: list[list[int]] = [[] for _ in seeds]
    for one, region in label.items():
        groups[region].append(one)
    return [_central(graph, group) for group in groups]


def _central(graph: Graph, group: Iterable[int]) -> int:
    """The piece nearest to the middle of a group's weight, one with weight where there is any."""
    every = sorted(group)
    inhabited = [one for one in every if graph.weight[one]] or every
    place = np.array([graph.place[one] for one in inhabited])
    middle = np.average(place, axis=0, weights=[graph.weight[one] or 1 for one in inhabited])
    return inhabited[int(np.argmin(((place - middle) ** 2).sum(axis=1)))]


def _seeds(graph: Graph, members: Sequence[int], count: int, pinned: Sequence[int]) -> list[int]:
    """The pinned pieces, and middles of groups of equal weight where the pinned are far."""
    inhabited = np.array(sorted(one for one in members if graph.weight[one]))
    middles = [_central(graph, group.tolist()) for group in _halved(graph, inhabited, count)]
    for pin in pinned:
        x, y = graph.place[pin]
        taken = pin if pin in middles else min(middles, key=lambda one: (_square(graph.place[one], x, y), one))
        middles.remove(taken)
    return [*pinned, *middles]


def _square(place: Place, x: float, y: float) -> float:
    return (place[0] - x) ** 2 + (place[1] - y) ** 2


def _halved(graph: Graph, group: NDArray[np.int64], count: int) -> list[NDArray[np.int64]]:
    """Cut a group across its longer side, again and again, into so many of about equal weight, none of them empty."""
    if count == 1:
        return [group]
    place = np.array([graph.place[one] for one in group.tolist()])
    order = np.argsort(place[:, int(np.argmax(np.ptp(place, axis=0)))], kind="stable")
    first = count // 2
    weight = np.cumsum([graph.weight[one] for one in group[order].tolist()])
    cut = int(np.searchsorted(weight, weight[-1] * first / count)) + 1
    cut = min(max(cut, first), len(group) - (count - first))
    return [*_halved(graph, group[order[:cut]], first), *_halved(graph, group[order[cut:]], count - first)]


@dataclass(slots=True)
class _Balance:
    """Regions while they are evened out. What was found out about a region is known until it changes: `state` is another then."""

    graph: Graph
    label: dict[int, int]
    count: int
    pinned: Collection[int]
    members: list[set[int]] = field(init=False)
    loads: list[int] = field(init=False)
    state: list[int] = field(init=False)
    states: Iterator[int] = field(default_factory=itertools.count)
    known_order: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    known_chunk: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    common: list[Counter[int]] = field(init=False)  # of each region with every other: how many pairs of pieces lie side by side

    def __post_init__(self) -> None:
        self.members = [set() for _ in range(self.count)]
        self.loads = [0] * self.count
        self.state = [next(self.states) for _ in range(self.count)]
        self.common = [Counter() for _ in range(self.count)]
        for one, region in self.label.items():
            self.members[region].add(one)
            self.loads[region] += self.graph.weight[one]
            self.common[region].update(self.label[other] for other in self.graph.borders[one])

    def even_out(self) -> None:
        """Hand pieces on until it is even enough, or nothing helps any more."""
        while max(self.loads) > EVEN * min(self.loads) and self._hand_on():
            pass

    def _hand_on(self) -> bool:
        around = [sorted(other for other in pairs if pairs[other] and other != own) for own, pairs in enumerate(self.common)]
        light = sorted(range(self.count), key=lambda region: (self.loads[region], region))
        for giver in reversed(light):
            paths = _paths(around, giver)
            there = [region for region in light if region in paths and self.loads[region] + 1 < self.loads[giver]]
            if any(self._along(paths[region]) for region in there[:RECEIVERS]):
                return True
        return False

    def _along(self, path: Path) -> bool:
        """Hand something on over every border of a path, last one first; all is put back unless the whole got more even."""
        before = sum(self.loads[region] ** 2 for region in path)
        most = self.loads[path[0]] - self.loads[path[-1]]
        states = [self.state[region] for region in path]
        moved: list[tuple[list[int], int]] = []
        for giver, taker in reversed(list(itertools.pairwise(path))):
            chunk = self._to_give(giver, taker, most)
            if not chunk:
                break
            moved.append((chunk, giver))
            self._move(chunk, taker)
        if len(moved) == len(path) - 1 and sum(self.loads[region] ** 2 for region in path) < before:
            return True
        for chunk, giver in reversed(moved):
            self._move(chunk, giver)
        for region, state in zip(path, states, strict=True):
            self.state[region] = state
        return False

    def _move(self, chunk: Iterable[int], taker: int) -> None:
        for one in chunk:
            giver = self.label[one]
            self.members[giver].remove(one)
            self.members[taker].add(one)
            self.loads[giver] -= self.graph.weight[one]
            self.loads[taker] += self.graph.weight[one]
            for other in self.graph.borders[one]:
                region = self.label[other]
                self.common[giver][region] -= 1
                self.common[region][giver] -= 1
                self.common[taker][region] += 1
                self.common[region][taker] += 1
            self.label[one] = taker
            self.state[giver], self.state[taker] = next(self.states), next(self.states)

    def _to_give(self, giver: int, taker: int, most: int) -> list[int]:
        """A piece on the border, with what it would cut off, that weighs something and less than `most`; or nothing."""
        pair = self.state[giver], self.state[taker]
        if pair not in self.known_order:
            gain = {one: self._gain(one, giver, taker) for one in self.members[giver] if one not in self.pinned}
            there = sorted((one for one in gain if gain[one] is not None), key=lambda one: (-(gain[one] or 0.0), one))
            self.known_order[pair] = there[:TRIED]
        for one in self.known_order[pair]:
            chunk = self._chunk(one, giver)
            weight = self._weight(chunk)
            if 0 < weight < most and weight < self.loads[giver]:
                return chunk
        return []

    def _chunk(self, one: int, giver: int) -> list[int]:
        key = one, self.state[giver]
        if key not in self.known_chunk:
            self.known_chunk[key] = self._with_cut_off(one, giver)
        return self.known_chunk[key]

    def _gain(self, one: int, giver: int, taker: int) -> float | None:
        """By how many metres the border gets shorter when a piece changes over; None where it isn't on the border."""
        touches, inner = 0.0, 0.0
        for other, length in self.graph.borders[one].items():
            region = self.label[other]
            touches += length if region == taker else 0.0
            inner += length if region == giver else 0.0
        return touches - inner if touches else None

    def _with_cut_off(self, one: int, giver: int) -> list[int]:
        """A piece and all that hangs on its region only through it; nothing where a pinned piece does."""
        if self._hangs_together([other for other in self.graph.borders[one] if self.label[other] == giver]):
            return [one]
        left = self.members[giver] - {one}
        groups = []
        while left:
            reached = [left.pop()]
            for piece in reached:
                near = [other for other in self.graph.borders[piece] if other in left]
                left.difference_update(near)
                reached.extend(near)
            groups.append(reached)
        kept = max(groups, key=lambda group: (self._is_pinned(group), self._weight(group), -min(group)), default=[])
        cut = [piece for group in groups if group is not kept for piece in group]
        return [one, *cut]

    def _hangs_together(self, pieces: Sequence[int]) -> bool:
        """Whether some pieces hang together by themselves, without others of their region; if not, they may do so by these."""
        left = set(pieces)
        reached = [left.pop()] if left else []
        for piece in reached:
            near = [other for other in self.graph.borders[piece] if other in left]
            left.difference_update(near)
            reached.extend(near)
        return not left

    def _is_pinned(self, group: Iterable[int]) -> bool:
        return any(piece in self.pinned for piece in group)

    def _weight(self, group: Iterable[int]) -> int:
        return sum(self.graph.weight[piece] for piece in group)


def _paths(around: Sequence[Sequence[int]], start: int) -> dict[int, Path]:
    """The shortest way over borders from a region to every other."""
    paths = {start: [start]}
    for region in (reached := [start]):
        for other in around[region]:
            if other not in paths:
                paths[other] = [*paths[region], other]
                reached.append(other)
    del paths[start]
    return paths
