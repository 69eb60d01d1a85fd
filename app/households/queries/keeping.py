"""Households in somebody's own care 包户. Reads only."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.households.models import Household, Keeping

AT_ONCE = 500


def keeper_of(household_id: UUID, *, on: dt.date) -> UUID | None:
    """Who looks after a household by name on a day."""
    return db.session.scalar(sa.select(Keeping.person_id).where(Keeping.household_id == household_id, *_valid(on)))


def keepings(household_ids: Sequence[UUID], *, on: dt.date) -> dict[UUID, Keeping]:
    """Those of these households that are in somebody's care on a day, by household."""
    found: dict[UUID, Keeping] = {}
    for start in range(0, len(household_ids), AT_ONCE):
        some = household_ids[start : start + AT_ONCE]
        rows = db.session.scalars(sa.select(Keeping).where(Keeping.household_id.in_(some), *_valid(on)))
        found |= {row.household_id: row for row in rows}
    return found


def kept_by(person_id: UUID, *, on: dt.date) -> Sequence[Keeping]:
    """What is in somebody's care on a day or later, by the codes of the households, which still live here."""
    lasting = sa.or_(Keeping.to_on.is_(None), sa.and_(Keeping.to_on >= on, Keeping.to_on >= Keeping.from_on))
    living = sa.select(Keeping).join(Keeping.household).where(Household.left_on.is_(None), lasting)
    mine = living.where(Keeping.person_id == person_id).options(joinedload(Keeping.household))
    return db.session.scalars(mine.order_by(Household.code, Keeping.id)).all()


def _valid(on: dt.date) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return Keeping.from_on <= on, sa.or_(Keeping.to_on.is_(None), Keeping.to_on >= on)
