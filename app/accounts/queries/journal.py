"""The journal for whoever may read it: who did what, when, by which door. Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from app.core.clock import SHANGHAI
from app.core.db import db
from app.core.journal import Entry

PER_PAGE = 50
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What of the journal is asked for; None asks for everything. Days are included, in the township's time."""

    by: UUID | None = None
    deed: str | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None


def entries(wanted: JournalFilter, *, page: int) -> tuple[Sequence[Entry], int]:
    """One page of entries, the latest first, and how many pages there are (1 at least)."""
    conditions = _conditions(wanted)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Entry).where(*conditions)) or 0
    newest = sa.select(Entry).where(*conditions).order_by(Entry.recorded_at.desc(), Entry.event_id)
    rows = db.session.scalars(newest.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return rows, max(1, -(-count // PER_PAGE))


def _conditions(wanted: JournalFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.by is not None:
        conditions.append(Entry.by == wanted.by)
    if wanted.deed is not None:
        conditions.append(Entry.deed == wanted.deed)
    if wanted.from_on is not None:
        conditions.append(Entry.recorded_at >= _midnight(wanted.from_on))
    if wanted.to_on is not None:
        conditions.append(Entry.recorded_at < _midnight(wanted.to_on + DAY))
    return conditions


def _midnight(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(), SHANGHAI)
