"""The tables of the seals, and what is hashed."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.journal import Entry

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PURPOSE = "journal_seal"
NO_SEAL = "0" * 64


class JournalSeal(Base):
    """A seal 封签 over the entries first … last. `signature` is by the installation's key, which isn't in the database."""

    __tablename__ = "journal_seal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[int] = mapped_column(BIG)
    last: Mapped[int] = mapped_column(BIG)
    count: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    previous_digest: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[dt.datetime]
    signature: Mapped[str] = mapped_column(sa.String(64))


class SealedEntry(Base):
    """Which number an entry of the journal got when it was sealed, and its digest: so that a changed row can be named."""

    __tablename__ = "sealed_entry"

    number: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    event_id: Mapped[UUID] = mapped_column(sa.ForeignKey(Entry.event_id), unique=True)
    digest: Mapped[str] = mapped_column(sa.String(64))


class UnsealedEntry(Base):
    """An entry that waits for its seal. Written by a trigger of the journal, taken away by the sealer."""

    __tablename__ = "unsealed_entry"

    event_id: Mapped[UUID] = mapped_column(sa.ForeignKey(Entry.event_id), primary_key=True)


def digest_of_entry(entry: Any) -> str:
    """SHA-256 in hex over every column of an entry (a row with the columns of `Entry`), the same on both databases."""
    what = [
        str(entry.event_id),
        entry.deed,
        str(entry.subject),
        entry.body_hash,
        str(entry.by),
        entry.on_behalf_of and str(entry.on_behalf_of),
        entry.door.value,
        entry.at.isoformat(),
        entry.recorded_at.isoformat(),
        entry.facts,
    ]
    return _hashed(what)


def digest_of_range(number: int, digests: Iterable[str], previous_digest: str) -> str:
    """The digest of a seal: over its number, the seal before it and the digests of its entries, in order."""
    return _hashed([number, previous_digest, list(digests)])


def signed_text(seal: Any) -> str:
    """What the signature covers."""
    what = [seal.number, seal.first, seal.last, seal.count, seal.digest, seal.previous_digest, seal.at.isoformat()]
    return json.dumps(what, separators=(",", ":"))


def _hashed(what: object) -> str:
    text = json.dumps(what, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
