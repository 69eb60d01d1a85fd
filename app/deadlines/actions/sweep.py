"""The minute sweep 巡检: turns the lights that are due to turn, and tells whoever must know. Correct by unique keys."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, cast
from uuid import UUID, uuid4, uuid5

import sqlalchemy as sa

from app.core import clock as civil
from app.core import outbox
from app.core.db import db, insert_absent
from app.core.events import dispatch
from app.core.outbox import Letter
from app.core.stamp import MACHINE, Door, Stamp
from app.deadlines.models import Clock, Reminder
from app.deadlines.queries import calendar, clocks_turning, ladder, staff
from app.deadlines.rules import (
    SAYS,
    Calendar,
    Level,
    Light,
    LightTurned,
    Recipient,
    Turning,
    first_step_at,
    level_of,
    light,
    next_turn_at,
    told,
)

BATCH = 200
_CLOCK = cast(sa.Table, Clock.__table__)
_TURN = (  # on the table: one statement for the whole batch, where the mapper would send one for each
    sa.update(_CLOCK)
    .where(_CLOCK.c.id == sa.bindparam("clock_id"))
    .values(
        light=sa.bindparam("turned_to"),
        next_turn_at=sa.bindparam("then_at"),
        waiting_since=sa.bindparam("waits_since"),
        next_step_at=sa.bindparam("step_at"),
        version=_CLOCK.c.version + 1,
    )
)


def sweep(now: dt.datetime, *, token: int | None = None) -> int:
    """Turn what is due and not yet done, at most 200 clocks; how many.

    Sweep again, in a transaction of its own, while as many come back. After days of downtime a clock goes straight to the light
    it has now: one that should have been yellow and is red gets its chaser only. `token`: of the lease it runs under.
    """
    clocks = clocks_turning(now, limit=BATCH)
    if not clocks:
        return 0
    turned = [(clock, light(clock.due_at, warn_at=clock.warn_at, now=now)) for clock in clocks]
    known = calendar()
    db.session.execute(_TURN, [_turn(clock, shows, now, known=known) for clock, shows in turned])
    _tell(turned, now=now, token=token)
    for clock, shows in turned:
        if shows is not clock.light:
            dispatch(_news(clock, shows), stamp=_stamp(clock, shows, now))
    return len(clocks)


def link_to(subject_kind: str, label: str) -> str:
    """The address of the subject's own page: /cases/<number>."""
    return f"/{subject_kind}s/{label}"


def _turn(clock: Turning, shows: Light, now: dt.datetime, *, known: Calendar) -> dict[str, Any]:
    then_at = next_turn_at(clock.due_at, warn_at=clock.warn_at, now=now)
    step_at = first_step_at(now, ladder=ladder(), calendar=known) if shows is Light.RED else None
    waits = {"waits_since": now if shows is Light.RED else None, "step_at": step_at}
    return {"clock_id": clock.id, "turned_to": shows, "then_at": then_at} | waits


def _tell(turned: Sequence[tuple[Turning, Light]], *, now: dt.datetime, token: int | None) -> None:
    """Write the reminders that are not there yet, in one fixed order, and a message for each that was not."""
    due = [(clock, level) for clock, shows in turned if (level := level_of(clock.kind, shows))]
    if not due:
        return
    known = staff(civil.on(now))
    rows: list[dict[str, Any]] = []
    letters: dict[UUID, list[Letter]] = {}
    for clock, level in sorted(due, key=lambda pair: pair[0].id):
        people = told(person_id=clock.person_id, team_id=clock.team_id, place_path=clock.place_path, staff=known)
        for role, recipients in people:
            row = _row(clock, level, role, recipients) | {"made_at": now, "token": token}
            rows.append(row)
            letters[row["id"]] = list(_letters(clock, level, recipients, now=now))
    made = insert_absent(Reminder, rows)
    outbox.put_all(letter for row_id in made for letter in letters[row_id])


def _row(clock: Turning, level: Level, role: Recipient, recipients: tuple[UUID, ...]) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "clock_id": clock.id,
        "level": level,
        "recipient_role": role,
        "recipient_id": None if role is Recipient.DESK else recipients[0],
        "due_on": clock.due_on,
    }


def _letters(clock: Turning, level: Level, recipients: tuple[UUID, ...], *, now: dt.datetime) -> Iterator[Letter]:
    facts = {"number": clock.subject_label, "due_on": clock.due_on and clock.due_on.isoformat()}
    event_id, link = uuid5(clock.id, level.value), link_to(clock.subject_kind, clock.subject_label)
    for recipient in recipients:
        yield Letter(event_id, recipient, "inbox", SAYS[clock.kind, level], facts, link, now)


def _news(clock: Turning, shows: Light) -> LightTurned:
    return LightTurned(
        clock_id=clock.id,
        subject_kind=clock.subject_kind,
        subject_id=clock.subject_id,
        kind=clock.kind,
        light=shows,
        level=level_of(clock.kind, shows),
        team_id=clock.team_id,
        person_id=clock.person_id,
    )


def _stamp(clock: Turning, shows: Light, now: dt.datetime) -> Stamp:
    """A turn is a deed of the machine; its id follows from the clock, its light and the instant, so no two turns share one."""
    event_id = uuid5(clock.id, f"{shows.value} {now.isoformat()}")
    return Stamp(by=MACHINE, on_behalf_of=None, at=now, recorded_at=now, event_id=event_id, door=Door.SCHEDULER)
