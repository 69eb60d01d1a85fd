"""What a map is asked to show, as plain values. No drawing library is loaded here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a point, in EPSG:4490 degrees: an open case (`kind` is its light) or a service point (`kind` is its level)."""

    lon: float
    lat: float
    kind: str
    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class TeamMap:
    """What the leader's map shows. Collections are GeoJSON in EPSG:4490 degrees; `bounds` is ((south, west), (north, east)).

    Properties of a grid: `name`, `load` (1–5), `count`, `late`, `card` (its card's address). `households_url` answers
    `{"n": […], "lon": […], "lat": […]}`; NUMBER in `card_url` stands for an n.
    """

    grids: Mapping[str, Any]
    outlines: Mapping[str, Any]
    bounds: tuple[tuple[float, float], tuple[float, float]]
    cases: Sequence[Mark]
    points: Sequence[Mark]
    households_url: str
    card_url: str
