"""Sending outside, in three parts: claim in one transaction, send in none, record in another.

At least once: a process that is killed between claim and record leaves a claim that lapses, and the message is sent again under
the same id, by which the other side can tell. Nothing here opens a transaction: doors do.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID, uuid4

import sqlalchemy as sa

from app.core.channels import OUTSIDE, Channel
from app.core.db import db
from app.core.errors import Refusal
from app.core.named import N_
from app.core.outbox.message import FINAL, Fault, Message, State

CLAIM_LASTS = dt.timedelta(minutes=10)  # longer than the slowest batch, see BATCH and the transports' time limits
BATCH = 20
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=4)
_SENDABLE = (State.WAITING, State.FAILED)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes outside, in words: whom it goes to by that way, and the id by which a second copy can be known."""

    id: UUID
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of sending: nothing wrong, or the fault, with the other side's number for it where there is one."""

    fault: Fault | None = None
    code: int | None = None


class Transport(Protocol):
    """A way outside. It answers with an outcome within a fixed time, whatever the other side does, and never raises."""

    def send(self, parcel: Parcel) -> Outcome: ...


class SentAlready(Refusal):
    """What was sent can't be sent again: the other side has it."""

    code = "outbox.sent_already"
    says = N_("This message was sent already.")


def new_claim() -> UUID:
    """An id for whoever claims."""
    return uuid4()


def pause_after(tries: int) -> dt.timedelta:
    """How long to wait after that many tries that failed: a minute, doubled each time, four hours at most."""
    return min(FIRST_PAUSE * (1 << min(tries - 1, 16)), LONGEST_PAUSE)


def claim(channel: Channel, *, claim_id: UUID, now: dt.datetime, limit: int = BATCH) -> Sequence[Message]:
    """Claim what is due by this way, and what a lapsed claim left behind; nobody else gets it while the claim lasts."""
    due = sa.and_(Message.state.in_(_SENDABLE), Message.due_at <= now)
    left_behind = sa.and_(Message.state == State.SENDING, Message.claimed_until <= now)
    found = sa.select(Message).where(Message.channel == channel.value, sa.or_(due, left_behind))
    found = found.order_by(Message.due_at, Message.id).limit(limit).with_for_update(skip_locked=True)
    messages = db.session.scalars(found.execution_options(populate_existing=True)).all()
    for message in messages:
        message.state, message.claim, message.claimed_until = State.SENDING, claim_id, now + CLAIM_LASTS
    db.session.flush()
    return messages


def record(message_id: UUID, outcome: Outcome, *, claim_id: UUID, now: dt.datetime, most_tries: int) -> bool:
    """Write down what came of it. False when the claim lapsed and somebody else has it: then theirs counts."""
    found = sa.select(Message).where(Message.id == message_id, Message.claim == claim_id).with_for_update()
    message = db.session.scalar(found.execution_options(populate_existing=True))
    if message is None:
        return False
    message.claim, message.claimed_until = None, None
    message.tries += 1
    message.fault, message.code = outcome.fault, outcome.code
    if outcome.fault is None:
        message.state, message.sent_at = State.SENT, now
    elif outcome.fault in FINAL or message.tries >= most_tries:
        message.state = State.GIVEN_UP
    else:
        message.state, message.due_at = State.FAILED, now + pause_after(message.tries)
    db.session.flush()
    return True


def let_go(claim_id: UUID) -> None:
    """Give back what was claimed and not tried: the way is blocked, and that is not the messages' fault."""
    mine = sa.update(Message).where(Message.claim == claim_id, Message.state == State.SENDING)
    stands = sa.case((Message.tries > 0, State.FAILED.value), else_=State.WAITING.value)
    db.session.execute(mine.values(state=sa.type_coerce(stands, Message.state.type), claim=None, claimed_until=None))


def retry(message: Message, *, now: dt.datetime) -> None:
    """Begin anew with a message that failed or was given up."""
    message.state, message.tries, message.due_at = State.WAITING, 0, now
    message.fault, message.code, message.claim, message.claimed_until = None, None, None, None
    db.session.flush()


def outside(*, state: State | None = None, limit: int = 200) -> Sequence[Message]:
    """What goes or went outside, the latest first; in one state, if given."""
    found = sa.select(Message).where(Message.channel.in_([channel.value for channel in OUTSIDE]))
    if state is not None:
        found = found.where(Message.state == state)
    return db.session.scalars(found.order_by(Message.due_at.desc(), Message.id).limit(limit)).all()


def outside_to_change(message_id: UUID) -> Message:
    """A message that goes outside, locked; raises NoResultFound."""
    found = sa.select(Message).where(Message.id == message_id, Message.channel != Channel.INBOX.value).with_for_update()
    return db.session.scalars(found).one()


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due and not delivered, since when the oldest is, and what nobody tries any more."""

    due: int
    oldest_at: dt.datetime | None
    given_up: int


def backlog(now: dt.datetime) -> Backlog:
    """How the box stands, for whoever watches: all channels."""
    waiting = sa.select(sa.func.count(Message.id), sa.func.min(Message.due_at))
    still_open = Message.state.not_in((State.SENT, State.GIVEN_UP))
    due, oldest_at = db.session.execute(waiting.where(still_open, Message.due_at <= now)).one()
    return Backlog(due=due, oldest_at=oldest_at, given_up=count_by_state()[State.GIVEN_UP])


def count_by_state() -> Mapping[State, int]:
    """How many messages to the outside stand how."""
    counted = sa.select(Message.state, sa.func.count(Message.id)).where(
        Message.channel.in_([channel.value for channel in OUTSIDE])
    )
    rows = db.session.execute(counted.group_by(Message.state)).all()
    return {state: next((number for found, number in rows if found is state), 0) for state in State}
