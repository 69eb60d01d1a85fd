"""Whether somebody may do something to a household: at its place, or at the second place that may claim it."""

from typing import Protocol

from app.accounts.rules import Deed, may
from app.accounts.views import actor, demand


class Placed(Protocol):
    """A household or a resident."""

    place_path: str
    other_path: str | None


def demand_at(deed: Deed, thing: Placed) -> None:
    """Refuse (403) unless the actor may do the deed at one of the places."""
    demand(deed, thing.other_path if thing.other_path and may(actor(), deed, thing.other_path) else thing.place_path)
