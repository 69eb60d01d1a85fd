"""Propose grids: a village's land divided around stations, balanced by what households weigh, contiguous, along rivers and roads.

A proposal is data for people to judge; it changes nothing. How it is found: docs/decisions/0021.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from grids.atoms import NOWHERE, TIDY_M, Atoms, atoms_of
from grids.measures import area_m2, flat, length_m, metres_per_degree
from grids.reach import DETOUR, WALKING_KMH
from grids.regions import Graph, regions
from grids.territory import Grid
from grids.topology import Finding, findings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Place = tuple[float, float]

WALK_M_PER_MIN = WALKING_KMH * 1000 / 60 / DETOUR  # as the crow flies: 54 metres a minute, as `reach` has it without roads
MINUTES = 15.0


class Reason(StrEnum):
    """Why land can't be divided as wanted."""

    FEWER_PLACES = "fewer_places"
    EDGES_ELSEWHERE = "edges_elsewhere"
    CUT_FINER = "cut_finer"


class Indivisible(ValueError):
    """Land can't be divided as wanted. `facts`: `grids` wanted, `places` where households live or `areas` between hard edges."""

    def __init__(self, reason: Reason, **facts: int) -> None:
        super().__init__(f"{reason.value} {facts}")
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Part:
    """A grid as proposed. `shape`: degrees of CGCS2000. `weight`: of all its households. `seed`: its station, if it has one.

    `heart`: the station, or else the household in the middle. `far`: households that walk longer to it than the limit.
    `compactness`: 4π × area / border² (Polsby and Popper 1991), 1 for a circle.
    """

    shape: shapely.Geometry
    seed: int | None
    heart: Place
    compactness: float
    households: int
    weight: int
    far: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Parts that cover an outline; per household the part that has it, or NOWHERE (-1) outside the outline.

    Parts grown around stations come first, in the order of these; the others from west to east, then north to south.
    """

    parts: tuple[Part, ...]
    part_of: Ints

    @property
    def balance(self) -> float:
        """The weight of the heaviest part for one of the lightest; infinite where a station's part has no household."""
        weights = [part.weight for part in self.parts]
        return max(weights) / min(weights) if min(weights) else float("inf")

    @property
    def far(self) -> int:
        return sum(part.far for part in self.parts)

    @property
    def outside(self) -> int:
        """Households whose point is outside the outline."""
        return int(np.count_nonzero(self.part_of == NOWHERE))

    def check(self, outline: shapely.Geometry) -> list[Finding]:
        """What topology finds wrong with the parts on this outline: nothing, but for exclaves that joined a part."""
        drawn = [Grid(f"{number:03d}", "", part.shape) for number, part in enumerate(self.parts, start=1)]
        every = findings(drawn, outline={"": outline})
        return [one for one in every if one.where and shapely.intersects_xy(outline, *one.where)]  # its own holes are none


def divide(
    outline: shapely.Geometry,
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    into: int | None = None,
    stations: Sequence[Place] = (),
    edges: Sequence[shapely.Geometry] = (),
    minutes: float = MINUTES,
) -> Proposal:
    """Divide an outline (polygon or multipolygon) with households at these points into grids; all in degrees of CGCS2000.

    Grids are balanced by the households' `weight`, whole numbers of 1 or more; each weighs 1 where nothing is said.
    With `into`, so many grids, around the stations while these aren't more; else one grid a station, and one more for each
    area between `edges` (lines) with households but without a station. A station outside, or where another stands, is no seed.
    No grid crosses an edge, but where nobody lives behind it; an edge that ends on the land keeps apart as far as it reaches.
    Raises Indivisible: fewer places with households than grids, no edge on the outline, more areas between edges than grids.
    """
    frame = _Frame.around(outline)
    land, points = frame.flat(shapely.force_2d(outline)), frame.metres(np.column_stack([lon, lat]))
    weights = np.ones(len(points), np.int64) if weight is None else np.asarray(weight, np.int64)
    seeds, lines = _seeds(land, frame, stations, into), _edges_on(land, frame, edges)
    wanted = into or max(len(seeds), 1)
    if (homes := int(np.count_nonzero(shapely.intersects_xy(land, points)))) < wanted:
        raise Indivisible(Reason.FEWER_PLACES, grids=wanted, places=homes)
    sites = frame.metres(np.array([stations[seed] for seed in seeds], np.float64).reshape(-1, 2))
    atoms = atoms_of(land, points, weights, stations=sites, edges=lines, grids=wanted)
    label, seed_of = _labelled(atoms, _atoms_with(land, sites, atoms), into)
    part_of_atom, seeds_in_order = _in_order(atoms, label, seed_of)
    part_of = np.where(atoms.atom_of_point >= 0, part_of_atom[atoms.atom_of_point], NOWHERE)
    parts = []
    for number, seed in enumerate(seeds_in_order):
        mine = part_of == number
        heart = _middle_home(points[mine]) if seed is None else sites[seed]
        far = np.hypot(*(points[mine] - heart).T) > minutes * WALK_M_PER_MIN
        shape = frame.degrees(shapely.coverage_union_all(atoms.faces[part_of_atom[atoms.atom_of_face] == number]))
        counts = map(int, (np.count_nonzero(mine), weights[mine].sum(), np.count_nonzero(far)))
        parts.append(Part(shape, None if seed is None else seeds[seed], frame.points(heart), _compactness(shape), *counts))
    return Proposal(tuple(parts), part_of)


def _middle_home(homes: Floats) -> Floats:
    """Of places in metres the one nearest to their middle."""
    return np.asarray(homes[np.argmin(((homes - homes.mean(axis=0)) ** 2).sum(axis=1))])


@dataclass(frozen=True, slots=True)
class _Frame:
    """A flat picture around the middle of an outline, in metres, and the way back: its own corners come back as they were."""

    lon: float
    lat: float
    corners: dict[tuple[int, int], Place]

    @classmethod
    def around(cls, outline: shapely.Geometry) -> "_Frame":
        west, south, east, north = outline.bounds
        plain = cls((west + east) / 2, (south + north) / 2, {})
        corners = shapely.get_coordinates(outline)
        keys = np.rint(plain.metres(corners) / TIDY_M).astype(np.int64)
        return cls(plain.lon, plain.lat, dict(zip(map(tuple, keys.tolist()), map(tuple, corners.tolist()), strict=True)))

    def flat(self, shape: shapely.Geometry) -> shapely.Geometry:
        return flat(shape, self.lon, self.lat)

    def metres(self, points: Floats) -> Floats:
        return np.asarray((points - (self.lon, self.lat)) * metres_per_degree(self.lat))

    def points(self, metres: Floats) -> Place:
        lon, lat = (metres / metres_per_degree(self.lat) + (self.lon, self.lat)).tolist()
        return lon, lat

    def degrees(self, shape: shapely.Geometry) -> shapely.Geometry:
        def back(metres: Floats) -> Floats:
            moved = metres / metres_per_degree(self.lat) + (self.lon, self.lat)
            keys = np.rint(metres / TIDY_M).astype(np.int64).tolist()
            return np.array([self.corners.get((x, y), place) for (x, y), place in zip(keys, moved.tolist(), strict=True)])

        return shapely.transform(shape, back)


def _seeds(land: shapely.Geometry, frame: _Frame, stations: Sequence[Place], into: int | None) -> list[int]:
    """Which stations grids grow around: those on the land, one a place; none where they are more than the grids wanted."""
    seeds: dict[tuple[float, ...], int] = {}
    for number, station in enumerate(stations):
        place = frame.metres(np.array([station], np.float64))[0]
        if shapely.intersects_xy(land, *place):
            seeds.setdefault(tuple(np.rint(place).tolist()), number)
    found = list(seeds.values())
    return found if into is None or len(found) <= into else []


def _edges_on(land: shapely.Geometry, frame: _Frame, edges: Sequence[shapely.Geometry]) -> shapely.Geometry:
    lines = [line for line in map(frame.flat, edges) if shapely.intersects(line, land)]
    if edges and not lines:
        raise Indivisible(Reason.EDGES_ELSEWHERE)
    return shapely.union_all(lines) if lines else shapely.MultiLineString()


def _atoms_with(land: shapely.Geometry, sites: Floats, atoms: Atoms) -> list[int]:
    if not len(sites):
        return []
    tree = shapely.STRtree(atoms.faces)
    return [int(atoms.atom_of_face[int(tree.nearest(shapely.Point(site)))]) for site in sites]


def _labelled(atoms: Atoms, pins: Sequence[int], into: int | None) -> tuple[Ints, dict[int, int]]:
    """Per atom the number of its grid, field by field; and which grid grew around which seed."""
    fields = [np.flatnonzero(atoms.field == number) for number in range(int(atoms.field.max()) + 1)]
    pins_in = [_first_pins(pins, members) for members in fields]
    shares = _shares(atoms, fields, [len(one) for one in pins_in], into)
    graph = Graph(atoms.weight.tolist(), [(x, y) for x, y in atoms.middle.tolist()], atoms.borders)
    label = np.empty(len(atoms.weight), np.int64)
    seed_of: dict[int, int] = {}
    first = 0
    for members, seeds, count in zip(fields, pins_in, shares, strict=True):
        found = regions(graph, members.tolist(), count=count, pinned=[pins[seed] for seed in seeds[:count]])
        label[members] = [first + found[one] for one in members.tolist()]
        seed_of |= {first + number: seed for number, seed in enumerate(seeds[:count])}
        first += count
    return label, seed_of


def _first_pins(pins: Sequence[int], members: Ints) -> list[int]:
    """The seeds of a field, one for each atom: two may share what an exclave or an empty corner has joined."""
    own = set(members.tolist())
    return [seed for seed, atom in enumerate(pins) if atom in own and atom not in pins[:seed]]


def _shares(atoms: Atoms, fields: Sequence[Ints], least: Sequence[int], into: int | None) -> list[int]:
    """How many grids each field gets: one a seed, at least one, at most its places; each further one where a grid weighs most."""
    weight = [int(atoms.weight[members].sum()) for members in fields]
    places = [int(np.count_nonzero(atoms.weight[members])) for members in fields]
    shares = [min(max(seeds, 1), there) for seeds, there in zip(least, places, strict=True)]
    wanted = sum(shares) if into is None else into
    if len(fields) > wanted:
        raise Indivisible(Reason.CUT_FINER, grids=wanted, areas=len(fields))
    if sum(places) < wanted:
        raise Indivisible(Reason.FEWER_PLACES, grids=wanted, places=sum(places))
    if sum(shares) > wanted:
        shares = [1] * len(fields)
    while sum(shares) < wanted:
        free = (at for at, there in enumerate(places) if shares[at] < there)
        shares[max(free, key=lambda at: (weight[at] / shares[at], -at))] += 1
    return shares


def _in_order(atoms: Atoms, label: Ints, seed_of: dict[int, int]) -> tuple[Ints, list[int | None]]:
    """Grids around stations first, the others from west to east, then north to south: per atom its place in this order."""
    count = int(label.max()) + 1
    middles = [np.average(atoms.middle[label == one], axis=0).round(3).tolist() for one in range(count)]
    order = sorted(range(count), key=lambda one: (seed_of.get(one, count), middles[one][0], -middles[one][1]))
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    return place[label], [seed_of.get(one) for one in order]


def _compactness(shape: shapely.Geometry) -> float:
    return float(4 * np.pi * area_m2(shape) / length_m(shape) ** 2)
