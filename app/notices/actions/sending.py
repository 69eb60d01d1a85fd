"""What goes outside, between the transactions: claimed with its words, and tried again when somebody says so."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.accounts.rules import Deed
from app.core import clock, journal, outbox
from app.core.outbox import Channel, Message, Outcome, Parcel
from app.core.stamp import Stamp
from app.deadlines.queries import calendar
from app.notices import queries


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed message in words; `parcel` is None when there is nowhere to send it."""

    message_id: UUID
    parcel: Parcel | None


def is_held_back(now: dt.datetime) -> bool:
    """Whether nothing goes outside now: quiet hours, or a day off."""
    return queries.quiet().next_open(now, calendar=calendar()) > now


def claim(channel: Channel, *, claim_id: UUID, now: dt.datetime) -> Sequence[Claimed]:
    """Claim what is due by this way: plain values, to be sent when the transaction is over."""
    on = clock.on(now)
    messages = outbox.claim(channel, claim_id=claim_id, now=now)
    return [Claimed(message.id, queries.parcel(message, on=on)) for message in messages]


def show_test(now: dt.datetime) -> int:
    """The test channel takes what is due: there it is to be looked at. How many."""
    if is_held_back(now):
        return 0
    messages = outbox.claim(Channel.TEST, claim_id=(own := outbox.new_claim()), now=now)
    for message in messages:
        outbox.record(message.id, Outcome(), claim_id=own, now=now, most_tries=1)
    return len(messages)


def try_again(message: Message, *, stamp: Stamp) -> None:
    """Send a message again that failed or was given up, beginning with the first try. One that was sent stays sent."""
    if message.sent_at is not None:
        raise outbox.SentAlready
    facts = {"what": "message sent again"}
    if journal.enter(Deed.MANAGE_OUTBOX, subject=message.id, body={"retry": True}, stamp=stamp, facts=facts):
        outbox.retry(message, now=stamp.at)
