"""What doors and deeds ask about clocks. Reads only."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.settings import settings
from app.deadlines.models import Clock
from app.deadlines.queries.calendars import calendar
from app.deadlines.rules import (
    SHOWN_FIRST,
    Body,
    Calendar,
    Climbing,
    ClockFace,
    ClockKind,
    Course,
    Due,
    Explained,
    Extension,
    Ladder,
    Light,
    Limit,
    Line,
    OfficeHours,
    Pause,
    Standing,
    Turning,
    Unit,
    cells,
    civil_date,
    due,
    explain,
    instant,
    light,
    standing,
)

_TURNING = tuple(getattr(Clock, field.name) for field in fields(Turning))
_CLIMBING = tuple(getattr(Clock, field.name) for field in fields(Climbing))


def clocks_of(subject_kind: str, subject_id: UUID) -> Sequence[Clock]:
    """A subject's clocks, running and stopped, in the order in which they began."""
    return db.session.scalars(_of(subject_kind, subject_id)).all()


def clocks_to_change(subject_kind: str, subject_id: UUID, *, kinds: Collection[ClockKind] | None = None) -> Sequence[Clock]:
    """The same (only of these kinds, if given), locked until the transaction ends."""
    found = _of(subject_kind, subject_id).with_for_update(of=Clock).execution_options(populate_existing=True)
    return db.session.scalars(found if kinds is None else found.where(Clock.kind.in_(kinds))).all()


def clocks_turning(now: dt.datetime, *, limit: int) -> list[Turning]:
    """The clocks whose light is due to turn and has not, the longest waiting first, locked; others' locks are passed over.

    Values, not rows of the session: the sweep must be quick.
    """
    found = sa.select(*_TURNING).where(Clock.next_turn_at <= now).order_by(Clock.next_turn_at, Clock.id).limit(limit)
    return [Turning(*row) for row in db.session.execute(found.with_for_update(of=Clock, skip_locked=True))]


def clocks_climbing(now: dt.datetime, *, limit: int) -> list[Climbing]:
    """The overdue clocks whose chaser nobody answered and whose next step is due, locked; others' locks are passed over."""
    found = sa.select(*_CLIMBING).where(Clock.next_step_at <= now, Clock.stopped_at.is_(None), Clock.light == Light.RED)
    found = found.order_by(Clock.next_step_at, Clock.id).limit(limit)
    return [Climbing(*row) for row in db.session.execute(found.with_for_update(of=Clock, skip_locked=True))]


def waiting_clocks(subject_kind: str, subject_id: UUID) -> Sequence[Clock]:
    """A subject's running clocks whose chaser waits for an answer, locked."""
    found = sa.select(Clock).where(Clock.subject_kind == subject_kind, Clock.subject_id == subject_id, Clock.stopped_at.is_(None))
    return db.session.scalars(found.where(Clock.waiting_since.is_not(None)).with_for_update(of=Clock)).all()


def ladder() -> Ladder:
    """The ladder by the settings `leader_after_days` and `township_after_days`."""
    said = settings()
    return Ladder(said.leader_after_days, said.township_after_days, office_hours().closes)


def counting_clocks(*, after: UUID | None, limit: int) -> Sequence[Clock]:
    """The running clocks that count days, `limit` of them with an id beyond `after`, locked."""
    found = sa.select(Clock).where(Clock.stopped_at.is_(None), Clock.unit != Unit.HOUR)
    if after is not None:
        found = found.where(Clock.id > after)
    found = found.options(selectinload(Clock.pauses), selectinload(Clock.extensions)).order_by(Clock.id).limit(limit)
    return db.session.scalars(found.with_for_update(of=Clock).execution_options(populate_existing=True)).all()


def office_hours() -> OfficeHours:
    """When a day's limit ends here: the setting `day_ends`."""
    return OfficeHours(closes=dt.time.fromisoformat(settings().day_ends))


def course_of(clock: Clock) -> Course:
    """What happened to a clock, for the rules."""
    return Course(
        clock.started_at,
        Limit(clock.length, clock.unit),
        tuple(Pause(pause.from_at, pause.to_at, pause.reason) for pause in clock.pauses),
        tuple(Extension(more.length, more.granted_at, more.reason) for more in clock.extensions),
        office_hours(),
    )


def due_from(start_on: dt.date, limit: Limit) -> tuple[Due, tuple[Line, ...]]:
    """When a limit that begins on a day, at whatever hour, ends, and why. Raises BeyondCalendar."""
    known, hours = calendar(), office_hours()
    known.is_workday(start_on)  # a start beyond the calendar is refused, not counted
    course = Course(instant(start_on, hours.opens), limit, office_hours=hours)
    end = due(course, calendar=known)
    begin, *lines = explain(course, end, calendar=known)
    return end, (replace(begin, from_at=None), *lines)


def explained(clock: Clock, *, now: dt.datetime) -> Explained:
    """Why the clock is due that day, line by line; of a stopped clock as it stood when it stopped."""
    known, course, as_of = calendar(), course_of(clock), clock.stopped_at or now
    end = due(course, calendar=known)
    return Explained(
        kind=clock.kind,
        body=clock.body,
        limit=course.limit,
        due=end,
        light=light(end.at, warn_at=end.warn_at, now=as_of, stopped=clock.stopped_at is not None),
        standing=_standing(end.at, left=end.left, now=as_of, unit=clock.unit, known=known),
        lines=explain(course, end, calendar=known, now=as_of),
        cells=cells(course, end, calendar=known, today=civil_date(as_of)),
        as_of=as_of,
        stopped_at=clock.stopped_at,
    )


def lights(subject_kind: str, ids: Collection[UUID], *, now: dt.datetime, body: Body | None = None) -> Mapping[UUID, ClockFace]:
    """The clock to show for each subject, of `body` if given: the promise first, a running one before a stopped one.

    Two statements for any number of subjects. Subjects without a clock are missing.
    """
    columns = (Clock.subject_id, Clock.kind, Clock.body, Clock.unit, Clock.due_at, Clock.due_on, Clock.warn_at, Clock.provisional)
    found = sa.select(*columns, Clock.stopped_at, Clock.light).where(
        Clock.subject_kind == subject_kind, Clock.subject_id.in_(ids)
    )
    rows: dict[UUID, list[Any]] = {}
    for row in db.session.execute(found.order_by(Clock.started_at, Clock.id)) if ids else ():
        rows.setdefault(row.subject_id, []).append(row)
    known = calendar()
    shown = {subject_id: _first(clocks, body) for subject_id, clocks in rows.items()}
    return {
        subject_id: _face(clock, beside=rows[subject_id], now=now, known=known)
        for subject_id, clock in shown.items()
        if clock is not None
    }


def _of(subject_kind: str, subject_id: UUID) -> sa.Select[Clock]:
    return (
        sa.select(Clock)
        .where(Clock.subject_kind == subject_kind, Clock.subject_id == subject_id)
        .options(selectinload(Clock.pauses), selectinload(Clock.extensions))
        .order_by(Clock.started_at, Clock.id)
    )


def _first(clocks: Sequence[Any], body: Body | None) -> Any | None:
    """Of several of one kind the last."""
    wanted = [clock for clock in reversed(clocks) if body in {None, clock.body}]
    return min(wanted, key=lambda clock: (clock.stopped_at is not None, SHOWN_FIRST.index(clock.kind)), default=None)


def _face(clock: Any, *, beside: Sequence[Any], now: dt.datetime, known: Calendar) -> ClockFace:
    stopped = clock.stopped_at is not None
    stands = None if stopped or clock.due_at is None else standing(clock.due_at, now=now, unit=clock.unit, calendar=known)
    statutory = [one.due_on for one in beside if one.kind is ClockKind.STATUTORY]
    return ClockFace(
        kind=clock.kind,
        body=clock.body,
        light=light(clock.due_at, warn_at=clock.warn_at, now=now, stopped=stopped),
        due_on=clock.due_on,
        provisional=clock.provisional,
        remaining_workdays=None if stands is None else _workdays_left(clock.due_on, stands, now=now, known=known),
        standing=stands,
        statutory_on=statutory[-1] if statutory and clock.kind is ClockKind.PROMISED else None,
    )


def _workdays_left(due_on: dt.date, stands: Standing, *, now: dt.datetime, known: Calendar) -> int:
    left = known.workdays_between(civil_date(now), due_on)
    return min(left, 0) if stands.is_late else left


def _standing(due_at: dt.datetime | None, *, left: int, now: dt.datetime, unit: Unit, known: Calendar) -> Standing:
    if due_at is None:
        return Standing(unit, left=-(-left // 60) if unit is Unit.HOUR else left, is_paused=True)
    return standing(due_at, now=now, unit=unit, calendar=known)
