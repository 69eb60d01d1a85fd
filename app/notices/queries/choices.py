"""Who chose which ways, and when it is quiet here."""

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Person
from app.core.db import db
from app.core.settings import settings
from app.notices.models import NoticeChoice
from app.notices.rules import Choice, Quiet


def choice_of(person_id: UUID) -> Choice:
    """What somebody chose; nothing outside until they did."""
    row = db.session.get(NoticeChoice, person_id)
    return Choice(row.email, row.sms, row.digest) if row else Choice()


def choices(person_ids: Collection[UUID], *, on: dt.date) -> Mapping[UUID, Choice]:
    """The choices of those among these people who chose any way and have not left."""
    found = sa.select(NoticeChoice).join(Person, Person.id == NoticeChoice.person_id)
    found = found.where(NoticeChoice.person_id.in_(list(person_ids)), sa.or_(Person.left_on.is_(None), Person.left_on > on))
    return {row.person_id: Choice(row.email, row.sms, row.digest) for row in db.session.scalars(found)}


def quiet() -> Quiet:
    """The quiet hours by the settings `quiet_from` and `quiet_until`."""
    said = settings()
    return Quiet(dt.time.fromisoformat(said.quiet_from), dt.time.fromisoformat(said.quiet_until))
