"""Deeds on residents: enter, change, and show what is hidden."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from app.accounts.rules import Deed
from app.core import journal
from app.core.crypto import unseal
from app.core.db import db
from app.core.stamp import Stamp
from app.households import queries
from app.households.actions.values import (
    HOUSEHOLD_PHONE,
    RESIDENT_ID,
    RESIDENT_PHONE,
    said_of_resident,
    sealed_id,
    sealed_phone,
    text_of,
)
from app.households.models import Household, Resident, ResidentCare
from app.households.rules import CareMark, Hidden, ResidentRow, ShowReason
from app.households.rules.refusals import NothingHidden

NOTHING: frozenset[Hidden] = frozenset()


def put_resident(
    household: Household,
    row: ResidentRow,
    *,
    stamp: Stamp,
    resident: Resident | None = None,
    keep: frozenset[Hidden] = NOTHING,
    left_on: dt.date | None = None,
) -> Resident:
    """Enter a resident of a household loaded to be changed, or change the one given. `keep`: hidden values that stay."""
    subject = resident.id if resident else stamp.part(1).event_id
    body = {"row": dataclasses.asdict(row) | {"care": sorted(row.care)}, "keep": sorted(keep), "left_on": text_of(left_on)}
    facts = {"what": "change resident" if resident else "add resident", "household": str(household.id)}
    if not journal.enter(Deed.MANAGE_HOUSEHOLDS, subject=subject, body=body, stamp=stamp, facts=facts):
        return queries.resident(subject)
    paths = {"place_path": household.place_path, "other_path": household.other_path}
    if resident is None:
        last = db.session.scalar(sa.select(sa.func.max(Resident.position)).where(Resident.household_id == household.id))
        position = 0 if last is None else last + 1
        resident = Resident(id=subject, household_id=household.id, position=position, id_type=row.id_type, **paths)
        db.session.add(resident)
    values = said_of_resident(row) | {"left_on": left_on}
    if Hidden.PHONE not in keep:
        values |= sealed_phone(row.phone, purpose=RESIDENT_PHONE)
    if Hidden.ID_NUMBER not in keep:
        values |= sealed_id(row.id_number) | {"id_type": row.id_type}
    for name, value in values.items():
        setattr(resident, name, value)
    db.session.flush()
    if Hidden.CARE not in keep:
        _mark(resident, row.care)
    return resident


def show_hidden(subject: Household | Resident, field: Hidden, reason: ShowReason, *, stamp: Stamp) -> str:
    """The plain value, and a journal entry that says who saw which field why; never the value. Care marks as codes with commas.

    Raises NothingHidden.
    """
    value = _plain(subject, field)
    if not value:
        raise NothingHidden
    what = {"field": field.value, "reason": reason.value}
    journal.enter(Deed.SHOW_HIDDEN, subject=subject.id, body=what, stamp=stamp, facts=what)
    return value


def _plain(subject: Household | Resident, field: Hidden) -> str:
    if field is Hidden.PHONE:
        purpose = HOUSEHOLD_PHONE if isinstance(subject, Household) else RESIDENT_PHONE
        return unseal(subject.phone_sealed, purpose=purpose) if subject.phone_sealed else ""
    if isinstance(subject, Household):
        return ""
    if field is Hidden.CARE:
        return ",".join(mark for mark in CareMark if mark in queries.care_of(subject.id))
    return unseal(subject.id_sealed, purpose=RESIDENT_ID) if subject.id_sealed else ""


def _mark(resident: Resident, marks: Iterable[CareMark]) -> None:
    db.session.execute(sa.delete(ResidentCare).where(ResidentCare.resident_id == resident.id))
    paths = {"place_path": resident.place_path, "other_path": resident.other_path}
    db.session.add_all(ResidentCare(resident_id=resident.id, mark=mark, **paths) for mark in sorted(marks))
    db.session.flush()
