"""Minutes to the nearest point, by hand and against a slow reference; where one more would help most."""

import itertools
import json

import numpy as np
import pytest
import shapely
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from grids import reach as module
from grids.measures import distance_m, metres_per_degree
from grids.network import MEETING_M, network
from grids.reach import DETOUR, FARTHEST_ASIDE_M, By, OneMore, Reach, RoadsFarAway, ground, reach, where_one_more
from grids.roads import Fault, WrongRoads, roads_of

Place = tuple[float, float]
LON, LAT = 100.1, 21.9
PER_LON, PER_LAT = metres_per_degree(LAT)
WALK = 60 / 4500  # minutes for a metre
RIDE = 60 / 20000


def at(east: float, north: float) -> Place:
    """Degrees of a place so many metres from the middle of the land."""
    return LON + east / PER_LON, LAT + north / PER_LAT


def places(*metres: Place) -> NDArray[np.float64]:
    return np.array([at(*one) for one in metres])


def lines(*metres: list[Place]) -> NDArray[np.object_]:
    return np.array([shapely.LineString([at(*one) for one in line]) for line in metres], object)


def minutes(homes: list[Place], points: list[Place], *, by: By = By.WALKING, roads: list[list[Place]] | None = None) -> Reach:
    ways = None if roads is None else lines(*roads)
    return reach(ground(places(*homes), places(*points), by=by, roads=ways))


@pytest.mark.parametrize(
    ("by", "pace"),
    [(By.WALKING, WALK), (By.MOTORBIKE, RIDE)],
)
def test_in_a_straight_line_the_way_is_the_metres_times_the_detour(by: By, pace: float) -> None:
    found = minutes([(0, 0), (900, 0)], [(300, 400), (1000, 0)], by=by)
    assert found.minutes == pytest.approx([500 * DETOUR * pace, 100 * DETOUR * pace], rel=1e-3)
    assert found.nearest.tolist() == [0, 1]
    assert not found.fallen_back.any()


ROAD: list[Place] = [(0, 0), (1000, 0), (1000, 1000)]
BY_HAND: dict[str, tuple[list[Place], list[Place], list[list[Place]], float | None]] = {
    "along the road, round its corner": ([(0, 0)], [(1000, 1000)], [ROAD], 2000 * WALK),
    "aside of it at the speed of walking, with the detour": ([(500, 100)], [(1000, 1000)], [ROAD], (1500 + 100 * DETOUR) * WALK),
    "both step on to the same piece": ([(200, 50)], [(600, 0)], [ROAD], (400 + 50 * DETOUR) * WALK),
    "next door, far from the road": ([(500, -900)], [(500, -1000)], [ROAD], 100 * DETOUR * WALK),
    "round the long bend, however near in flight": (
        [(0, -40)],
        [(0, 300)],
        [[(0, 0), (1000, 0), (1000, 300), (0, 300)]],
        (2300 + 40 * DETOUR) * WALK,
    ),
    "a line that ends on another's middle": ([(500, 500)], [(0, 0)], [ROAD, [(500, 0), (500, 500)]], 1000 * WALK),
    "a vertex on another's middle": ([(500, 500)], [(0, 0)], [ROAD, [(500, -300), (500, 0.5), (500, 500)]], 1000 * WALK),
    "ends that nearly meet": ([(1500, 0)], [(0, 0)], [ROAD, [(1000.5, 0), (1500, 0)]], 1500 * WALK),
    "lines that cross without a vertex don't meet": (
        [(500, 500)],
        [(0, 0)],
        [ROAD, [(500, -300), (500, 500)]],
        None,
    ),
    "a road that leads nowhere": ([(0, 1500)], [(0, 0)], [ROAD, [(0, 1500), (-500, 1500)]], None),
    "too far from every road": ([(0, -2500)], [(0, 0)], [ROAD], None),
}


@pytest.mark.parametrize("case", BY_HAND)
def test_over_roads(case: str) -> None:
    homes, points, roads, expected = BY_HAND[case]
    found = minutes(homes, points, roads=roads)
    assert found.fallen_back.tolist() == [expected is None]
    straight = minutes(homes, points).minutes
    assert found.minutes == pytest.approx(straight if expected is None else [expected], rel=2e-3)


def test_a_motorbike_is_quick_on_the_road_only() -> None:
    found = minutes([(500, 100)], [(1000, 1000)], by=By.MOTORBIKE, roads=[ROAD])
    assert found.minutes == pytest.approx([1500 * RIDE + 100 * DETOUR * WALK], rel=2e-3)


def test_roads_that_touch_nothing_are_refused_with_how_far_they_are() -> None:
    with pytest.raises(RoadsFarAway) as far:
        minutes([(0, 0)], [(100, 0)], roads=[[(0, 9000), (0, 9900)]])
    assert far.value.metres == pytest.approx(9000, rel=1e-2)
    near = minutes([(0, 0)], [(100, 0)], roads=[[(0, FARTHEST_ASIDE_M - 20), (100, FARTHEST_ASIDE_M - 20)]])
    assert not near.fallen_back.any()


def test_without_a_point_nothing_can_be_asked_and_without_homes_nothing_is_said() -> None:
    with pytest.raises(ValueError, match="no point"):
        minutes([(0, 0)], [])
    land = ground([], places((0, 0)), by=By.WALKING, roads=lines(ROAD))
    found = reach(land)
    assert len(found.minutes) == 0
    assert where_one_more(land, found, within_min=15) is None


metre = st.integers(-1500, 1500).map(float)
spot = st.tuples(metre, metre)
corner = st.tuples(st.integers(-4, 4), st.integers(-4, 4)).map(lambda at: (at[0] * 300.0, at[1] * 300.0))
roads_drawn = st.lists(st.lists(corner, min_size=2, max_size=4, unique=True), min_size=1, max_size=6)
way = st.sampled_from(By)


def drawn(homes: list[Place], points: list[Place], by: By, roads: list[list[Place]] | None) -> module.Ground:
    """The land of a drawn example; one whose roads are too far from everybody is drawn anew."""
    try:
        return ground(places(*homes), places(*points), by=by, roads=None if roads is None else lines(*roads))
    except RoadsFarAway:
        reject()


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(spot, min_size=1, max_size=6), st.lists(spot, min_size=1, max_size=4), roads_drawn, way)
def test_no_way_is_shorter_than_the_flight(homes: list[Place], points: list[Place], roads: list[list[Place]], by: By) -> None:
    found = reach(drawn(homes, points, by, roads))
    for home, took, to in zip(homes, found.minutes, found.nearest, strict=True):
        assert took >= distance_m(*at(*home), *at(*points[to])) * by.min_per_m * 0.99 - 1e-9


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(spot, min_size=1, max_size=6), st.lists(spot, min_size=1, max_size=4), roads_drawn, way)
def test_the_nearest_is_the_least_of_every_point_alone(
    homes: list[Place], points: list[Place], roads: list[list[Place]], by: By
) -> None:
    land = drawn(homes, points, by, roads)
    found = reach(land)
    alone = [reach(module.Ground(by, land.homes, land.points.only(number), land.roads)) for number in range(len(points))]
    every, lost = np.array([one.minutes for one in alone]), np.array([one.fallen_back for one in alone])
    reached = np.where(lost, np.inf, every).min(axis=0)
    assert found.minutes == pytest.approx(np.where(lost.all(axis=0), every.min(axis=0), reached))
    assert found.fallen_back.tolist() == lost.all(axis=0).tolist()
    assert every[found.nearest, np.arange(len(homes))] == pytest.approx(found.minutes)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(spot, min_size=1, max_size=6), st.lists(spot, min_size=2, max_size=4), roads_drawn)
def test_one_more_point_is_never_worse_for_whom_a_road_led_to_one(
    homes: list[Place], points: list[Place], roads: list[list[Place]]
) -> None:
    land = drawn(homes, points, By.WALKING, roads)
    fewer = module.Stops(land.points.places[:-1], land.points.foot[:-1], land.points.aside_m[:-1])
    for ways in (land.roads, None):
        before = reach(module.Ground(By.WALKING, land.homes, fewer, ways))
        after = reach(module.Ground(By.WALKING, land.homes, land.points, ways))
        assert (after.minutes <= before.minutes + 1e-9)[~before.fallen_back].all()


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(corner, min_size=2, max_size=6, unique=True), roads_drawn)
def test_the_graph_agrees_with_a_slow_reference(stops: list[Place], roads: list[list[Place]]) -> None:
    """Floyd and Warshall over the vertices, and over stops that stand on one piece only (else who says where they step on)."""
    pieces = [shapely.LineString(pair) for line in roads for pair in itertools.pairwise(line)]
    vertices = set(itertools.chain(*roads))
    touched = [sum(piece.distance(shapely.Point(stop)) <= 1e-9 for piece in pieces) for stop in stops]
    stops = [stop for stop, pieces in zip(stops, touched, strict=True) if stop in vertices or pieces == 1]
    shapes = np.array([shapely.LineString(line) for line in roads], object)
    ways = network(shapes, np.array(stops).reshape(-1, 2))
    slow = _all_pairs(roads, stops)
    for number, stop in enumerate(stops):
        found = {node: metres for node, metres, _ in ways.spread([(int(ways.foot[number]), 0.0)])}
        for other, target in enumerate(stops):
            assert found.get(int(ways.foot[other]), np.inf) == pytest.approx(slow[stop][target], abs=1e-6)


def _all_pairs(roads: list[list[Place]], stops: list[Place]) -> dict[Place, dict[Place, float]]:
    nodes = sorted({*itertools.chain(*roads), *stops})
    far = {one: dict.fromkeys(nodes, np.inf) | {one: 0.0} for one in nodes}
    for line in roads:
        for start, end in itertools.pairwise(line):
            piece = shapely.LineString([start, end])
            on = [one for one in nodes if piece.distance(shapely.Point(one)) <= 1e-9]
            for one, other in itertools.permutations(on, 2):
                far[one][other] = min(far[one][other], float(np.hypot(one[0] - other[0], one[1] - other[1])))
    for middle, one, other in itertools.product(nodes, nodes, nodes):
        far[one][other] = min(far[one][other], far[one][middle] + far[middle][other])
    return far


def test_a_line_of_many_short_pieces_is_as_long_as_it_is() -> None:
    """What nearly meets isn't merged: else a line drawn every half metre would shrink to nothing."""
    dense = shapely.LineString([(MEETING_M / 2 * step, 0) for step in range(401)])
    ways = network(np.array([dense], object), np.array([(0.0, 0.0), (200.0, 0.0)]))
    found = {node: metres for node, metres, _ in ways.spread([(int(ways.foot[0]), 0.0)])}
    assert found[int(ways.foot[1])] == pytest.approx(200)


def test_one_more_helps_most_where_most_are_far() -> None:
    homes = [(0.0, 0.0), (3000.0, 0.0), (3100.0, 0.0), (3200.0, 0.0), (0.0, 5000.0), (0.0, 5100.0)]
    land = ground(places(*homes), places((0, 0)), by=By.WALKING)
    now = reach(land)
    assert where_one_more(land, now, within_min=15) == OneMore(2, 3), "the middle one: of equal places the fewest minutes"
    assert where_one_more(land, now, within_min=200) is None
    assert where_one_more(land, now, within_min=0.01) == OneMore(1, 1)


def test_one_more_by_road_looks_across_no_river() -> None:
    """Three homes beyond the river are near each other in flight, but a road leads from one bank to the other nowhere."""
    bank: list[Place] = [(0, 0), (8000, 0)]
    beyond: list[Place] = [(0, 400), (8000, 400)]
    homes = [(5000.0, 0.0), (5000.0, 400.0), (5100.0, 400.0), (5150.0, 0.0), (5100.0, 0.0)]
    land = ground(places(*homes), places((0, 0), (8000, 400)), by=By.WALKING, roads=lines(bank, beyond))
    now = reach(land)
    assert not now.fallen_back.any()
    assert where_one_more(land, now, within_min=3) == OneMore(4, 3)


def test_one_more_on_a_road_that_led_nowhere_goes_along_it() -> None:
    """Both homes were reckoned in a straight line; to a point on their own road the way is known, and long."""
    bend: list[Place] = [(4000, 0), (5000, 0), (5000, 300), (4000, 300)]
    land = ground(places((4000, 0), (4000, 300)), places((0, 0)), by=By.WALKING, roads=lines(bend, [(0, 0), (0, 500)]))
    now = reach(land)
    assert now.fallen_back.all()
    assert where_one_more(land, now, within_min=10) == OneMore(0, 1)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.lists(spot, min_size=1, max_size=8),
    st.lists(spot, min_size=1, max_size=2),
    st.none() | roads_drawn,
    way,
    st.sampled_from([1.0, 5.0, 15.0]),
)
def test_one_more_brings_what_it_says_and_no_home_s_place_brings_more(
    homes: list[Place], points: list[Place], roads: list[list[Place]] | None, by: By, within_min: float
) -> None:
    land = drawn(homes, points, by, roads)
    now = reach(land)
    gaps = now.minutes > within_min
    found = where_one_more(land, now, within_min=within_min)
    more = []
    for home in range(len(homes)):
        parts = [np.concatenate([getattr(land.points, name), getattr(land.homes.only(home), name)]) for name in PARTS]
        then = reach(module.Ground(by, land.homes, module.Stops(*parts), land.roads))
        more.append(int((gaps & (then.minutes <= within_min)).sum()))
    assert (found.more if found else 0) == max(more)
    assert found is None or more[found.home] == found.more


PARTS = ("places", "foot", "aside_m")


def test_of_many_places_some_hundreds_are_tried_and_always_the_same() -> None:
    chance = np.random.default_rng(3)
    homes = chance.uniform(-9000, 9000, (3000, 2))
    chosen = module.clustered(homes)
    assert 50 < len(chosen) <= module.MOST_CANDIDATES
    assert chosen.tolist() == module.clustered(homes.copy()).tolist()
    assert module.clustered(np.array([(0.0, 0.0), (0.0, 0.0), (5.0, 0.0)])).tolist() == [0, 2]


def written(*geometries: object, **more: object) -> bytes:
    features = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def a_line(*corners: list[float]) -> dict[str, object]:
    return {"type": "LineString", "coordinates": list(corners)}


def test_lines_are_read_and_what_is_no_line_is_counted() -> None:
    many = {"type": "MultiLineString", "coordinates": [[[100, 21], [100.1, 21]], [[100, 22, 900], [100.1, 22, 900]]]}
    found = roads_of(written(a_line([100, 21], [100, 22]), many, {"type": "Point", "coordinates": [100, 21]}, None))
    assert [len(line.coords) for line in found.lines] == [2, 2, 2]
    assert found.left_out == 2
    assert len(roads_of(json.dumps(a_line([100, 21], [100, 22])).encode()).lines) == 1
    metric = {"type": "name", "properties": {"name": "EPSG:4542"}}  # metres, around 99° east
    moved = roads_of(written(a_line([500000, 2400000], [500100, 2400000]), crs=metric))
    assert moved.lines[0].coords[0] == pytest.approx((99, 21.69), abs=0.01)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.NOT_GEOJSON),
        (b"[1]", Fault.NOT_GEOJSON),
        ("道路".encode("gb18030"), Fault.NOT_GEOJSON),
        (written(), Fault.NO_LINES),
        (written({"type": "Point", "coordinates": [100, 21]}), Fault.NO_LINES),
        (written(a_line([100, 21], [100, 21])), Fault.NO_LINES),
        (written(a_line([100, 21])), Fault.MALFORMED),
        (written({"type": "LineString", "coordinates": "x"}), Fault.MALFORMED),
        (written({"type": "MultiLineString", "coordinates": 3}), Fault.MALFORMED),
        (written(a_line([100, 21], [100, True])), Fault.MALFORMED),
        (written(a_line([500000, 2400000], [500100, 2400000])), Fault.STRAY),
        (written(a_line([0, 0], [1, 1]), crs={"properties": {"name": "gcj02"}}), Fault.STRAY),
        (written(a_line([0, 0], [1, 1]), crs={"properties": {"name": "nobody's"}}), Fault.UNKNOWN_CRS),
    ],
)
def test_a_file_that_can_t_be_taken_says_why(content: bytes, fault: Fault) -> None:
    with pytest.raises(WrongRoads) as wrong:
        roads_of(content)
    assert wrong.value.fault is fault
