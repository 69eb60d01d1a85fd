"""People and the roles they hold. Reads only."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import AskedRole, Grant, Person
from app.accounts.rules import PersonFacts, Role
from app.core.db import db
from app.core.settings import settings


def person(person_id: UUID) -> Person:
    return db.session.get_one(Person, person_id)


def person_to_change(person_id: UUID) -> Person:
    """The person, locked until the transaction ends."""
    return db.session.get_one(Person, person_id, with_for_update={"of": Person})


def person_by_sign_in_name(name: str) -> Person | None:
    if "\0" in name:  # which PostgreSQL refuses to look for
        return None
    return db.session.scalar(sa.select(Person).where(Person.sign_in_name == name))


def language_of(person_id: UUID) -> str:
    """The language that somebody chose, else the installation's; also for whoever is not known."""
    found = db.session.get(Person, person_id)
    return (found.language if found else None) or settings().language


def facts_of(person: Person) -> PersonFacts:
    """What is known of a person, as one would enter it."""
    return PersonFacts(
        name=person.name,
        phone=person.phone or "",
        languages=person.languages,
        party_branch=person.party_branch or "",
        party_member=person.party_member,
    )


def people_at_work(on: dt.date) -> Sequence[Person]:
    """Everybody who has not left by that day, in the order of sign-in names."""
    there = sa.or_(Person.left_on.is_(None), Person.left_on > on)
    return db.session.scalars(sa.select(Person).where(there).order_by(Person.sign_in_name)).all()


def people() -> Sequence[Person]:
    """Everybody, also who has left, in the order of sign-in names."""
    return db.session.scalars(sa.select(Person).order_by(Person.sign_in_name)).all()


def sign_in_names() -> set[str]:
    return set(db.session.scalars(sa.select(Person.sign_in_name)))


def names() -> dict[UUID, str]:
    """Everybody's name by id: for timelines and lists."""
    return {row.id: row.name for row in db.session.execute(sa.select(Person.id, Person.name))}


def grants_from(on: dt.date) -> Sequence[Grant]:
    """The roles that hold on a day or begin later, with the people who hold them."""
    wanted = sa.select(Grant).join(Person).options(joinedload(Grant.person)).where(_not_over(on))
    return db.session.scalars(wanted.order_by(Person.sign_in_name, Grant.role)).all()


def grants_of(person_id: UUID, *, on: dt.date) -> Sequence[Grant]:
    """A person's roles that hold on a day or begin later."""
    return db.session.scalars(sa.select(Grant).where(Grant.person_id == person_id, _not_over(on)).order_by(Grant.role)).all()


def roles_of(person_id: UUID, *, on: dt.date) -> frozenset[Role]:
    return frozenset(grant.role for grant in grants_of(person_id, on=on))


def grant_to_change(grant_id: UUID) -> Grant:
    return db.session.get_one(Grant, grant_id, with_for_update={"of": Grant})


def grant(grant_id: UUID) -> Grant:
    return db.session.get_one(Grant, grant_id)


def asked_roles(person_id: UUID | None = None) -> Sequence[AskedRole]:
    """The roles that were asked for and neither given nor declined: of one person, or of everybody."""
    wanted = sa.select(AskedRole).join(Person).options(joinedload(AskedRole.person)).where(AskedRole.settled_at.is_(None))
    if person_id is not None:
        wanted = wanted.where(AskedRole.person_id == person_id)
    return db.session.scalars(wanted.order_by(Person.sign_in_name, AskedRole.role)).all()


def asked_role(asked_id: UUID) -> AskedRole:
    return db.session.get_one(AskedRole, asked_id)


def asked_role_to_change(asked_id: UUID) -> AskedRole:
    return db.session.get_one(AskedRole, asked_id, with_for_update={"of": AskedRole})


def _not_over(on: dt.date) -> sa.ColumnElement[bool]:
    return sa.and_(sa.or_(Grant.to_on.is_(None), Grant.to_on >= on), sa.or_(Grant.to_on.is_(None), Grant.to_on >= Grant.from_on))
