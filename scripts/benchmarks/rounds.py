"""A day of thirty visits: ours against the nearest next with 2-opt, in one run, both in processor time; and the best known."""

import time
from collections.abc import Sequence

import numpy as np

from grids.ordering import simple_order
from grids.reach import By
from grids.rounds import DAY_MIN, Stop, Walker, plan
from grids.timetable import Day, Visit, travel
from grids.ways import ways
from scripts.benchmarks import Row

VISITS, DAYS, SEED = 30, 10, 24
LON, LAT, SPREAD = 100.05, 21.85, 0.03  # degrees: a village some six kilometres across
STAY_MIN = 5
TRIES = 5  # at THOROUGHNESS, the visits told in other orders
GOAL = "0.5 s, within 2 % of the best known"


def rows() -> list[Row]:
    """Over ten days: the slowest of ours, and how far ours and the peer's ways are from the best known, on the whole."""
    _ours(_stops(0))  # the first brings pandas
    slowest = own = theirs = best = peer_s = 0.0
    for day in range(DAYS):
        stops = _stops(SEED + day)
        seconds, length = _ours(stops)
        slowest, own = max(slowest, seconds), own + length
        seconds, length_of_peer = _peer(stops)
        peer_s, theirs = max(peer_s, seconds), theirs + length_of_peer
        best += min(length, length_of_peer, *_thorough(stops))
    ours = f"{slowest:.2f} s, {own / best - 1:.1%} longer"
    peer = f"nearest next and 2-opt {peer_s:.2f} s, {theirs / best - 1:.1%} longer"
    return [Row(f"{VISITS} visits of a day in order", ours, peer, f"{theirs / own:.3f} x", GOAL)]


def _stops(seed: int) -> list[Stop]:
    places = np.array([LON, LAT]) + np.random.default_rng(seed).uniform(-SPREAD, SPREAD, (VISITS, 2))
    return [Stop(f"{number:02}", lon, lat, STAY_MIN) for number, (lon, lat) in enumerate(places.tolist())]


def _walker() -> Walker:
    return Walker("w", (LON, LAT), (LON, LAT), 0, DAY_MIN, by=By.MOTORBIKE)


def _ours(stops: Sequence[Stop]) -> tuple[float, float]:
    """(processor seconds, minutes on the way). Raises ValueError where a visit is left."""
    start = time.process_time()
    made = plan(stops, [_walker()])
    seconds = time.process_time() - start
    if made.left:
        raise ValueError(f"{len(made.left)} visits are left.")
    return seconds, made.rounds[0].minutes - STAY_MIN * len(stops)


def _laid(stops: Sequence[Stop]) -> tuple[list[Visit], Day]:
    places = [(LON, LAT), *((stop.lon or 0.0, stop.lat or 0.0) for stop in stops)]
    seconds = ways(np.array(places), by=By.MOTORBIKE).seconds.tolist()
    visits = [Visit(number, STAY_MIN * 60, (), urgent=False) for number in range(1, len(places))]
    return visits, Day(0, 0, 0, DAY_MIN * 60, DAY_MIN * 60, seconds)


def _peer(stops: Sequence[Stop]) -> tuple[float, float]:
    start = time.process_time()
    visits, day = _laid(stops)
    order = simple_order(visits, day)
    return time.process_time() - start, travel([visits[at] for at in order], day) / 60


def _thorough(stops: Sequence[Stop]) -> list[float]:
    """Minutes on the way of several runs, each told the visits in another order."""
    found = []
    for number in range(TRIES):
        told = np.random.default_rng(number).permutation(len(stops)).tolist()
        renamed = [Stop(f"{at:02}", stops[one].lon, stops[one].lat, STAY_MIN) for at, one in enumerate(told)]
        found.append(_ours(renamed)[1])
    return found
