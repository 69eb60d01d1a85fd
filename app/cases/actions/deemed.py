"""Silence is acceptance: the nightly sweep over permits 行政许可 about which nothing was said in time."""

import datetime as dt
from uuid import uuid5

from app.accounts.rules import Deed
from app.cases import queries
from app.cases.actions import moves
from app.core import journal
from app.core.stamp import MACHINE, Door, Stamp

BATCH = 200


def accept_deemed(now: dt.datetime, *, limit: int = BATCH) -> int:
    """Accept at most `limit` permits whose notice clock ran out, as of the day they were received; how many there were.

    行政许可法 32(4). Run again, it finds only what is new.
    """
    made = 0
    for case_id, received_at in queries.overdue_notices(now, limit=limit):
        event_id = uuid5(case_id, f"deemed accepted {received_at.isoformat()}")
        stamp = Stamp(by=MACHINE, on_behalf_of=None, at=now, recorded_at=now, event_id=event_id, door=Door.SCHEDULER)
        case = queries.case_to_change(case_id)
        body = {"received_at": received_at.isoformat()}
        if journal.enter(Deed.ACCEPT_CASE, subject=case_id, body=body, stamp=stamp, facts={"deemed": True}):
            moves.deem_accepted(case, received_at=received_at, stamp=stamp)
            made += 1
    return made
