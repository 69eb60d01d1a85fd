"""Cases as machines get them: the shapes of DESIGN 9, for the command line and the JSON interface."""

import datetime as dt
from typing import Any

from app.cases import queries
from app.cases.queries import Case
from app.cases.views.words import why
from app.deadlines.queries import clocks_of, lights
from app.deadlines.rules import ClockKind


def opened_answer(case: Case, *, now: dt.datetime) -> dict[str, Any]:
    """What opening a case answers: its numbers, who is responsible and why, and when it is due (null before acceptance)."""
    face = lights("case", [case.id], now=now).get(case.id)
    promised = face if face is not None and face.kind is ClockKind.PROMISED else None
    return {
        "number": case.number,
        "tracking": case.tracking,
        "stage": case.stage.value,
        "grid": case.grid.code if case.grid else None,
        "team": case.team.name if case.team else None,
        "worker": case.person.name if case.person else None,
        "due_on": promised.due_on.isoformat() if promised and promised.due_on else None,
        "provisional": promised.provisional if promised else False,
        "why": why(case.why),
        "id": str(case.id),
    }


def case_answer(case: Case, *, now: dt.datetime) -> dict[str, Any]:
    """The case with its items, papers, events and clocks."""
    return {
        **opened_answer(case, now=now),
        "who": case.who,
        "place": case.whereabouts,
        "mode": case.mode.value,
        "intake": case.intake.value,
        "asked_at": case.asked_at.isoformat(),
        "accepted_at": _instant(case.accepted_at),
        "completed_at": _instant(case.completed_at),
        "outcome": case.outcome.value if case.outcome else None,
        "late_reason": case.late_reason or None,
        "outside": {"system": case.outside_system, "number": case.outside_number} if case.outside_number else None,
        "version": case.version,
        "bundle": case.bundle.bundle.code if case.bundle else None,
        "items": [_item(item) for item in case.items],
        "papers": [_paper(paper) for paper in case.papers],
        "events": [_event(event) for event in queries.timeline(case)],
        "clocks": [_clock(clock) for clock in clocks_of("case", case.id)],
    }


def _item(item: Any) -> dict[str, Any]:
    return {
        "item": item.version.item.code,
        "name": item.version.name,
        "variant": item.variant.code if item.variant else None,
    }


def _paper(paper: Any) -> dict[str, Any]:
    return {
        "position": paper.position,
        "name": paper.material.name,
        "need": paper.material.need.value,
        "state": paper.state.value,
    }


def _event(event: Any) -> dict[str, Any]:
    return {
        "event_id": str(event.journal_id),
        "move": event.move.value if event.move else None,
        "stage": event.stage_after.value,
        "at": event.at.isoformat(),
        "reason": event.reason or None,
    }


def _clock(clock: Any) -> dict[str, Any]:
    return {
        "kind": clock.kind.value,
        "body": clock.body.value,
        "started_at": clock.started_at.isoformat(),
        "stopped_at": _instant(clock.stopped_at),
        "due_on": clock.due_on.isoformat() if clock.due_on else None,
        "provisional": clock.provisional,
        "light": clock.light.value,
    }


def _instant(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None
