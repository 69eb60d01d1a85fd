"""The figures: satisfaction with its n and the unrated, told apart, by period and place; coverage; the rows behind them."""

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cases.rules import CaseReopened
from app.core.db import db, transaction
from app.core.period import Period
from app.core.scope import Everywhere, Places, looking
from app.ratings import queries
from app.ratings.actions import withdraw
from app.ratings.models import InvitedItem, InvitedMonth
from app.ratings.rules import Asked, Channel, Level, Reach, Satisfaction, Which
from tests import town
from tests.app.ratings.ground import DAY, YEAR, completed, done_alone, invitation, rated, reopened

REVIEWER, LEADER = town.person_id("reviewer"), town.person_id("leader")


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def a_mixed_year() -> None:
    """Three cases of 帕龙 (very satisfied, dissatisfied, unrated), one of 章朗 (basically satisfied), one done alone, unrated."""
    rated(completed("1"), Level.VERY_SATISFIED)
    rated(completed("2", item=town.OLD_AGE), Level.DISSATISFIED, channel=Channel.CALL_BACK)
    completed("2")
    rated(completed("3"), Level.BASICALLY_SATISFIED)
    done_alone()


def test_satisfaction_is_told_with_its_n_and_the_unrated() -> None:
    a_mixed_year()
    found = queries.satisfaction(YEAR)
    assert found == Satisfaction(good=2, valid=3, invited=5)
    assert found.unrated == 2


def test_a_ledger_s_period_asks_the_same() -> None:
    a_mixed_year()
    assert queries.satisfaction(Period(YEAR.from_on, YEAR.to_on)) == queries.satisfaction(YEAR)


def test_a_service_belongs_to_the_day_on_which_it_was_completed_whenever_it_was_rated() -> None:
    rated(completed())  # rated a day later
    noon, after = town.NOON.date(), (town.NOON + DAY).date()
    assert queries.satisfaction(Period(noon, noon)) == Satisfaction(1, 1, 1)
    assert queries.satisfaction(Period(after, after)) == Satisfaction()
    before = noon - DAY
    assert queries.satisfaction(Period(before, before)) == Satisfaction()


def test_a_day_ends_at_midnight_in_the_township() -> None:
    late = dt.datetime(2026, 9, 30, 15, 59, tzinfo=dt.UTC)
    completed(at=late)
    completed("2", at=late + dt.timedelta(minutes=1))
    assert queries.satisfaction(Period(dt.date(2026, 9, 30), dt.date(2026, 9, 30))).invited == 1
    assert queries.satisfaction(Period(dt.date(2026, 10, 1), dt.date(2026, 10, 1))).invited == 1


def test_it_is_told_apart_by_team_grid_department_and_item() -> None:
    a_mixed_year()
    palong, zhanglang = town.a_team(town.PALONG).id, town.a_team(town.ZHANGLANG).id
    by_team = queries.satisfaction_by_team(YEAR)
    assert by_team == {palong: Satisfaction(1, 2, 3), zhanglang: Satisfaction(1, 1, 1), None: Satisfaction(0, 0, 1)}
    by_grid = queries.satisfaction_by_grid(YEAR)
    assert by_grid[town.a_grid(f"{town.PALONG}002").id] == Satisfaction(0, 1, 2)
    assert by_grid[None].invited == 1
    assert queries.satisfaction_by_item(YEAR) == {town.ADVICE: Satisfaction(2, 2, 4), town.OLD_AGE: Satisfaction(0, 1, 1)}
    assert list(queries.satisfaction_by_department(YEAR).values()) == [Satisfaction(2, 3, 5)]


def test_it_is_narrowed_to_a_place_a_team_or_grids() -> None:
    a_mixed_year()
    grids = [town.a_grid(f"{town.PALONG}001").id, town.a_grid(f"{town.ZHANGLANG}001").id]
    assert queries.satisfaction(YEAR, place=town.PLACES[town.PALONG]) == Satisfaction(1, 2, 3)
    assert queries.satisfaction(YEAR, team_id=town.a_team(town.ZHANGLANG).id) == Satisfaction(1, 1, 1)
    assert queries.satisfaction(YEAR, grid_ids=grids) == Satisfaction(2, 2, 2)
    assert queries.satisfaction(YEAR, grid_ids=[]) == Satisfaction()


def test_outside_one_s_places_nothing_is_counted() -> None:
    a_mixed_year()
    with looking(Places((town.PLACES[town.ZHANGLANG],))):
        assert queries.satisfaction(YEAR) == Satisfaction(1, 1, 1)
    with looking(Everywhere("test")):
        assert queries.satisfaction(YEAR).invited == 5


def test_a_bundle_counts_once_in_the_whole_and_for_each_of_its_items() -> None:
    case = completed()
    with transaction():
        code, department = town.OLD_AGE, case.items[0].version.department_id
        db.session.add(InvitedItem(invitation_id=invitation(case).id, position=2, item_code=code, department_id=department))
    rated(case)
    assert queries.satisfaction(YEAR) == Satisfaction(1, 1, 1)
    assert queries.satisfaction_by_item(YEAR) == {town.ADVICE: Satisfaction(1, 1, 1), town.OLD_AGE: Satisfaction(1, 1, 1)}
    assert list(queries.satisfaction_by_department(YEAR).values()) == [Satisfaction(1, 1, 1)]


def test_a_reopened_case_is_no_more_among_the_unrated() -> None:
    reopened(completed().id)
    assert queries.satisfaction(YEAR) == Satisfaction()


def test_a_bad_rating_does_not_vanish_by_reopening_its_case() -> None:
    case = completed()
    rated(case, Level.VERY_DISSATISFIED)
    reopened(case.id)
    assert queries.satisfaction(YEAR) == Satisfaction(good=0, valid=1, invited=1)


def test_the_check_names_the_month_whose_number_is_not_that_of_its_invitations() -> None:
    a_mixed_year()
    assert queries.months_amiss() == []
    with transaction():
        db.session.execute(sa.update(InvitedMonth).where(InvitedMonth.answer == Level.DISSATISFIED.value).values(number=0))
    assert queries.months_amiss() == [202609]


def test_every_level_has_its_number_also_when_nobody_chose_it() -> None:
    a_mixed_year()
    assert queries.levels(Asked(YEAR)) == {
        Level.VERY_SATISFIED: 1,
        Level.SATISFIED: 0,
        Level.BASICALLY_SATISFIED: 1,
        Level.DISSATISFIED: 1,
        Level.VERY_DISSATISFIED: 0,
        None: 2,
    }


def test_coverage_counts_the_catalogue_and_what_was_rated_in_the_period() -> None:
    a_mixed_year()
    found = queries.coverage(YEAR)
    assert (found.items, found.departments) == (Reach(6, 6, 2), Reach(1, 1, 1))
    earlier = queries.coverage(Period(YEAR.from_on, (town.NOON - DAY).date()))
    assert earlier.items == Reach(6, 6, 0)


def test_an_item_that_somebody_got_without_being_invited_is_not_connected() -> None:
    case = completed()
    with transaction():
        case_invitation = invitation(case)
        db.session.execute(sa.delete(InvitedItem).where(InvitedItem.invitation_id == case_invitation.id))
        db.session.delete(case_invitation)
    assert queries.coverage(YEAR).items == Reach(6, 5, 0)


@pytest.mark.parametrize(
    ("which", "number"),
    [(Which.INVITED, 5), (Which.VALID, 3), (Which.GOOD, 2), (Which.BAD, 1), (Which.UNRATED, 2)],
)
def test_every_number_has_as_many_rows(which: Which, number: int) -> None:
    a_mixed_year()
    found = queries.rows(Asked(YEAR), which, reader=REVIEWER)
    assert (found.total, len(found.invitations), found.kept_back) == (number, number, 0)


def test_the_rows_of_a_team_an_item_a_department_or_a_level_are_those_of_its_number() -> None:
    a_mixed_year()
    team = Asked(YEAR, team_id=town.a_team(town.PALONG).id)
    department = next(iter(queries.satisfaction_by_department(YEAR)))
    assert queries.rows(team, Which.VALID, reader=REVIEWER).total == 2
    assert queries.rows(Asked(YEAR, no_team=True), Which.INVITED, reader=REVIEWER).total == 1
    assert queries.rows(Asked(YEAR, item_code=town.OLD_AGE), Which.BAD, reader=REVIEWER).total == 1
    assert queries.rows(Asked(YEAR, department_id=department), Which.INVITED, reader=REVIEWER).total == 5
    assert queries.rows(Asked(YEAR), Which.VALID, level=Level.BASICALLY_SATISFIED, reader=REVIEWER).total == 1


def test_whoever_is_rated_gets_the_number_and_not_the_rows() -> None:
    a_mixed_year()
    found = queries.rows(Asked(YEAR), Which.INVITED, reader=LEADER)
    assert (found.total, found.kept_back) == (2, 3)
    assert {one.team_id for one in found.invitations} == {town.a_team(town.ZHANGLANG).id, None}


def test_news_of_a_case_that_invited_nobody_is_taken_calmly() -> None:
    """Completions from before ratings began."""
    case = completed()
    with transaction():
        withdraw(CaseReopened(case.id, town.person_id("nobody"), ""), stamp=town.a_stamp())
    assert queries.satisfaction(YEAR).invited == 1
