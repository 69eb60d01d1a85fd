"""The figures of DESIGN 10, counted from the plans for any load day; `report totals` is asked in tests/journeys."""

import datetime as dt
from collections import Counter

import pytest
from chinese_calendar import is_workday

from app.cases.rules import Intake, Mode
from app.cli.demonstration.cases import Plan
from app.cli.demonstration.catalogue import items
from app.cli.demonstration.courses import Act
from app.cli.demonstration.delivered import delivered_courses
from app.cli.demonstration.enterprises import COMPANY
from app.cli.demonstration.rated import rated_courses
from app.cli.demonstration.township import Township
from app.households.rules import CareMark
from app.reports.rules import Verdict
from app.visits.rules import VisitOutcome, is_effective
from tests.app.cli.demonstration.towns import LOAD_DAYS, period_of, town_on, town_with_holidays

TEAMS = dict(zip(("000", *(str(n) for n in range(201, 212))), (19, 16, 11, 9, 13, 10, 12, 8, 12, 15, 11, 13), strict=True))
on_any_load_day = pytest.mark.parametrize(("year", "as_of"), LOAD_DAYS)


def finished(town: Township) -> list[Plan]:
    """Those of the year, by the day of their completion."""
    return [plan for plan in town.plans if plan.completed_at and plan.completed_at.year == town.year]


def register(town: Township) -> list[Plan]:
    return [plan for plan in finished(town) if plan.mode is not Mode.SELF]


def team(plan: Plan) -> str:
    return "000" if any(step.act is Act.PASS_ON for step in plan.steps) else plan.household_code[2:5]


@on_any_load_day
def test_149_services_keep_the_source_s_margins(year: int, as_of: dt.date) -> None:
    done = register(town_on(year, as_of))
    assert len(done) == 149
    assert all(len(plan.items) == 1 for plan in done)
    assert Counter(plan.mode.value for plan in done) == {"proxy": 104, "assist": 31, "home": 14}
    came = Counter(plan.intake.value for plan in done)
    assert (came["window"] + came["station"], came["phone"], came["group"], came["home"]) == (96, 22, 17, 14)
    assert Counter(plan.items[0][3] for plan in done) == {"A": 41, "B": 46, "C": 39, "D": 11, "E": 12}
    assert Counter(map(team, done)) == TEAMS
    assert not any(plan.items == ("XD-E13",) for plan in done)


@on_any_load_day
def test_home_service_reaches_8_households_and_20_people_in_13_visits(year: int, as_of: dt.date) -> None:
    town = town_on(year, as_of)
    at_home = [plan for plan in register(town) if plan.mode is Mode.HOME]
    visits = [(plan, step) for plan in at_home for step in plan.steps if step.act is Act.VISIT]
    assert visits == [(plan, step) for plan in finished(town) for step in plan.steps if step.act is Act.VISIT]
    outcomes = [step.outcome for _, step in visits if isinstance(step.outcome, VisitOutcome)]
    served = [(plan.household_code, place) for plan, step in visits for place in step.people]
    reached = Counter(household for household, _ in set(served))
    assert len(at_home) == 14
    assert (sum(map(is_effective, outcomes)), outcomes.count(VisitOutcome.NOBODY_HOME)) == (11, 2)
    assert len(visits) == 13
    assert sorted(reached.values()) == [1, 2, 2, 2, 3, 3, 3, 4]
    assert (len(set(served)), len(served)) == (20, 26)
    homes = {home.code: home.marks for home in town.households}
    old = {code for code in reached if homes[code] & {CareMark.AGED, CareMark.LIVING_ALONE}}
    away = {code for code in reached if CareMark.AWAY in homes[code]}
    assert (len(old), len(away), old & away) == (5, 3, set())


@on_any_load_day
def test_sixty_connections_by_58_households_and_two_companies(year: int, as_of: dt.date) -> None:
    town = town_on(year, as_of)
    connected = [plan for plan in finished(town) if plan.items == ("XD-E13",)]
    assert {(plan.mode, plan.intake) for plan in connected} == {(Mode.SELF, Intake.ONLINE)}
    by_variant = {
        variant: {plan.household_code for plan in connected if plan.variant == variant} for variant in items()["XD-E13"].variants
    }
    assert {variant: len(homes) for variant, homes in by_variant.items()} == {"XD-E13-1": 58, "XD-E13-2": 2}
    assert len(connected) == 60
    keepers = {one.household_code: one for one in town.enterprises if one.kind == COMPANY}
    for plan in connected:
        if plan.variant == "XD-E13-2":
            assert keepers[plan.household_code].credit_code in plan.note


@on_any_load_day
def test_six_families_have_31_items_settled_after_a_death(year: int, as_of: dt.date) -> None:
    bundles = [plan for plan in finished(town_on(year, as_of)) if len(plan.items) > 1]
    assert {(plan.mode, plan.intake) for plan in bundles} == {(Mode.SELF, Intake.WINDOW)}
    assert sorted(len(plan.items) for plan in bundles) == [4, 5, 5, 5, 5, 7]
    assert sum(len(plan.items) for plan in bundles) == 31
    whole = next(plan for plan in bundles if len(plan.items) == 7)
    assert "死亡医学证明" in whole.note
    assert "户口注销" in whole.note
    assert "7项，共9个环节" in whole.note


@on_any_load_day
def test_215_cases_and_240_items_were_finished(year: int, as_of: dt.date) -> None:
    done = finished(town_on(year, as_of))
    assert (len(done), sum(len(plan.items) for plan in done)) == (215, 240)
    assert all(plan.asked_at.year == year for plan in done)


def taken_workdays(plan: Plan) -> int:
    """Working days from acceptance to the end, without those of an interruption."""
    accepted = next((step.at for step in plan.steps if step.act is Act.ACCEPT), plan.asked_at)
    stood = 0
    if accepted == plan.asked_at:
        pauses = [step.at for step in plan.steps if step.act in {Act.PAUSE, Act.RESUME}]
        stood = workdays_between(*pauses) if pauses else 0
    assert plan.completed_at
    return workdays_between(accepted, plan.completed_at) - stood


def workdays_between(start: dt.datetime, end: dt.datetime) -> int:
    days = (start.date() + dt.timedelta(days=n) for n in range(1, (end.date() - start.date()).days + 1))
    return sum(day.weekday() < 5 for day in days)


@on_any_load_day
def test_three_of_the_149_were_late_and_each_says_why(year: int, as_of: dt.date) -> None:
    town = town_on(year, as_of)
    limits = {item.code: item.workdays or 0 for item in items().values()}
    late = [plan for plan in finished(town) if taken_workdays(plan) > max(limits[code] for code in plan.items)]
    explained = [plan for plan in town.plans if any(step.act is Act.COMPLETE and step.reason for step in plan.steps)]
    assert len(late) == 3
    assert late == explained
    assert {plan.mode for plan in late} == {Mode.PROXY}


@on_any_load_day
def test_all_but_the_last_six_completions_are_reviewed(year: int, as_of: dt.date) -> None:
    ended = [(plan.completed_at, plan) for plan in town_on(year, as_of).plans if plan.completed_at]
    done = [plan for _, plan in sorted(ended, key=lambda one: one[0])]
    waiting = [plan for plan in done if plan.steps[-1].outcome is not Verdict.REVIEWED]
    assert waiting == done[-6:]


@on_any_load_day
def test_special_kinds_are_among_them(year: int, as_of: dt.date) -> None:
    done = register(town_on(year, as_of))
    acts = Counter(act for plan in done for act in {step.act for step in plan.steps})
    verdicts = Counter(step.outcome for plan in done for step in plan.steps if step.act is Act.REVIEW)
    assert acts[Act.SEND_BACK] == 3
    assert acts[Act.PAUSE] == 2
    assert verdicts[Verdict.SENT_BACK] == 2
    assert sum(not plan.is_complete for plan in done) == 7


def test_services_are_spread_over_the_year_with_few_at_the_spring_festival() -> None:
    town = town_with_holidays(2026, dt.date(2026, 12, 31))
    months = Counter(plan.completed_at.month for plan in finished(town) if plan.completed_at)
    assert set(months) == set(range(1, 13))
    assert months[2] < min(months[month] for month in range(3, 13))
    moments = [moment.date() for plan in town.plans for moment in (plan.asked_at, *(step.at for step in plan.steps))]
    assert all(is_workday(on) for on in moments)


@pytest.mark.parametrize(
    ("year", "as_of"),
    [(2026, dt.date(2026, 3, 1)), (2026, dt.date(2026, 10, 3)), (2026, dt.date(2026, 12, 31)), (2024, dt.date(2024, 3, 1))],
)
def test_the_figures_stand_on_the_real_calendar_too(year: int, as_of: dt.date) -> None:
    town = town_with_holidays(year, as_of)
    assert (len(register(town)), len(finished(town)), sum(len(plan.items) for plan in finished(town))) == (149, 215, 240)
    assert max(step.at.date() for plan in town.plans for step in plan.steps) < as_of


@on_any_load_day
def test_181_of_the_215_are_rated_good_after_their_end_and_before_the_load_day(year: int, as_of: dt.date) -> None:
    town = town_on(year, as_of)
    rated = rated_courses(town.plans, period_of(town))
    assert len(rated) == len({one.number for one in rated}) == 181
    assert Counter(one.level for one in rated) == {"very_satisfied": 146, "satisfied": 29, "basically_satisfied": 6}
    for one in rated:
        ended = town.plans[one.number - 1].completed_at
        assert ended
        assert town.plans[one.number - 1] in finished(town)
        assert ended < one.at
        assert one.at.date() < as_of
        assert one.at.year == year
    assert [one.at for one in rated] == sorted(one.at for one in rated)


@on_any_load_day
def test_nine_certificates_of_three_items_are_carried_home(year: int, as_of: dt.date) -> None:
    town = town_on(year, as_of)
    delivered = delivered_courses(town.plans, period_of(town))
    plans = [town.plans[one.number - 1] for one in delivered]
    assert Counter(plan.items[0] for plan in plans) == {"XD-A08": 4, "XD-B07": 3, "XD-B11": 2}
    assert all(plan in register(town) for plan in plans)
    for one, plan in zip(delivered, plans, strict=True):
        assert plan.completed_at
        assert plan.completed_at < one.received_at < one.set_out_at < one.at
        assert one.at.date() < as_of
        assert one.at.year == year
