"""A plan for the demonstration's cases, made from the scripts: who asks, when, and what is done on which day by whom.
The plan is only data; the loader carries it out through the same actions as everybody's."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.accounts.rules import Role
from app.cases.rules import Intake, Mode, Outcome
from app.cli.demonstration.catalogue import items
from app.cli.demonstration.courses import Act, Script, Word, words
from app.cli.demonstration.needs import applicants
from app.cli.demonstration.people import Household
from app.cli.demonstration.period import CHINA, Period
from app.cli.demonstration.staff import TOWNSHIP_TEAM
from app.cli.demonstration.year.households import in_order
from app.households.rules import CareMark
from app.reports.rules import Verdict
from app.visits.rules import VisitOutcome

OPENS, NOON, BREAK_MIN, STEP_MIN, SPREAD_MIN = dt.time(8, 40), dt.time(12), 120, 20, 150
REVIEWED_FROM, WAITING_FOR_REVIEW = dt.time(16, 50), 6
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
}  # everything else: the worker or leader who has the case, and the clerk when nobody carries it
OUTCOMES: Mapping[Act, Iterable[Outcome | VisitOutcome | Verdict]] = {
    Act.COMPLETE: Outcome,
    Act.VISIT: VisitOutcome,
    Act.REVIEW: Verdict,
}
SERVED = {VisitOutcome.DONE_ON_THE_SPOT, VisitOutcome.PAPERS_TAKEN, VisitOutcome.PAPERS_MISSING}
SENT_TO = {Act.FORWARD: "勐海县政务服务中心", Act.PASS_ON: TOWNSHIP_TEAM, Act.ASSIGN: "T201"}
REASONS = {
    Act.SEND_BACK: "缺少一份证明材料，已一次性告知",
    Act.PAUSE: "等待入户核查和公示期满",
    Act.PASS_ON: "在乡便民服务大厅提出，由乡代办服务队就近办理",
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
    items: tuple[str, ...]
    variant: str | None
    mode: Mode
    intake: Intake
    asked_at: dt.datetime
    by: Role
    is_complete: bool
    note: str
    steps: tuple[Step, ...]

    @property
    def completed_at(self) -> dt.datetime | None:
        """When it was finished for good; None where it is not."""
        last = next((step for step in reversed(self.steps) if step.act is not Act.REVIEW), None)
        return last.at if last is not None and last.act is Act.COMPLETE else None


def plans(scripts: Iterable[Script], households: Iterable[Household], period: Period) -> tuple[Plan, ...]:
    """In the order of asking; the last few completions still wait for the reviewer."""
    homes = {household.code: household for household in households}
    days = Calendar(period.workdays_between(period.stood_on, period.as_of), first_on=period.first_on)
    made = [days.plan(script, homes[script.household], number) for number, script in enumerate(scripts)]
    finished = sorted((one.completed_at, n) for n, one in enumerate(made) if one.completed_at)
    for _, n in finished[:-WAITING_FOR_REVIEW]:
        made[n] = replace(made[n], steps=(*made[n].steps, days.review(made[n])))
    return tuple(sorted(made, key=lambda one: (one.asked_at, one.household_code, one.items)))


class Calendar:
    """Dates for the days of courses. `workdays`: all up to the load day, in order."""

    def __init__(self, workdays: Sequence[dt.date], *, first_on: dt.date) -> None:
        self.workdays, self.first_on = workdays, first_on
        self.index = {on: n for n, on in enumerate(workdays)}

    def plan(self, script: Script, household: Household, number: int) -> Plan:
        order = in_order(household, self.first_on)
        applicant = who_asks(script, household, order)
        served = order[: script.served] if applicant in order[: script.served] else [applicant]
        variants = items()[script.items[0]].variants
        return Plan(
            household_code=household.code,
            applicant=applicant,
            items=script.items,
            variant=variants[script.variant] if variants else None,
            mode=script.mode,
            intake=script.intake,
            asked_at=instant(script.asked_on, 0, number),
            by=ASKED_BY[script.intake],
            is_complete=script.is_complete,
            note=script.note,
            steps=tuple(self.steps(script, number, served=tuple(served))),
        )

    def steps(self, script: Script, number: int, *, served: tuple[int, ...]) -> Iterator[Step]:
        asked = self.index[script.asked_on]
        for n, word in enumerate(words(script.course), start=1):
            outcome = next((one for one in OUTCOMES.get(word.act, ()) if one.value == word.outcome), None)
            people = served if outcome in SERVED else ()
            at = instant(self.workdays[asked + word.day], n, number)
            if word.act is Act.REVIEW:
                at = reviewed_at(at.date(), number)
            reason = script.late_reason if word.act is Act.COMPLETE else REASONS.get(word.act, "")
            yield Step(word.act, at, hand(word, script), outcome, people, SENT_TO.get(word.act, ""), reason)

    def review(self, plan: Plan) -> Step:
        """On the next working day; on the same one when it is the last before the load."""
        if plan.completed_at is None:
            raise ValueError(plan)
        next_day = self.index[plan.completed_at.date()] + 1
        on = self.workdays[min(next_day, len(self.workdays) - 1)]
        return Step(Act.REVIEW, reviewed_at(on, next_day), Role.REVIEWER, Verdict.REVIEWED)


def who_asks(script: Script, household: Household, order: Sequence[int]) -> int:
    """The place of whoever asks: the first who may, at a visit one of those it serves, and rather somebody who is not away."""
    if not script.village:
        return 0
    asking = applicants(household, script.items[0], script.asked_on)
    able = [place for place in order[: script.served] if place in asking] if script.served else asking
    at_home = [place for place in able or asking if CareMark.AWAY not in household.residents[place].marks]
    return (at_home or able or asking)[0]


def hand(word: Word, script: Script) -> Role:
    return DONE_BY.get(word.act, Role.CLERK if script.mode is Mode.SELF else script.carrier)


def instant(on: dt.date, n: int, number: int) -> dt.datetime:
    """The n-th thing of a case happens so late in the working day; cases of one day don't all begin at the same minute."""
    at = dt.datetime.combine(on, OPENS, CHINA) + dt.timedelta(minutes=n * STEP_MIN + number * 7 % SPREAD_MIN)
    return at if at.time() < NOON else at + dt.timedelta(minutes=BREAK_MIN)


def reviewed_at(on: dt.date, number: int) -> dt.datetime:
    """The reviewer looks through the completions at the end of a day."""
    return dt.datetime.combine(on, REVIEWED_FROM, CHINA) + dt.timedelta(minutes=number % 40)
