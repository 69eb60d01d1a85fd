"""Dividing 5,000 households into 95 grids: ours against k-means with Voronoi cells, in one run, in processor time."""

import time

import numpy as np
import shapely
from numpy.typing import NDArray

from grids.division import Proposal, divide
from grids.measures import metres_per_degree
from scripts.benchmarks import Row
from tests.grids.makers import settled_points, tiling

HOUSEHOLDS, GRIDS, VILLAGES = 5_000, 95, 11
GOAL = "10 s, largest : smallest 1.5"
ROUNDS = 50

Floats = NDArray[np.float64]


def rows() -> list[Row]:
    """Without edges against the peer; with two rivers alone, for the peer's cells don't know any. Raises ValueError on a gap."""
    villages = tiling(VILLAGES)
    land = shapely.union_all(np.array([village.shape for village in villages], object))
    lon, lat = settled_points(villages, HOUSEHOLDS * 3)
    inside = np.flatnonzero(shapely.contains_xy(land, lon, lat))[:HOUSEHOLDS]
    lon, lat = lon[inside], lat[inside]
    seconds, proposal = _ours(land, lon, lat, [])
    theirs, counts = _peer(land, lon, lat)
    named = f"{len(lon):,} households into {GRIDS} grids"
    peer = f"k-means and Voronoi cells {theirs:.2f} s, {counts.max() / max(counts.min(), 1):.1f}"
    ours = f"{seconds:.2f} s, {proposal.balance:.2f}"
    rivers = _rivers(land)
    with_rivers, divided = _ours(land, lon, lat, rivers)
    return [
        Row(named, ours, peer, f"{theirs / seconds:.2f} x", GOAL),
        Row(f"{named}, two rivers", f"{with_rivers:.2f} s, {divided.balance:.2f}", "", "", GOAL),
    ]


def _ours(land: shapely.Geometry, lon: Floats, lat: Floats, edges: list[shapely.Geometry]) -> tuple[float, Proposal]:
    start = time.process_time()
    proposal = divide(land, lon, lat, into=GRIDS, edges=edges)
    seconds = time.process_time() - start
    if proposal.check(land) or len(proposal.parts) != GRIDS or proposal.outside:
        raise ValueError(f"The proposal isn't whole: {proposal.check(land)}")
    return seconds, proposal


def _peer(land: shapely.Geometry, lon: Floats, lat: Floats) -> tuple[float, NDArray[np.int64]]:
    """Lloyd's k-means on the households, then the cells of its middles cut by the land; how many households each has."""
    start = time.process_time()
    points = np.column_stack([lon, lat]) * metres_per_degree(float(lat.mean()))
    middles = points[np.random.default_rng(1).choice(len(points), GRIDS, replace=False)]
    nearest = np.zeros(0, np.int64)
    for _ in range(ROUNDS):
        before, nearest = nearest, ((points[:, None] - middles[None]) ** 2).sum(axis=2).argmin(axis=1)
        if np.array_equal(before, nearest):
            break
        middles = np.array([points[nearest == at].mean(axis=0) if (nearest == at).any() else middles[at] for at in range(GRIDS)])
    places = middles / metres_per_degree(float(lat.mean()))
    cells = shapely.voronoi_polygons(shapely.multipoints(places), extend_to=land, ordered=True)
    shapely.intersection(shapely.get_parts(cells), land)
    return time.process_time() - start, np.bincount(nearest, minlength=GRIDS)


def _rivers(land: shapely.Geometry) -> list[shapely.Geometry]:
    """One across the land from west to east, one that ends in its middle."""
    west, south, east, north = land.bounds
    x = np.linspace(west - 0.01, east + 0.01, 200)
    across = (south + north) / 2 + (north - south) / 15 * np.sin(np.linspace(0, 20, 200))
    y = np.linspace(north + 0.01, (south + north) / 2 + (north - south) / 5, 100)
    down = west + (east - west) / 3 + (east - west) / 30 * np.sin(np.linspace(0, 9, 100))
    return [shapely.LineString(np.column_stack([x, across])), shapely.LineString(np.column_stack([down, y]))]
