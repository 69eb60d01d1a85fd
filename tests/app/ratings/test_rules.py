"""Which levels are good, what a form may say, and the figures from rows, each by its one definition."""

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.period import BackwardsPeriod, Period
from app.core.words import FEWEST_FOR_PERCENT, share
from app.ratings.rules import (
    BY_STAFF,
    BY_THEMSELVES,
    LONGEST_COMMENT,
    Channel,
    CommentTooLong,
    Level,
    LevelMissing,
    Reach,
    Satisfaction,
    by_key,
    channel_of,
    coverage_of,
    is_good,
    said,
    satisfaction_of,
)

HALL, SCHOOL = UUID(int=1), UUID(int=2)


def test_the_top_three_of_the_five_levels_are_good() -> None:
    assert [level.stars for level in Level] == [5, 4, 3, 2, 1]
    assert [level.stars for level in Level if is_good(level)] == [5, 4, 3]


def test_unrated_is_never_good() -> None:
    assert not is_good(None)
    assert satisfaction_of([(None, 34)]) == Satisfaction(good=0, valid=0, invited=34)


def test_satisfaction_is_good_of_valid_and_says_how_many_are_unrated() -> None:
    found = satisfaction_of([(Level.VERY_SATISFIED, 100), (Level.BASICALLY_SATISFIED, 80), (Level.DISSATISFIED, 1), (None, 34)])
    assert (found.good, found.valid, found.invited, found.unrated, found.bad) == (180, 181, 215, 34, 1)


def test_fewer_than_five_ratings_are_a_fraction_and_one_bad_among_many_is_not_all_good() -> None:
    assert share(1, 2) == "1/2"
    assert share(FEWEST_FOR_PERCENT, FEWEST_FOR_PERCENT) == "100.0%"
    assert share(99_999, 100_000) == "99.9%"


levels = st.lists(st.tuples(st.sampled_from([HALL, SCHOOL]), st.sampled_from([*Level, None]), st.integers(1, 9)))


@given(levels)
def test_what_is_told_apart_adds_up_to_the_whole(counted: list[tuple[UUID, Level | None, int]]) -> None:
    whole = satisfaction_of((level, number) for _, level, number in counted)
    parts = by_key(counted).values()
    assert (whole.good, whole.valid, whole.unrated) == tuple(
        sum(getattr(part, name) for part in parts) for name in ("good", "valid", "unrated")
    )
    assert 0 <= whole.good <= whole.valid <= whole.invited


def test_coverage_counts_items_and_the_departments_they_belong_to() -> None:
    catalogue = {"A": HALL, "B": HALL, "C": SCHOOL}
    found = coverage_of(catalogue, left_out=["C"], rated=["A", "gone"])
    assert found.items == Reach(all=3, can_be_rated=2, rated=1)
    assert found.departments == Reach(all=2, can_be_rated=1, rated=1)


def test_an_item_that_left_the_catalogue_makes_nothing_covered() -> None:
    assert coverage_of({}, left_out=["A"], rated=["A"]).items == Reach(0, 0, 0)


def test_a_way_that_only_staff_may_name_is_never_read_from_an_address() -> None:
    assert set(BY_STAFF) | set(BY_THEMSELVES) == set(Channel)
    assert channel_of("qr") is Channel.QR
    for text in ("", None, "nonsense", *(channel.value for channel in BY_STAFF)):
        assert channel_of(text) is Channel.OWN_PHONE


def test_a_form_says_a_level_and_perhaps_a_word() -> None:
    told = said({"level": "satisfied", "comment": "  很好 "})
    assert (told.level, told.comment) == (Level.SATISFIED, "很好")
    assert said({"level": "satisfied"}).comment == ""


@pytest.mark.parametrize("level", ["", "6", "good"])
def test_no_level_is_chosen_for_anybody(level: str) -> None:
    with pytest.raises(LevelMissing):
        said({"level": level})


def test_a_word_has_its_limit() -> None:
    assert len(said({"level": "satisfied", "comment": "好" * LONGEST_COMMENT}).comment) == LONGEST_COMMENT
    with pytest.raises(CommentTooLong):
        said({"level": "satisfied", "comment": "好" * (LONGEST_COMMENT + 1)})


def test_a_period_doesn_t_end_before_it_begins() -> None:
    day = dt.date(2026, 5, 1)
    assert Period(day, day).to_on == day
    with pytest.raises(BackwardsPeriod):
        Period(day, dt.date(2026, 4, 30))
