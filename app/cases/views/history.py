"""What happened to a case, as a timeline. Other features that know more of it (visits) join from above."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext

from app.accounts.queries import names
from app.cases import queries
from app.cases.queries import Case, CaseEvent, Reminder
from app.cases.rules import Move, Outcome, PaperState
from app.core.named import N_
from app.core.words import moment
from app.deadlines.rules import Level, Light

SAYS: Mapping[Move | None, str] = {
    None: N_("Asked for %(intake)s"),
    Move.ACCEPT: N_("Accepted: the promised days are counted"),
    Move.ASSIGN: N_("Assigned to %(hands)s"),
    Move.TAKE: N_("Taken on by %(hands)s"),
    Move.COLLECT: N_("Papers recorded: %(papers)s"),
    Move.FORWARD: N_("Forwarded to %(to)s"),
    Move.SEND_BACK: N_("Sent back for papers: %(missing)s"),
    Move.RESUME: N_("Resumed: the clock counts again"),
    Move.PAUSE: N_("Paused: the clock stands"),
    Move.PASS_ON: N_("Passed on to %(hands)s"),
    Move.PLACE: N_("The grid is decided: %(grid)s"),
    Move.COMPLETE: N_("Completed: %(outcome)s"),
    Move.WITHDRAW: N_("Withdrawn"),
    Move.REJECT: N_("Not accepted"),
    Move.REOPEN: N_("Reopened: the completion does not count"),
}
DEEMED = N_("Deemed accepted: nobody answered in time")
GONE = N_("%(gone)s is not there any more: now with %(hands)s")
REMINDERS = {
    Level.REMINDER: N_("Reminder: due soon; told to %(who)s"),
    Level.CHASER: N_("Chaser: overdue; told to %(who)s"),
}
MARKS = {
    Move.SEND_BACK: Light.BLUE,
    Move.PAUSE: Light.BLUE,
    Move.COMPLETE: Light.GREEN,
}
SLOW = dt.timedelta(minutes=10)  # later than this after it happened, a deed says when it arrived


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the timeline: `mark` is a light or nothing."""

    at: dt.datetime
    title: str
    meta: str = ""
    mark: Light | None = None
    link: str | None = None


Source = Callable[[UUID], Iterable[Told]]
_joined: list[Source] = []


def join(source: Source) -> Source:
    """Let a feature above tell what it knows of a case, on the case's page."""
    if source not in _joined:
        _joined.append(source)
    return source


def history(case: Case) -> Sequence[Told]:
    """Everything that happened, the newest first."""
    people, teams = names(), queries.team_names()
    events = [_event(event, case, people=people, teams=teams) for event in queries.timeline(case)]
    reminders = [
        Told(
            reminder.made_at,
            gettext(REMINDERS[reminder.level], who=_recipient(reminder, people)),
            mark=Light.RED if reminder.level is Level.CHASER else Light.YELLOW,
        )
        for reminder in queries.reminders(case)
    ]
    joined = [told for source in _joined for told in source(case.id)]
    oldest_first = sorted([*events, *reminders, *joined], key=lambda told: told.at)
    return oldest_first[::-1]  # turned, not sorted downwards: of one instant the later step stands on top


def _event(event: CaseEvent, case: Case, *, people: Mapping[UUID, str], teams: Mapping[UUID, str]) -> Told:
    facts = {
        "intake": gettext(case.intake.label),
        "hands": _hands(event.facts, people=people, teams=teams) or gettext("desk pool"),
        "gone": _hands(_before(event), people=people, teams=teams),
        "papers": _papers(event, case),
        "to": event.facts.get("to", ""),
        "missing": "、".join(event.facts.get("missing", ())),
        "grid": event.facts.get("grid", ""),
        "outcome": _outcome(event),
    }
    says = DEEMED if event.facts.get("deemed") else GONE if event.facts.get("gone") else SAYS[event.move]
    meta = [people.get(event.by, gettext("the system")), event.reason]
    if event.recorded_at - event.at > SLOW:
        meta.append(gettext("entered %(when)s", when=moment(event.recorded_at)))
    mark = MARKS.get(event.move) if event.move else None
    return Told(event.at, gettext(says, **facts), " · ".join(part for part in meta if part), mark)


def _recipient(reminder: Reminder, people: Mapping[UUID, str]) -> str:
    if reminder.recipient_id is not None and reminder.recipient_id in people:
        return people[reminder.recipient_id]
    return str(gettext(reminder.recipient_role.label))


def _before(event: CaseEvent) -> Mapping[str, Any]:
    """Whose it was: of somebody who left only the person is named, for the team is there."""
    was = {name: event.facts.get(f"from_{name}") for name in ("team", "person")}
    return was if event.facts.get("team") is None else {"person": was["person"]}


def _hands(facts: Mapping[str, Any], *, people: Mapping[UUID, str], teams: Mapping[UUID, str]) -> str:
    team, person = facts.get("team"), facts.get("person")
    return " ".join(
        name for name in (teams.get(UUID(team), "") if team else "", people.get(UUID(person), "") if person else "") if name
    )


def _papers(event: CaseEvent, case: Case) -> str:
    named = {str(paper.position): paper.material.name for paper in case.papers}
    said = event.facts.get("papers", {})
    return "、".join(f"{named.get(at, at)}（{gettext(PaperState(state).label)}）" for at, state in said.items())


def _outcome(event: CaseEvent) -> str:
    outcome = event.facts.get("outcome")
    return gettext(Outcome(outcome).label) if outcome else ""
