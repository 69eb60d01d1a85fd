"""Sealing what waits."""

import datetime as dt

import sqlalchemy as sa

from app.core import crypto, installation
from app.core.db import db
from app.core.journal import Entry
from app.core.seals.tables import (
    NO_SEAL,
    PURPOSE,
    JournalSeal,
    SealedEntry,
    UnsealedEntry,
    digest_of_entry,
    digest_of_range,
    signed_text,
)

AT_ONCE = 2_000


def seal_waiting(now: dt.datetime, *, limit: int = AT_ONCE) -> int:
    """Put one seal over at most `limit` entries that wait; how many. Of two sealers the second waits, and finds the rest."""
    installation.lock()
    oldest = sa.select(Entry).join(UnsealedEntry, UnsealedEntry.event_id == Entry.event_id)
    entries = db.session.scalars(oldest.order_by(Entry.recorded_at, Entry.event_id).limit(limit)).all()
    if not entries:
        return 0
    before = db.session.scalar(sa.select(JournalSeal).order_by(JournalSeal.number.desc()).limit(1))
    first = before.last + 1 if before else 1
    digests = [digest_of_entry(entry) for entry in entries]
    db.session.execute(
        sa.insert(SealedEntry),
        [
            {"number": first + position, "event_id": entry.event_id, "digest": digest}
            for position, (entry, digest) in enumerate(zip(entries, digests, strict=True))
        ],
    )
    _put(digests, before=before, first=first, now=now)
    done = sa.select(SealedEntry.event_id).where(SealedEntry.number >= first)
    db.session.execute(
        sa.delete(UnsealedEntry).where(UnsealedEntry.event_id.in_(done)).execution_options(synchronize_session=False)
    )
    return len(entries)


def _put(digests: list[str], *, before: JournalSeal | None, first: int, now: dt.datetime) -> None:
    number, previous = (before.number + 1, before.digest) if before else (1, NO_SEAL)
    seal = JournalSeal(
        number=number,
        first=first,
        last=first + len(digests) - 1,
        count=len(digests),
        digest=digest_of_range(number, digests, previous),
        previous_digest=previous,
        at=now,
    )
    seal.signature = crypto.sign(signed_text(seal), purpose=PURPOSE)
    db.session.add(seal)
    db.session.flush()
