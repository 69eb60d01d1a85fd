"""The journal: one row per deed at any door. Its key is the event's id, so it is the idempotency key of everything."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, by_value, db, insert_if_absent
from app.core.errors import Refusal
from app.core.named import N_
from app.core.stamp import Door, Stamp


class Entry(Base):
    """One deed. `facts` says what changed for whoever reads the journal; never a name, a number or an address."""

    __tablename__ = "journal"

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    deed: Mapped[str] = mapped_column(sa.String(48), index=True)
    subject: Mapped[UUID] = mapped_column(index=True)
    body_hash: Mapped[str] = mapped_column(sa.String(64))
    by: Mapped[UUID] = mapped_column(index=True)
    on_behalf_of: Mapped[UUID | None]
    door: Mapped[Door] = mapped_column(by_value(Door))
    at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class EventIdReused(Refusal):
    """The id of an event that is already known, with another body: the phone parks it, a page says so."""

    code = "journal.event_id_reused"
    says = N_("This form was sent before with other content. Nothing was changed: open the page anew and look.")


def enter(
    deed: str, *, subject: UUID, body: Mapping[str, object], stamp: Stamp, facts: Mapping[str, object] | None = None
) -> bool:
    """Enter a deed. False if this very deed is entered already; raises EventIdReused if the id means another one.

    `body` is the domain's body: it is hashed, not kept. `facts` is kept, and must hold nothing personal.
    """
    digest = _hash(deed, subject, body, stamp)
    if insert_if_absent(
        Entry,
        event_id=stamp.event_id,
        deed=deed,
        subject=subject,
        body_hash=digest,
        by=stamp.by,
        on_behalf_of=stamp.on_behalf_of,
        door=stamp.door,
        at=stamp.at,
        recorded_at=stamp.recorded_at,
        facts=dict(facts or {}),
    ):
        return True
    if db.session.scalar(sa.select(Entry.body_hash).where(Entry.event_id == stamp.event_id)) == digest:
        return False
    raise EventIdReused(event_id=stamp.event_id)


def is_entered(event_id: UUID) -> bool:
    """Whether a deed with this id is done already."""
    return db.session.scalar(sa.select(Entry.event_id).where(Entry.event_id == event_id)) is not None


def last_entered(deed: str) -> dt.datetime | None:
    """When a deed of this kind reached us last."""
    return db.session.scalar(sa.select(sa.func.max(Entry.recorded_at)).where(Entry.deed == deed))


def _hash(deed: str, subject: UUID, body: Mapping[str, object], stamp: Stamp) -> str:
    """What makes two deeds the same: never the door nor the arrival time, and never the raw HTTP body."""
    what = [deed, str(subject), str(stamp.by), stamp.at.astimezone(dt.UTC).isoformat(), dict(body)]
    text = json.dumps(what, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def count_by_deed(since: dt.datetime) -> dict[str, int]:
    """How many deeds of each kind arrived since an instant."""
    counted = sa.select(Entry.deed, sa.func.count(Entry.event_id)).where(Entry.recorded_at >= since).group_by(Entry.deed)
    return {row[0]: row[1] for row in db.session.execute(counted)}
