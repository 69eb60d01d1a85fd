"""Which households one worker could hand to another so that both have about the same load. Proposals only.

Households are linked to those beside them (Delaunay); a worker's households should hang together, and what is moved lies at the
border to the receiver, nearest first. Each household has exactly one worker before and after. No chance is in it.
"""

import heapq
import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import shapely

from grids.measures import metres_per_degree

EVEN = 1.1  # largest : smallest with which nothing more is proposed
SAME_PLACE = 5  # decimals of a degree: about a metre
Place = tuple[float, float]
Id: TypeAlias = Any  # of a household, of a worker: anything that can be the key of a dict


@dataclass(frozen=True, slots=True)
class Home:
    """A household: where it stands (degrees, CGCS2000), what it weighs (at least 0), whose it is."""

    id: Id
    lon: float
    lat: float
    weight: int
    worker: Id


@dataclass(frozen=True, slots=True)
class Move:
    """One proposal: these households from one worker to another, nearest to the receiver first, with both loads before and after.

    `metres`: from the middle of what moves to the middle of the receiver's households; 0 where they have none yet.
    """

    giver: Id
    receiver: Id
    homes: tuple[Id, ...]
    before: tuple[int, int]
    after: tuple[int, int]
    metres: float


def loads(homes: Sequence[Home], workers: Collection[Id]) -> dict[Id, int]:
    """What each worker has, also who has nothing."""
    found: Counter[Id] = Counter(dict.fromkeys(workers, 0))
    for home in homes:
        found[home.worker] += home.weight
    return dict(found)


def evenness(load: Mapping[Id, int]) -> float:
    """Largest : smallest; infinite where somebody has nothing and another something."""
    largest, smallest = max(load.values(), default=0), min(load.values(), default=0)
    return 1.0 if largest == smallest else largest / smallest if smallest else float("inf")


def proposals(
    homes: Sequence[Home],
    workers: Collection[Id],
    *,
    already: Mapping[Id, int] | None = None,
    limits: Mapping[Id, int] | None = None,
    at_most: int = 5,
    at_once: int | None = None,
) -> list[Move]:
    """At most so many moves, each from the one before on, until all have about the same or nothing helps.

    `already`: what somebody has beside these households; `limits`: the most that they take in all; `at_once`: households of one
    move. Only those named take part. Raises ValueError for a weight below 0 or a household twice.
    """
    if any(home.weight < 0 for home in homes) or len({home.id for home in homes}) < len(homes):
        raise ValueError("A household twice, or a weight below 0.")
    taking_part = sorted(set(workers), key=str)
    there = [home for home in homes if home.worker in set(taking_part)]
    land = _Land(there, _beside(there))
    asked = _Asked(taking_part, already or {}, limits or {}, at_once)
    found: list[Move] = []
    while len(found) < at_most and (move := _best(land, asked)):
        found.append(move)
        land.hand(move)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    workers: Sequence[Id]
    already: Mapping[Id, int]
    limits: Mapping[Id, int]
    at_once: int | None


class _Land:
    """Who has what, and which households are beside which."""

    def __init__(self, homes: Sequence[Home], beside: Mapping[int, Collection[int]]) -> None:
        self.homes = list(homes)
        self.beside = beside
        self.place = _flat(homes)
        self.number = {home.id: number for number, home in enumerate(homes)}

    def of(self, worker: Id) -> set[int]:
        return {number for number, home in enumerate(self.homes) if home.worker == worker}

    def middle(self, some: Collection[int]) -> Place:
        x, y = np.mean([self.place[one] for one in some], axis=0)
        return float(x), float(y)

    def metres(self, one: int, place: Place) -> float:
        x, y = self.place[one]
        return float(np.hypot(x - place[0], y - place[1]))

    def hand(self, move: Move) -> None:
        for home_id in move.homes:
            number = self.number[home_id]
            self.homes[number] = replace(self.homes[number], worker=move.receiver)

    def pieces(self, some: set[int]) -> int:
        """Into how many pieces these fall that don't hang together."""
        left, count = set(some), 0
        while left:
            count += 1
            waiting = [left.pop()]
            while waiting:
                near = left.intersection(self.beside[waiting.pop()])
                left -= near
                waiting.extend(near)
        return count


def _best(land: _Land, asked: _Asked) -> Move | None:
    """From whoever has most (else the next), to whom it helps most; of equal ones over the shortest way."""
    load = {worker: asked.already.get(worker, 0) + number for worker, number in loads(land.homes, asked.workers).items()}
    if evenness(load) <= EVEN:
        return None
    for giver in sorted(asked.workers, key=lambda one: (-load[one], str(one))):
        lighter = [one for one in asked.workers if load[one] < load[giver]]
        moves = [move for one in lighter if (move := _between(land, giver, one, load, asked))]
        if moves:
            return min(moves, key=lambda move: (_gain(move), move.metres))
    return None


def _gain(move: Move) -> int:
    """Below 0 when the loads come nearer to each other."""
    return sum(part**2 for part in move.after) - sum(part**2 for part in move.before)


def _between(land: _Land, giver: Id, receiver: Id, load: Mapping[Id, int], asked: _Asked) -> Move | None:
    """Half of the difference, as long as the receiver's limit allows; None where it helps nobody."""
    own, theirs, limit = land.of(giver), land.of(receiver), asked.limits.get(receiver)
    if not own:
        return None
    room = load[giver] if limit is None else limit - load[receiver]
    aim = land.middle(theirs) if theirs else _farthest(land, own)
    border = {one for one in own if not theirs.isdisjoint(land.beside[one])}
    begun = border if theirs else {min(sorted(own), key=lambda one: land.metres(one, aim))}
    moved = _peeled(land, own, begun, aim, wanted=(load[giver] - load[receiver]) / 2, room=room)[: asked.at_once]
    weight = sum(land.homes[one].weight for one in moved)
    before, after = (load[giver], load[receiver]), (load[giver] - weight, load[receiver] + weight)
    x, y = land.middle(moved) if moved else aim
    far = float(np.hypot(x - aim[0], y - aim[1])) if theirs else 0.0
    move = Move(giver, receiver, tuple(land.homes[one].id for one in moved), before, after, far)
    return move if _gain(move) < 0 else None


def _peeled(land: _Land, own: set[int], begun: Collection[int], aim: Place, *, wanted: float, room: int) -> list[int]:
    """Households off the border, nearest to the aim first, as long as those that are left hang together as they did."""
    waiting = [(land.metres(one, aim), one) for one in begun]
    heapq.heapify(waiting)
    left, moved, weight, pieces, seen = set(own), [], 0, land.pieces(own), set(begun)
    while waiting and weight < wanted:
        _, one = heapq.heappop(waiting)
        more = land.homes[one].weight
        if weight + more > room or weight + more / 2 >= wanted or len(left) == 1 or land.pieces(left - {one}) > pieces:
            continue
        left.discard(one)
        moved.append(one)
        weight += more
        for near in left.intersection(land.beside[one]) - seen:
            seen.add(near)
            heapq.heappush(waiting, (land.metres(near, aim), near))
    return moved


def _farthest(land: _Land, own: set[int]) -> Place:
    """Where somebody begins who has nothing yet: at the household farthest from the middle."""
    middle = land.middle(own)
    return land.place[max(sorted(own), key=lambda one: land.metres(one, middle))]


def _flat(homes: Sequence[Home]) -> list[Place]:
    """In metres on a flat picture."""
    lat = float(np.mean([home.lat for home in homes])) if homes else 0.0
    per_lon, per_lat = metres_per_degree(lat)
    return [(home.lon * per_lon, home.lat * per_lat) for home in homes]


def _beside(homes: Sequence[Home]) -> Mapping[int, set[int]]:
    """Delaunay's neighbours; those of one place are beside each other and share their neighbours."""
    at: defaultdict[Place, list[int]] = defaultdict(list)
    for number, home in enumerate(homes):
        at[round(home.lon, SAME_PLACE), round(home.lat, SAME_PLACE)].append(number)
    beside: dict[int, set[int]] = {number: set() for number in range(len(homes))}
    for one, other in _edges(list(at)):
        for near in at[one]:
            beside[near].update(at[other])
        for near in at[other]:
            beside[near].update(at[one])
    for together in at.values():
        for number in together:
            beside[number].update(other for other in together if other != number)
    return beside


def _edges(places: Sequence[Place]) -> list[tuple[Place, Place]]:
    lines = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(np.array(places).reshape(-1, 2)), only_edges=True))
    if len(lines) == 0:  # one, two, or all on one line: in its order
        return list(itertools.pairwise(sorted(places)))
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2).tolist()
    return [((one[0], one[1]), (other[0], other[1])) for one, other in ends]
