"""The outbox: what is to be told to whom, written in the deed's own transaction, sent by the scheduler afterwards."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, insert_if_absent


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
