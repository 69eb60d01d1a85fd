"""A plan for the demonstration's first cases, made from the courses: who asks, when, and what is done on which day.
The plan is only data; the loader carries it out through the same actions as everybody's."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.accounts.rules import Role
from app.cases.rules import Intake, Mode, Outcome
from app.cli.demonstration.catalogue import items
from app.cli.demonstration.chance import chance
from app.cli.demonstration.courses import ANYBODY, FINISHED, NEEDS, UNDER_WAY, Act, Need, Script
from app.cli.demonstration.people import Household, Resident
from app.cli.demonstration.period import CHINA, Period
from app.cli.demonstration.staff import TOWNSHIP_TEAM
from app.reports.rules import Verdict
from app.visits.rules import VisitOutcome

OPENS, STEP_MIN, VISITED_AT_MOST = dt.time(8, 40), 25, 4
FAR_ENOUGH = 30
ASKED_BY = {
    Intake.WINDOW: Role.CLERK,
    Intake.ONLINE: Role.CLERK,
    Intake.PHONE: Role.LEADER,
    Intake.STATION: Role.WORKER,
    Intake.GROUP: Role.WORKER,
    Intake.HOME: Role.WORKER,
}
DONE_BY = {
    Act.ACCEPT: Role.CLERK,
    Act.ASSIGN: Role.CLERK,
    Act.SEND_BACK: Role.CLERK,
    Act.PAUSE: Role.LEADER,
    Act.PASS_ON: Role.LEADER,
    Act.REJECT: Role.LEADER,
    Act.REVIEW: Role.REVIEWER,
}  # everything else: the worker who has the case, and the clerk when nobody carries it
OUTCOMES: Mapping[Act, Iterable[Outcome | VisitOutcome | Verdict]] = {
    Act.COMPLETE: Outcome,
    Act.VISIT: VisitOutcome,
    Act.REVIEW: Verdict,
}
SERVED = {VisitOutcome.DONE_ON_THE_SPOT, VisitOutcome.PAPERS_TAKEN}
SENT_TO = {Act.FORWARD: "勐海县政务服务中心", Act.PASS_ON: TOWNSHIP_TEAM, Act.ASSIGN: "T201"}
REASONS = {
    Act.SEND_BACK: "缺少一份证明材料，已一次性告知",
    Act.PAUSE: "等待入户核查和公示期满",
    Act.PASS_ON: "材料须在乡级窗口办理，转乡代办服务队",
    Act.WITHDRAW: "群众已自行到县级窗口办理",
    Act.REJECT: "不符合申请条件，已当面说明理由",
    Act.RESUME: "材料已补齐，核查已完成",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One deed in a case's course, at an aware instant. `by`: the role of who does it; `people`: places of the residents
    served at a visit; `outcome`: of the case, the visit or the review, as the act asks; `to`: a team's code
    for pass_on and assign, an office's name for forward."""

    act: Act
    at: dt.datetime
    by: Role
    outcome: Outcome | VisitOutcome | Verdict | None = None
    people: tuple[int, ...] = ()
    to: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A case to be opened and carried on. `applicant`: a place in the household; `is_complete`: all required papers are there,
    so that opening accepts and assigns in one deed (a household without a grid stays in the desk pool)."""

    household_code: str
    applicant: int
    item_code: str
    variant: str | None
    mode: Mode
    intake: Intake
    asked_at: dt.datetime
    by: Role
    is_complete: bool
    steps: tuple[Step, ...]


def plans(placed: Sequence[Household], unplaced: Sequence[Household], period: Period) -> tuple[Plan, ...]:
    """In the order of asking. Finished ones lie in the weeks before the period's end, open ones in those before `as_of`.

    Every planned case has a household of its own.
    """
    free = Households(placed, unplaced, period.as_of)
    ends = period.last_on + dt.timedelta(days=period.last_on < period.as_of)
    made = [plan(script, free, period.workdays_before(ends, FAR_ENOUGH)) for script in FINISHED]
    made += [plan(script, free, period.workdays_before(period.as_of, FAR_ENOUGH)) for script in UNDER_WAY]
    return tuple(sorted(made, key=lambda one: (one.asked_at, one.household_code)))


class Households:
    """The households that no planned case has yet."""

    def __init__(self, placed: Sequence[Household], unplaced: Sequence[Household], as_of: dt.date) -> None:
        self.as_of = as_of
        self.newcomers = iter(unplaced)
        self.by_village: dict[str, list[Household]] = {}
        for household in chance("plans").sample(placed, len(placed)):
            self.by_village.setdefault(household.village_code[-3:], []).append(household)

    def take(self, script: Script) -> tuple[Household, list[int]]:
        """A household with the places of those in it who may ask for the item."""
        if not script.village:
            return next(self.newcomers), [0]
        free = self.by_village[script.village]
        needs_phone = script.intake in {Intake.PHONE, Intake.ONLINE}
        for household in free:
            asking = applicants(household, NEEDS.get(script.item, ANYBODY), self.as_of)
            if asking and (household.phone or not needs_phone):
                free.remove(household)
                return household, asking
        message = f"nobody in village {script.village} can ask for {script.item}"
        raise LookupError(message)


def applicants(household: Household, need: Need, as_of: dt.date) -> list[int]:
    if need.in_household and need.in_household not in household.marks:
        return []
    return [n for n, resident in enumerate(household.residents) if may_ask(resident, need, as_of)]


def may_ask(resident: Resident, need: Need, as_of: dt.date) -> bool:
    return need.youngest <= resident.age(as_of) <= need.oldest and (need.mark is None or need.mark in resident.marks)


def plan(script: Script, free: Households, workdays: Sequence[dt.date]) -> Plan:
    """`workdays`: those before the anchor, the latest first."""
    household, asking = free.take(script)
    variants = items()[script.item].variants
    return Plan(
        household_code=household.code,
        applicant=asking[0],
        item_code=script.item,
        variant=variants[0] if variants else None,
        mode=script.mode,
        intake=script.intake,
        asked_at=instant(workdays[script.days_ago - 1], 0),
        by=ASKED_BY[script.intake],
        is_complete=script.is_complete,
        steps=tuple(steps(script, workdays, served=tuple(asking[:VISITED_AT_MOST]))),
    )


def steps(script: Script, workdays: Sequence[dt.date], *, served: tuple[int, ...]) -> Iterator[Step]:
    for n, word in enumerate(script.course.split(), start=1):
        name, _, day = word.partition("@")
        act_name, _, value = name.partition(":")
        act, at = Act(act_name), instant(workdays[script.days_ago - 1 - int(day)], n)
        outcome = next((one for one in OUTCOMES.get(act, ()) if one.value == value), None)
        people = served if outcome in SERVED else ()
        by = DONE_BY.get(act, Role.CLERK if script.mode is Mode.SELF else Role.WORKER)
        yield Step(act, at, by, outcome, people, SENT_TO.get(act, ""), REASONS.get(act, ""))


def instant(on: dt.date, n: int) -> dt.datetime:
    """The n-th thing of a case happens so late in the morning or early in the afternoon."""
    return dt.datetime.combine(on, OPENS, CHINA) + dt.timedelta(minutes=n * STEP_MIN)
