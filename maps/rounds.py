"""The map of a team's day: who goes where in which order, as numbered lines over the villages' outlines."""

from maps import layers
from maps.facts import RoundsMap
from maps.page import LocalMap, Parts


def rounds(shown: RoundsMap) -> Parts:
    """Draw it."""
    page = LocalMap.over(shown.bounds)
    layers.outlines(shown.outlines).add_to(page)
    layers.rounds(shown.lines).add_to(page)
    return page.parts()
