import math

import shapely
from shapely import box

from app.cli.demonstration.chance import chance
from app.cli.demonstration.land import KM_PER_DEGREE_EAST, KM_PER_DEGREE_NORTH, Grid, beside
from app.cli.demonstration.partition import Place
from app.cli.demonstration.settlements import houses

CORNER = (100.1, 21.8)
NARROW = Grid(
    "532822205201001", "窄寨", "哈尼族", 1.0, box(*CORNER, 100.108, 21.808), beside(CORNER, east_km=0.05, north_km=0.05), ()
)


def metres_apart(one: Place, other: Place) -> float:
    east = (one[0] - other[0]) * KM_PER_DEGREE_EAST * 1000
    north = (one[1] - other[1]) * KM_PER_DEGREE_NORTH * 1000
    return math.hypot(east, north)


def test_a_settlement_at_the_border_is_cut_off_there_and_still_has_all_its_houses() -> None:
    places = houses(NARROW, 150, luck=chance("test"))
    assert len(set(places)) == 150
    assert all(shapely.contains_xy(NARROW.shape, *place) for place in places)


def test_houses_stand_close_but_not_on_each_other() -> None:
    places = houses(NARROW, 60, luck=chance("test"))
    gaps = [min(metres_apart(one, other) for other in places if other != one) for one in places]
    assert min(gaps) > 5
    assert sorted(gaps)[len(gaps) // 2] < 40
