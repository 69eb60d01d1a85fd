"""Checking all seals: the first range that is broken, and the row in it. Reads only."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core import crypto
from app.core.db import db
from app.core.journal import Entry
from app.core.named import N_
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
from app.core.seals.walls import missing_walls

LOST = N_("the entry was deleted")
CHANGED = N_("the entry was changed")
LIST_CHANGED = N_("the list of its entries was changed")
UNCHAINED = N_("the seal does not follow the one before it")
UNSIGNED = N_("the seal was changed, or made with another key")
UNLISTED = N_("entries are in the journal that neither a seal nor the waiting list knows")


@dataclass(frozen=True, slots=True)
class Break:
    """What is wrong: with which seal, over which entries, and with which row where that can be told. `why` is a msgid."""

    why: str
    seal: int | None = None
    first: int | None = None
    last: int | None = None
    entry: int | None = None
    event_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What the check found. `mismatches` holds the first break of each broken range."""

    seals: int
    sealed: int
    unsealed: int
    mismatches: tuple[Break, ...]
    walls_missing: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.mismatches and not self.walls_missing


def verify() -> Verified:
    """Check every seal and every sealed entry, and count the tail that waits."""
    count, sealed, broken = 0, 0, []
    previous, last = NO_SEAL, 0
    for seal in _seals_in_order():
        count, sealed = count + 1, sealed + seal.count
        found = _break_of(seal, number=count, previous=previous, after=last)
        if found is not None:
            broken.append(found)
        previous, last = seal.digest, seal.last
    tail = waiting()
    entries = db.session.scalar(sa.select(sa.func.count()).select_from(Entry)) or 0
    if not broken and entries != sealed + tail:
        broken.append(Break(UNLISTED))
    return Verified(count, sealed, tail, tuple(broken), tuple(missing_walls()))


def waiting() -> int:
    """How many entries wait for their seal."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(UnsealedEntry)) or 0


def last_seal() -> JournalSeal | None:
    return db.session.scalar(sa.select(JournalSeal).order_by(JournalSeal.number.desc()).limit(1))


def seals(*, page: int, per_page: int) -> tuple[Sequence[JournalSeal], int]:
    """One page of seals, the latest first, and how many pages there are (1 at least)."""
    count = db.session.scalar(sa.select(sa.func.count()).select_from(JournalSeal)) or 0
    newest = sa.select(JournalSeal).order_by(JournalSeal.number.desc()).limit(per_page).offset((page - 1) * per_page)
    return db.session.scalars(newest).all(), max(1, -(-count // per_page))


def _seals_in_order() -> Iterator[JournalSeal]:
    yield from db.session.scalars(sa.select(JournalSeal).order_by(JournalSeal.number).execution_options(yield_per=500))


def _break_of(seal: JournalSeal, *, number: int, previous: str, after: int) -> Break | None:
    """The first thing that is wrong with a seal: with itself, or with one of its entries."""
    if (seal.number, seal.previous_digest, seal.first) != (number, previous, after + 1):
        return _broken(seal, UNCHAINED)
    if not crypto.is_signed(signed_text(seal), seal.signature, purpose=PURPOSE):
        return _broken(seal, UNSIGNED)
    digests = []
    for row in _sealed_rows(seal):
        digests.append(row.kept)
        if row.event_id is None:
            return _broken(seal, LOST, entry=row.position, event_id=row.listed)
        if digest_of_entry(row) != row.kept:
            return _broken(seal, CHANGED, entry=row.position, event_id=row.event_id)
    if len(digests) != seal.count or digest_of_range(seal.number, digests, seal.previous_digest) != seal.digest:
        return _broken(seal, LIST_CHANGED)
    return None


def _broken(seal: JournalSeal, why: str, *, entry: int | None = None, event_id: UUID | None = None) -> Break:
    return Break(why, seal.number, seal.first, seal.last, entry, event_id)


def _sealed_rows(seal: JournalSeal) -> Sequence[Any]:
    """The entries that a seal covers, in its order; without columns of their own where the journal lost them."""
    columns: list[Any] = [column.label(column.key) for column in sa.inspect(Entry).columns]
    listed: list[Any] = [
        SealedEntry.number.label("position"),
        SealedEntry.event_id.label("listed"),
        SealedEntry.digest.label("kept"),
    ]
    rows = sa.select(*[*listed, *columns]).outerjoin(Entry, Entry.event_id == SealedEntry.event_id)
    return db.session.execute(rows.where(SealedEntry.number.between(seal.first, seal.last)).order_by(SealedEntry.number)).all()


def told(verified: Verified, *, at: dt.datetime) -> dict[str, object]:
    """What a job, a page and a command say of it, as JSON."""
    return {
        "at": at.isoformat(),
        "ok": verified.is_whole,
        "seals": verified.seals,
        "sealed": verified.sealed,
        "unsealed": verified.unsealed,
        "mismatches": [
            {
                "why": one.why,
                "seal": one.seal,
                "first": one.first,
                "last": one.last,
                "entry": one.entry,
                "event_id": str(one.event_id) if one.event_id else None,
            }
            for one in verified.mismatches
        ],
        "walls_missing": list(verified.walls_missing),
    }
