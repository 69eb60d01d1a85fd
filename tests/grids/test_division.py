"""Grids as proposed: they cover the land, hang together, keep to rivers, and are about equal in households."""

import csv
import json
import time

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grids.division import WALK_M_PER_MIN, Indivisible, Place, Proposal, Reason, divide
from grids.measures import metres_per_degree
from grids.territory import Grid, Territory
from tests.grids.makers import SHARED, Floats, settled_points, tiling

WEST, SOUTH, METRE = 100.0, 21.8, 1 / 111_000
SIDE = 0.03


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A rectangle in parts of a village's side."""
    return shapely.box(WEST + west * SIDE, SOUTH + south * SIDE, WEST + east * SIDE, SOUTH + north * SIDE)


def line(*points: Place) -> shapely.LineString:
    return shapely.LineString([(WEST + x * SIDE, SOUTH + y * SIDE) for x, y in points])


def at(x: float, y: float) -> Place:
    return WEST + x * SIDE, SOUTH + y * SIDE


SQUARE = box(0, 0, 1, 1)
ELL = box(0, 0, 1, 1) - box(0.3, 0.3, 1.1, 1.1)
RING = box(0, 0, 1, 1) - box(0.3, 0.3, 0.7, 0.7)
WITH_EXCLAVE = shapely.MultiPolygon([box(0, 0, 1, 1), box(1.2, 0.4, 1.3, 0.5)])
TWO_HALVES = shapely.MultiPolygon([box(0, 0, 1, 1), box(1.2, 0, 2.2, 1)])
WALL = shapely.coverage_union_all([grid.shape for grid in tiling(6)])
RIVER = line((0.45, -0.1), (0.55, 0.4), (0.4, 0.7), (0.5, 1.1))


def homes(land: shapely.Geometry, count: int, *, seed: int = 1) -> tuple[Floats, Floats]:
    """So many households anywhere on the land."""
    chance = np.random.default_rng(seed)
    west, south, east, north = land.bounds
    lon, lat = chance.uniform(west, east, 40 * count), chance.uniform(south, north, 40 * count)
    on_land = np.flatnonzero(shapely.contains_xy(land, lon, lat))[:count]
    assert len(on_land) == count
    return lon[on_land], lat[on_land]


def plain_m2(shapes: object) -> float:
    """Area with straight lines in degrees: a geodesic from corner to corner changes a little when a corner is set on it."""
    return float(np.sum(shapely.area(shapes)) * np.prod(metres_per_degree(SOUTH)))


def judge(proposal: Proposal, land: shapely.Geometry, lon: Floats, lat: Floats) -> None:
    """What holds of every proposal: no gap, no overlap, corners in common, every household in the one part it is counted in."""
    shapes = np.array([part.shape for part in proposal.parts], object)
    assert shapely.is_valid(shapes).all()
    assert plain_m2(shapely.symmetric_difference(shapely.union_all(shapes), land)) < 1
    assert plain_m2(shapes) == pytest.approx(plain_m2(land), abs=1)
    assert shapely.coverage_is_valid(shapes)
    has = np.array([shapely.intersects_xy(shape, lon, lat) for shape in shapes])
    inside = shapely.intersects_xy(land, lon, lat)
    assert (proposal.part_of[~inside] == -1).all()
    assert has[proposal.part_of[inside], np.flatnonzero(inside)].all()
    assert (has.sum(axis=0)[inside] == 1).all()
    assert [part.households for part in proposal.parts] == np.bincount(proposal.part_of[inside], minlength=len(shapes)).tolist()


def is_whole(proposal: Proposal) -> bool:
    return all(part.shape.geom_type == "Polygon" for part in proposal.parts)


@pytest.mark.parametrize("into", [1, 2, 3, 7])
@pytest.mark.parametrize("land", [SQUARE, ELL, RING, WALL], ids=["square", "L", "hole", "ragged"])
def test_a_village_in_one_piece_gets_whole_and_even_grids(land: shapely.Geometry, into: int) -> None:
    lon, lat = homes(land, 150)

    proposal = divide(land, lon, lat, into=into)

    judge(proposal, land, lon, lat)
    assert len(proposal.parts) == into
    assert is_whole(proposal)
    assert proposal.check(land) == []
    assert proposal.balance <= 1.25
    assert all(0.1 < part.compactness < 1 for part in proposal.parts)


def test_the_corners_of_the_outline_come_back_as_they_were() -> None:
    proposal = divide(WALL, *homes(WALL, 60), into=4)

    drawn = {tuple(corner) for part in proposal.parts for corner in shapely.get_coordinates(part.shape).tolist()}
    assert {tuple(corner) for corner in shapely.get_coordinates(WALL).tolist()} <= drawn


def test_the_same_question_has_the_same_answer() -> None:
    lon, lat = homes(ELL, 80)

    first, second = (divide(ELL, lon, lat, into=5) for _ in range(2))

    assert first.parts == second.parts


def test_no_grid_crosses_a_river_and_both_banks_get_their_share() -> None:
    lon, lat = homes(SQUARE, 120)

    proposal = divide(SQUARE, lon, lat, into=6, edges=[RIVER])

    judge(proposal, SQUARE, lon, lat)
    assert is_whole(proposal)
    for part in proposal.parts:
        inner = shapely.buffer(part.shape, -METRE)
        assert not shapely.intersects(RIVER, inner)
    banks = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all([SQUARE.boundary, RIVER]))))
    west = [part for part in proposal.parts if shapely.contains_xy(banks[0].buffer(METRE), *part.heart)]
    assert 2 <= len(west) <= 4
    assert proposal.balance <= 1.5


def test_a_river_may_force_grids_to_be_uneven() -> None:
    few, many = homes(box(0, 0, 0.2, 1), 5), homes(box(0.21, 0, 1, 1), 95)
    lon, lat = (np.concatenate([one, two]) for one, two in zip(few, many, strict=True))

    proposal = divide(SQUARE, lon, lat, into=2, edges=[line((0.205, 0), (0.205, 1))])

    assert sorted(part.households for part in proposal.parts) == [5, 95]


def test_what_a_river_cuts_off_where_nobody_lives_joins_a_neighbour() -> None:
    lon, lat = homes(box(0, 0, 0.5, 1), 40)

    proposal = divide(SQUARE, lon, lat, into=4, edges=[line((0.6, -0.1), (0.6, 1.1)), line((0.8, -0.1), (0.8, 1.1))])

    judge(proposal, SQUARE, lon, lat)
    assert is_whole(proposal)
    assert proposal.balance <= 1.25


def test_a_river_that_begins_in_the_village_does_not_cut_it_in_two() -> None:
    lon, lat = homes(SQUARE, 60)

    proposal = divide(SQUARE, lon, lat, into=1, edges=[line((0.5, -0.1), (0.5, 0.5))])

    assert len(proposal.parts) == 1
    judge(proposal, SQUARE, lon, lat)


def test_a_river_beside_the_border_leaves_no_grid_of_its_sliver() -> None:
    lon, lat = homes(box(0.1, 0, 1, 1), 50)

    proposal = divide(SQUARE, lon, lat, into=3, edges=[line((0.0001, -0.1), (0.0001, 1.1))])

    judge(proposal, SQUARE, lon, lat)
    assert is_whole(proposal)
    assert proposal.balance <= 1.25


def test_a_small_exclave_goes_to_one_grid_whole() -> None:
    main, away = homes(box(0, 0, 1, 1), 60), homes(box(1.2, 0.4, 1.3, 0.5), 4)
    lon, lat = (np.concatenate([one, two]) for one, two in zip(main, away, strict=True))

    proposal = divide(WITH_EXCLAVE, lon, lat, into=3)

    judge(proposal, WITH_EXCLAVE, lon, lat)
    assert sorted(len(shapely.get_parts(part.shape)) for part in proposal.parts) == [1, 1, 2]
    assert len(set(proposal.part_of[-4:])) == 1
    assert proposal.balance <= 1.25
    assert [finding.kind.value for finding in proposal.check(WITH_EXCLAVE)] == ["exclave"]


@pytest.mark.parametrize(("living_there", "pieces"), [(8, [1, 1, 2]), (14, [1, 1, 1])])
def test_an_exclave_is_small_with_less_than_half_an_average_grid(living_there: int, pieces: list[int]) -> None:
    main, away = homes(box(0, 0, 1, 1), 60), homes(box(1.2, 0.4, 1.3, 0.5), living_there)
    lon, lat = (np.concatenate([one, two]) for one, two in zip(main, away, strict=True))

    proposal = divide(WITH_EXCLAVE, lon, lat, into=3)

    judge(proposal, WITH_EXCLAVE, lon, lat)
    assert sorted(len(shapely.get_parts(part.shape)) for part in proposal.parts) == pieces


def test_an_exclave_that_is_large_enough_has_grids_of_its_own() -> None:
    lon, lat = homes(TWO_HALVES, 100)

    proposal = divide(TWO_HALVES, lon, lat, into=4)

    judge(proposal, TWO_HALVES, lon, lat)
    assert is_whole(proposal)
    assert len(divide(TWO_HALVES, lon, lat, into=1).parts) == 1


def test_grids_grow_around_stations_and_each_has_its_own() -> None:
    lon, lat = homes(ELL, 90)
    stations = [at(0.1, 0.9), at(0.15, 0.15), at(0.9, 0.1)]

    proposal = divide(ELL, lon, lat, stations=stations)

    judge(proposal, ELL, lon, lat)
    assert [part.seed for part in proposal.parts] == [0, 1, 2]
    assert all(shapely.contains_xy(part.shape, *stations[part.seed or 0]) for part in proposal.parts)
    assert proposal.parts[2].heart == pytest.approx(stations[2])
    assert proposal.balance <= 1.25
    assert is_whole(proposal)


def test_with_more_grids_than_stations_the_others_have_a_heart_of_their_own() -> None:
    lon, lat = homes(SQUARE, 60)

    proposal = divide(SQUARE, lon, lat, into=4, stations=[at(0.2, 0.2)])

    assert [part.seed for part in proposal.parts] == [0, None, None, None]
    west_to_east = [shapely.centroid(part.shape).x for part in proposal.parts[1:]]
    assert west_to_east == sorted(west_to_east)
    assert all(shapely.contains_xy(part.shape, *part.heart) for part in proposal.parts)


def test_with_fewer_grids_than_stations_none_of_these_is_preferred() -> None:
    lon, lat = homes(SQUARE, 40)

    proposal = divide(SQUARE, lon, lat, into=2, stations=[at(0.2, 0.2), at(0.5, 0.5), at(0.8, 0.8)])

    assert [part.seed for part in proposal.parts] == [None, None]


def test_stations_outside_or_twice_at_one_place_are_no_seeds() -> None:
    lon, lat = homes(SQUARE, 40)

    proposal = divide(SQUARE, lon, lat, stations=[at(5, 5), at(0.2, 0.2), at(0.2, 0.2), at(0.8, 0.8)])

    assert [part.seed for part in proposal.parts] == [1, 3]


def test_a_bank_without_a_station_gets_a_grid_all_the_same() -> None:
    lon, lat = homes(SQUARE, 40)

    proposal = divide(SQUARE, lon, lat, stations=[at(0.2, 0.2), at(0.2, 0.8)], edges=[RIVER])

    assert [part.seed for part in proposal.parts] == [0, 1, None]
    into_two = divide(SQUARE, lon, lat, stations=[at(0.2, 0.2), at(0.2, 0.8)], edges=[RIVER], into=2)
    assert [part.seed for part in into_two.parts] == [0, None]


def test_a_bank_with_more_stations_than_homes_has_as_many_grids_as_homes() -> None:
    few, many = (np.array([at(0.1, 0.5), at(0.12, 0.5)]).T, homes(box(0.6, 0, 1, 1), 40))
    lon, lat = (np.concatenate([one, two]) for one, two in zip(few, many, strict=True))
    stations = [at(0.1, 0.2), at(0.1, 0.5), at(0.1, 0.8), at(0.8, 0.5)]

    proposal = divide(SQUARE, lon, lat, stations=stations, edges=[RIVER])

    judge(proposal, SQUARE, lon, lat)
    assert [(part.seed, part.households) for part in proposal.parts] == [(0, 1), (1, 1), (3, 40)]
    with pytest.raises(Indivisible) as refused:
        divide(SQUARE, lon[:2], lat[:2], stations=stations)
    assert refused.value.facts == {"grids": 4, "places": 2}


def test_households_too_far_on_foot_are_counted() -> None:
    metres = np.array([100.0, 300.0, 750.0, 820.0, 910.0])
    lon, lat = np.full(5, at(0.5, 0)[0]), SOUTH + 0.01 * SIDE + metres / 110_700

    proposal = divide(SQUARE, lon, lat, stations=[(float(lon[0]), SOUTH + 0.01 * SIDE)], minutes=15)

    assert round(15 * WALK_M_PER_MIN) == 804
    assert (proposal.far, proposal.parts[0].far) == (2, 2)
    assert divide(SQUARE, lon, lat, into=1, minutes=1).far == 4  # all but the one in the middle


def test_households_at_one_place_stay_together_and_are_all_counted() -> None:
    lon, lat = (np.repeat(values, 5) for values in homes(SQUARE, 12))

    proposal = divide(SQUARE, lon, lat, into=4)

    judge(proposal, SQUARE, lon, lat)
    assert [part.households for part in proposal.parts] == [15, 15, 15, 15]
    assert all(len(set(proposal.part_of[n : n + 5])) == 1 for n in range(0, 60, 5))


def test_grids_are_balanced_by_what_households_weigh() -> None:
    lon, lat = homes(SQUARE, 90)
    weight = np.where(lon < at(0.5, 0)[0], 5, 1)

    proposal = divide(SQUARE, lon, lat, weight=weight, into=4)

    judge(proposal, SQUARE, lon, lat)
    for number, part in enumerate(proposal.parts):
        assert part.weight == weight[proposal.part_of == number].sum()
    assert proposal.balance <= 1.25
    counts = [part.households for part in proposal.parts]
    assert max(counts) / min(counts) > 2  # so they aren't even in households: it is the weight that counts


def test_households_outside_the_outline_are_counted_apart() -> None:
    lon, lat = homes(SQUARE, 10)

    proposal = divide(SQUARE, np.append(lon, 0.0), np.append(lat, 0.0), into=2)

    assert (proposal.outside, sum(part.households for part in proposal.parts)) == (1, 10)


@pytest.mark.parametrize(
    ("count", "into", "edges", "reason", "facts"),
    [
        (3, 4, [], Reason.FEWER_PLACES, {"grids": 4, "places": 3}),
        (0, 1, [], Reason.FEWER_PLACES, {"grids": 1, "places": 0}),
        (20, 2, [line((5, 5), (6, 6))], Reason.EDGES_ELSEWHERE, {}),
        (60, 2, [line((0.3, -1), (0.3, 2)), line((0.6, -1), (0.6, 2))], Reason.CUT_FINER, {"grids": 2, "areas": 3}),
    ],
)
def test_what_can_not_be_divided_says_why(
    count: int, into: int, edges: list[shapely.Geometry], reason: Reason, facts: dict[str, int]
) -> None:
    with pytest.raises(Indivisible) as refused:
        divide(SQUARE, *homes(SQUARE, count), into=into, edges=edges)

    assert (refused.value.reason, refused.value.facts) == (reason, facts)


def test_households_at_one_place_can_not_be_parted() -> None:
    with pytest.raises(Indivisible) as refused:
        divide(SQUARE, np.repeat(at(0.5, 0.5)[0], 9), np.repeat(at(0.5, 0.5)[1], 9), into=2)

    assert refused.value.facts == {"grids": 2, "places": 1}


def test_edges_elsewhere_are_left_out_where_another_is_on_the_village() -> None:
    lon, lat = homes(SQUARE, 40)

    both, alone = (divide(SQUARE, lon, lat, into=4, edges=edges) for edges in ([line((5, 5), (6, 6)), RIVER], [RIVER]))

    assert both.parts == alone.parts


@st.composite
def villages(draw: st.DrawFn) -> tuple[shapely.Geometry, Floats, Floats]:
    """Land of one piece with a ragged border, perhaps a hole, and households strewn or in hamlets."""
    seed = draw(st.integers(0, 10_000))
    land = draw(st.sampled_from([SQUARE, ELL, RING, shapely.coverage_union_all([g.shape for g in tiling(3, seed=seed)])]))
    count = draw(st.integers(30, 120))
    if draw(st.booleans()):
        return land, *homes(land, count, seed=seed)
    lon, lat = settled_points([Grid("", "", land)], 60 * count, seed=seed)
    on_land = np.flatnonzero(shapely.contains_xy(land, lon, lat))[:count]
    return land, lon[on_land], lat[on_land]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(village=villages(), into=st.integers(1, 8))
@example(village=(SQUARE, *homes(SQUARE, 30)), into=8)
def test_whatever_the_village_the_grids_cover_it_hang_together_and_are_even(
    village: tuple[shapely.Geometry, Floats, Floats], into: int
) -> None:
    land, lon, lat = village

    proposal = divide(land, lon, lat, into=into)

    judge(proposal, land, lon, lat)
    assert is_whole(proposal)
    assert len(proposal.parts) == into
    assert proposal.balance <= 1.5


def bearing(turn: float, away: float) -> shapely.LineString:
    """A line across the square, at so many turns and so far from its middle."""
    east, north = np.cos(turn * np.pi), np.sin(turn * np.pi)
    ends = [(0.5 - away * north + far * east, 0.5 + away * east + far * north) for far in (-2, 2)]
    return line(*ends)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    lines=st.lists(st.tuples(st.floats(0, 1), st.floats(-0.4, 0.4)), min_size=1, max_size=3),
    into=st.integers(7, 10),
)
def test_whatever_the_edges_nobody_is_parted_from_their_bank(seed: int, lines: list[tuple[float, float]], into: int) -> None:
    """Three lines make seven areas at most. No grid has households on two sides of a line."""
    lon, lat = homes(SQUARE, 80, seed=seed)
    edges = [bearing(turn, away) for turn, away in lines]

    proposal = divide(SQUARE, lon, lat, into=into, edges=edges)

    judge(proposal, SQUARE, lon, lat)
    assert is_whole(proposal)
    for edge in edges:
        (x0, y0), (x1, y1) = edge.coords
        side = np.sign((x1 - x0) * (lat - y0) - (y1 - y0) * (lon - x0))
        assert all(len(set(side[proposal.part_of == number])) == 1 for number in range(into))


def test_a_real_municipality_is_divided_into_grids_of_about_sixty_buildings() -> None:
    shapes, points = SHARED / "liechtenstein_municipalities.wgs84.geojson", SHARED / "liechtenstein_households.csv"
    if not (shapes.exists() and points.exists()):
        pytest.skip(f"{shapes} or {points} is missing")
    features = json.loads(shapes.read_text("utf-8"))["features"]
    land = max((shapely.from_geojson(json.dumps(one["geometry"])) for one in features), key=lambda one: len(one.geoms))
    with points.open(encoding="utf-8", newline="") as file:
        every = np.array([(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)])
    lon, lat = every[shapely.contains_xy(land, every)].T
    into = round(len(lon) / 60)

    proposal = divide(land, lon, lat, into=into)

    judge(proposal, land, lon, lat)
    assert into > 1
    assert proposal.balance <= 1.5
    assert {finding.kind.value for finding in proposal.check(land)} <= {"exclave"}
    territory = Territory(Grid(f"{n:03d}", "", part.shape) for n, part in enumerate(proposal.parts))
    assert (territory.locate_many(lon, lat).index == proposal.part_of).all()


def test_five_thousand_households_become_95_even_grids_in_seconds() -> None:
    villages = tiling(11)
    land = shapely.union_all([village.shape for village in villages])
    lon, lat = settled_points(villages, 7_000)
    began = time.process_time()

    proposal = divide(land, lon, lat, into=95)

    assert time.process_time() - began < 10
    assert proposal.part_of.max() == 94
    assert sum(part.households for part in proposal.parts) > 4_800
    assert is_whole(proposal)
    assert proposal.balance <= 1.25
    assert proposal.check(land) == []
