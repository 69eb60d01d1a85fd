"""The door to the outside: claim in one transaction, send in none, record in another.

So a mail server that hangs holds no lock, and a process that is killed in between loses nothing: its claim lapses.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from uuid import UUID

from app.core import clock, outbox
from app.core.db import transaction
from app.core.outbox import OF_THE_WAY, Channel, Fault, Outcome, Transport
from app.core.settings import settings
from app.notices import actions as notices
from app.notices.actions import Claimed

Now = Callable[[], dt.datetime]


def send_out(channel: Channel, *, now: dt.datetime, transport: Transport | None = None) -> Mapping[str, object]:
    """Send all that is due by one way; how many were sent, and how many were not. Stops when the way itself is blocked."""
    way, began = transport or outbox.way(channel), clock.now()
    if way is None:
        return {"off": True}
    if notices.is_held_back(now):
        return {"quiet": True}

    def passing() -> dt.datetime:
        return now + (clock.now() - began)

    return _all(channel, way, now=passing)


def _all(channel: Channel, way: Transport, *, now: Now) -> Mapping[str, object]:
    came = Counter[str]()
    while claimed := _claim(channel, claim_id := outbox.new_claim(), now=now):
        for one in claimed:
            outcome = way.send(one.parcel) if one.parcel else Outcome(Fault.NO_ADDRESS)
            with transaction():
                outbox.record(one.message_id, outcome, claim_id=claim_id, now=now(), most_tries=settings().send_tries)
            came["sent" if outcome.fault is None else "failed"] += 1
            if outcome.fault in OF_THE_WAY:
                with transaction():
                    outbox.let_go(claim_id)
                return {**came, "blocked": outcome.fault.value}
    return dict(came) or {"sent": 0}


def _claim(channel: Channel, claim_id: UUID, *, now: Now) -> list[Claimed]:
    with transaction():
        return list(notices.claim(channel, claim_id=claim_id, now=now()))
