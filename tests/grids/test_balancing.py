"""Moves from who has much to who has little: examples by hand, and what holds for every proposal."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grids.balancing import EVEN, Home, Move, evenness, loads, proposals

STEP = 0.001  # about a hundred metres


def home(number: int, east: float, north: float = 0, *, worker: str = "a", weight: int = 1) -> Home:
    return Home(number, 100.1 + east * STEP, 21.9 + north * STEP, weight, worker)


def row(count: int, *, split: int) -> list[Home]:
    """So many in a row, the first ones a's, the others b's."""
    return [home(n, n, worker="a" if n < split else "b") for n in range(count)]


def after(homes: list[Home], moves: list[Move]) -> dict[object, object]:
    whose = {one.id: one.worker for one in homes}
    for move in moves:
        assert {whose[one] for one in move.homes} == {move.giver}
        whose.update(dict.fromkeys(move.homes, move.receiver))
    return whose


def test_half_of_the_difference_moves_from_the_border() -> None:
    homes = row(10, split=8)
    (move,) = proposals(homes, ["a", "b"])
    assert (move.giver, move.receiver, set(move.homes)) == ("a", "b", {5, 6, 7})
    assert (move.before, move.after) == ((8, 2), (5, 5))
    assert move.metres == pytest.approx(2.5 * 103.3, rel=0.02)


def test_what_is_even_stays() -> None:
    assert proposals(row(10, split=5), ["a", "b"]) == []
    assert proposals([], ["a", "b"]) == []
    assert proposals(row(4, split=4), ["a"]) == []


def test_who_has_nothing_yet_begins_at_the_far_end() -> None:
    (move,) = proposals(row(10, split=10), ["a", "c"])
    assert set(move.homes) in ({0, 1, 2, 3, 4}, {5, 6, 7, 8, 9})
    assert (move.after, move.metres) == ((5, 5), 0.0)


def test_a_limit_is_kept() -> None:
    (move,) = proposals(row(10, split=8), ["a", "b"], limits={"b": 3})
    assert (set(move.homes), move.after) == ({7}, (7, 3))
    assert proposals(row(10, split=8), ["a", "b"], limits={"b": 2}) == []


def test_a_move_of_so_many_at_once_is_the_part_next_to_the_receiver() -> None:
    moves = proposals(row(10, split=8), ["a", "b"], at_once=2)
    assert [move.homes for move in moves] == [(7, 6), (5,)]


def test_what_somebody_has_beside_counts() -> None:
    assert proposals(row(10, split=8), ["a", "b"], already={"b": 6}) == []
    (move,) = proposals(row(10, split=8), ["a", "b"], already={"b": 2})
    assert (move.homes, move.after) == ((7, 6), (6, 6))


def test_heavy_households_count_as_what_they_weigh() -> None:
    homes = [home(0, 0, weight=6), home(1, 1, weight=4), home(2, 2, worker="b", weight=1)]
    (move,) = proposals(homes, ["a", "b"])
    assert (move.homes, move.after) == ((1,), (6, 5))


def test_only_those_named_take_part() -> None:
    homes = [*row(10, split=8), *(home(20 + n, 12 + n, worker="c") for n in range(30))]
    (move,) = proposals(homes, ["a", "b"])
    assert {move.giver, move.receiver} == {"a", "b"}


def test_the_giver_s_households_still_hang_together() -> None:
    """The bridge between two halves is nearest to the receiver, and stays."""
    west, east = [home(n, -4 + n, 0) for n in range(4)], [home(10 + n, 1 + n, 0) for n in range(4)]
    receiver = [home(20, 0, -6, worker="b"), home(21, 0.5, -6, worker="b")]
    homes = [*west, home(9, 0, 0), *east, *receiver]
    moved = {one for move in proposals(homes, ["a", "b"], at_most=1) for one in move.homes}
    assert moved
    left = sorted(one.lon for one in homes if one.worker == "a" and one.id not in moved)
    gaps = [b - a for a, b in itertools.pairwise(left)]
    assert max(gaps) < 1.5 * STEP


@pytest.mark.parametrize("homes", [[home(1, 0), home(1, 1)], [home(1, 0, weight=-1)]])
def test_what_makes_no_sense_is_refused(homes: list[Home]) -> None:
    with pytest.raises(ValueError, match="twice"):
        proposals(homes, ["a"])


spots = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 5), st.sampled_from("abcd"))


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(spots, max_size=60), st.none() | st.integers(0, 60))
def test_every_proposal_helps_keeps_limits_and_leaves_each_household_one_worker(
    drawn: list[tuple[int, int, int, str]], limit: int | None
) -> None:
    homes = [home(n, x, y, worker=worker, weight=weight) for n, (x, y, weight, worker) in enumerate(drawn)]
    limits = {} if limit is None else dict.fromkeys("abc", limit)
    moves = proposals(homes, "abc", limits=limits)
    load = loads(homes, "abcd")
    for move in moves:
        assert (load[move.giver], load[move.receiver]) == move.before
        weight = sum(one.weight for one in homes if one.id in move.homes)
        assert move.after == (move.before[0] - weight, move.before[1] + weight)
        assert sum(part**2 for part in move.after) < sum(part**2 for part in move.before)
        assert limit is None or move.after[1] <= limit
        assert "d" not in {move.giver, move.receiver}
        load[move.giver], load[move.receiver] = move.after
    assert set(after(homes, moves)) == {one.id for one in homes}


def test_a_village_of_a_thousand_becomes_even() -> None:
    homes = [home(n, n % 40, n // 40, worker="a" if n % 40 < 30 else "b" if n // 40 < 20 else "c") for n in range(1_000)]
    moves = proposals(homes, "abc")
    load = loads([Home(one.id, one.lon, one.lat, one.weight, after(homes, moves)[one.id]) for one in homes], "abc")
    assert evenness(load) <= EVEN
