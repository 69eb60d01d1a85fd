"""满意度 as the desk's pages ask it: of a period, of a place or of several."""

from collections.abc import Mapping, Sequence

from app.core.period import Period
from app.ratings.queries import satisfaction_by_path
from app.ratings.rules import Satisfaction


def satisfaction_of(places: Sequence[str], period: Period) -> Mapping[str, Satisfaction]:
    """How content people are at several places: the villages of the township's map, the grids of a team's."""
    found: dict[str, Satisfaction] = dict.fromkeys(places, Satisfaction())
    for path, here in satisfaction_by_path(period).items():
        for place in places:
            if path.startswith(place):
                found[place] += here
    return found
