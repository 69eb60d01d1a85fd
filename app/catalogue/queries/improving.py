"""What pages ask about walk-throughs, bottlenecks and procedures. Reads only."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Grant, Person
from app.accounts.rules import POLICY, Deed
from app.catalogue.models import Bottleneck, Procedure, ProcedureVersion, WalkThrough
from app.core.db import db


def walk_throughs() -> Sequence[WalkThrough]:
    """All, the newest first."""
    found = sa.select(WalkThrough).order_by(WalkThrough.walked_on.desc(), WalkThrough.number.desc())
    return db.session.scalars(found.options(joinedload(WalkThrough.person), selectinload(WalkThrough.bottlenecks))).all()


def walk_through(number: int) -> WalkThrough:
    """By its number; raises NoResultFound."""
    found = sa.select(WalkThrough).where(WalkThrough.number == number)
    return db.session.scalars(found.options(joinedload(WalkThrough.person), selectinload(WalkThrough.bottlenecks))).one()


def bottlenecks() -> Sequence[Bottleneck]:
    """Open ones first, then the newest."""
    found = sa.select(Bottleneck).order_by(
        Bottleneck.closed_on.is_not(None), Bottleneck.found_on.desc(), Bottleneck.number.desc()
    )
    return db.session.scalars(found.options(joinedload(Bottleneck.owner), joinedload(Bottleneck.walk_through))).all()


def bottleneck(number: int) -> Bottleneck:
    """By its number; raises NoResultFound."""
    found = sa.select(Bottleneck).where(Bottleneck.number == number)
    return db.session.scalars(found.options(joinedload(Bottleneck.owner), joinedload(Bottleneck.walk_through))).one()


def bottleneck_to_change(number: int) -> Bottleneck:
    """The bottleneck, locked until the transaction ends."""
    return db.session.scalars(sa.select(Bottleneck).where(Bottleneck.number == number).with_for_update(of=Bottleneck)).one()


def procedures_on(on: dt.date) -> Sequence[ProcedureVersion]:
    """The guides that hold on a day, by the bundle they are for."""
    until = sa.or_(ProcedureVersion.to_on.is_(None), ProcedureVersion.to_on >= on)
    found = sa.select(ProcedureVersion).join(ProcedureVersion.procedure).where(ProcedureVersion.from_on <= on, until)
    return db.session.scalars(
        found.options(joinedload(ProcedureVersion.procedure)).order_by(Procedure.bundle_code, Procedure.code)
    ).all()


def procedure(code: str) -> Procedure:
    """By its code, with all its versions; raises NoResultFound."""
    found = sa.select(Procedure).where(Procedure.code == code).options(selectinload(Procedure.versions))
    return db.session.scalars(found).one()


def improvers(on: dt.date) -> Sequence[Person]:
    """Who may walk through or mend: everybody who holds a role with that deed on a day, by name."""
    roles = [role for role, deeds in POLICY.items() if Deed.IMPROVE in deeds]
    until = sa.or_(Grant.to_on.is_(None), Grant.to_on >= on)
    held = sa.select(Grant.person_id).where(Grant.role.in_(roles), Grant.from_on <= on, until)
    return db.session.scalars(sa.select(Person).where(Person.id.in_(held)).order_by(Person.name)).all()


def next_number(model: type[WalkThrough] | type[Bottleneck]) -> int:
    """The next number of these; the unique key decides when two are entered at once."""
    return (db.session.scalar(sa.select(sa.func.max(model.number))) or 0) + 1


def is_person(person_id: UUID) -> bool:
    return db.session.get(Person, person_id) is not None
