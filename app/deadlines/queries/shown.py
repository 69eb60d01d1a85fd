"""The clock that a list shows of a subject, as columns of a statement about many subjects: what `lights` says row by row.

Both follow the same rule: a running clock, the promise first (SHOWN_FIRST), of several of one kind the last.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.deadlines.models import Clock
from app.deadlines.rules import SHOWN_FIRST, Light


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


def _first(clock: Any, value: Any, subject_kind: str, subject_id: Any) -> Any:
    """Of the one clock to show. All it needs lies in `ix_clock_running`."""
    running = sa.select(value).where(
        clock.subject_kind == subject_kind, clock.subject_id == subject_id, clock.stopped_at.is_(None)
    )
    rank = sa.case({kind: place for place, kind in enumerate(SHOWN_FIRST)}, value=clock.kind)
    return running.order_by(rank, clock.started_at.desc(), clock.id.desc()).limit(1).correlate_except(clock).scalar_subquery()
