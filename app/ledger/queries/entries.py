"""Entries themselves: of an event, of a case, the rows behind a number. Reads only."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.cases.models import Case, CaseItem
from app.core.db import db
from app.ledger.models import LedgerEntry
from app.ledger.queries.asked import Asked, conditions
from app.ledger.rules import Count, Measure


def entries_of(event_id: UUID, measures: Collection[Measure]) -> Sequence[LedgerEntry]:
    """The positive entries of these measures that one event made."""
    found = sa.select(LedgerEntry).where(
        LedgerEntry.event_id == event_id, LedgerEntry.amount > 0, LedgerEntry.measure.in_(measures)
    )
    return db.session.scalars(found.order_by(LedgerEntry.measure, LedgerEntry.subject_id)).all()


def entries_of_case(case_id: UUID) -> Sequence[LedgerEntry]:
    """All that was ever counted of a case, reversals among it, in order."""
    found = sa.select(LedgerEntry).where(LedgerEntry.case_id == case_id)
    return db.session.scalars(found.order_by(LedgerEntry.entered_on, LedgerEntry.amount.desc(), LedgerEntry.measure)).all()


def rows(asked: Asked, *, count: Count, register_only: bool, page: int = 1, per_page: int = 50) -> tuple[Sequence[Any], int]:
    """The entries behind a number, newest first, each with its case (`LedgerEntry`, `Case | None`); and how many there are.

    A case out of the reader's places is None: the entry counts where it happened.
    """
    where = conditions(asked, count=count, register_only=register_only)
    of_case = selectinload(Case.items).joinedload(CaseItem.version)
    found = sa.select(LedgerEntry, Case).outerjoin(Case, Case.id == LedgerEntry.case_id).where(*where).options(of_case)
    ordered = found.order_by(LedgerEntry.happened_on.desc(), LedgerEntry.id)
    total = db.session.scalar(sa.select(sa.func.count(LedgerEntry.id)).where(*where)) or 0
    return db.session.execute(ordered.limit(per_page).offset((page - 1) * per_page)).all(), total
