"""The clocks of a case follow its moves: the notice until acceptance, the department's from acceptance, the team's by turns."""

import datetime as dt
from collections.abc import Collection, Mapping

import app.deadlines.actions as deadlines
from app.cases import queries
from app.cases.models import Case
from app.cases.rules import longest, team_limit
from app.deadlines.queries import calendar, clocks_of
from app.deadlines.rules import DEFAULTS, ClockKind, Limit, limit_of

DEPARTMENTS = (ClockKind.PROMISED, ClockKind.STATUTORY)
IN_TURN = (ClockKind.TAKE, ClockKind.COLLECT, ClockKind.FORWARD)


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


def opened(case: Case, *, at: dt.datetime) -> None:
    """A new case waits to be accepted, or its department's clocks run already; and whoever it was assigned to takes it."""
    limits = _until_acceptance() if case.accepted_at is None else _departments(case)
    _start(case, limits | ({} if case.team_id is None else {ClockKind.TAKE: _team_limit(case, ClockKind.TAKE)}), at=at)


def await_acceptance(case: Case, *, at: dt.datetime) -> None:
    """Until acceptance the notice clock runs."""
    _start(case, _until_acceptance(), at=at)


def accepted(case: Case, *, at: dt.datetime) -> None:
    """The department's clocks run from acceptance."""
    stop(case, at=at, kinds={ClockKind.NOTICE})
    _start(case, _departments(case), at=at)


def in_hand(case: Case, kind: ClockKind, *, at: dt.datetime) -> None:
    """The team's clock `kind` (take, collect, forward) runs now, and no other of the team's."""
    deadlines.turn_to(subject(case), kind, _team_limit(case, kind), of=IN_TURN, at=at, calendar=calendar())


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


def _until_acceptance() -> dict[ClockKind, Limit]:
    """What is missing must be told at once, and in time (行政许可法 32)."""
    return {ClockKind.NOTICE: DEFAULTS[ClockKind.NOTICE]}


def _departments(case: Case) -> dict[ClockKind, Limit]:
    """Promised and statutory: the longest of the case's items."""
    versions = [item.version for item in case.items]
    return {
        ClockKind.PROMISED: longest(limit_of(version.promised_length, version.promised_unit) for version in versions),
        ClockKind.STATUTORY: longest(limit_of(version.statutory_length, version.statutory_unit) for version in versions),
    }


def _team_limit(case: Case, kind: ClockKind) -> Limit:
    own = {name: days for item in case.items for name, days in item.version.team_limits.items()}
    return team_limit(kind, own=own, default=DEFAULTS[kind])


def _start(case: Case, limits: Mapping[ClockKind, Limit], *, at: dt.datetime) -> None:
    deadlines.start(subject(case), limits, at=at, calendar=calendar())
