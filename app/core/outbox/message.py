"""A message, how it stands, and what went wrong with it. One row per event, recipient and channel."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, by_value
from app.core.named import N_, Named


class State(Named):
    """How a message stands. `sending` is a claim that lapses: a killed process keeps nothing."""

    WAITING = "waiting", N_("waiting to be sent")
    SENDING = "sending", N_("being sent")
    SENT = "sent", N_("sent")
    FAILED = "failed", N_("failed, will be tried again")
    GIVEN_UP = "given_up", N_("given up")


class Fault(Named):
    """Why a message was not taken. The words of the other side are not kept: they may hold an address."""

    NO_CONNECTION = "no_connection", N_("no connection")
    TOO_SLOW = "too_slow", N_("no answer in time")
    NOT_SECURE = "not_secure", N_("the secure connection failed")
    SIGN_IN = "sign_in", N_("user name or password not taken")
    LATER = "later", N_("turned away for now")
    REJECTED = "rejected", N_("turned away for good")
    STRANGE = "strange", N_("an answer that makes no sense")
    NO_ADDRESS = "no_address", N_("the person has no address for this")


FINAL = frozenset({Fault.REJECTED, Fault.NO_ADDRESS})  # trying again would change nothing
OF_THE_WAY = frozenset({Fault.NO_CONNECTION, Fault.TOO_SLOW, Fault.NOT_SECURE, Fault.SIGN_IN})  # not this message's fault


class Message(Base):
    """One message. Unique per event, recipient and channel: however often a reaction runs, it is told once.

    `due_at`: not before this; after a failure, when it is tried again. `claim`: who is sending it, until `claimed_until`.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "recipient", "channel"),
        sa.Index("ix_outbox_channel_state_due_at", "channel", "state", "due_at"),
    )

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
    state: Mapped[State] = mapped_column(by_value(State, length=16), default=State.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[Fault | None] = mapped_column(by_value(Fault, length=16))
    code: Mapped[int | None]
    claim: Mapped[UUID | None]
    claimed_until: Mapped[dt.datetime | None]


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
