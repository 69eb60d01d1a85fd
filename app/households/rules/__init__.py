"""The words and rules of households: identity numbers, phones, masks, what a row of a table says. Pure."""

from app.households.rules.identity import IdNumber, check_digit, id_number, is_like_id_number, masked_id
from app.households.rules.phones import is_like_phone, masked_phone, phone
from app.households.rules.rows import (
    HOUSEHOLD_HEADINGS,
    HOUSEHOLD_REQUIRED,
    RESIDENT_HEADINGS,
    RESIDENT_REQUIRED,
    HouseholdRow,
    ResidentRow,
    household_row,
    resident_row,
)
from app.households.rules.values import (
    BatchBeingUndone,
    Candidates,
    Flaw,
    HouseholdsMoved,
    Judged,
    Placement,
    Spot,
    counted,
)
from app.households.rules.words import CareMark, GridSource, Hidden, IdType, ImportKind, Placed, ShowReason

__all__ = [
    "HOUSEHOLD_HEADINGS",
    "HOUSEHOLD_REQUIRED",
    "RESIDENT_HEADINGS",
    "RESIDENT_REQUIRED",
    "BatchBeingUndone",
    "Candidates",
    "CareMark",
    "Flaw",
    "GridSource",
    "Hidden",
    "HouseholdRow",
    "HouseholdsMoved",
    "IdNumber",
    "IdType",
    "ImportKind",
    "Judged",
    "Placed",
    "Placement",
    "ResidentRow",
    "ShowReason",
    "Spot",
    "check_digit",
    "counted",
    "household_row",
    "id_number",
    "is_like_id_number",
    "is_like_phone",
    "masked_id",
    "masked_phone",
    "phone",
    "resident_row",
]
