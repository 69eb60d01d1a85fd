"""The map on which a village's grids are drawn anew: the grids to tap and cut, the land that changes, the households."""

from maps import layers
from maps.facts import DraftMap
from maps.page import LocalMap, Parts


def draft(shown: DraftMap) -> Parts:
    """Draw it. The shapes are exact, not simplified: what is drawn on them must meet their vertices."""
    page = LocalMap.over(shown.bounds)
    layers.outlines(shown.outlines).add_to(page)
    layers.drafted(shown.grids).add_to(page)
    layers.households(url=shown.households_url, card="").add_to(page)
    return page.parts()
