"""The order of a day: examples by hand, what holds for every plan, and how near the best order it comes."""

import itertools
import subprocess
import sys
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from grids.measures import metres_per_degree
from grids.reach import DETOUR, By, RoadsFarAway
from grids.rounds import DAY_MIN, Left, Place, Plan, Round, Stop, Walker, Why, Windows, plan, rearranged

LON, LAT = 100.1, 21.9
PER_LON, PER_LAT = metres_per_degree(LAT)
MIN_M = 1000 * 4.5 / 60 / DETOUR  # metres of flight that one walks in a minute
EIGHT, NOON, FIVE, SIX = 8 * 60, 12 * 60, 17 * 60, 18 * 60
STATION = (0.0, 0.0)


def at(east: float, north: float) -> Place:
    """Degrees of a place so many minutes' walk from the station."""
    return LON + east * MIN_M / PER_LON, LAT + north * MIN_M / PER_LAT


def stop(stop_id: str, east: float, north: float = 0, *, stay: int = 10, windows: Windows = (), urgent: bool = False) -> Stop:
    return Stop(stop_id, *at(east, north), minutes=stay, windows=windows, urgent=urgent)


def walker(
    walker_id: str = "w",
    start: Place = STATION,
    end: Place | None = STATION,
    *,
    hours: tuple[int, int] = (EIGHT, SIX),
    at_most: int = DAY_MIN,
    by: By = By.WALKING,
) -> Walker:
    return Walker(walker_id, at(*start), None if end is None else at(*end), *hours, at_most_minutes=at_most, by=by)


def ids(one: Round) -> list[str]:
    return [leg.stop_id for leg in one.legs]


def only(made: Plan) -> Round:
    assert len(made.rounds) == 1
    return made.rounds[0]


def close(minutes: float) -> Any:
    return pytest.approx(minutes, abs=0.1)


def test_one_stop_there_the_stay_and_back() -> None:
    made = only(plan([stop("a", 30, stay=20)], [walker()]))
    [leg] = made.legs
    assert (leg.arrives, leg.waits, leg.leaves) == (close(EIGHT + 30), 0, close(EIGHT + 50))
    assert leg.minutes_there == close(30)
    assert leg.metres == pytest.approx(30 * 75, rel=2e-3)
    assert made.departs == EIGHT
    assert (made.returns, made.minutes) == (close(EIGHT + 80), close(80))
    assert made.metres == pytest.approx(60 * 75, rel=2e-3)


def test_no_stops_no_way_and_no_walkers_no_time() -> None:
    made = plan([], [walker(end=(10, 0))])
    assert made == Plan((Round("w", (), EIGHT, EIGHT, 0.0, 0.0),), ())
    assert plan([stop("a", 1), Stop("b", None, None, 5)], []) == Plan((), (Left("a", Why.NO_TIME), Left("b", Why.NO_PLACE)))


ROUND_TRIP = [stop("far", 40), stop("near", 10), stop("middle", 20, 1)]


def test_where_the_day_ends_decides_the_order() -> None:
    there = only(plan(ROUND_TRIP, [walker(end=(50, 0))]))
    assert ids(there) == ["near", "middle", "far"]
    assert there.returns == pytest.approx(EIGHT + 50 + 30, abs=1)
    back = only(plan(ROUND_TRIP, [walker(start=(50, 0), end=STATION)]))
    assert ids(back) == ["far", "middle", "near"]
    open_end = only(plan(ROUND_TRIP, [walker(end=None)]))
    assert ids(open_end) == ["near", "middle", "far"]
    assert open_end.returns == open_end.legs[-1].leaves
    assert only(plan(ROUND_TRIP, [walker()])).minutes == pytest.approx(80 + 30, abs=1)


def test_only_after_five_is_visited_last_and_the_waiting_is_done_at_home() -> None:
    made = only(plan([stop("evening", 10, windows=((FIVE, DAY_MIN),)), stop("any", 20)], [walker()]))
    assert ids(made) == ["any", "evening"]
    assert made.legs[1].arrives == FIVE
    assert made.legs[1].waits == 0
    assert made.departs == close(FIVE - 40)
    assert made.returns == close(FIVE + 20)


def test_market_hours_are_kept_and_waited_for_where_somebody_must_be_seen_before() -> None:
    market = stop("market", 10, windows=((14 * 60, 15 * 60), (6 * 60, 8 * 60 + 5)))
    morning = stop("morning", -10, windows=((EIGHT, 9 * 60),))
    made = only(plan([market, morning], [walker()]))
    assert ids(made) == ["morning", "market"]
    assert made.legs[0].arrives == 9 * 60, "as late as it may begin"
    assert made.legs[1].leaves == 14 * 60 + 10
    assert made.legs[1].waits == close(14 * 60 - (9 * 60 + 30))


def test_windows_that_overlap_are_one_and_an_appointment_is_kept_to_the_minute() -> None:
    made = only(plan([stop("a", 10, windows=((600, 660), (540, 610), (720, 720)))], [walker(hours=(660, 900))]))
    assert made.legs[0].arrives == 720
    assert only(plan([stop("a", 10, windows=((600, 660), (540, 610)))], [walker()])).legs[0].arrives == 540


def test_at_most_so_many_hours_begin_when_it_suits() -> None:
    stops = [stop("evening", 10, windows=((FIVE, DAY_MIN),)), stop("noon", 20, windows=((NOON, NOON + 60),))]
    long = plan(stops, [walker(at_most=360)])
    assert not long.left
    assert only(long).minutes <= 360
    short = plan(stops, [walker(at_most=120)])
    assert [left.why for left in short.left] == [Why.NO_TIME]
    assert only(short).minutes <= 120
    assert ids(only(plan([stops[0]], [walker(at_most=30)]))) == ["evening"], "exactly as long as there and back"
    assert plan([stops[0]], [walker(at_most=29)]).left == (Left("evening", Why.TOO_FAR),)


def test_who_is_left_and_why() -> None:
    stops = [
        stop("far", 400),
        stop("closed", 10, windows=((60, 120), (SIX, SIX + 60))),
        Stop("nowhere", LON, None, 10),
        stop("short", 10, stay=300),
        stop("long", 12, stay=580),
    ]
    made = plan(stops, [walker()])
    assert made.left == (
        Left("far", Why.TOO_FAR),
        Left("closed", Why.WINDOW_CLOSED),
        Left("nowhere", Why.NO_PLACE),
        Left("long", Why.TOO_FAR),
    )
    both = plan([stop("a", 10, stay=300), stop("b", 12, stay=300)], [walker()])
    assert both.left == (Left("b", Why.NO_TIME),)
    assert not plan([stop("far", 400)], [walker(by=By.MOTORBIKE)]).left


def test_all_too_far_leaves_an_empty_round() -> None:
    made = plan([stop("a", 500), stop("b", -500)], [walker()])
    assert only(made).legs == ()
    assert {left.why for left in made.left} == {Why.TOO_FAR}


def test_urgent_stops_are_left_last() -> None:
    easy = [stop(name, east, stay=100) for name, east in (("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 5))]
    hard = stop("z", 100, stay=300, urgent=True)
    hours = walker(hours=(EIGHT, SIX))
    assert "z" in ids(only(plan([*easy, hard], [hours])))
    assert "z" in ids(only(plan([*easy, hard], [walker(hours=(0, DAY_MIN), at_most=600)])))
    assert "z" not in ids(only(plan([*easy, stop("z", 100, stay=300)], [hours])))


def test_two_walkers_share_and_each_goes_where_it_is_near() -> None:
    west = [stop(f"w{number}", -60 - number) for number in range(3)]
    east = [stop(f"e{number}", 60 + number) for number in range(3)]
    made = plan([*west, *east], [walker("east", (60, 0), (60, 0)), walker("west", (-60, 0), (-60, 0))])
    assert [(one.walker_id, sorted(ids(one))) for one in made.rounds] == [
        ("east", ["e0", "e1", "e2"]),
        ("west", ["w0", "w1", "w2"]),
    ]
    apart = plan([stop("a", 10, stay=250), stop("b", 12, stay=250)], [walker("x", at_most=300), walker("y", at_most=300)])
    assert [len(one.legs) for one in apart.rounds] == [1, 1]


def test_hours_that_begin_when_they_like_are_chosen_for_each() -> None:
    early, late = stop("early", 10, windows=((500, 510),)), stop("late", 10, windows=((FIVE, FIVE + 5),))
    made = plan([early, late], [walker("x", at_most=60), walker("y", at_most=60)])
    assert not made.left
    assert sorted(one.departs for one in made.rounds) == [close(490), close(FIVE - 10)]


def test_a_motorbike_goes_farther_in_the_same_time() -> None:
    made = only(plan([stop("a", 30)], [walker(by=By.MOTORBIKE)]))
    assert made.legs[0].minutes_there == pytest.approx(30 * 4.5 / 20, abs=0.02)
    assert made.legs[0].metres == pytest.approx(30 * 75, rel=2e-3)


def test_an_order_made_by_hand_says_which_windows_it_misses_and_how_far_beyond_the_hours_it_goes() -> None:
    morning, evening = stop("morning", 10, windows=((EIGHT, 9 * 60),)), stop("evening", 20, windows=((FIVE, SIX),))
    good = rearranged([morning, evening], walker())
    assert (good.missed, good.overtime) == ((), 0)
    bad = rearranged([evening, morning], walker())
    assert bad.missed == ("morning",)
    assert bad.legs[1].waits == 0, "nobody waits before a closed door"
    assert bad.returns == close(FIVE + 40)
    assert rearranged([evening], walker(hours=(EIGHT, FIVE))).overtime == close(30)
    assert rearranged([morning, evening], walker(at_most=60)).overtime == close(good.minutes - 60)
    assert rearranged([], walker()).legs == ()


ROAD = np.array([shapely.LineString([at(0, 0), at(40, 0), at(40, 40)])], object)


def test_over_roads() -> None:
    corner, far = stop("corner", 40, stay=0), stop("end", 40, 40, stay=0)
    made = rearranged([far, corner], walker(by=By.WALKING), roads=ROAD)
    assert [leg.minutes_there for leg in made.legs] == [
        pytest.approx(80 / DETOUR, rel=0.01),
        pytest.approx(40 / DETOUR, rel=0.01),
    ]
    assert made.metres == pytest.approx(160 * MIN_M, rel=0.01)
    aside = rearranged([stop("aside", 20, 5)], walker(), roads=ROAD)
    assert aside.legs[0].minutes_there == pytest.approx(20 / DETOUR + 5, rel=0.01)
    neighbours = rearranged([stop("a", 20, 8), stop("b", 21, 8)], walker(), roads=ROAD)
    assert neighbours.legs[1].minutes_there == close(1), "straight, not round by the road"
    ridden = rearranged([stop("aside", 20, 5)], walker(by=By.MOTORBIKE), roads=ROAD)
    assert ridden.legs[0].minutes_there == pytest.approx(20 / DETOUR * 4.5 / 20 + 5, rel=0.01)
    beyond = rearranged([stop("beyond", 0, 60)], walker(), roads=ROAD)
    assert beyond.legs[0].minutes_there == pytest.approx(60, rel=0.01), "no road within two kilometres: straight"
    with pytest.raises(RoadsFarAway):
        plan([stop("a", 1000)], [walker(start=(1000, 1), end=None)], roads=ROAD)


def test_walkers_are_slow_uphill_and_quicker_gently_down() -> None:
    def slope(lon: float, lat: float) -> float:
        return (lon - LON) * PER_LON * DETOUR * 0.05  # a rise of 5 % of the way

    there = rearranged([stop("up", 60)], walker(), height_at=slope)
    up, down = there.legs[0].minutes_there, there.returns - there.legs[0].leaves
    assert up == pytest.approx(60 * np.exp(3.5 * 0.05), rel=2e-3)
    assert down == pytest.approx(60 * np.exp(-3.5 * 0.05), rel=2e-3)
    ridden = rearranged([stop("up", 60)], walker(by=By.MOTORBIKE), height_at=slope)
    assert ridden.legs[0].minutes_there == pytest.approx(60 * 4.5 / 20, rel=2e-3)
    unknown = rearranged([stop("up", 60)], walker(), height_at=lambda *_: float("nan"))
    assert unknown.legs[0].minutes_there == close(60)
    cliff = rearranged([stop("up", 1)], walker(), height_at=lambda lon, _: 9000.0 * (lon > LON))
    assert cliff.legs[0].minutes_there == close(np.exp(3.5 * 0.5)), "no way is taken to be steeper than half"


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a stay below nothing": (lambda: stop("a", 1, stay=-1), "a stay of -1"),
    "a stay beyond a day": (lambda: stop("a", 1, stay=DAY_MIN + 1), "a stay of 1441"),
    "a window the wrong way round": (lambda: stop("a", 1, windows=((600, 540),)), "from minute 600 to minute 540"),
    "a window before the day": (lambda: stop("a", 1, windows=((-1, 540),)), "from minute -1"),
    "a longitude that is no number": (lambda: Stop("a", float("nan"), 21.0, 5), "no place on the earth"),
    "an endless latitude": (lambda: Stop("a", 100.0, float("inf"), 5), "no place on the earth"),
    "hours the wrong way round": (lambda: walker(hours=(600, 540)), "from minute 600"),
    "hours beyond the day": (lambda: walker(hours=(600, DAY_MIN + 1)), "from minute 600"),
    "fewer than no minutes": (lambda: walker(at_most=-5), "at most -5"),
    "a start off the earth": (lambda: Walker("w", (100.0, 91.0), None, 0, 10), "no place on the earth"),
    "an end that is no number": (lambda: Walker("w", (100.0, 21.0), (float("nan"), 21.0), 0, 10), "no place on the earth"),
    "two stops of one id": (lambda: plan([stop("a", 1), stop("a", 2)], [walker()]), "same id"),
    "two walkers of one id": (lambda: plan([stop("a", 1)], [walker(), walker()]), "same id"),
    "one id twice by hand": (lambda: rearranged([stop("a", 1), stop("a", 1)], walker()), "same id"),
    "a stop without a place by hand": (
        lambda: rearranged([stop("a", 1), Stop("b", None, 21.0, 5)], walker()),
        "Nobody knows where these are: b",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_makes_no_sense_is_refused(case: str) -> None:
    wrong, said = WRONG[case]
    with pytest.raises(ValueError, match=said):
        wrong()


minute = st.integers(0, DAY_MIN)
hours = st.tuples(minute, minute).map(lambda pair: (min(pair), max(pair)))
spot = st.tuples(st.integers(-60, 60), st.integers(-60, 60))
some_windows = st.just(()) | st.lists(hours, max_size=3).map(tuple)
drawn_stop = st.tuples(spot, st.integers(0, 90), some_windows, st.booleans())
drawn_stops = st.lists(drawn_stop, max_size=7).map(
    lambda some: [
        stop(f"s{n}", *place, stay=stay, windows=windows, urgent=urgent) for n, (place, stay, windows, urgent) in enumerate(some)
    ]
)
drawn_walker = st.tuples(
    spot, st.none() | spot, st.just((EIGHT, SIX)) | hours, st.just(DAY_MIN) | st.integers(60, 600), st.sampled_from(By)
)
drawn_walkers = st.lists(drawn_walker, min_size=1, max_size=3).map(
    lambda some: [
        walker(f"w{n}", start, end, hours=when, at_most=at_most, by=by) for n, (start, end, when, at_most, by) in enumerate(some)
    ]
)
A_SECOND = 1 / 60
fast = settings(derandomize=True, max_examples=60, deadline=None)


def is_open(windows: Windows, begins: float) -> bool:
    return not windows or any(start - 1e-9 <= begins <= end + 1e-9 for start, end in windows)


@fast
@given(drawn_stops, drawn_walkers)
def test_everybody_is_in_one_round_or_left_and_every_round_keeps_its_windows_and_hours(
    stops: list[Stop], walkers: list[Walker]
) -> None:
    made = plan(stops, walkers)
    visited = [stop_id for one in made.rounds for stop_id in ids(one)]
    assert sorted([*visited, *(left.stop_id for left in made.left)]) == sorted(one.id for one in stops)
    by_id = {one.id: one for one in stops}
    for one, who in zip(made.rounds, walkers, strict=True):
        assert (one.walker_id, one.missed, one.overtime) == (who.id, (), 0)
        assert who.from_minute <= one.departs <= one.returns <= who.to_minute + 1e-9
        assert one.minutes <= who.at_most_minutes + 1e-9
        now = one.departs
        for leg in one.legs:
            assert leg.arrives == pytest.approx(now + leg.minutes_there)
            assert is_open(by_id[leg.stop_id].windows, leg.arrives + leg.waits)
            assert leg.waits >= 0
            assert leg.leaves == pytest.approx(leg.arrives + leg.waits + by_id[leg.stop_id].minutes)
            now = leg.leaves
        assert one.minutes == pytest.approx(one.returns - one.departs)
        assert one.returns >= now - 1e-9


@fast
@given(drawn_stops, drawn_walkers)
def test_nobody_is_left_for_want_of_time_who_could_be_put_between_two(stops: list[Stop], walkers: list[Walker]) -> None:
    made = plan(stops, walkers)
    by_id = {one.id: one for one in stops}
    for left in made.left:
        alone = [rearranged([by_id[left.stop_id]], who) for who in walkers]
        could = [not one.missed and not one.overtime for one in alone]
        assert any(could) == (left.why is Why.NO_TIME)
        for one, who in zip(made.rounds, walkers, strict=True):
            order = [by_id[stop_id] for stop_id in ids(one)]
            for position in range(len(order) + 1):
                more = rearranged([*order[:position], by_id[left.stop_id], *order[position:]], who)
                assert more.missed or more.overtime


@fast
@given(drawn_stops, drawn_walkers, st.randoms(use_true_random=False))
def test_in_which_order_they_are_told_doesn_t_matter(stops: list[Stop], walkers: list[Walker], chance: Random) -> None:
    made = plan(stops, walkers)
    mixed_stops, mixed_walkers = list(stops), list(walkers)
    chance.shuffle(mixed_stops)
    chance.shuffle(mixed_walkers)
    again = plan(mixed_stops, mixed_walkers)
    assert sorted(again.rounds, key=lambda one: one.walker_id) == list(made.rounds)
    assert set(again.left) == set(made.left)


@fast
@given(drawn_stops, drawn_walkers)
def test_the_plan_s_own_order_made_by_hand_has_the_same_times(stops: list[Stop], walkers: list[Walker]) -> None:
    made = plan(stops, walkers)
    by_id = {one.id: one for one in stops}
    for one, who in zip(made.rounds, walkers, strict=True):
        by_hand = rearranged([by_id[stop_id] for stop_id in ids(one)], who)
        assert ids(by_hand) == ids(one)
        # a stop farther away moves the middle of the flat picture, and so a way by a second at most
        assert by_hand.returns == pytest.approx(one.returns, abs=A_SECOND * (len(one.legs) + 1))
        assert [leg.arrives for leg in by_hand.legs] == pytest.approx([leg.arrives for leg in one.legs], abs=0.2)


@fast
@given(st.lists(spot, min_size=1, max_size=6, unique=True), st.none() | spot)
def test_the_way_is_as_short_as_the_shortest_of_all_orders(places: list[tuple[int, int]], end: tuple[int, int] | None) -> None:
    stops = [stop(f"s{n}", *place, stay=0) for n, place in enumerate(places)]
    who = walker(end=end, hours=(0, DAY_MIN))
    made = plan(stops, [who])
    if not made.left:
        best = min(length(order, STATION, end) for order in itertools.permutations(places))
        assert only(made).minutes <= best * 1.02 + 0.1


def length(order: tuple[tuple[int, int], ...], start: Place, end: Place | None) -> float:
    way = [start, *order, *([] if end is None else [end])]
    return sum(float(np.hypot(b[0] - a[0], b[1] - a[1])) for a, b in itertools.pairwise(way))


def test_seven_stops_with_windows_are_as_good_as_the_best_of_all_orders() -> None:
    chance = np.random.default_rng(5)
    for _ in range(3):
        windows = [((int(start), int(start) + 240),) for start in chance.integers(EIGHT, 900, 3)]
        spots = chance.uniform(-40, 40, (7, 2)).tolist()
        stops = [stop(f"s{n}", *spots[n], windows=windows[n] if n < len(windows) else ()) for n in range(7)]
        made = plan(stops, [walker()])
        every = (rearranged(order, walker()) for order in itertools.permutations(stops))
        best = min(one.metres for one in every if not one.missed and not one.overtime)
        assert not made.left
        assert only(made).metres <= best * 1.02


def test_the_same_question_has_the_same_answer_in_another_process() -> None:
    code = (
        "from tests.grids.test_rounds import *; c = np.random.default_rng(2); "
        "print(plan([stop(f's{n}', *c.uniform(-60, 60, 2)) for n in range(25)], [walker('x'), walker('y')]))"
    )
    answers = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(answers) == 1
    assert "Round" in answers.pop()
