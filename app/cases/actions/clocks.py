"""The clocks of a case follow its moves: the notice until acceptance, the department's from acceptance, the team's by turns."""

import datetime as dt
from collections.abc import Collection

import app.deadlines.actions as deadlines
from app.cases import queries
from app.cases.models import Case
from app.cases.rules import longest, team_limit
from app.deadlines.queries import calendar, clocks_of
from app.deadlines.rules import BODIES, DEFAULTS, ClockKind, Limit, limit_of

DEPARTMENTS = (ClockKind.PROMISED, ClockKind.STATUTORY)


def subject(case: Case) -> deadlines.Subject:
    """The case as the clocks know it."""
    return deadlines.Subject(
        kind="case",
        id=case.id,
        place_path=case.place_path,
        other_path=case.other_path,
        team_id=case.team_id,
        person_id=case.person_id,
        label=case.number,
    )


def await_acceptance(case: Case, *, at: dt.datetime) -> None:
    """Until acceptance the notice clock runs: what is missing must be told at once, and in time (行政许可法 32)."""
    _start(case, ClockKind.NOTICE, limit=DEFAULTS[ClockKind.NOTICE], at=at)


def accepted(case: Case, *, at: dt.datetime) -> None:
    """The department's clocks run from acceptance, promised and statutory."""
    stop(case, at=at, kinds={ClockKind.NOTICE})
    versions = [item.version for item in case.items]
    promised = longest(limit_of(version.promised_length, version.promised_unit) for version in versions)
    statutory = longest(limit_of(version.statutory_length, version.statutory_unit) for version in versions)
    _start(case, ClockKind.PROMISED, limit=promised, at=at)
    _start(case, ClockKind.STATUTORY, limit=statutory, at=at)


def in_hand(case: Case, kind: ClockKind, *, at: dt.datetime) -> None:
    """The team's clock `kind` (take, collect, forward) runs now, and no other of the team's."""
    running = {clock.kind for clock in clocks_of("case", case.id) if clock.stopped_at is None}
    if kind in running:
        return
    stop(case, at=at, kinds={ClockKind.TAKE, ClockKind.COLLECT, ClockKind.FORWARD})
    own = {name: days for item in case.items for name, days in item.version.team_limits.items()}
    _start(case, kind, limit=team_limit(kind, own=own, default=DEFAULTS[kind]), at=at)


def papers_in_hand(case: Case, *, at: dt.datetime) -> None:
    """After taking or collecting: while papers lack they are collected, then forwarded."""
    in_hand(case, ClockKind.COLLECT if queries.lacking(case) else ClockKind.FORWARD, at=at)


def handed_over(case: Case) -> None:
    """The clocks go on, for whoever has the case now."""
    deadlines.hand_over(
        subject(case),
        team_id=case.team_id,
        person_id=case.person_id,
        place_path=case.place_path,
        other_path=case.other_path,
    )


def interrupted(case: Case, *, at: dt.datetime, reason: str) -> None:
    deadlines.pause(subject(case), at=at, reason=reason[:128], calendar=calendar())


def resumed(case: Case, *, at: dt.datetime) -> None:
    deadlines.resume(subject(case), at=at, calendar=calendar())


def reopened(case: Case, *, at: dt.datetime) -> None:
    """The promise stands as if it had never stopped: what was not done then is late by the same day."""
    deadlines.restart(subject(case), at=at, kinds=set(DEPARTMENTS), calendar=calendar())


def stop(case: Case, *, at: dt.datetime, kinds: Collection[ClockKind] | None = None) -> None:
    """Stop these kinds, or all."""
    deadlines.stop(subject(case), at=at, kinds=None if kinds is None else set(kinds))


def is_late(case: Case, *, at: dt.datetime) -> bool:
    """Whether the promised day is over at `at`: late is measured on the promise."""
    promised = [clock for clock in clocks_of("case", case.id) if clock.kind is ClockKind.PROMISED]
    return any(clock.due_at is not None and at > clock.due_at for clock in promised if clock.stopped_at is None)


def _start(case: Case, kind: ClockKind, *, limit: Limit, at: dt.datetime) -> None:
    deadlines.start(subject(case), kind=kind, body=BODIES[kind], limit=limit, at=at, calendar=calendar())
