"""满意度, as these pages ask it: good ÷ valid of a period, of a place or of several.

The one place where the desk meets the ratings: nobody has been asked yet, so nobody has answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.ledger.rules import Period


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """`good` of `valid` ratings were good; `invited` could have rated. Unrated is never good."""

    good: int = 0
    valid: int = 0
    invited: int = 0


def satisfaction(period: Period, *, place: str | None = None) -> Satisfaction:
    """How content people are in a period, at a place and below it."""
    return Satisfaction()


def satisfaction_of(places: Sequence[str], period: Period) -> Mapping[str, Satisfaction]:
    """The same for several places: the villages of the township's map, the grids of a team's."""
    return {place: satisfaction(period, place=place) for place in places}
