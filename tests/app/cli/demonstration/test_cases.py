"""The plan of cases is legal by DESIGN 5, whatever the day it is made for. The table here is the design's, written anew."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pytest

from app.accounts.rules import POLICY, Deed
from app.cases.rules import DEED_OF_MOVE, Intake, Mode, Outcome, Stage
from app.cli.demonstration.cases import Plan, Step
from app.cli.demonstration.catalogue import items
from app.cli.demonstration.courses import Act
from app.cli.demonstration.township import Township
from app.cli.demonstration.year.home import HOMES
from app.cli.demonstration.year.households import Households
from app.cli.demonstration.year.others import LAST_YEAR
from app.cli.demonstration.year.others import OPEN as STANDING
from app.reports.rules import Verdict
from app.visits.rules import VisitOutcome, is_effective
from tests.app.cli.demonstration.towns import LOAD_DAYS, town_on

OPEN = {Stage.ASKED, Stage.ACCEPTED, Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.PAUSED, Stage.RETURNED}
MOVES = {
    Act.ACCEPT: ({Stage.ASKED, Stage.ASSIGNED, Stage.IN_PROGRESS}, None),
    Act.ASSIGN: ({Stage.ASKED, Stage.ACCEPTED}, Stage.ASSIGNED),
    Act.TAKE: ({Stage.ASSIGNED}, Stage.IN_PROGRESS),
    Act.COLLECT: ({Stage.IN_PROGRESS}, None),
    Act.FORWARD: ({Stage.IN_PROGRESS}, None),
    Act.VISIT: ({Stage.IN_PROGRESS}, None),
    Act.SEND_BACK: ({Stage.ASKED, Stage.ASSIGNED, Stage.IN_PROGRESS}, Stage.RETURNED),
    Act.RESUME: ({Stage.RETURNED, Stage.PAUSED}, None),
    Act.PAUSE: ({Stage.ACCEPTED, Stage.ASSIGNED, Stage.IN_PROGRESS}, Stage.PAUSED),
    Act.PASS_ON: ({Stage.ASSIGNED, Stage.IN_PROGRESS}, None),
    Act.COMPLETE: ({Stage.ACCEPTED, Stage.IN_PROGRESS}, Stage.COMPLETED),
    Act.WITHDRAW: (OPEN, Stage.WITHDRAWN),
    Act.REJECT: (OPEN, Stage.REJECTED),
    Act.REVIEW: ({Stage.COMPLETED}, None),
}


@dataclass
class Course:
    """Follows one plan through the table."""

    plan: Plan
    stage: Stage = Stage.ASKED
    accepted_at: dt.datetime | None = None
    completed_at: dt.datetime | None = None
    before: list[Stage] = field(default_factory=list)

    def run(self) -> "Course":
        is_placed = not self.plan.household_code.startswith("XD000") and self.plan.mode is not Mode.SELF
        self.accepted_at = self.plan.asked_at if self.plan.is_complete else None
        self.stage = Stage.ASSIGNED if is_placed else Stage.ACCEPTED if self.plan.is_complete else Stage.ASKED
        for step in self.plan.steps:
            self.make(step)
        return self

    def make(self, step: Step) -> None:
        allowed, after = MOVES[step.act]
        assert self.stage in allowed, (self.plan, step)
        if step.act in {Act.PAUSE, Act.SEND_BACK}:
            self.before.append(self.stage)
        if step.act is Act.ACCEPT:
            self.accepted_at = step.at
        if step.act is Act.COMPLETE:
            assert self.accepted_at
            assert isinstance(step.outcome, Outcome)
            self.completed_at = step.at
        if step.act is Act.REVIEW:
            assert isinstance(step.outcome, Verdict)
            after = Stage.IN_PROGRESS if step.outcome is Verdict.SENT_BACK else None
        self.stage = self.before.pop() if step.act is Act.RESUME else after or self.stage


def courses(town: Township) -> list[Course]:
    return [Course(plan).run() for plan in town.plans]


def on(moment: dt.datetime) -> dt.date:
    return moment.date()


def workdays_between(start: dt.date, end: dt.date) -> int:
    """How many working days of the calendar without holidays lie after `start` and up to `end`."""
    return sum((start + dt.timedelta(days=n)).weekday() < 5 for n in range(1, (end - start).days + 1))


@pytest.mark.parametrize(("year", "as_of"), LOAD_DAYS)
def test_every_course_is_legal_and_lies_before_the_load_day(year: int, as_of: dt.date) -> None:
    for course in courses(town_on(year, as_of)):
        moments = [course.plan.asked_at, *(step.at for step in course.plan.steps)]
        assert moments == sorted(moments)
        assert len(set(moments)) == len(moments)
        assert on(moments[-1]) < as_of
        assert all(moment.utcoffset() == dt.timedelta(hours=8) for moment in moments)


def test_every_stage_is_there_and_nine_are_open(xiding: Township) -> None:
    stages = Counter(course.stage for course in courses(xiding))
    assert set(stages) == set(Stage)
    assert {stage: stages[stage] for stage in OPEN} == {
        Stage.ASKED: 1,
        Stage.ACCEPTED: 1,
        Stage.ASSIGNED: 1,
        Stage.IN_PROGRESS: 4,
        Stage.PAUSED: 1,
        Stage.RETURNED: 1,
    }
    assert sum(stages[stage] for stage in OPEN) == len(STANDING) == 9


def test_what_neither_finished_nor_is_open_lies_in_the_year_before(xiding: Township) -> None:
    earlier = [course for course in courses(xiding) if course.plan.asked_at.year < xiding.year]
    assert len(earlier) == len(LAST_YEAR)
    moments = [step.at for course in earlier for step in course.plan.steps if step.act is not Act.REVIEW]
    assert max(moments).year == xiding.year - 1
    ended = [course for course in courses(xiding) if course.stage in {Stage.WITHDRAWN, Stage.REJECTED}]
    assert len(ended) == 2
    assert all(course in earlier for course in ended)


@pytest.mark.parametrize(("year", "as_of"), LOAD_DAYS)
def test_one_is_overdue_and_two_nearly_so(year: int, as_of: dt.date) -> None:
    left: list[int] = []
    for course in courses(town_on(year, as_of)):
        limit = items()[course.plan.items[0]].workdays
        stopped = any(step.act in {Act.PAUSE, Act.SEND_BACK} for step in course.plan.steps)
        if course.stage in OPEN - {Stage.PAUSED, Stage.RETURNED} and course.accepted_at and limit and not stopped:
            left.append(limit - workdays_between(on(course.accepted_at), as_of))
    assert sum(days < 0 for days in left) == 1
    assert sum(0 <= days <= 2 for days in left) == 2


def test_visits_serve_people_when_somebody_was_there(xiding: Township) -> None:
    homes = {household.code: household for household in (*xiding.households, *xiding.unplaced)}
    visits = [(plan, step) for plan in xiding.plans for step in plan.steps if step.act is Act.VISIT]
    outcomes = Counter(step.outcome for _, step in visits)
    assert all(isinstance(outcome, VisitOutcome) for outcome in outcomes)
    assert outcomes[VisitOutcome.NOBODY_HOME] >= 2
    assert set(outcomes) >= {VisitOutcome.DONE_ON_THE_SPOT, VisitOutcome.PAPERS_MISSING, VisitOutcome.PUT_OFF}
    for plan, step in visits:
        served = isinstance(step.outcome, VisitOutcome) and is_effective(step.outcome)
        assert bool(step.people) == served
        assert all(0 <= place < len(homes[plan.household_code].residents) for place in step.people)
        assert not served or plan.applicant in step.people


def test_what_needs_a_word_has_one(xiding: Township) -> None:
    teams = {team.code for team in xiding.staff.teams}
    for plan in xiding.plans:
        for step in plan.steps:
            if step.act in {Act.PASS_ON, Act.ASSIGN}:
                assert step.to in teams
            if step.act in {Act.PASS_ON, Act.SEND_BACK, Act.PAUSE, Act.WITHDRAW, Act.REJECT}:
                assert step.reason
    acts = {step.act for plan in xiding.plans for step in plan.steps}
    assert acts == set(Act)


def test_the_desk_pool_holds_what_belongs_to_no_grid(xiding: Township) -> None:
    pool = [course for course in courses(xiding) if course.plan.household_code.startswith("XD000")]
    assert [course.stage for course in pool if not course.plan.steps] == [Stage.ASKED, Stage.ACCEPTED]
    assert any(step.act is Act.ASSIGN for course in pool for step in course.plan.steps)


def test_every_case_but_those_at_home_has_its_own_household_and_an_applicant_whom_the_item_concerns(xiding: Township) -> None:
    homes = {household.code: household for household in (*xiding.households, *xiding.unplaced)}
    at_home = sum(len(home.services) - 1 for home in HOMES)  # several cases of one household
    assert len({plan.household_code for plan in xiding.plans}) == len(xiding.plans) - at_home
    for plan in xiding.plans:
        applicant = homes[plan.household_code].residents[plan.applicant]
        age = applicant.age(on(plan.asked_at))
        if plan.items[0] in {"XD-B05", "XD-B08"}:
            assert age >= 80
        if plan.items[0] in {"XD-A04", "XD-A05"}:
            assert age >= 60
        if plan.intake is Intake.PHONE and not plan.household_code.startswith("XD000"):
            assert homes[plan.household_code].phone


def test_items_exist_variants_are_named_and_windows_had_them(xiding: Township) -> None:
    since = {row.item_code: row.from_on for row in xiding.points.items if row.point_code == xiding.land.code}
    for plan in xiding.plans:
        assert all(since[code] <= on(plan.asked_at) for code in plan.items)
        assert (plan.variant is not None) == bool(items()[plan.items[0]].variants)
    assert any(plan.variant == "XD-E13-1" for plan in xiding.plans)


@pytest.mark.parametrize(("year", "as_of"), LOAD_DAYS)
def test_items_are_in_the_hall_before_they_are_asked_for_on_any_load_day(year: int, as_of: dt.date) -> None:
    town = town_on(year, as_of)
    since = {row.item_code: row.from_on for row in town.points.items if row.point_code == town.land.code}
    assert all(since[code] <= on(plan.asked_at) for plan in town.plans for code in plan.items)


def test_a_village_where_nobody_can_ask_is_said_by_name(xiding: Township) -> None:
    sons = [home for home in xiding.households if home.village_code.endswith("201") and len(home.residents) == 1][:1]
    free = Households(sons, [], first_on=dt.date(2026, 1, 1), kept=())
    with pytest.raises(LookupError, match="XD-C01"):
        free.take("201", "XD-C01", dt.date(2026, 6, 1))


def test_everybody_may_do_what_the_plan_has_them_do(xiding: Township) -> None:
    deeds = {move.value: deed for move, deed in DEED_OF_MOVE.items()}
    deeds |= {Act.VISIT.value: Deed.RECORD_VISIT, Act.REVIEW.value: Deed.REVIEW_COMPLETION}
    for plan in xiding.plans:
        assert Deed.OPEN_CASE in POLICY[plan.by]
        assert all(deeds[step.act.value] in POLICY[step.by] for step in plan.steps)
