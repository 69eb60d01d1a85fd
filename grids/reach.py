"""How many minutes it is from each home to the nearest service point, and where one more would help most.

Over roads where they are given, else in a straight line. The speeds and the detour are assumptions of ours, not measurements.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from grids.measures import flat
from grids.network import Network, network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Assumed, as no survey of the township's ways says better:
WALKING_KMH = 4.5
MOTORBIKE_KMH = 20.0
DETOUR = 1.4  # how much longer a way is than the straight line between its ends
# Whoever stands farther than this from every road doesn't step on to one.
FARTHEST_ASIDE_M = 2_000.0
MOST_CANDIDATES = 200
SMALLEST_CLUSTER_M = 50.0


class By(StrEnum):
    """How people come."""

    WALKING = "walking"
    MOTORBIKE = "motorbike"

    @property
    def min_per_m(self) -> float:
        """Minutes for one metre."""
        return 60 / (1000 * (MOTORBIKE_KMH if self is By.MOTORBIKE else WALKING_KMH))


class RoadsFarAway(ValueError):
    """No home and no point stands within FARTHEST_ASIDE_M of a road; `metres` is how far the nearest stands."""

    def __init__(self, metres: float) -> None:
        super().__init__(metres)
        self.metres = metres


@dataclass(frozen=True, slots=True)
class Stops:
    """Where homes or points stand: metres in a flat picture (n × 2), and, over roads, node and metres aside (inf: not joined)."""

    places: Floats
    foot: Ints
    aside_m: Floats

    def __len__(self) -> int:
        return len(self.places)

    def only(self, number: int) -> "Stops":
        """One of them alone."""
        here = slice(number, number + 1)
        return Stops(self.places[here], self.foot[here], self.aside_m[here])


@dataclass(frozen=True, slots=True)
class Ground:
    """Homes and points, ready to be asked; `roads` is None where minutes are reckoned in a straight line."""

    by: By
    homes: Stops
    points: Stops
    roads: Network | None


@dataclass(frozen=True, slots=True)
class Reach:
    """One row for each home: minutes to the nearest point, the point's number, whether roads lead to none (so: straight line)."""

    minutes: Floats
    nearest: Ints
    fallen_back: Bools


@dataclass(frozen=True, slots=True)
class OneMore:
    """The home at whose place one more point would help most, and how many homes more it brings within the limit."""

    home: int
    more: int


def ground(homes: ArrayLike, points: ArrayLike, *, by: By, roads: NDArray[np.object_] | None = None) -> Ground:
    """Homes (n × 2) and points (m × 2), longitude and latitude in degrees of CGCS2000, with lines of roads or without.

    Raises RoadsFarAway, and ValueError where there is no point.
    """
    home_degrees, point_degrees = (np.asarray(some, np.float64).reshape(-1, 2) for some in (homes, points))
    if not len(point_degrees):
        raise ValueError("There is no point.")
    degrees = np.concatenate([home_degrees, point_degrees])
    lon, lat = ((low + high) / 2 for low, high in zip(degrees.min(axis=0), degrees.max(axis=0), strict=True))
    places = shapely.get_coordinates(flat(shapely.points(degrees), lon, lat))
    foot, aside_m = np.zeros(len(places), np.int64), np.zeros(len(places))
    ways = None
    if roads is not None:
        ways = network(flat(roads, lon, lat), places)
        foot, aside_m = ways.foot, np.where(ways.aside_m <= FARTHEST_ASIDE_M, ways.aside_m, np.inf)
        if not np.isfinite(aside_m).any():
            raise RoadsFarAway(float(ways.aside_m.min()))
    everything, count = Stops(places, foot, aside_m), len(home_degrees)
    return Ground(by, _part(everything, slice(None, count)), _part(everything, slice(count, None)), ways)


def reach(land: Ground) -> Reach:
    """Minutes from every home to its nearest point; of equally near ones to the first."""
    if land.roads is None:
        minutes, nearest = _straight(land, land.points)
        return Reach(minutes, nearest, np.zeros(len(land.homes), np.bool_))
    minutes, nearest = _by_road(land, land.roads, land.points)
    lost = ~np.isfinite(minutes)
    straight, straight_to = _straight(land, land.points)
    return Reach(np.where(lost, straight, minutes), np.where(lost, straight_to, nearest), lost)


def where_one_more(land: Ground, now: Reach, *, within_min: float) -> OneMore | None:
    """The home at whose place one more point brings most homes within the limit; of equal ones the fewest minutes decide.

    Those minutes are of the homes that it brings. None where it brings nobody. With many homes, one of each cluster is tried.
    """
    gaps = np.flatnonzero(now.minutes > within_min)
    best: OneMore | None = None
    least = math.inf
    for home, most in _candidates(land, gaps, within_min):
        if best is not None and most < best.more:
            break  # those that follow can bring no more
        minutes = _minutes_from(land, home, now, within_min)[gaps]
        brought = minutes[minutes <= within_min]
        total = float(brought.sum())
        if len(brought) and (best is None or (-len(brought), total) < (-best.more, least)):
            best, least = OneMore(home, len(brought)), total
    return best


def _part(stops: Stops, which: slice) -> Stops:
    return Stops(stops.places[which], stops.foot[which], stops.aside_m[which])


def _straight(land: Ground, points: Stops) -> tuple[Floats, Ints]:
    metres, nearest = _nearest(land.homes, points)
    return metres * DETOUR * land.by.min_per_m, nearest


def _nearest(homes: Stops, points: Stops, *, aside: bool = False) -> tuple[Floats, Ints]:
    """Metres to the nearest point and its number; with `aside`, only to points no farther than both stand from their roads."""
    metres, nearest = np.full(len(homes), np.inf), np.full(len(homes), -1, np.int64)
    home_aside = np.where(np.isfinite(homes.aside_m), homes.aside_m, 0.0)
    for number, (place, point_aside) in enumerate(zip(points.places, points.aside_m, strict=True)):
        away = np.hypot(*(homes.places - place).T)
        nearer = away < metres
        if aside:
            nearer &= away <= home_aside + (point_aside if np.isfinite(point_aside) else 0.0)
        metres[nearer], nearest[nearer] = away[nearer], number
    return metres, nearest


def _by_road(land: Ground, roads: Network, points: Stops, *, most_min: float = math.inf) -> tuple[Floats, Ints]:
    """Minutes to the nearest point, inf where no road leads to one within `most_min`; aside of roads everybody walks.

    Who would walk as far to the road and from it as to the point itself walks straight there.
    """
    walk = DETOUR * By.WALKING.min_per_m
    as_road = walk / land.by.min_per_m  # one metre aside takes as long as so many on the road
    joined = np.flatnonzero(np.isfinite(points.aside_m))
    starts = zip(points.foot[joined].tolist(), (points.aside_m[joined] * as_road).tolist(), strict=True)
    metres, start_of = np.full(len(roads.first) - 1, np.inf), np.full(len(roads.first) - 1, -1, np.int64)
    for node, made, start in roads.spread(starts, most_m=most_min / land.by.min_per_m):
        metres[node], start_of[node] = made, joined[start]
    minutes = metres[land.homes.foot] * land.by.min_per_m + land.homes.aside_m * walk
    nearest = start_of[land.homes.foot]
    on_foot, on_foot_to = _nearest(land.homes, points, aside=True)
    shorter = on_foot * walk < minutes
    return np.where(shorter, on_foot * walk, minutes), np.where(shorter, on_foot_to, nearest)


def _minutes_from(land: Ground, home: int, now: Reach, within_min: float) -> Floats:
    """Minutes of all homes to a point at one home's place; inf or more than the limit where it is beyond it."""
    point = land.homes.only(home)
    straight, _ = _straight(land, point)
    if land.roads is None:
        return straight
    # Where some have fallen back it matters whether a road leads there at all, however long it is.
    minutes, _ = _by_road(land, land.roads, point, most_min=math.inf if now.fallen_back.any() else within_min)
    return np.where(now.fallen_back & ~np.isfinite(minutes), straight, minutes)


def _candidates(land: Ground, gaps: Ints, within_min: float) -> Iterator[tuple[int, int]]:
    """(home, how many gaps at most it could serve), most first: no way is shorter than the straight flight."""
    homes = clustered(land.homes.places)
    flight_m = within_min / land.by.min_per_m
    gap_places = land.homes.places[gaps]
    most = np.array([int((np.hypot(*(gap_places - land.homes.places[home]).T) <= flight_m).sum()) for home in homes], np.int64)
    for at in np.argsort(-most, kind="stable").tolist():
        if most[at]:
            yield int(homes[at]), int(most[at])


def clustered(places: Floats) -> Ints:
    """Every place once, or, where they are more than MOST_CANDIDATES, that nearest to the middle of each cluster of places."""
    _, homes = np.unique(places, axis=0, return_index=True)
    homes, side = np.sort(homes).astype(np.int64), SMALLEST_CLUSTER_M
    chosen = homes
    while len(chosen) > MOST_CANDIDATES:
        chosen, side = homes[_middles(places[homes], side)], side * 2
    return chosen


def _middles(places: Floats, side: float) -> Ints:
    """Of the places in each square of a chequerboard the one nearest to their middle, the first of equal ones; ascending."""
    _, square = np.unique(np.floor(places / side), axis=0, return_inverse=True)
    square = square.reshape(-1)
    number = np.bincount(square)
    middle = np.column_stack([np.bincount(square, weights=part) / number for part in places.T])
    away = np.round(np.hypot(*(places - middle[square]).T), 6)
    order = np.lexsort((np.arange(len(places)), away, square))
    return np.sort(order[np.unique(square[order], return_index=True)[1]])
