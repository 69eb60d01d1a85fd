"""What queues at a window: the desk pool, papers to accept, what was sent back and has its papers now. Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.cases import queries as cases
from app.cases.models import Case, CaseItem, CasePaper
from app.cases.rules import OPEN, Stage
from app.core.db import db
from app.desk.queries.work import Work, faced

WAITING = (Stage.ASKED, Stage.ASSIGNED, Stage.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Queue:
    """What a window does next, each the most urgent first."""

    pool: Sequence[Work]
    to_accept: Sequence[Work]
    papers_came: Sequence[Work]

    @property
    def total(self) -> int:
        return len(self.pool) + len(self.to_accept) + len(self.papers_came)


def queue(now: dt.datetime) -> Queue:
    """The queue of every window in the reader's places: windows share it."""
    pool = cases.pool()
    in_pool = {case.id for case in pool}
    whole = [case for case in _not_accepted() if not cases.lacking(case) and case.id not in in_pool]
    return Queue(
        pool=faced(pool, now=now),
        to_accept=faced([case for case in whole if case.stage in WAITING], now=now),
        papers_came=faced([case for case in whole if case.stage is Stage.RETURNED], now=now),
    )


def _not_accepted() -> Sequence[Case]:
    """Open cases that were never accepted, or were sent back, with their papers: three statements."""
    found = sa.select(Case).where(
        Case.stage.in_(OPEN), sa.or_(Case.accepted_at.is_(None) & Case.stage.in_(WAITING), Case.stage == Stage.RETURNED)
    )
    loaded = found.options(
        joinedload(Case.team),
        joinedload(Case.person),
        selectinload(Case.items).joinedload(CaseItem.version),
        selectinload(Case.papers).joinedload(CasePaper.material),
    )
    return db.session.scalars(loaded.order_by(Case.number)).all()
