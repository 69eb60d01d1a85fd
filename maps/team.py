"""The leader's map: a team's grids by load, what is late, its households, open cases and service points."""

from maps import layers
from maps.facts import TeamMap
from maps.page import LocalMap, Parts


def team(shown: TeamMap) -> Parts:
    """Draw it."""
    page = LocalMap.over(shown.bounds)
    layers.grids(shown.grids).add_to(page)
    layers.outlines(shown.outlines).add_to(page)
    layers.households(url=shown.households_url, card=shown.card_url).add_to(page)
    layers.marks("points", shown.points).add_to(page)
    layers.marks("cases", shown.cases).add_to(page)
    return page.parts()
