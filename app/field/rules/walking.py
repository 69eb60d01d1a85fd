"""In which order a day's stops are walked, how far it is, and what a phone's deed may lack. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.core.errors import Invalid
from app.core.named import N_
from app.deadlines.rules import Light

EARTH_M = 6_371_008.8  # the mean radius (IUGG)
OVERDUE, SOON, LATER = range(3)
TOMORROW = 1  # in working days: a short limit has hardly a yellow time


class NotOneDeed(Invalid):
    code = "field.not_one_deed"
    says = N_("The phone sent something that is no deed. Open the page anew and send it again.")


class HouseholdNeeded(Invalid):
    code = "field.household_needed"
    says = N_("Choose the household first.")
    field = "household"


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in degrees, EPSG:4490."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Stop:
    """Something to be done somewhere, with so many working days left; nothing is known of where without a spot."""

    id: UUID
    light: Light
    left: int | None
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Leg:
    """The way to a stop: metres as the crow flies from the stop before; None where a point is missing."""

    id: UUID
    metres: float | None


def metres_between(one: Spot, other: Spot) -> float:
    """Great-circle distance (haversine); within 0.6 % of the ellipsoid's."""
    low, high = math.radians(one.lat), math.radians(other.lat)
    across = math.radians(other.lon - one.lon)
    half = math.sin((high - low) / 2) ** 2 + math.cos(low) * math.cos(high) * math.sin(across / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(half))


def walk(stops: Sequence[Stop], *, start: Spot | None) -> tuple[Leg, ...]:
    """Overdue first, then what is due soon or tomorrow, then the rest; among equals always the nearest to where one is by then.

    What has no spot comes last among its equals, in the order given.
    """
    legs: list[Leg] = []
    here = start
    for urgency in sorted({_urgency(stop) for stop in stops}):
        left = [stop for stop in stops if _urgency(stop) == urgency]
        while left:
            nearest = min(left, key=lambda stop: (stop.spot is None, _way(here, stop) or 0.0))
            left.remove(nearest)
            legs.append(Leg(nearest.id, _way(here, nearest)))
            here = nearest.spot or here
    return tuple(legs)


def _urgency(stop: Stop) -> int:
    if stop.light is Light.RED:
        return OVERDUE
    return SOON if stop.light is Light.YELLOW or (stop.left is not None and stop.left <= TOMORROW) else LATER


def _way(here: Spot | None, stop: Stop) -> float | None:
    return None if here is None or stop.spot is None else metres_between(here, stop.spot)
