"""What pages and reactions ask about visits. Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.cases.models import Case
from app.core.db import db
from app.households.models import Resident
from app.visits.models import Evidence, PersonServed, Visit

_WHOLE = (
    joinedload(Visit.person),
    selectinload(Visit.evidence),
    selectinload(Visit.served).joinedload(PersonServed.resident),
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who lives in the household of a case: whom a visit may serve."""

    id: UUID
    name: str
    relation: str
    born_on: dt.date | None
    language: str
    needs_interpreter: bool


def visit(visit_id: UUID) -> Visit:
    """A visit with who went, whom it served and what proves it; raises NoResultFound, also outside one's places."""
    return db.session.get_one(Visit, visit_id, options=_WHOLE)


def visits_of(case_id: UUID) -> Sequence[Visit]:
    """The visits of a case in order, with who went, whom they served and what proves it."""
    found = sa.select(Visit).where(Visit.case_id == case_id).order_by(Visit.ended_at)
    return db.session.scalars(found.options(*_WHOLE)).unique().all()


def evidence(evidence_id: UUID) -> Evidence:
    """A picture's row; raises NoResultFound, also outside one's places."""
    return db.session.get_one(Evidence, evidence_id)


def last_visits(case_ids: Sequence[UUID]) -> dict[UUID, Visit]:
    """The latest visit of each of these cases that has one."""
    found = sa.select(Visit).where(Visit.case_id.in_(case_ids)).order_by(Visit.ended_at)
    return {one.case_id: one for one in db.session.scalars(found)}


def members(case: Case, *, on: dt.date) -> Sequence[Member]:
    """Who lives in the case's household on a day, the head first.

    Asked of the table, not of the scope: whoever carries a case must be able to say whom they served, also after it was passed on
    to a team that sees nothing else of the household's place. Names only; what is sealed stays with the household.
    """
    table = Resident.__table__
    names = ("id", "name", "relation", "born_on", "language", "needs_interpreter")
    there = sa.or_(table.c.left_on.is_(None), table.c.left_on > on)
    found = sa.select(*(table.c[name] for name in names)).where(table.c.household_id == case.household_id, there)
    rows = db.session.connection().execute(found.order_by(table.c.position, table.c.id))
    return [Member(**row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's own public name
