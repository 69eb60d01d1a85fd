"""What pages and reactions ask about visits. Reads only."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.visits.models import Evidence, PersonServed, Visit


def visit(visit_id: UUID) -> Visit:
    return db.session.get_one(Visit, visit_id)


def visits_of(case_id: UUID) -> Sequence[Visit]:
    """The visits of a case in order, with who went, whom they served and what proves it."""
    found = sa.select(Visit).where(Visit.case_id == case_id).order_by(Visit.ended_at)
    loaded = found.options(
        joinedload(Visit.person),
        selectinload(Visit.evidence),
        selectinload(Visit.served).joinedload(PersonServed.resident),
    )
    return db.session.scalars(loaded).unique().all()


def evidence(evidence_id: UUID) -> Evidence:
    return db.session.get_one(Evidence, evidence_id)


def last_visits(case_ids: Sequence[UUID]) -> dict[UUID, Visit]:
    """The latest visit of each of these cases that has one."""
    found = sa.select(Visit).where(Visit.case_id.in_(case_ids)).order_by(Visit.ended_at)
    return {one.case_id: one for one in db.session.scalars(found)}
