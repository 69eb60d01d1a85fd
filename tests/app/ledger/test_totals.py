"""Completions become numbers, once; reopenings take them off; every number opens its rows. On both databases."""

import copy
import datetime as dt
import io
import itertools
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

import app.cases.actions as cases
import app.catalogue.actions as catalogue
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.rules import CaseCompleted, Mode, Outcome, Stage
from app.catalogue.rules import parse
from app.core.db import db, transaction
from app.core.events import dispatch
from app.core.period import Period
from app.core.scope import Everywhere, Places, looking
from app.ledger import queries
from app.ledger.models import LedgerEntry, LedgerMonth
from app.ledger.queries import Asked
from app.ledger.rules import Count, Dimension, Measure
from app.ratings import queries as ratings
from app.ratings.models import InvitedMonth
from app.visits import actions as visits
from app.visits.rules import Completion, EvidenceKind, Photo, VisitDone, VisitOutcome
from tests import makers, town
from tests.walls import tear_down

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DAY = dt.timedelta(days=1)
_picture = io.BytesIO()
Image.new("RGB", (4, 4)).save(_picture, "PNG")
PROOF = Photo(EvidenceKind.PHOTO, _picture.getvalue())  # the item of these tests asks for one


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def visit(
    case: Case,
    *people: int,
    outcome: VisitOutcome = VisitOutcome.PAPERS_TAKEN,
    at: dt.datetime = town.NOON,
    by: str | None = None,
    completion: Completion | None = None,
) -> UUID:
    """A visit at household 1 that served these of its people."""
    done = VisitDone(
        begun_at=at - dt.timedelta(hours=1),
        outcome=outcome,
        served=tuple(town.resident_id("1", n) for n in people),
        photos=(PROOF,),
        completion=completion,
    )
    stamp = makers.a_stamp(by, at=at)
    with transaction():
        visits.record_visit(case_queries.case_to_change(case.id), done, stamp=stamp)
    return stamp.event_id


def reopen(case: Case, *, at: dt.datetime) -> None:
    with transaction():
        cases.reopen(case_queries.case_to_change(case.id), reason="缺凭证", stamp=makers.a_stamp("reviewer", at=at))


def complete(case: Case, *, at: dt.datetime) -> None:
    with transaction():
        stamp = makers.a_stamp("clerk", at=at)
        cases.complete(case_queries.case_to_change(case.id), outcome=Outcome.GRANTED, late_reason="迟", stamp=stamp)


def test_a_completion_counts_one_case_and_one_item_and_the_day_before_none() -> None:
    makers.a_case(at_stage=Stage.COMPLETED)
    found = queries.totals(Asked(YEAR))
    assert (found.completed.cases, found.completed.items, found.every.cases) == (1, 1, 1)
    before = Period(YEAR.from_on, (town.NOON - DAY).date())
    assert queries.totals(Asked(before)).every.cases == 0


def test_an_open_case_counts_nothing() -> None:
    makers.a_case(at_stage=Stage.IN_PROGRESS)
    assert queries.totals(Asked(YEAR)).every.as_json() == dict.fromkeys((count.value for count in Count), 0)


def test_what_somebody_did_alone_is_finished_but_not_in_the_register() -> None:
    case = makers.a_case(mode=Mode.SELF, at_stage=Stage.ACCEPTED)
    complete(case, at=town.NOON)
    found = queries.totals(Asked(YEAR))
    assert (found.completed.cases, found.every.cases) == (0, 1)


def test_the_same_news_twice_counts_once() -> None:
    case = makers.a_case(at_stage=Stage.COMPLETED)
    completion = case_queries.last_completion(case).journal_id
    with transaction():
        dispatch(CaseCompleted(case.id, completion, case.team_id, case.person_id), stamp=makers.a_stamp())
    assert queries.totals(Asked(YEAR)).completed.cases == 1


def test_a_reopened_case_is_taken_off_on_the_day_it_was_reopened_and_counts_again_when_completed_again() -> None:
    case = makers.a_case(at_stage=Stage.COMPLETED)
    reopen(case, at=town.NOON + DAY)
    assert queries.totals(Asked(YEAR)).completed.cases == 0
    first_day = Period(YEAR.from_on, town.NOON.date())
    assert queries.totals(Asked(first_day)).completed.cases == 1  # what was reported that evening stays what it was
    complete(case, at=town.NOON + 2 * DAY)
    found = queries.totals(Asked(YEAR), by=Dimension.MONTH)
    assert (found.completed.cases, found.completed.items) == (1, 1)
    assert [(line.key, line.completed.cases) for line in found.by] == [("2026-09", 1), ("2026-10", 0)]


def test_a_visit_counts_for_whoever_went_and_goes_on_counting_when_the_case_that_it_completed_is_reopened() -> None:
    case = makers.a_case(at_stage=Stage.IN_PROGRESS)
    visit(case, 1, by="second", outcome=VisitOutcome.DONE_ON_THE_SPOT, completion=Completion(Outcome.GRANTED))
    reopen(case, at=town.NOON + DAY)
    found = queries.totals(Asked(YEAR), by=Dimension.WORKER)
    assert (found.completed.cases, found.completed.items, found.completed.visits, found.completed.people) == (0, 0, 1, 1)
    assert next(line for line in found.by if line.key == str(town.person_id("second"))).completed.visits == 1


def test_effective_visits_count_with_the_people_they_served_and_the_others_do_not() -> None:
    case = makers.a_case()
    visit(case, 1)
    visit(case, 1, 2, at=town.NOON + DAY)
    visit(case, outcome=VisitOutcome.NOBODY_HOME, at=town.NOON + 2 * DAY)
    found = queries.totals(Asked(YEAR)).completed
    assert (found.visits, found.households, found.people, found.person_times) == (2, 1, 2, 3)
    by_month = queries.totals(Asked(YEAR), by=Dimension.MONTH).by
    assert [(line.key, line.completed.households, line.completed.people) for line in by_month] == [
        ("2026-09", 1, 1),
        ("2026-10", 1, 2),
    ]  # households and people of two months don't add up to those of the year


@pytest.mark.parametrize("dimension", list(Dimension))
def test_what_adds_up_adds_up_to_the_whole_by_every_dimension(dimension: Dimension) -> None:
    makers.a_case(at_stage=Stage.COMPLETED)
    makers.a_case(at_stage=Stage.COMPLETED, household="3", at=town.NOON - 40 * DAY)
    visit(makers.a_case(household="1"), 1)
    found = queries.totals(Asked(YEAR), by=dimension)
    for count in (Count.CASES, Count.ITEMS, Count.VISITS, Count.PERSON_TIMES):
        assert sum(line.completed.of(count) for line in found.by) == found.completed.of(count), count
    assert found.completed.cases == 2


@pytest.mark.parametrize("dimension", list(Dimension))
def test_every_number_opens_as_many_rows_as_it_says(dimension: Dimension) -> None:
    makers.a_case(at_stage=Stage.COMPLETED)
    makers.a_case(at_stage=Stage.COMPLETED, household="3")
    for line in queries.totals(Asked(YEAR), by=dimension).by:
        rows, total = queries.rows(Asked(YEAR, dimension=dimension, key=line.key), count=Count.CASES, register_only=True)
        assert total == len(rows) == line.completed.cases
        assert all(case is not None and case.stage is Stage.COMPLETED for _, case in rows)


def test_the_totals_check_finds_an_entry_that_somebody_took_away() -> None:
    case = makers.a_case(at_stage=Stage.COMPLETED)
    assert queries.mismatches() == []
    tear_down("ledger_entry_no_delete")
    with transaction():
        db.session.execute(sa.delete(LedgerEntry).where(LedgerEntry.measure == Measure.CASE))
    assert queries.mismatches() == [{"case": case.number, "finished": 1, "counted": 0}]


def test_the_totals_check_names_the_month_whose_sum_is_not_that_of_its_entries() -> None:
    makers.a_case(at_stage=Stage.COMPLETED)
    assert queries.months_amiss() == []
    with transaction():
        db.session.execute(sa.update(LedgerMonth).where(LedgerMonth.measure == Measure.ITEM).values(amount=2))
    assert queries.months_amiss() == [202609]


def test_a_command_makes_them_anew_and_says_which_were_mended(app: Flask) -> None:
    reopened = makers.a_case(at_stage=Stage.COMPLETED)
    with transaction():
        cases.reopen(case_queries.case_to_change(reopened.id), reason="缺凭证", stamp=makers.a_stamp("reviewer"))
    invite = makers.a_case(at_stage=Stage.COMPLETED, at=town.NOON - dt.timedelta(days=30))
    with transaction():
        db.session.execute(sa.update(LedgerMonth).values(amount=LedgerMonth.amount + 1).where(LedgerMonth.month == 202609))
        db.session.execute(sa.delete(InvitedMonth).where(InvitedMonth.month == 202608))
    assert invite.completed_at is not None
    answer = app.test_cli_runner().invoke(args=["report", "sum-months", "--json"])
    assert json.loads(answer.stdout) == {"mended": [202608, 202609]}
    assert (queries.months_amiss(), ratings.months_amiss()) == ([], [])
    again = app.test_cli_runner().invoke(args=["report", "sum-months"])
    assert again.stdout == "重新合计的月份：0 个。\n"


DAYS = [dt.date(2026, 7, 31), dt.date(2026, 8, 1), dt.date(2026, 8, 31), dt.date(2026, 9, 1), dt.date(2026, 9, 30)]


def test_whole_months_by_their_sums_and_days_by_their_entries_are_one_number() -> None:
    for back in (0, 29, 30, 60):
        makers.a_case(at_stage=Stage.COMPLETED, at=town.NOON - dt.timedelta(days=back))
    reopen(makers.a_case(at_stage=Stage.COMPLETED, at=town.NOON - dt.timedelta(days=30)), at=town.NOON)
    for from_on, to_on in itertools.combinations_with_replacement(DAYS, 2):
        asked = Asked(Period(from_on, to_on), place_path=town.PLACES[town.PALONG])
        by_entries = queries.totals(asked, by=Dimension.WORKER)  # which the months don't tell apart
        assert queries.register_cases(asked) == by_entries.completed.cases, asked
        assert sum(queries.register_cases_by(asked, Dimension.TEAM).values()) == by_entries.completed.cases, asked
        assert queries.totals(asked).every == by_entries.every, asked


def test_a_leader_of_one_village_counts_that_village_only() -> None:
    makers.a_case(at_stage=Stage.COMPLETED)
    makers.a_case(at_stage=Stage.COMPLETED, household="3")
    with looking(Places((town.PLACES[town.PALONG],))):
        here = queries.totals(Asked(YEAR)).completed.cases
    with looking(Places((town.PLACES[town.ZHANGLANG],))):
        there = queries.totals(Asked(YEAR)).completed.cases
    with looking(Everywhere("test")):
        assert (here, there, queries.totals(Asked(YEAR)).completed.cases) == (1, 1, 2)


def test_an_item_s_department_is_that_of_the_version_which_the_case_keeps() -> None:
    """Later the item goes to another counter; what was done before stays with the one that did it."""
    before = makers.a_case(at_stage=Stage.COMPLETED)
    moved: Any = copy.deepcopy(town.CATALOGUE)
    moved["counter_departments"] = ["为民服务中心", "便民大厅"]
    for item in moved["items"]:
        item["counter_dept"] = "便民大厅"
    with transaction():
        catalogue.put_items(parse(json.dumps(moved).encode()), from_on=town.NOON.date() + DAY, stamp=town.a_stamp())
    after = makers.a_case(at_stage=Stage.COMPLETED, at=town.NOON + DAY)
    told = queries.totals(Asked(YEAR), by=Dimension.DEPARTMENT)
    assert {line.name: line.completed.cases for line in told.by} == {"为民服务中心": 1, "便民大厅": 1}
    keys = {line.name: line.key for line in told.by}
    for name, case in (("为民服务中心", before), ("便民大厅", after)):
        asked = Asked(YEAR, dimension=Dimension.DEPARTMENT, key=keys[name])
        found, total = queries.rows(asked, count=Count.CASES, register_only=True)
        assert ([row.Case.id for row in found], total) == ([case.id], 1)


def test_a_key_that_nobody_has_opens_nothing() -> None:
    rows, total = queries.rows(Asked(YEAR, dimension=Dimension.TEAM, key=str(uuid4())), count=Count.CASES, register_only=False)
    assert (list(rows), total) == ([], 0)


def test_the_register_s_number_alone_is_the_same_as_in_the_totals() -> None:
    for mode in (Mode.PROXY, Mode.ASSIST):
        makers.a_case(at_stage=Stage.COMPLETED, mode=mode)
    reopen(makers.a_case(at_stage=Stage.COMPLETED), at=town.NOON)
    asked = Asked(YEAR)
    totals = queries.totals(asked, by=Dimension.TEAM)
    assert queries.register_cases(asked) == totals.completed.cases == 2
    assert queries.register_cases_by(asked, Dimension.TEAM) == {line.key: line.completed.cases for line in totals.by}
    assert queries.register_cases_by(asked, Dimension.MONTH) == {"2026-09": 2}
    assert queries.register_cases(Asked(YEAR.a_year_before())) == 0
