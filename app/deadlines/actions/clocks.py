"""Deeds on clocks. They are done inside the deeds of the subject's own feature, which lock it and enter the journal.

A clock is never counted up: each deed writes down what happened and folds the whole course anew.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.core.db import db
from app.deadlines.models import Clock, Extension, Pause
from app.deadlines.queries import clocks_to_change, course_of
from app.deadlines.rules import BODIES, LEVELS, Calendar, ClockKind, Light, Limit, ResumedBeforePaused, due, light, next_turn_at


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose clocks: what it is, where it stands, who has it, and what people call it (`label`: a case's number)."""

    kind: str
    id: UUID
    place_path: str
    other_path: str | None = None
    team_id: UUID | None = None
    person_id: UUID | None = None
    label: str = ""


def start(subject: Subject, limits: Mapping[ClockKind, Limit], *, at: dt.datetime, calendar: Calendar) -> None:
    """Start a clock of each of these kinds that doesn't run already."""
    running = {clock.kind for clock in _running(subject, kinds=limits)}
    for kind, limit in limits.items():
        if kind not in running:
            _begin(subject, kind, limit, at=at, calendar=calendar)


def turn_to(
    subject: Subject, kind: ClockKind, limit: Limit, *, of: Collection[ClockKind], at: dt.datetime, calendar: Calendar
) -> None:
    """Whoever has the subject has another thing to do now: of these kinds only this one runs, on as it was or from here."""
    running = _running(subject, kinds={kind, *of})
    if any(clock.kind is kind for clock in running):
        return
    _stop(running, at=at)
    _begin(subject, kind, limit, at=at, calendar=calendar)


def stop(subject: Subject, *, at: dt.datetime, kinds: Collection[ClockKind] | None = None) -> None:
    """Stop the running clocks of these kinds, or all; a pause ends with its clock."""
    _stop(_running(subject, kinds=kinds), at=at)


def restart(subject: Subject, *, at: dt.datetime, kinds: Collection[ClockKind], calendar: Calendar) -> None:
    """Let the last clock of each of these kinds run on as if it had never been stopped."""
    last = {clock.kind: clock for clock in clocks_to_change(subject.kind, subject.id, kinds=kinds)}
    for clock in last.values():
        clock.stopped_at = None
        settle(clock, now=at, calendar=calendar)


def pause(
    subject: Subject, *, at: dt.datetime, reason: str, calendar: Calendar, kinds: Collection[ClockKind] | None = None
) -> None:
    """Pause the running clocks for a lawful reason; those that are paused already go on being so."""
    for clock in _running(subject, kinds=kinds):
        if not _open_pauses(clock):
            clock.pauses.append(Pause(id=uuid4(), from_at=at, to_at=None, reason=reason))
            settle(clock, now=at, calendar=calendar)


def resume(subject: Subject, *, at: dt.datetime, calendar: Calendar) -> None:
    """End the pauses; raises ResumedBeforePaused."""
    for clock in _running(subject):
        for pause in _open_pauses(clock):
            if at < pause.from_at:
                raise ResumedBeforePaused
            pause.to_at = at
        settle(clock, now=at, calendar=calendar)


def change_limit(subject: Subject, *, kind: ClockKind, limit: Limit, at: dt.datetime, calendar: Calendar) -> None:
    """Another limit from the start on: the item was wrong, or its promise changed. Pauses and extensions stay."""
    for clock in _running(subject, kinds={kind}):
        clock.length, clock.unit = limit.length, limit.unit
        settle(clock, now=at, calendar=calendar)


def extend(subject: Subject, *, kind: ClockKind, units: int, reason: str, by: UUID, at: dt.datetime, calendar: Calendar) -> None:
    """More time, in the limit's unit, granted by a leader with notice of reasons (行政许可法 42)."""
    for clock in _running(subject, kinds={kind}):
        clock.extensions.append(Extension(id=uuid4(), length=units, granted_at=at, granted_by=by, reason=reason))
        settle(clock, now=at, calendar=calendar)


def hand_over(subject: Subject, *, team_id: UUID | None, person_id: UUID | None, place_path: str, other_path: str | None) -> None:
    """The running clocks go on, for whoever has the subject now."""
    for clock in _running(subject):
        clock.team_id, clock.person_id = team_id, person_id
        clock.place_path, clock.other_path = place_path, other_path


def settle(clock: Clock, *, now: dt.datetime, calendar: Calendar) -> None:
    """Fold the clock's course and write down when it is due, its light at `now`, and when that turns.

    A light that warns from now on is left to the next sweep to tell of, and what that has not told yet stays left to it: here
    nobody is told.
    """
    before, is_untold = clock.light, clock.next_turn_at is not None and clock.next_turn_at <= now
    end = due(course_of(clock), calendar=calendar)
    clock.due_at, clock.due_on, clock.warn_at, clock.provisional = end.at, end.on, end.warn_at, end.provisional
    clock.light = light(end.at, warn_at=end.warn_at, now=now)
    warns = clock.light in LEVELS and (is_untold or clock.light is not before)
    clock.next_turn_at = now if warns else next_turn_at(end.at, warn_at=end.warn_at, now=now)


def _begin(subject: Subject, kind: ClockKind, limit: Limit, *, at: dt.datetime, calendar: Calendar) -> None:
    clock = Clock(
        id=uuid4(),
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_label=subject.label,
        place_path=subject.place_path,
        other_path=subject.other_path,
        team_id=subject.team_id,
        person_id=subject.person_id,
        kind=kind,
        body=BODIES[kind],
        length=limit.length,
        unit=limit.unit,
        started_at=at,
    )
    settle(clock, now=at, calendar=calendar)
    db.session.add(clock)


def _stop(clocks: Iterable[Clock], *, at: dt.datetime) -> None:
    for clock in clocks:
        for pause in _open_pauses(clock):
            pause.to_at = max(pause.from_at, at)
        clock.stopped_at, clock.light, clock.next_turn_at = at, Light.GREY, None


def _running(subject: Subject, *, kinds: Collection[ClockKind] | None = None) -> list[Clock]:
    return [clock for clock in clocks_to_change(subject.kind, subject.id, kinds=kinds) if clock.stopped_at is None]


def _open_pauses(clock: Clock) -> list[Pause]:
    return [pause for pause in clock.pauses if pause.to_at is None]
