"""The ladder's sweep: a chaser that nobody answered goes to the leader, then to the township, each once; and its answer."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID, uuid4, uuid5

import sqlalchemy as sa

from app.core import clock as civil
from app.core import outbox
from app.core.db import db, insert_absent
from app.core.outbox import Letter
from app.deadlines.actions.sweep import BATCH, link_to
from app.deadlines.models import Clock, Reminder
from app.deadlines.queries import calendar, clocks_climbing, ladder, staff, waiting_clocks
from app.deadlines.rules import (
    LADDER,
    SAYS_CLIMBED,
    Climbing,
    Level,
    Recipient,
    Staff,
    climbed,
    first_step_at,
    steps_due,
)

_CLOCK = cast(sa.Table, Clock.__table__)
_STEP = (
    sa.update(_CLOCK)
    .where(_CLOCK.c.id == sa.bindparam("clock_id"))
    .values(next_step_at=sa.bindparam("then_at"), version=_CLOCK.c.version + 1)
)


def climb(now: dt.datetime, *, token: int | None = None) -> int:
    """Make the steps that are due, of at most 200 clocks; how many clocks. Once per clock, level and role, however often."""
    clocks = clocks_climbing(now, limit=BATCH)
    if not clocks:
        return 0
    known, rungs, people = calendar(), ladder(), staff(civil.on(now))
    heard, made_before = _heard(clock.id for clock in clocks), _made(clock.id for clock in clocks)
    rows: list[dict[str, Any]] = []
    letters: dict[UUID, list[Letter]] = {}
    following = []
    for clock in sorted(clocks, key=lambda one: one.id):
        since, next_at = clock.waiting_since, clock.next_step_at
        levels, then_at = steps_due(since, next_at=next_at, now=now, ladder=rungs, calendar=known)
        following.append({"clock_id": clock.id, "then_at": then_at})
        for level in (one for one in levels if (clock.id, one) not in made_before):
            for role, recipients in _people(clock, level, staff=people, heard=heard[clock.id]):
                row = _row(clock, level, role, recipients) | {"made_at": now, "token": token}
                rows.append(row)
                letters[row["id"]] = [_letter(clock, level, recipient, now=now) for recipient in recipients]
    db.session.execute(_STEP, following)
    made = insert_absent(Reminder, rows)
    outbox.put_all(letter for row_id in made for letter in letters[row_id])
    return len(clocks)


def answered(subject_kind: str, subject_id: UUID, *, at: dt.datetime) -> None:
    """Something was done about the subject: its chasers wait anew from here, and no level that was made is made again."""
    for clock in waiting_clocks(subject_kind, subject_id):
        if clock.waiting_since is not None and clock.waiting_since < at:
            clock.waiting_since, clock.next_step_at = at, first_step_at(at, ladder=ladder(), calendar=calendar())


def _people(clock: Climbing, level: Level, *, staff: Staff, heard: set[UUID]) -> Iterable[tuple[Recipient, tuple[UUID, ...]]]:
    found = climbed(
        level, person_id=clock.person_id, team_id=clock.team_id, place_path=clock.place_path, staff=staff, heard=heard
    )
    for role, recipients in list(found):
        heard.update(recipients)
        yield role, recipients


def _heard(clock_ids: Iterable[UUID]) -> Mapping[UUID, set[UUID]]:
    """Who was told that a clock is overdue, by clock."""
    of_event = {uuid5(clock_id, level.value): clock_id for clock_id in clock_ids for level in (Level.CHASER, *LADDER)}
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for event_id, recipient in outbox.recipients_of(of_event):
        found[of_event[event_id]].add(recipient)
    return found


def _made(clock_ids: Iterable[UUID]) -> set[tuple[UUID, Level]]:
    """The steps that were made: after an answer the ladder begins anew, but nobody hears a step twice."""
    found = sa.select(Reminder.clock_id, Reminder.level).where(Reminder.clock_id.in_(list(clock_ids)), Reminder.level.in_(LADDER))
    return {(row.clock_id, row.level) for row in db.session.execute(found)}


def _row(clock: Climbing, level: Level, role: Recipient, recipients: tuple[UUID, ...]) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "clock_id": clock.id,
        "level": level,
        "recipient_role": role,
        "recipient_id": None if role is Recipient.DESK else recipients[0],
        "due_on": clock.due_on,
    }


def _letter(clock: Climbing, level: Level, recipient: UUID, *, now: dt.datetime) -> Letter:
    facts = {"number": clock.subject_label, "due_on": clock.due_on and clock.due_on.isoformat()}
    event_id, link = uuid5(clock.id, level.value), link_to(clock.subject_kind, clock.subject_label)
    return Letter(event_id, recipient, "inbox", SAYS_CLIMBED[level], facts, link, now)
