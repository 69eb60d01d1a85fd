"""What a dissolved team or somebody who leaves may not leave behind, and what is taken out of hands that are gone."""

import datetime as dt
from collections.abc import Sequence
from uuid import uuid5

from app.accounts.rules import Deed
from app.cases import queries
from app.cases.actions import clocks, history
from app.cases.actions.opening import hands
from app.cases.models import Case
from app.cases.rules import HandStep, Move, PersonHasOpenCases, PersonHoldsOriginals, TeamHasOpenCases, hand_reason
from app.core import clock, journal
from app.core.stamp import MACHINE, Door, Stamp
from app.posts.rules import PersonLeaves, Reason, Step, TeamIsDissolved

SHOWN = 3
BATCH = 200


def demand_nothing_open(event: TeamIsDissolved, *, stamp: Stamp) -> None:
    """A team with open cases isn't dissolved from today on; one that ends later works until then. Raises TeamHasOpenCases."""
    if event.from_on > clock.on(stamp.at):
        return
    if numbers := queries.open_of_team(event.team_id):
        raise TeamHasOpenCases(team=event.name, count=len(numbers), numbers=_first(numbers))


def demand_nothing_in_hand(event: PersonLeaves, *, stamp: Stamp) -> None:
    """Nobody leaves with open cases or with originals. Raises PersonHasOpenCases, PersonHoldsOriginals."""
    if numbers := queries.open_of_person(event.person_id):
        raise PersonHasOpenCases(person=event.name, count=len(numbers), numbers=_first(numbers))
    if numbers := queries.originals_of(event.person_id):
        raise PersonHoldsOriginals(person=event.name, count=len(numbers), numbers=_first(list(dict.fromkeys(numbers))))


def let_go(now: dt.datetime, *, limit: int = BATCH) -> int:
    """Take at most `limit` open cases out of hands that are gone; how many.

    A team's last day is over, or a deed that happened before it reached us after it.
    """
    made = 0
    for case_id in queries.in_gone_hands(clock.on(now), limit=limit):
        case = queries.case_to_change(case_id)
        event_id = uuid5(case_id, f"let go {case.version}")
        stamp = Stamp(by=MACHINE, on_behalf_of=None, at=now, recorded_at=now, event_id=event_id, door=Door.SCHEDULER)
        facts = {"what": "let go"}
        if _are_gone(case, on=clock.on(now)) and journal.enter(
            Deed.PASS_ON_CASE, subject=case_id, body=facts, stamp=stamp, facts=facts
        ):
            leave_hands(case, stamp=stamp)
            made += 1
    return made


def leave_hands(case: Case, *, stamp: Stamp) -> None:
    """A dissolved team's case comes to the desk pool; of somebody who has left it stays with the team, where nobody has it.

    Nothing happens to a case whose hands are there.
    """
    on = clock.on(stamp.at)
    if not _are_gone(case, on=on):
        return
    facts = {"gone": True, "from_team": case.team_id and str(case.team_id), "from_person": case.person_id and str(case.person_id)}
    case.why = [*case.why, *_why(case, on=on)]
    case.team_id = None if _is_dissolved(case, on=on) else case.team_id
    case.person_id = None
    history.record(case, Move.PLACE, stamp=stamp, facts={**facts, **hands(case)})
    clocks.handed_over(case)


def _why(case: Case, *, on: dt.date) -> list[dict[str, object]]:
    if case.team is not None and _is_dissolved(case, on=on):
        return [hand_reason(HandStep.TEAM_DISSOLVED, team=case.team.name), Reason(Step.POOL).as_json()]
    said = [hand_reason(HandStep.PERSON_LEFT, person=case.person.name)] if case.person is not None else []
    return [*said, (Reason(Step.TEAM, {"team": case.team.name}) if case.team else Reason(Step.POOL)).as_json()]


def _are_gone(case: Case, *, on: dt.date) -> bool:
    left_on = case.person.left_on if case.person is not None else None
    return _is_dissolved(case, on=on) or (left_on is not None and left_on <= on)


def _is_dissolved(case: Case, *, on: dt.date) -> bool:
    return case.team is not None and case.team.to_on is not None and case.team.to_on < on


def _first(numbers: Sequence[str]) -> str:
    return "、".join(numbers[:SHOWN]) + (" …" if len(numbers) > SHOWN else "")
