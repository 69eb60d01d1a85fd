"""The clock that a list shows of a subject, as columns of a statement about many subjects: what `lights` says row by row.

Both follow the same rule: a running clock, the promise first (SHOWN_FIRST), of several of one kind the last.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.core.db import Instant
from app.deadlines.models import Clock
from app.deadlines.rules import SHOWN_FIRST, ClockKind, Light

_CLOCK = Clock.__table__.alias()  # made once: a copy of thirty columns a question would be felt


def light_shown(subject_kind: str, subject_id: Any, *, now: Instant) -> sa.ColumnElement[Light]:
    """The light of a subject at an instant; grey when no clock of it runs. For `select`, `where` and `group by`."""
    shows = sa.case(
        (_CLOCK.c.due_at.is_(None), Light.BLUE.value),
        (_CLOCK.c.due_at <= now, Light.RED.value),
        (_CLOCK.c.warn_at <= now, Light.YELLOW.value),
        else_=Light.GREEN.value,
    )
    found = sa.func.coalesce(*_first(shows, subject_kind, subject_id), Light.GREY.value)
    return sa.type_coerce(found, Clock.light.type)


def due_on_shown(subject_kind: str, subject_id: Any) -> sa.ColumnElement[dt.date | None]:
    """The day on which it is due; none while it is paused."""
    return sa.func.coalesce(*_first(_CLOCK.c.due_on, subject_kind, subject_id))


def late_at(subject_kind: str, at: Instant, *, kinds: Collection[ClockKind]) -> sa.CompoundSelect[Any]:
    """The subjects of which a clock was red at an instant: it ran then and was over. Few of many clocks, in two indexes.

    Asked of the table, to stand inside a statement about subjects: those are narrowed to the reader's places, and a clock's
    place is its subject's. The scope's own condition, and the kind of subject if an index could answer it, would lead SQLite
    past these.
    """
    of_kind = sa.case((_CLOCK.c.subject_kind == subject_kind, 1), else_=0) == 1
    late = sa.select(_CLOCK.c.subject_id).where(
        of_kind, _CLOCK.c.kind.in_(kinds), _CLOCK.c.started_at < at, _CLOCK.c.due_at <= at
    )
    ended = sa.and_(_CLOCK.c.stopped_at > at, _CLOCK.c.due_at <= _CLOCK.c.stopped_at)
    return sa.union_all(late.where(_CLOCK.c.stopped_at.is_(None)), late.where(ended))


def _first(value: Any, subject_kind: str, subject_id: Any) -> tuple[Any, Any]:
    """Of the one clock to show: the promise, which most subjects have and `ix_clock_running` has at hand; else the first by rank.

    Asked of the table for the reason that `late_at` gives.
    """
    running = sa.select(value).where(
        _CLOCK.c.subject_kind == subject_kind, _CLOCK.c.subject_id == subject_id, _CLOCK.c.stopped_at.is_(None)
    )
    rank = sa.case({kind: place for place, kind in enumerate(SHOWN_FIRST)}, value=_CLOCK.c.kind)
    last = (_CLOCK.c.started_at.desc(), _CLOCK.c.id.desc())
    both = running.where(_CLOCK.c.kind == SHOWN_FIRST[0]).order_by(*last), running.order_by(rank, *last)
    promise, first = (one.limit(1).correlate_except(_CLOCK).scalar_subquery() for one in both)
    return promise, first
