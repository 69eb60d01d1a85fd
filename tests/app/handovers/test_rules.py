"""Numbers as typed, posts as they would be, ten minutes: examples in tables."""

import datetime as dt
from uuid import UUID

import pytest

from app.handovers.rules import UNDO_WITHIN, UndoTooLate, check_undo, numbers_of, numbers_said, roster_after
from app.posts.rules import Absence, GridRef, Owner, PostKind, PostRef, Roster, Step, TeamRef, Wish, Worker, owner, responsible
from tests import town

ANNA, BEN, CARL, TEAM, GRID, OTHER = (UUID(int=number) for number in range(1, 7))
WORKER, LEADER = PostKind.WORKER, PostKind.LEADER
HERE = GridRef(GRID, "code", "name", "village")


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("3", (3,)), ("3,7、12-15", (3, 7, 12, 13, 14, 15)), (" 7 7 6，5 ", (5, 6, 7)), ("", ()), ("4-4", (4,))],
)
def test_numbers_as_typed(typed: str, numbers: tuple[int, ...]) -> None:
    assert numbers_of(typed) == numbers
    assert numbers_of(numbers_said(numbers)) == numbers


@pytest.mark.parametrize("typed", ["x", "0", "-3", "7-3", "3-", "1-99999", "3.5"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        numbers_of(typed)


def test_ten_minutes_to_the_second() -> None:
    check_undo(town.NOON, now=town.NOON + UNDO_WITHIN)
    with pytest.raises(UndoTooLate) as late:
        check_undo(town.NOON, now=town.NOON + UNDO_WITHIN + dt.timedelta(seconds=1))
    assert late.value.facts == {"minutes": 10}


def a_roster(*posts: PostRef, away: dict[UUID, UUID | None] | None = None) -> Roster:
    workers = {one: Worker(one, name, name, frozenset(), TEAM) for one, name in ((ANNA, "a"), (BEN, "b"), (CARL, "c"))}
    absences = {who: Absence(who, stand_in) for who, stand_in in (away or {}).items()}
    return Roster(town.NOON.date(), (TeamRef(TEAM, "team", "village"),), workers, posts, absences)


def test_posts_as_they_would_be() -> None:
    mine, hers, elsewhere = PostRef(GRID, ANNA, WORKER), PostRef(GRID, BEN, WORKER), PostRef(OTHER, ANNA, WORKER)
    assert roster_after(a_roster(mine, elsewhere), [mine], CARL).posts == (elsewhere, PostRef(GRID, CARL, WORKER))
    assert roster_after(a_roster(mine, hers), [mine], BEN).posts == (hers,)  # BEN is posted there already: once


@pytest.mark.parametrize(
    ("posts", "keeper", "grid", "whose"),
    [
        ((PostRef(GRID, BEN, WORKER), PostRef(GRID, ANNA, WORKER)), None, GRID, ANNA),  # the first by sign-in name
        ((PostRef(GRID, BEN, WORKER), PostRef(GRID, ANNA, LEADER)), None, GRID, BEN),  # workers before leaders
        ((PostRef(GRID, ANNA, LEADER),), None, GRID, ANNA),
        ((PostRef(GRID, ANNA, WORKER),), CARL, GRID, CARL),  # whose own care it is in before all
        ((PostRef(GRID, ANNA, WORKER),), OTHER, GRID, ANNA),  # a keeper who has left is none
        ((PostRef(GRID, ANNA, WORKER),), None, OTHER, None),
        ((PostRef(GRID, ANNA, WORKER),), None, None, None),
        ((), CARL, None, CARL),
    ],
)
def test_each_household_has_one_owner_whoever_is_on_leave(
    posts: tuple[PostRef, ...], keeper: UUID | None, grid: UUID | None, whose: UUID | None
) -> None:
    for away in ({}, {ANNA: BEN, BEN: None, CARL: ANNA}):
        roster = a_roster(*posts, away=away)
        assert owner(grid, village_code="village", keeper=keeper, roster=roster) == Owner(whose, TEAM)
    assert owner(grid, village_code="another", keeper=keeper, roster=a_roster(*posts)).team_id is None


def test_new_work_goes_to_whose_own_care_it_is_in_or_to_the_stand_in_or_by_post() -> None:
    post = PostRef(GRID, ANNA, WORKER)

    def routed(away: dict[UUID, UUID | None]) -> tuple[UUID | None, UUID | None, list[Step]]:
        roster = a_roster(post, away=away)
        found = responsible([HERE], found=Step.IN_GRID, roster=roster, village_code="village", wish=Wish(), keeper=CARL)
        return found.person_id, found.stands_in_for, [reason.step for reason in found.why]

    assert routed({}) == (CARL, None, [Step.IN_GRID, Step.KEEPER])
    assert routed({CARL: BEN}) == (BEN, CARL, [Step.IN_GRID, Step.KEEPER, Step.STAND_IN])
    assert routed({CARL: None}) == (ANNA, None, [Step.IN_GRID, Step.WORKER])
    assert routed({CARL: BEN, BEN: None}) == (ANNA, None, [Step.IN_GRID, Step.WORKER])
    without = responsible([], found=Step.NO_GRID, roster=a_roster(), village_code="village", wish=Wish(), keeper=CARL)
    assert (without.person_id, without.team_id) == (CARL, TEAM)
