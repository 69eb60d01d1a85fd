"""The outbox: what is to be told to whom, written in the deed's own transaction, sent by the scheduler afterwards."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db, insert_absent, insert_if_absent


class Message(Base):
    """One message. Unique per event, recipient and channel: however often a reaction runs, it is told once."""

    __tablename__ = "outbox"
    __table_args__ = (sa.UniqueConstraint("event_id", "recipient", "channel"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    event_id: Mapped[UUID]
    recipient: Mapped[UUID] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(sa.String(16))
    says: Mapped[str] = mapped_column(sa.String(256))
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    link: Mapped[str | None] = mapped_column(sa.String(256))
    due_at: Mapped[dt.datetime] = mapped_column(index=True)
    sent_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    read_at: Mapped[dt.datetime | None]


def put(
    event_id: UUID,
    *,
    recipient: UUID,
    channel: str,
    says: str,
    facts: Mapping[str, object],
    link: str | None,
    due_at: dt.datetime,
) -> bool:
    """Put a message into the box unless it is there. `says` is an English msgid, `facts` its placeholders: nothing personal."""
    return insert_if_absent(
        Message,
        id=uuid4(),
        event_id=event_id,
        recipient=recipient,
        channel=channel,
        says=says,
        facts=dict(facts),
        link=link,
        due_at=due_at,
    )


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way into the box: the arguments of `put`."""

    event_id: UUID
    recipient: UUID
    channel: str
    says: str
    facts: Mapping[str, object]
    link: str | None
    due_at: dt.datetime


_FIELDS = [field.name for field in fields(Letter)]


def put_all(letters: Iterable[Letter]) -> int:
    """Put many into the box at once, for sweeps; how many were not there yet."""
    ordered = sorted(letters, key=lambda letter: (letter.event_id, letter.recipient, letter.channel))
    return len(
        insert_absent(Message, [{"id": uuid4()} | {name: getattr(letter, name) for name in _FIELDS} for letter in ordered])
    )


def deliver(now: dt.datetime, *, limit: int = 200) -> int:
    """Deliver what is due, at most `limit` messages; how many. The in-app inbox is delivered by being there."""
    due = sa.select(Message.id).where(Message.sent_at.is_(None), Message.due_at <= now, Message.channel == "inbox")
    ids = db.session.scalars(due.order_by(Message.due_at, Message.id).limit(limit)).all()
    db.session.execute(sa.update(Message).where(Message.id.in_(ids), Message.sent_at.is_(None)).values(sent_at=now))
    return len(ids)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due and not delivered, since when the oldest is, and what nobody tries any more."""

    due: int
    oldest_at: dt.datetime | None
    given_up: int


def backlog(now: dt.datetime) -> Backlog:
    """How the box stands, for whoever watches. Nothing is given up yet: the one channel there is, the inbox, can't fail."""
    waiting = sa.select(sa.func.count(Message.id), sa.func.min(Message.due_at))
    due, oldest_at = db.session.execute(waiting.where(Message.sent_at.is_(None), Message.due_at <= now)).one()
    return Backlog(due=due, oldest_at=oldest_at, given_up=0)


def inbox(recipient: UUID, *, limit: int = 50) -> Sequence[Message]:
    """What somebody was told, newest first."""
    found = sa.select(Message).where(Message.recipient == recipient, Message.sent_at.is_not(None))
    return db.session.scalars(found.order_by(Message.due_at.desc()).limit(limit)).all()


def unread(recipient: UUID) -> int:
    waiting = sa.select(sa.func.count(Message.id)).where(Message.recipient == recipient, Message.read_at.is_(None))
    return db.session.scalar(waiting.where(Message.sent_at.is_not(None))) or 0


def mark_read(recipient: UUID, *, at: dt.datetime) -> None:
    mine = sa.update(Message).where(Message.recipient == recipient, Message.read_at.is_(None), Message.sent_at.is_not(None))
    db.session.execute(mine.values(read_at=at))
