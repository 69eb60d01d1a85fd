"""Delivery: a message arrives in the inbox at once, and copies for the ways outside are put beside it, after the quiet hours."""

import datetime as dt
from collections.abc import Iterator, Sequence

from app.core import clock, outbox
from app.core.outbox import Letter, Message
from app.deadlines.queries import calendar
from app.notices import queries
from app.notices.rules import MORNING, MORNING_REVIEW, channels

DIGESTS = frozenset({MORNING, MORNING_REVIEW})


def deliver(now: dt.datetime) -> int:
    """Deliver what is due to the inboxes, at most 200 messages, with their copies in the same transaction; how many."""
    arrived = outbox.arrived(now)
    outbox.put_all(_copies(arrived, now=now))
    return len(arrived)


def _copies(arrived: Sequence[Message], *, now: dt.datetime) -> Iterator[Letter]:
    ways = outbox.ways()
    if not arrived or not ways:
        return
    chosen = queries.choices({message.recipient for message in arrived}, on=clock.on(now))
    due_at = queries.quiet().next_open(now, calendar=calendar())
    for message in (one for one in arrived if one.recipient in chosen):
        for channel in channels(chosen[message.recipient], ways=ways, is_digest=message.says in DIGESTS):
            yield Letter(message.event_id, message.recipient, channel.value, message.says, message.facts, message.link, due_at)
