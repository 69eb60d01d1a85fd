"""The minute sweep 巡检: turns the lights that are due to turn, and tells whoever must know. Correct by unique keys."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4, uuid5

from app.core import clock as civil
from app.core import outbox
from app.core.db import db, insert_absent
from app.core.events import dispatch
from app.core.outbox import Letter
from app.core.stamp import MACHINE, Door, Stamp
from app.deadlines.models import Clock, Reminder
from app.deadlines.queries import clocks_turning, staff
from app.deadlines.rules import SAYS, Level, LightTurned, Recipient, level_of, light, next_turn_at, told

BATCH = 200
Told = Mapping[Recipient, tuple[UUID, ...]]


def sweep(now: dt.datetime, *, token: int | None = None) -> int:
    """Turn what is due and not yet done, at most 200 clocks; how many.

    Sweep again, in a transaction of its own, while as many come back. After days of downtime a clock goes straight to the light
    it has now: one that should have been yellow and is red gets its chaser only. `token`: of the lease it runs under.
    """
    turning = clocks_turning(now, limit=BATCH)
    before = {clock.id: clock.light for clock in turning}
    for clock in turning:
        clock.light = light(clock.due_at, warn_at=clock.warn_at, now=now)
        clock.next_turn_at = next_turn_at(clock.due_at, warn_at=clock.warn_at, now=now)
    db.session.flush()
    _tell(turning, now=now, token=token)
    for clock in turning:
        if clock.light is not before[clock.id]:
            dispatch(_news(clock), stamp=_stamp(clock, now))
    return len(turning)


def _tell(clocks: Sequence[Clock], *, now: dt.datetime, token: int | None) -> None:
    due = [(clock, level) for clock in clocks if (level := level_of(clock.kind, clock.light))]
    if not due:
        return
    known = staff(civil.on(now))
    rows: list[dict[str, Any]] = []
    letters: dict[UUID, list[Letter]] = {}
    for clock, level in sorted(due, key=lambda pair: pair[0].id):
        people = told(level, person_id=clock.person_id, team_id=clock.team_id, place_path=clock.place_path, staff=known)
        for role, recipients in people:
            row = _row(clock, level, role, recipients) | {"made_at": now, "token": token}
            rows.append(row)
            letters[row["id"]] = list(_letters(clock, level, recipients, now=now))
    made = insert_absent(Reminder, rows)
    outbox.put_all(letter for row_id in made for letter in letters[row_id])


def _row(clock: Clock, level: Level, role: Recipient, recipients: tuple[UUID, ...]) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "clock_id": clock.id,
        "level": level,
        "recipient_role": role,
        "recipient_id": None if role is Recipient.DESK else recipients[0],
        "due_on": clock.due_on,
    }


def _letters(clock: Clock, level: Level, recipients: tuple[UUID, ...], *, now: dt.datetime) -> Iterator[Letter]:
    facts = {"number": clock.subject_label, "due_on": clock.due_on and clock.due_on.isoformat()}
    for recipient in recipients:
        yield Letter(
            event_id=uuid5(clock.id, level.value),
            recipient=recipient,
            channel="inbox",
            says=SAYS[clock.kind, level],
            facts=facts,
            link=link_to(clock),
            due_at=now,
        )


def link_to(clock: Clock) -> str:
    """The address of the subject's own page: /cases/<number>."""
    return f"/{clock.subject_kind}s/{clock.subject_label}"


def _news(clock: Clock) -> LightTurned:
    return LightTurned(
        clock_id=clock.id,
        subject_kind=clock.subject_kind,
        subject_id=clock.subject_id,
        kind=clock.kind,
        light=clock.light,
        level=level_of(clock.kind, clock.light),
        team_id=clock.team_id,
        person_id=clock.person_id,
    )


def _stamp(clock: Clock, now: dt.datetime) -> Stamp:
    """A turn is a deed of the machine; its id follows from the clock and its light, so a reaction can tell it from another."""
    event_id = uuid5(clock.id, f"{clock.light.value} {now.isoformat()}")
    return Stamp(by=MACHINE, on_behalf_of=None, at=now, recorded_at=now, event_id=event_id, door=Door.SCHEDULER)
