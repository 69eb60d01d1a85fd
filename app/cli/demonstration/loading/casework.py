"""Cases carried through their plans: all deeds of all cases in the order in which they happened, each by the hand that did it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.accounts.rules import Role
from app.cases import actions, queries
from app.cases.models import Case
from app.cases.rules import Asked, Stage
from app.cli.demonstration.cases import Plan, Step
from app.cli.demonstration.loading.deeds import act
from app.cli.demonstration.loading.staff import Crew
from app.cli.demonstration.loading.stamps import Stamps
from app.households import queries as households

CLERKS = 3
AFTER_DEATH = "B01"  # the one bundle of the year
OF_THE_VILLAGE = {Role.WORKER, Role.LEADER}


def pour_cases(plans: Sequence[Plan], *, crew: Crew, town_code: str, stamps: Stamps) -> Mapping[int, UUID]:
    """Everything that happens in the plans, in the order of time: so routing sees what everybody had to do just then.

    Which case each plan became, by the plan's place from 1 on: what comes after the cases asks for them so.
    """
    courses = [Course(number, plan, crew, stamps, town_code) for number, plan in enumerate(plans, start=1)]
    happenings = [happening for course in courses for happening in course.happenings()]
    for _, _, happen in sorted(happenings, key=lambda one: one[:2]):
        happen()
    return {course.number: course.case_id for course in courses}


@dataclass
class Course:
    """One planned case on its way."""

    number: int
    plan: Plan
    crew: Crew
    stamps: Stamps
    town_code: str
    case_id: UUID = field(init=False)

    def happenings(self) -> Iterator[tuple[dt.datetime, int, Callable[[], None]]]:
        """When what happens, opening first."""
        yield self.plan.asked_at, self.number, self.open
        for step in self.plan.steps:
            yield step.at, self.number, lambda step=step: self.make(step)  # type: ignore[misc]

    def open(self) -> None:
        """The household asks; who takes it down is at the window, at the telephone, or in the village."""
        plan = self.plan
        household = households.household_by_code(plan.household_code, town_code=self.town_code)
        by = self.hand(plan.by, None)
        case = actions.open_case(
            household,
            items=[Asked(code, plan.variant) for code in plan.items],
            mode=plan.mode,
            intake=plan.intake,
            applicant_id=household.residents[plan.applicant].id,
            complete_papers=plan.is_complete,
            note=plan.note,
            bundle_code=AFTER_DEATH if len(plan.items) > 1 else None,
            stamp=self.stamps.at(plan.asked_at, f"case {self.number}", by=by, role=plan.by),
        )
        self.case_id = case.id

    def make(self, step: Step) -> None:
        """The next step, on the case as it stands by then."""
        case = queries.case_to_change(self.case_id)
        what = f"case {self.number} {step.act.value} {step.at.isoformat()}"
        stamp = self.stamps.at(step.at, what, by=self.hand(step.by, case), role=step.by)
        act(case, step, teams=self.crew.teams, stamp=stamp)

    def hand(self, role: Role, case: Case | None) -> UUID:
        """Who of that role does it: the worker or leader who has the case, else those of its team, before it has one those of
        the household's village; clerks take turns."""
        people = self.crew.people
        if role in OF_THE_VILLAGE and case is not None:
            has_it = None if case.stage is Stage.ASSIGNED else case.person_id
            return self.crew.of_team(case.team_id, role, has_it=has_it, turn=self.number)
        if role in OF_THE_VILLAGE:
            return people[f"{role.value}-{self.plan.household_code[2:5]}"]
        return people[f"clerk-{self.number % CLERKS + 1}"] if role is Role.CLERK else people[role.value]
