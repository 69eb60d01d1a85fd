"""What the phone's pages know by themselves: the walk of a day's list, and the round planned for it. Pure."""

from app.field.rules.rounds import (
    FLAT,
    UNPLANNED,
    UnknownVisit,
    added,
    hours_of,
    moved,
    order_said,
    starts_at,
)
from app.field.rules.walking import HouseholdNeeded, Leg, NotOneDeed, Spot, Stop, metres_between, walk

__all__ = [
    "FLAT",
    "UNPLANNED",
    "HouseholdNeeded",
    "Leg",
    "NotOneDeed",
    "Spot",
    "Stop",
    "UnknownVisit",
    "added",
    "hours_of",
    "metres_between",
    "moved",
    "order_said",
    "starts_at",
    "walk",
]
