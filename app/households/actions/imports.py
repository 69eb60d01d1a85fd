"""Bringing files in and taking them back. What a file would do was judged in the same transaction, under the township's lock."""

import base64
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.rules import Deed
from app.core import events, journal
from app.core.crypto import seal
from app.core.db import Base, db
from app.core.named import Named
from app.core.stamp import Stamp
from app.households import queries
from app.households.actions.values import (
    HOUSEHOLD_PHONE,
    RESIDENT_PHONE,
    divisions_of,
    place_of_household,
    said_of_household,
    said_of_resident,
    sealed_id,
    sealed_phone,
    take_numbers,
)
from app.households.models import Household, ImportBatch, ImportUpload, Resident, ResidentCare
from app.households.queries import HouseholdEntry, ResidentEntry
from app.households.queries.lists import FLAWS, UPLOAD, UPLOADS_KEPT
from app.households.rules import BatchBeingUndone, Flaw, ImportKind, Judged
from app.households.rules.refusals import BatchHeld, BatchInUse, BatchUndone, NothingToEnter, StrictlyRefused
from app.territory.models import Division

MOST_NAMED = 5


def import_households(
    judged: Judged[HouseholdEntry], *, town: Division, stamp: Stamp, strict: bool = False, upload_id: UUID | None = None
) -> ImportBatch:
    """Enter the households of a file as one batch. `strict`: any fault refuses all. Raises StrictlyRefused, NothingToEnter."""
    batch, is_new = _begin(judged, stamp=stamp, strict=strict, upload_id=upload_id)
    if not is_new:
        return batch
    divisions, number = divisions_of(town), take_numbers(len(judged.entries))
    rows = [
        {"id": uuid4(), "town_code": town.code, "number": number + n, "batch_id": batch.id}
        | said_of_household(entry.row, crs=judged.crs)
        | sealed_phone(entry.row.phone, purpose=HOUSEHOLD_PHONE)
        | place_of_household(entry.placement, divisions)
        for n, entry in enumerate(judged.entries)
    ]
    _insert(Household, rows)
    return batch


def import_residents(
    judged: Judged[ResidentEntry], *, stamp: Stamp, strict: bool = False, upload_id: UUID | None = None
) -> ImportBatch:
    """Enter the residents of a file as one batch. Raises StrictlyRefused, NothingToEnter."""
    batch, is_new = _begin(judged, stamp=stamp, strict=strict, upload_id=upload_id)
    if not is_new:
        return batch
    next_position = _next_positions({entry.household_id for entry in judged.entries})
    rows, marks = list[dict[str, Any]](), list[dict[str, Any]]()
    for entry in judged.entries:
        paths = {"place_path": entry.place_path, "other_path": entry.other_path}
        resident_id = uuid4()
        fixed = {"id": resident_id, "household_id": entry.household_id, "position": next_position[entry.household_id]}
        next_position[entry.household_id] += 1
        sealed = sealed_id(entry.row.id_number) | sealed_phone(entry.row.phone, purpose=RESIDENT_PHONE)
        rows.append(fixed | {"batch_id": batch.id, "id_type": entry.row.id_type} | said_of_resident(entry.row) | sealed | paths)
        marks += [{"id": uuid4(), "resident_id": resident_id, "mark": mark} | paths for mark in sorted(entry.row.care)]
    _insert(Resident, rows)
    _insert(ResidentCare, marks)
    return batch


def keep_upload(content: bytes, *, name: str, kind: ImportKind, town_code: str, crs: str, stamp: Stamp) -> ImportUpload:
    """Keep a file, sealed, until it is entered; those of last week go."""
    db.session.execute(sa.delete(ImportUpload).where(ImportUpload.at <= stamp.at - UPLOADS_KEPT))
    sealed = seal(base64.b85encode(content).decode(), purpose=UPLOAD)
    kept = ImportUpload(
        kind=kind, town_code=town_code, file_name=name[-128:], crs=crs, by=stamp.by, at=stamp.at, content_sealed=sealed
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def undo(batch: ImportBatch, *, stamp: Stamp) -> int:
    """Take an import back as a whole, and say how many rows went.

    Raises BatchUndone; BatchInUse, BatchHeld, or what a listener to BatchBeingUndone says stands in the way.
    """
    facts = {"what": "undo import", "kind": batch.kind.value}
    if not journal.enter(Deed.MANAGE_HOUSEHOLDS, subject=batch.id, body={"undo": True}, stamp=stamp, facts=facts):
        return 0
    if batch.undone_at is not None:
        raise BatchUndone
    events.dispatch(BatchBeingUndone(batch.id), stamp=stamp)
    if used := _used(batch):
        raise BatchInUse(count=len(used), codes="、".join(used[:MOST_NAMED]) + ("…" if len(used) > MOST_NAMED else ""))
    batch.undone_at = stamp.at
    db.session.flush()
    try:
        with db.session.begin_nested():
            return _delete(batch)
    except IntegrityError:  # something that this scope doesn't show refers to a row
        raise BatchHeld from None


def _begin(judged: Judged[Any], *, stamp: Stamp, strict: bool, upload_id: UUID | None) -> tuple[ImportBatch, bool]:
    batch_id = stamp.part(1).event_id
    body = {"kind": judged.kind.value, "digest": judged.digest, "crs": judged.crs, "strict": strict}
    counts = {"read": judged.read, "added": len(judged.entries), "refused": len(judged.refused)}
    facts = {"what": "import", "kind": judged.kind.value} | counts
    if not journal.enter(Deed.MANAGE_HOUSEHOLDS, subject=batch_id, body=body, stamp=stamp, facts=facts):
        return queries.batch(batch_id), False
    if strict and judged.flaws:
        raise StrictlyRefused(count=len(judged.refused), line=judged.refused[0][0].line)
    if not judged.entries:
        raise NothingToEnter
    batch = ImportBatch(
        id=batch_id,
        kind=judged.kind,
        file_name=judged.name[-128:],
        file_digest=judged.digest,
        place_path=judged.place_path,
        at=stamp.at,
        by=stamp.by,
        counts=counts | {"placed": dict(judged.placed)},
        flaws_sealed=seal(json.dumps(_told(judged.flaws)), purpose=FLAWS),
        upload_id=upload_id,
    )
    db.session.add(batch)
    db.session.flush()
    return batch, True


def _told(flaws: Sequence[Flaw]) -> list[tuple[int, str, str, dict[str, str]]]:
    """Line, column, msgid and its facts: to be said again in any language."""
    return [
        (flaw.line, flaw.field, flaw.refusal.says, {name: _label(fact) for name, fact in flaw.refusal.facts.items()})
        for flaw in flaws
    ]


def _label(fact: object) -> str:
    return fact.label if isinstance(fact, Named) else str(fact)


def _insert(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        db.session.execute(sa.insert(model), list(rows))


def _next_positions(household_ids: set[UUID]) -> defaultdict[UUID, int]:
    wanted = sa.select(Resident.household_id, sa.func.max(Resident.position)).group_by(Resident.household_id)
    there = {home: last + 1 for home, last in db.session.execute(wanted) if home in household_ids}
    return defaultdict(int, there)


def _delete(batch: ImportBatch) -> int:
    """Care marks, residents, households: what came with the batch, and nothing else."""
    residents = sa.select(Resident.id).where(Resident.batch_id == batch.id)
    marks = sa.delete(ResidentCare).where(ResidentCare.resident_id.in_(residents))
    db.session.execute(marks, execution_options={"synchronize_session": False})
    gone = 0
    for model in (Resident, Household):
        done = db.session.execute(
            sa.delete(model).where(model.batch_id == batch.id), execution_options={"synchronize_session": False}
        )
        gone += getattr(done, "rowcount", 0)
    db.session.expire_all()
    return gone


def _used(batch: ImportBatch) -> list[str]:
    """The codes of households of the batch, or with residents of it, that other rows refer to: cases, visits, later residents."""
    codes: set[str] = set()
    for mapper in Base.registry.mappers:
        for column in mapper.columns:
            for target in {key.column.table.name for key in column.foreign_keys} & {
                Household.__tablename__,
                Resident.__tablename__,
            }:
                if mapper.class_ is not ResidentCare:
                    codes |= _codes_behind(mapper.class_, mapper.get_property_by_column(column).key, target, batch)
    return sorted(codes)


def _codes_behind(model: type[Any], attribute: str, target: str, batch: ImportBatch) -> set[str]:
    points_to = getattr(model, attribute)
    if target == Resident.__tablename__:
        wanted = (
            sa.select(Household.code).join(Resident, Resident.household_id == Household.id).join(model, points_to == Resident.id)
        )
        return set(db.session.scalars(wanted.where(Resident.batch_id == batch.id).distinct()))
    wanted = sa.select(Household.code).join(model, points_to == Household.id).where(Household.batch_id == batch.id)
    if model is Resident:
        wanted = wanted.where(sa.or_(Resident.batch_id.is_(None), Resident.batch_id != batch.id))
    return set(db.session.scalars(wanted.distinct()))
