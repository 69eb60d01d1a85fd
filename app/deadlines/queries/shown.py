"""The clock that a list shows of a subject, as columns of a statement about many subjects: what `lights` says row by row.

Both follow the same rule: a running clock, the promise first (SHOWN_FIRST), of several of one kind the last.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.deadlines.models import Clock
from app.deadlines.rules import SHOWN_FIRST, ClockKind, Light


def light_shown(subject_kind: str, subject_id: Any, *, now: dt.datetime) -> sa.ColumnElement[Light]:
    """The light of a subject at an instant; grey when no clock of it runs. For `select`, `where` and `group by`."""
    clock: Any = aliased(Clock)
    shows = sa.case(
        (clock.due_at.is_(None), Light.BLUE.value),
        (clock.due_at <= now, Light.RED.value),
        (clock.warn_at <= now, Light.YELLOW.value),
        else_=Light.GREEN.value,
    )
    found = sa.func.coalesce(_first(clock, shows, subject_kind, subject_id), Light.GREY.value)
    return sa.type_coerce(found, Clock.light.type)


def due_on_shown(subject_kind: str, subject_id: Any) -> sa.ColumnElement[dt.date | None]:
    """The day on which it is due; none while it is paused."""
    clock: Any = aliased(Clock)
    found: sa.ColumnElement[dt.date | None] = _first(clock, clock.due_on, subject_kind, subject_id)
    return found


def late_at(subject_kind: str, at: dt.datetime, *, kinds: Collection[ClockKind]) -> sa.CompoundSelect[Any]:
    """The subjects of which a clock was red at an instant: it ran then and was over. Few of many clocks, in two indexes.

    Asked of the table, to stand inside a statement about subjects: those are narrowed to the reader's places, and a clock's
    place is its subject's. The scope's own condition, and the kind of subject if an index could answer it, would lead SQLite
    past these.
    """
    clock = Clock.__table__.alias()
    of_kind = sa.case((clock.c.subject_kind == subject_kind, 1), else_=0) == 1
    late = sa.select(clock.c.subject_id).where(of_kind, clock.c.kind.in_(kinds), clock.c.started_at < at, clock.c.due_at <= at)
    ended = sa.and_(clock.c.stopped_at > at, clock.c.due_at <= clock.c.stopped_at)
    return sa.union_all(late.where(clock.c.stopped_at.is_(None)), late.where(ended))


def _first(clock: Any, value: Any, subject_kind: str, subject_id: Any) -> Any:
    """Of the one clock to show. All it needs lies in `ix_clock_running`."""
    running = sa.select(value).where(
        clock.subject_kind == subject_kind, clock.subject_id == subject_id, clock.stopped_at.is_(None)
    )
    rank = sa.case({kind: place for place, kind in enumerate(SHOWN_FIRST)}, value=clock.kind)
    return running.order_by(rank, clock.started_at.desc(), clock.id.desc()).limit(1).correlate_except(clock).scalar_subquery()
