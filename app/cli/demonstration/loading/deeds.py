"""What a planned step does to a case: the plan says which act and when, here is said what else the deed asks for."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import app.reports.actions as reports
import app.visits.actions as visits
from app.cases import actions
from app.cases.models import Case
from app.cases.rules import PaperState
from app.catalogue.rules import Need
from app.cli.demonstration.cases import Step
from app.cli.demonstration.courses import Act
from app.core import clock
from app.core.stamp import Stamp
from app.households import queries as households
from app.reports.rules import Verdict
from app.visits.rules import VisitDone, VisitOutcome

AT_THE_DOOR = dt.timedelta(minutes=20)
COMES_AGAIN_AFTER = dt.timedelta(days=7)
KEPT = "居民户口簿"  # the one paper that is taken along to be copied, and brought back
TOLD = "已办好，结果已告知本人"
SENT_BACK = "办理结果没有交到群众手里，请补送后再办结"
NOTES: Mapping[VisitOutcome, str] = {
    VisitOutcome.DONE_ON_THE_SPOT: "当场办好，已向本人说明",
    VisitOutcome.PAPERS_TAKEN: "材料已收齐带回，收件清单已留给本人",
    VisitOutcome.PAPERS_MISSING: "材料还缺一份，已一次性告知，下次带齐",
    VisitOutcome.NOBODY_HOME: "家中无人，邻居说下地未回，已留联系卡",
    VisitOutcome.PUT_OFF: "家里有事，约定一周后再来",
}
Teams = Mapping[str, UUID]


def act(case: Case, step: Step, *, teams: Teams, stamp: Stamp) -> None:
    """Carry out the step on a case that was loaded to be changed; `teams`: ids by code."""
    if step.act is Act.VISIT:
        visit(case, step, stamp=stamp)
    elif step.act is Act.REVIEW:
        review(case, step, stamp=stamp)
    else:
        MOVES[step.act](case, **said(case, step, teams), stamp=stamp)


def said(case: Case, step: Step, teams: Teams) -> dict[str, Any]:
    """What a move asks for beside the case."""
    reason, team_id = step.reason, teams.get(step.to)
    asked: Mapping[Act, dict[str, Any]] = {
        Act.ASSIGN: {"team_id": team_id, "person_id": None, "reason": reason},
        Act.COLLECT: {"papers": papers_got(case)},
        Act.FORWARD: {"to": step.to},
        Act.COMPLETE: {"outcome": step.outcome, "note": TOLD, "late_reason": reason, "given_back": True},
        Act.SEND_BACK: {"reason": reason, "missing": paper_lacking(case)},
        Act.PAUSE: {"reason": reason},
        Act.PASS_ON: {"team_id": team_id, "reason": reason},
        Act.WITHDRAW: {"reason": reason, "given_back": True},
        Act.REJECT: {"reason": reason, "given_back": True},
    }
    return asked.get(step.act, {})


def papers_got(case: Case) -> dict[int, PaperState]:
    """All required papers are here: looked at, but for the one that is kept for a while."""
    return {
        paper.position: PaperState.HELD if paper.material.name == KEPT else PaperState.SEEN
        for paper in case.papers
        if paper.material.need is Need.REQUIRED
    }


def paper_lacking(case: Case) -> list[int]:
    """What a case is sent back for: the last of its required papers."""
    return [paper.position for paper in case.papers if paper.material.need is Need.REQUIRED][-1:]


def visit(case: Case, step: Step, *, stamp: Stamp) -> None:
    """At the household's home, for those of its people whom the plan names."""
    if not isinstance(step.outcome, VisitOutcome):
        raise TypeError(step)
    residents = households.household(case.household_id).residents
    done = VisitDone(
        begun_at=step.at - AT_THE_DOOR,
        outcome=step.outcome,
        served=tuple(residents[place].id for place in step.people),
        papers=papers_got(case) if step.outcome is VisitOutcome.PAPERS_TAKEN else {},
        note=NOTES[step.outcome],
        next_on=clock.on(step.at) + COMES_AGAIN_AFTER if step.outcome is VisitOutcome.PUT_OFF else None,
    )
    visits.record_visit(case, done, stamp=stamp)


def review(case: Case, step: Step, *, stamp: Stamp) -> None:
    """The reviewer's word on the completion."""
    if not isinstance(step.outcome, Verdict):
        raise TypeError(step)
    reports.review(case, step.outcome, reason=SENT_BACK if step.outcome is Verdict.SENT_BACK else "", stamp=stamp)


MOVES: Mapping[Act, Callable[..., None]] = {
    Act.ACCEPT: actions.accept,
    Act.ASSIGN: actions.assign,
    Act.TAKE: actions.take,
    Act.COLLECT: actions.collect,
    Act.FORWARD: actions.forward,
    Act.COMPLETE: actions.complete,
    Act.SEND_BACK: actions.send_back,
    Act.RESUME: actions.resume,
    Act.PAUSE: actions.pause,
    Act.PASS_ON: actions.pass_on,
    Act.WITHDRAW: actions.withdraw,
    Act.REJECT: actions.reject,
}
