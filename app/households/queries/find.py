"""One household or resident, and the search for one. Numbers and phones are found by their index, exactly or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.core.crypto import index_of
from app.core.db import db
from app.core.named import N_, Named
from app.households.models import Household, Resident, ResidentCare
from app.households.rules import CareMark, id_number, is_like_id_number, is_like_phone, phone
from app.households.rules.refusals import WrongCheckDigit, WrongIdDate, WrongIdNumber

ID_INDEX, PHONE_INDEX = "id_number", "phone"  # one index for everybody's phones: a search needn't know whose it is
NEVER = sa.false()


class FoundBy(Named):
    """By what a search found a household."""

    CODE = "code", N_("by household number")
    ID_NUMBER = "id_number", N_("by identity number")
    PHONE = "phone", N_("by phone")
    NAME = "name", N_("by name")


@dataclass(frozen=True, slots=True)
class Hit:
    """A household that a search found, and the resident through whom, if it wasn't the head."""

    household: Household
    by: FoundBy
    resident: Resident | None = None


def household(household_id: UUID) -> Household:
    """The household with village, grid and residents; raises NoResultFound, also outside one's places."""
    return db.session.get_one(Household, household_id, options=_WHOLE)


def household_by_code(code: str, town_code: str | None = None) -> Household:
    """The household with this code, in this township or in the only one; raises NoResultFound, MultipleResultsFound."""
    wanted = sa.select(Household).where(Household.code == code).options(*_WHOLE)
    return db.session.scalars(wanted if town_code is None else wanted.where(Household.town_code == town_code)).one()


def household_by_number(number: int) -> Household:
    """The household with this short number; raises NoResultFound."""
    return db.session.scalars(sa.select(Household).where(Household.number == number).options(*_WHOLE)).one()


def household_to_change(household_id: UUID) -> Household:
    """The household, locked until the transaction ends."""
    return db.session.get_one(Household, household_id, with_for_update={"of": Household})


def resident(resident_id: UUID) -> Resident:
    """The resident with the household; raises NoResultFound, also outside one's places."""
    return db.session.get_one(Resident, resident_id, options=[joinedload(Resident.household)])


def resident_to_change(resident_id: UUID) -> Resident:
    """The resident, locked until the transaction ends."""
    return db.session.get_one(Resident, resident_id, with_for_update={"of": Resident})


def subject_to_change(*, household_id: UUID | None, resident_id: UUID | None) -> Household | Resident:
    """A household or a resident, whichever is named, locked until the transaction ends."""
    if household_id is not None:
        return household_to_change(household_id)
    return resident_to_change(resident_id or UUID(int=0))


def care_of(resident_id: UUID) -> frozenset[CareMark]:
    """A resident's care marks. Read only by the deeds that show or change them, and by rules that route help."""
    return frozenset(db.session.scalars(sa.select(ResidentCare.mark).where(ResidentCare.resident_id == resident_id)))


def search(text: str, *, limit: int = 50) -> list[Hit]:
    """Households by code, identity number, phone or name, in this order; each once, those who have left last."""
    words = text.strip()
    if not words:
        return []
    hits = [*_by_code(words, limit), *_by_id_number(words), *_by_phone(words), *_by_name(words, limit)]
    once = {hit.household.id: hit for hit in reversed(hits)}
    return [hit for hit in hits if once.get(hit.household.id) is hit][:limit]


def _by_code(words: str, limit: int) -> list[Hit]:
    starts = Household.code.istartswith(words, autoescape=True)
    found = sa.select(Household).where(starts).order_by(Household.code).limit(limit).options(*_LISTED)
    return [Hit(household, FoundBy.CODE) for household in db.session.scalars(found)]


def _by_id_number(words: str) -> list[Hit]:
    if not is_like_id_number(words):
        return []
    try:
        known = id_number(words)
    except (WrongIdNumber, WrongCheckDigit, WrongIdDate):
        return []
    wanted = Resident.id_index == index_of(known.text, purpose=ID_INDEX) if known else NEVER
    return [Hit(resident.household, FoundBy.ID_NUMBER, resident) for resident in _residents(wanted)]


def _by_phone(words: str) -> list[Hit]:
    if not is_like_phone(words):
        return []
    index = index_of(phone(words), purpose=PHONE_INDEX)
    heads = db.session.scalars(sa.select(Household).where(Household.phone_index == index).options(*_LISTED))
    of_heads = [Hit(household, FoundBy.PHONE) for household in heads]
    return of_heads + [Hit(resident.household, FoundBy.PHONE, resident) for resident in _residents(Resident.phone_index == index)]


def _by_name(words: str, limit: int) -> list[Hit]:
    if any(character.isdigit() for character in words):
        return []
    heads = sa.select(Household).where(Household.head.contains(words, autoescape=True)).options(*_LISTED)
    of_heads = db.session.scalars(heads.order_by(Household.left_on.is_not(None), Household.number).limit(limit))
    of_residents = _residents(Resident.name.contains(words, autoescape=True), limit=limit)
    return [Hit(household, FoundBy.NAME) for household in of_heads] + [
        Hit(resident.household, FoundBy.NAME, resident) for resident in of_residents
    ]


def _residents(wanted: sa.ColumnElement[bool], *, limit: int = 50) -> Sequence[Resident]:
    found = (
        sa.select(Resident)
        .join(Resident.household)
        .where(wanted)
        .options(joinedload(Resident.household).joinedload(Household.grid))
    )
    return db.session.scalars(found.order_by(Resident.left_on.is_not(None), Household.number).limit(limit)).all()


_LISTED = (joinedload(Household.division), joinedload(Household.grid))
_WHOLE = (*_LISTED, selectinload(Household.residents))
