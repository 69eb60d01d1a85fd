"""The map of the service circle: grids by how many of their households are near, who is not, the service points."""

from maps import layers
from maps.facts import ReachMap
from maps.page import LocalMap, Parts


def reach(shown: ReachMap) -> Parts:
    """Draw it. `beyond` comes last: with it the land is fitted to the window, and a better place for a station is marked."""
    page = LocalMap.over(shown.bounds)
    is_many = len(shown.villages.properties) > 1
    layers.reached(shown.grids, only_near=is_many).add_to(page)
    (layers.circled if is_many else layers.outlines)(shown.villages).add_to(page)
    layers.marks("points", shown.points).add_to(page)
    layers.beyond(shown.beyond).add_to(page)
    return page.parts()
