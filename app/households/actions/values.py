"""What is said becomes what is stored: numbers sealed, indexed and masked; the place written beside every row it protects."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.core.crypto import index_of, seal
from app.core.db import db, insert_if_absent
from app.households.models import HouseholdCounter
from app.households.queries.find import ID_INDEX, PHONE_INDEX
from app.households.rules import HouseholdRow, Placement, ResidentRow, masked_id, masked_phone
from app.territory import queries as territory
from app.territory.models import Division

ONE = 1
HOUSEHOLD_PHONE, RESIDENT_PHONE, RESIDENT_ID = "household.phone", "resident.phone", "resident.id_number"


def sealed_phone(number: str, *, purpose: str) -> dict[str, Any]:
    """The three columns of a phone; all empty for none."""
    return {
        "phone_mask": masked_phone(number) if number else None,
        "phone_sealed": seal(number, purpose=purpose) if number else None,
        "phone_index": index_of(number, purpose=PHONE_INDEX) if number else None,
    }


def sealed_id(number: str) -> dict[str, Any]:
    """The three columns of an identity number; all empty for none."""
    return {
        "id_mask": masked_id(number) if number else None,
        "id_sealed": seal(number, purpose=RESIDENT_ID) if number else None,
        "id_index": index_of(number, purpose=ID_INDEX) if number else None,
    }


def said_of_household(row: HouseholdRow, *, crs: str) -> dict[str, Any]:
    """The columns that a row says, but for phone and place."""
    return {
        "code": row.code,
        "head": row.head,
        "group": row.group,
        "address": row.address,
        "lon": row.lon,
        "lat": row.lat,
        "crs_in": crs if row.lon is not None else None,
    }


def place_of_household(placement: Placement, divisions: Mapping[str, UUID]) -> dict[str, Any]:
    """The columns that a placement decides."""
    return {
        "placed": placement.placed,
        "place_path": placement.place_path,
        "other_path": placement.other_path,
        "grid_id": placement.grid_id,
        "division_id": divisions[placement.village_code] if placement.village_code else None,
        "grid_source": placement.source,
    }


def said_of_resident(row: ResidentRow) -> dict[str, Any]:
    """The columns that a row says, but for what is sealed."""
    return {
        "name": row.name,
        "relation": row.relation,
        "sex": row.sex,
        "born_on": row.born_on,
        "ethnicity": row.ethnicity,
        "language": row.language,
        "needs_interpreter": row.needs_interpreter,
    }


def divisions_of(town: Division) -> dict[str, UUID]:
    """The ids of the township's villages by code."""
    return {village.code: village.id for village in territory.villages(town)}


def take_numbers(count: int) -> int:
    """Take so many short numbers, unique over all townships, and return the first. Rivals wait for each other's commit."""
    insert_if_absent(HouseholdCounter, id=ONE, last=0)
    counter = db.session.get_one(HouseholdCounter, ONE, with_for_update=True, populate_existing=True)
    counter.last += count
    db.session.flush()
    return counter.last - count + 1


def text_of(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
