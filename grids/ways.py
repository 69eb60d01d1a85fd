"""The ways between all places of a day: how long each takes and how far it goes, reckoned as `reach` reckons them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grids.network import Network
from grids.reach import DETOUR, By, Floats, Ground, Ints, ground

# Tobler 1993: on foot 6·exp(-3.5·|slope + 0.05|) km/h, slope as rise over run; here only how it compares with the flat.
TOBLER_STEEPNESS, TOBLER_EASIEST = 3.5, 0.05
STEEPEST = 0.5  # of a way; what seems steeper is a fault of the heights, or is walked round

Lines = NDArray[np.object_]
HeightAt = Callable[[float, float], float]  # metres above the sea at a longitude and latitude; nan where nobody knows


@dataclass(frozen=True, slots=True)
class Ways:
    """From each place (row) to each (column): whole seconds, and metres."""

    seconds: Ints
    metres: Floats


def ways(places: Floats, *, by: By, roads: Lines | None = None, height_at: HeightAt | None = None) -> Ways:
    """Between places (n × 2, n at least 1), longitude and latitude in degrees of CGCS2000; heights count for walkers.

    Raises reach.RoadsFarAway where roads are given and no place is near one.
    """
    land = ground(places, places[:1], by=by, roads=roads)
    apart = np.hypot(*(land.homes.places[:, None] - land.homes.places[None]).transpose(2, 0, 1))
    metres = apart * DETOUR
    minutes = metres * by.min_per_m
    if land.roads is not None:
        minutes, metres = _by_road(land, land.roads, apart)
    if height_at is not None and by is By.WALKING:
        heights = np.array([height_at(lon, lat) for lon, lat in places.tolist()], np.float64)
        minutes = minutes * slowness(heights, metres)
    return Ways(np.rint(minutes * 60).astype(np.int64), metres)


def slowness(heights: Floats, metres: Floats) -> Floats:
    """How many times longer each way takes than on the flat: up it is slow, gently down quicker, steeply down slow again."""
    rise = heights[None] - heights[:, None]
    known = np.isfinite(rise) & (metres > 0)
    slope = np.clip(np.divide(rise, metres, out=np.zeros_like(metres), where=known), -STEEPEST, STEEPEST)
    return np.asarray(np.exp(TOBLER_STEEPNESS * (np.abs(slope + TOBLER_EASIEST) - TOBLER_EASIEST)))


def _by_road(land: Ground, roads: Network, apart: Floats) -> tuple[Floats, Floats]:
    """(minutes, metres): aside of roads everybody walks; straight where that is no farther, or where no road leads."""
    walk = DETOUR * By.WALKING.min_per_m
    aside = land.homes.aside_m
    both_aside = aside[:, None] + aside[None]
    road = _road_metres(roads, land.homes.foot)
    minutes, metres = road * land.by.min_per_m + both_aside * walk, road + both_aside * DETOUR
    lost = ~np.isfinite(minutes)
    on_foot = (apart <= np.where(np.isfinite(both_aside), both_aside, 0.0)) & (apart * walk < minutes)
    minutes = np.where(on_foot, apart * walk, np.where(lost, apart * DETOUR * land.by.min_per_m, minutes))
    return minutes, np.where(on_foot | lost, apart * DETOUR, metres)


def _road_metres(roads: Network, foot: Ints) -> Floats:
    """Along the roads from each foot to each; inf where none leads."""
    where = {int(node): np.flatnonzero(foot == node) for node in foot}
    metres = np.full((len(foot), len(foot)), np.inf)
    for start, row in zip(foot.tolist(), metres, strict=True):
        waiting = len(where)
        for node, made, _ in roads.spread([(start, 0.0)]):
            if node in where:
                row[where[node]] = made
                waiting -= 1
            if not waiting:
                break
    return np.asarray(np.minimum(metres, metres.T))  # both sums go the same way, rounded apart
