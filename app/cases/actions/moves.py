"""The moves of a case, as parts of a deed that is entered in the journal already: the case's own deed, a visit, a sweep."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import app.posts.queries as posts
import app.territory.queries as land
from app.cases import queries
from app.cases.actions import clocks, history, routing
from app.cases.actions import papers as custody
from app.cases.actions.leaving import leave_hands
from app.cases.actions.opening import hands
from app.cases.models import Case
from app.cases.rules import (
    CaseCompleted,
    CaseMoved,
    CaseReopened,
    Entering,
    GridNotClaimed,
    HandStep,
    Move,
    NobodyNamed,
    NobodyTakes,
    Outcome,
    PaperState,
    SameHands,
    Stage,
    TeamEnded,
    hand_reason,
    path_in,
)
from app.core import clock
from app.core.events import dispatch
from app.core.stamp import MACHINE, Stamp
from app.deadlines.rules import ClockKind
from app.posts.models import Team


def accept(case: Case, *, papers: Mapping[int, PaperState] | None = None, stamp: Stamp) -> None:
    """受理: the required papers are here; the department's clocks begin. `papers`: what was handed in with it."""
    custody.put(case, papers or {}, stamp=stamp)
    entering = Entering(accepted=case.accepted_at is not None, lacking=queries.lacking(case))
    history.step(case, Move.ACCEPT, stamp=stamp, entering=entering)
    case.accepted_at = stamp.at
    clocks.accepted(case, at=stamp.at)


def deem_accepted(case: Case, *, received_at: dt.datetime, stamp: Stamp) -> None:
    """视为受理: nothing was said in time, so it counts as accepted from its receipt, whatever is missing."""
    history.step(case, Move.ACCEPT, stamp=stamp, entering=Entering(), facts={"deemed": True})
    case.accepted_at = received_at
    clocks.accepted(case, at=received_at)


def assign(case: Case, *, team_id: UUID | None, person_id: UUID | None, reason: str = "", stamp: Stamp) -> None:
    """交办 to a team, or to somebody of it."""
    on = clock.on(stamp.at)
    if team_id is None and person_id is not None:
        team_id = routing.team_of(person_id, on=on)
    if team_id is None:
        raise NobodyNamed
    team = _team(team_id, on=on)
    if person_id is not None:
        routing.check_member(person_id, team.id, on=on)
    _hand(case, team, person_id, on=on)
    case.why = [*case.why, hand_reason(HandStep.ASSIGNED, to=_hands_in_words(team, person_id))]
    history.step(case, Move.ASSIGN, stamp=stamp, entering=Entering(reason=reason), facts=hands(case))
    _settle(case, stamp=stamp)
    clocks.in_hand(case, ClockKind.TAKE, at=stamp.at)


def take(case: Case, *, person_id: UUID | None = None, stamp: Stamp) -> None:
    """接单: whoever does it now is responsible; by command or machine it is the person named, or the one assigned."""
    taker = person_id or (case.person_id if stamp.by == MACHINE else stamp.by)
    if taker is None:
        raise NobodyTakes
    if taker != case.person_id:
        routing.check_member(taker, case.team_id, on=clock.on(stamp.at))
        case.person_id = taker
    history.step(case, Move.TAKE, stamp=stamp, entering=Entering(), facts=hands(case))
    clocks.handed_over(case)
    clocks.papers_in_hand(case, at=stamp.at)


def collect(case: Case, *, papers: Mapping[int, PaperState], stamp: Stamp) -> None:
    """收件: where each paper is now, by position."""
    custody.put(case, papers, stamp=stamp)
    history.step(case, Move.COLLECT, stamp=stamp, entering=Entering(), facts={"papers": _states(papers)})
    if not case.forwarded_to:
        clocks.papers_in_hand(case, at=stamp.at)


def forward(case: Case, *, to: str, stamp: Stamp) -> None:
    """报送 to the window, the department, the county: from here on the light is theirs."""
    history.step(case, Move.FORWARD, stamp=stamp, entering=Entering(to=to), facts={"to": to.strip()})
    case.forwarded_to = to.strip()
    clocks.stop(case, at=stamp.at, kinds=clocks.IN_TURN)


def send_back(case: Case, *, reason: str, missing: Sequence[int], stamp: Stamp) -> None:
    """退回补正: the one-time notice says everything that is missing; the notice clock has done its work, the others wait."""
    told = custody.name_missing(case, missing, stamp=stamp)
    entering = Entering(reason=reason, told=told)
    history.step(case, Move.SEND_BACK, stamp=stamp, entering=entering, facts={"missing": list(told)})
    clocks.stop(case, at=stamp.at, kinds={ClockKind.NOTICE})
    clocks.interrupted(case, at=stamp.at, reason=reason)


def pause(case: Case, *, reason: str, stamp: Stamp) -> None:
    """中止 for a lawful reason: no clock counts."""
    history.step(case, Move.PAUSE, stamp=stamp, entering=Entering(reason=reason))
    clocks.interrupted(case, at=stamp.at, reason=reason)


def resume(case: Case, *, stamp: Stamp) -> None:
    """Back to where it was. After papers came in late, the notice clock runs anew: there is something new to answer."""
    was_returned = case.stage is Stage.RETURNED
    history.step(case, Move.RESUME, stamp=stamp, entering=Entering())
    clocks.resumed(case, at=stamp.at)
    if was_returned and case.accepted_at is None:
        clocks.await_acceptance(case, at=stamp.at)


def pass_on(case: Case, *, team_id: UUID, reason: str, person_id: UUID | None = None, stamp: Stamp) -> None:
    """转办 to another team, or to somebody else of the same: never a plain refusal. What was done keeps its credit."""
    on = clock.on(stamp.at)
    team, left = _team(team_id, on=on), case.team
    if (team.id, person_id) == (case.team_id, case.person_id) or (team.id == case.team_id and person_id is None):
        raise SameHands
    if person_id is not None:
        routing.check_member(person_id, team.id, on=on)
    facts = {"from_team": case.team_id and str(case.team_id), "from_person": case.person_id and str(case.person_id)}
    _hand(case, team, person_id or routing.best_of_team(team.id, case=case, on=on), on=on)
    why = hand_reason(
        HandStep.PASSED_ON,
        from_team=left.name if left else "",
        to=_hands_in_words(team, case.person_id),
        reason=reason.strip(),
    )
    case.why = [*case.why, why]
    history.step(case, Move.PASS_ON, stamp=stamp, entering=Entering(reason=reason), facts={**facts, **hands(case)})
    _settle(case, stamp=stamp)


def hand_back(case: Case, *, team_id: UUID | None, person_id: UUID | None, reason: str, stamp: Stamp) -> None:
    """A handover is undone: the case is in the hands that it was in before, whether they are at work today or not."""
    facts = {"from_team": case.team_id and str(case.team_id), "from_person": case.person_id and str(case.person_id)}
    if team_id is None:
        case.team_id, case.person_id = None, person_id
    else:
        _hand(case, posts.team(team_id), person_id, on=clock.on(stamp.at))
    case.why = [*case.why, hand_reason(HandStep.HANDED_BACK)]
    history.step(case, Move.PASS_ON, stamp=stamp, entering=Entering(reason=reason), facts={**facts, **hands(case)})
    _settle(case, stamp=stamp)


def place(case: Case, *, grid_id: UUID, reason: str, stamp: Stamp) -> None:
    """A person decides in which grid a case stands that two places claimed; the people posted there get it."""
    on = clock.on(stamp.at)
    grid = routing.grid_by_id(grid_id, on=on)
    if grid is None:
        raise GridNotClaimed
    decided = routing.place_in(grid, on=on)
    case.grid_id, case.grid_version_id = grid.grid_id, grid.version_id
    case.place_path, case.other_path = decided.path, None
    case.why = [hand_reason(HandStep.PLACED, grid=grid.name), *decided.why]
    if decided.routing.team_id != case.team_id:
        case.team_id, case.person_id = decided.routing.team_id, decided.routing.person_id
    facts = {"grid": grid.code, **hands(case)}
    history.step(case, Move.PLACE, stamp=stamp, entering=Entering(reason=reason), facts=facts)
    if case.team_id is not None and case.stage in {Stage.ASKED, Stage.ACCEPTED}:
        history.step(case, Move.ASSIGN, stamp=stamp, entering=Entering(), facts=hands(case))
        clocks.in_hand(case, ClockKind.TAKE, at=stamp.at)
    _settle(case, stamp=stamp)


def complete(
    case: Case,
    *,
    outcome: Outcome | None,
    note: str = "",
    late_reason: str = "",
    given_back: bool | Sequence[int] = False,
    stamp: Stamp,
) -> None:
    """办结: accepted, with an outcome, originals given back (all, or those at these positions), and why when it is late."""
    custody.give_back(case, given_back, stamp=stamp)
    entering = Entering(
        accepted=case.accepted_at is not None,
        late=clocks.is_late(case, at=stamp.at),
        late_reason=late_reason,
        outcome=outcome,
        held=queries.held(case),
    )
    team_id, person_id = queries.hands_at(case, at=stamp.at)
    facts = {"outcome": outcome and outcome.value, "late": entering.late, **hands(case)}
    history.step(case, Move.COMPLETE, stamp=stamp, entering=entering, facts=facts)
    case.outcome, case.outcome_note, case.completed_at = outcome, note.strip(), stamp.at
    case.late_reason = late_reason.strip() if entering.late else ""
    clocks.stop(case, at=stamp.at)
    dispatch(CaseCompleted(case.id, stamp.event_id, team_id, person_id), stamp=stamp)


def withdraw(case: Case, *, reason: str, given_back: bool | Sequence[int] = False, stamp: Stamp) -> None:
    """撤回: they don't want it any more. Originals go back first."""
    _end(case, Move.WITHDRAW, reason=reason, given_back=given_back, stamp=stamp)


def reject(case: Case, *, reason: str, given_back: bool | Sequence[int] = False, stamp: Stamp) -> None:
    """不予受理, with the reason that the applicant is told."""
    _end(case, Move.REJECT, reason=reason, given_back=given_back, stamp=stamp)


def reopen(case: Case, *, reason: str, stamp: Stamp) -> None:
    """A completion did not hold: it is reversed, and the case goes on under its old promise, in hands that are there."""
    completion_id = queries.last_completion(case).journal_id if case.stage is Stage.COMPLETED else None
    facts = {"outcome": case.outcome and case.outcome.value}
    history.step(case, Move.REOPEN, stamp=stamp, entering=Entering(reason=reason), facts=facts)
    case.outcome, case.outcome_note, case.completed_at, case.late_reason = None, "", None, ""
    clocks.reopened(case, at=stamp.at)
    leave_hands(case, stamp=stamp)
    if completion_id is not None:
        dispatch(CaseReopened(case.id, completion_id, reason.strip()), stamp=stamp)


def _end(case: Case, move: Move, *, reason: str, given_back: bool | Sequence[int], stamp: Stamp) -> None:
    custody.give_back(case, given_back, stamp=stamp)
    history.step(case, move, stamp=stamp, entering=Entering(reason=reason, held=queries.held(case)))
    clocks.stop(case, at=stamp.at)


def _team(team_id: UUID, *, on: dt.date) -> Team:
    team = posts.team(team_id)
    if team.to_on is not None and team.to_on < on:
        raise TeamEnded(team=team.name)
    return team


def _hand(case: Case, team: Team, person_id: UUID | None, *, on: dt.date) -> None:
    """Put the case into these hands; its place follows the team."""
    before = case.place_path, case.other_path
    case.team_id, case.person_id = team.id, person_id
    case.place_path, case.other_path = path_in(team.place_path, place_path=case.place_path, other_path=case.other_path)
    if before[1] is not None and case.other_path is None:
        grid = next((grid for grid in land.grids_on(on) if grid.place_path == case.place_path), None)
        case.grid_id, case.grid_version_id = (grid.grid_id, grid.version_id) if grid else (case.grid_id, case.grid_version_id)


def _settle(case: Case, *, stamp: Stamp) -> None:
    """History and clocks go where the case went, and what others keep of it."""
    history.move_paths(case)
    clocks.handed_over(case)
    dispatch(CaseMoved(case.id, case.place_path, case.other_path), stamp=stamp)


def _hands_in_words(team: Team, person_id: UUID | None) -> str:
    if person_id is None:
        return team.name
    return f"{team.name} {routing.person_name(person_id)}"


def _states(papers_said: Mapping[int, PaperState]) -> dict[str, Any]:
    return {str(position): state.value for position, state in sorted(papers_said.items())}
