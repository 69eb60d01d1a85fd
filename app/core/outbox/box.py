"""What goes into the box, and the inbox that everybody reads. Written in the deed's own transaction."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from uuid import UUID, uuid4

import sqlalchemy as sa

from app.core.channels import Channel
from app.core.db import db, insert_absent
from app.core.outbox.message import Letter, Message, State

_FIELDS = [field.name for field in fields(Letter)]


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
    return put_all([Letter(event_id, recipient, channel, says, dict(facts), link, due_at)]) == 1


def put_all(letters: Iterable[Letter]) -> int:
    """Put many into the box at once, for sweeps; how many were not there yet."""
    ordered = sorted(letters, key=lambda letter: (letter.event_id, letter.recipient, letter.channel))
    return len(
        insert_absent(Message, [{"id": uuid4()} | {name: getattr(letter, name) for name in _FIELDS} for letter in ordered])
    )


def arrived(now: dt.datetime, *, limit: int = 200) -> Sequence[Message]:
    """Deliver what is due to the inbox, at most `limit` messages; those messages. It is delivered by being there."""
    due = sa.select(Message).where(Message.sent_at.is_(None), Message.due_at <= now, Message.channel == Channel.INBOX.value)
    due = due.order_by(Message.due_at, Message.id).limit(limit).with_for_update(skip_locked=True)
    found = db.session.scalars(due.execution_options(populate_existing=True)).all()
    for message in found:
        message.sent_at, message.state = now, State.SENT
    db.session.flush()
    return found


def deliver(now: dt.datetime, *, limit: int = 200) -> int:
    """Deliver to the inbox only; how many."""
    return len(arrived(now, limit=limit))


def inbox(recipient: UUID, *, limit: int = 50) -> Sequence[Message]:
    """What somebody was told, newest first."""
    return db.session.scalars(sa.select(Message).where(*_mine(recipient)).order_by(Message.sent_at.desc()).limit(limit)).all()


def own_message(recipient: UUID, message_id: UUID) -> Message:
    """One message of somebody's own, also by the id of a copy that went outside; raises NoResultFound for any other."""
    event = sa.select(Message.event_id).where(Message.id == message_id, Message.recipient == recipient).scalar_subquery()
    return db.session.scalars(sa.select(Message).where(Message.event_id == event, *_mine(recipient))).one()


def unread(recipient: UUID) -> int:
    waiting = sa.select(sa.func.count(Message.id)).where(*_mine(recipient), Message.read_at.is_(None))
    return db.session.scalar(waiting) or 0


def mark_read(recipient: UUID, *, at: dt.datetime, event_id: UUID | None = None) -> None:
    """Mark the message of an event as read, or all of them."""
    mine = sa.update(Message).where(*_mine(recipient), Message.read_at.is_(None))
    if event_id is not None:
        mine = mine.where(Message.event_id == event_id)
    db.session.execute(mine.values(read_at=at))


def recipients_of(event_ids: Collection[UUID]) -> Sequence[tuple[UUID, UUID]]:
    """(event, recipient) of everybody who was told of these events in the inbox."""
    found = sa.select(Message.event_id, Message.recipient).where(
        Message.event_id.in_(list(event_ids)), Message.channel == Channel.INBOX.value
    )
    return [(row.event_id, row.recipient) for row in db.session.execute(found)]


def _mine(recipient: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    """Delivered into somebody's inbox; what goes outside is a copy of it."""
    return Message.recipient == recipient, Message.channel == Channel.INBOX.value, Message.sent_at.is_not(None)
