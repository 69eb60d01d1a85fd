"""Who is behind a sign-in, and what a name has tried. Reads only."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import FailedSignIn, Grant, OneTimeLink, Person, SignIn
from app.accounts.rules import TRIES_WITHIN, Actor, Held, digest, is_alive
from app.core.db import db


def actor_of(key: str, *, now: dt.datetime, today: dt.date) -> Actor | None:
    """The actor behind a living sign-in. Columns, not rows: nothing here is expired by a later transaction."""
    found = db.session.execute(
        sa.select(
            SignIn.started_at,
            SignIn.seen_at,
            SignIn.ended_at,
            Person.id,
            Person.name,
            Person.left_on,
            Person.must_change_password,
        )
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.key_digest == digest(key))
    ).one_or_none()
    if found is None or not is_alive(started_at=found.started_at, seen_at=found.seen_at, ended_at=found.ended_at, now=now):
        return None
    if found.left_on is not None and found.left_on <= today:
        return None
    held = roles_held(found.id, on=today)
    return Actor(id=found.id, name=found.name, held=held, must_change_password=found.must_change_password)


def actor_of_person(person_id: UUID, *, today: dt.date) -> Actor:
    """Somebody who was proved, without a sign-in; raises NoResultFound."""
    wanted = sa.select(Person.name, Person.must_change_password).where(Person.id == person_id)
    found = db.session.execute(wanted).one()
    held = roles_held(person_id, on=today)
    return Actor(id=person_id, name=found.name, held=held, must_change_password=found.must_change_password)


def roles_held(person_id: UUID, *, on: dt.date) -> tuple[Held, ...]:
    """The roles somebody holds on a day."""
    rows = db.session.execute(
        sa.select(Grant.role, Grant.place_path)
        .where(Grant.person_id == person_id, Grant.from_on <= on, sa.or_(Grant.to_on.is_(None), Grant.to_on >= on))
        .order_by(Grant.role, Grant.place_path)
    )
    return tuple(Held(row.role, row.place_path) for row in rows)


def failures(name: str, *, now: dt.datetime) -> Sequence[dt.datetime]:
    """When sign-ins under this name failed lately."""
    recent = sa.select(FailedSignIn.at).where(FailedSignIn.name_digest == digest(name), FailedSignIn.at > now - TRIES_WITHIN)
    return db.session.scalars(recent).all()


def link(key: str, *, now: dt.datetime) -> OneTimeLink | None:
    """The one-time link with this key, if it still opens anything."""
    found = db.session.get(OneTimeLink, digest(key))
    return found if found is not None and found.used_at is None and found.ends_at > now else None
