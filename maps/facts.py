"""What a map is asked to show, as plain values. No drawing library is loaded here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Bounds = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a point, in EPSG:4490 degrees.

    An open case, or all of a grid (`kind` is a light), or a service point (`kind` is its level). `count` is written on the
    mark when it is more than one; for service points it is the number of windows.
    """

    lon: float
    lat: float
    kind: str
    title: str
    url: str | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of land: what is told of each, and their geometries (GeoJSON, EPSG:4490 degrees) as the text of one array.

    The geometries are text because they are the same on every page, and most of it.
    """

    properties: Sequence[Mapping[str, Any]]
    geometries: str


@dataclass(frozen=True, slots=True)
class TeamMap:
    """What the leader's map shows. `bounds` is ((south, west), (north, east)) in EPSG:4490 degrees.

    Properties of a grid: `name`, `load` (1–5), `count`, `late`, `content` (step of satisfaction 1–5, 0 unrated), `share` (its
    word), `card` (its card's address). `households_url` answers `{"n": […], "lon": […], "lat": […]}`; NUMBER in `card_url`
    stands for an n.
    """

    grids: Pieces
    outlines: Pieces
    bounds: Bounds
    cases: Sequence[Mark]
    points: Sequence[Mark]
    households_url: str
    card_url: str


@dataclass(frozen=True, slots=True)
class TownshipMap:
    """What the township's map shows: grids by load, villages to tap, one mark a grid. No household: a township has thousands.

    Grids have the properties of a team's map; those of a village are the same, and its card is what a tap opens.
    """

    grids: Pieces
    villages: Pieces
    bounds: Bounds
    cases: Sequence[Mark]
    points: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class ReachMap:
    """What the map of the service circle shows.

    Properties of a grid: `name`, `reach` (step of its share within the limit 1–5, 0 where nobody lives), `share` (its word).
    Villages have `name` and `share`; where there are several, grids tell theirs only from near.
    `beyond` are the longitudes and the latitudes of the households that it is too far for, in EPSG:4490 degrees.
    """

    grids: Pieces
    villages: Pieces
    bounds: Bounds
    points: Sequence[Mark]
    beyond: tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class DraftMap:
    """What the map of a draft shows. Properties of a grid: `code`, `name`, `state` (kept, changed, new or old), `dedicated`.

    A grid that changes is there twice: `old` as it is, below, and as it would be. `households_url` as on the team's map.
    """

    grids: Pieces
    outlines: Pieces
    bounds: Bounds
    households_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A round 上门路线: through which points it goes, in order (EPSG:4490 degrees); the stops of it are numbered, from 1 on.

    `colour` is a number from 1 to 6.
    """

    name: str
    colour: int
    points: Sequence[tuple[float, float]]
    stops: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class RoundsMap:
    """What the map of a team's day shows."""

    outlines: Pieces
    lines: Sequence[Line]
    bounds: Bounds
