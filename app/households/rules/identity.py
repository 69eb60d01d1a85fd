"""Identity numbers: 18 digits with a check digit (GB 11643-1999), the 15 of old cards made 18 first, and permits."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from app.households.rules.refusals import IdDigitsLost, WrongCheckDigit, WrongIdDate, WrongIdKind, WrongIdNumber
from app.households.rules.words import IdType

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
EIGHTEEN = re.compile(r"\d{17}[\dX]")
OLD_PERMIT = re.compile(r"[A-Z]{3}\d{12}")  # the permanent residence card before 2023
REGIONS = frozenset({*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71})
HMT_REGIONS = frozenset({81, 82, 83})  # residence permits of 2018 begin with 810000, 820000, 830000
FOREIGN_FIRST = "9"  # the permanent residence card since 2023


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number that passed every check of form. `born_on` and `is_male` only where the number holds them."""

    text: str
    type: IdType
    born_on: dt.date | None
    is_male: bool | None


def id_number(text: str, *, said: IdType | None = None) -> IdNumber | None:
    """Normalise and check; None for an empty text. `said`: the kind that was stated, which must fit.

    Raises WrongIdNumber, WrongCheckDigit, WrongIdDate, IdDigitsLost, WrongIdKind.
    """
    bare = re.sub(r"[\s'·.-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not bare:
        if said not in {None, IdType.NONE}:
            raise WrongIdNumber
        return None
    number = _read(bare)
    fits = {number.type, IdType.RESIDENT_CARD} if number.type is IdType.OLD_CARD else {number.type}
    if said is not None and said not in fits:
        raise WrongIdKind(kind=said)
    return number


def is_like_id_number(text: str) -> bool:
    """Whether somebody who typed this into a search box means an identity number."""
    bare = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    return bool(EIGHTEEN.fullmatch(bare) or OLD_PERMIT.fullmatch(bare) or re.fullmatch(r"\d{15}", bare))


def masked_id(number: str) -> str:
    """`532822199001010017` → `532822********0017`: the region, which is public, and the last four."""
    shown = 6 if EIGHTEEN.fullmatch(number) else 3
    return f"{number[:shown]}{'*' * (len(number) - shown - 4)}{number[-4:]}"


def check_digit(body: str) -> str:
    """The eighteenth digit for seventeen (ISO 7064, MOD 11-2)."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def _read(bare: str) -> IdNumber:
    if OLD_PERMIT.fullmatch(bare):
        return IdNumber(bare, IdType.FOREIGN_PERMIT, None, None)
    if re.fullmatch(r"\d{15}", bare):
        body = f"{bare[:6]}19{bare[6:]}"
        return _with_date(body + check_digit(body), IdType.OLD_CARD)
    if not EIGHTEEN.fullmatch(bare):
        raise WrongIdNumber
    if bare[17] != check_digit(bare[:17]):
        raise IdDigitsLost if bare.endswith("000") else WrongCheckDigit
    return _with_date(bare, _type_of(bare))


def _type_of(number: str) -> IdType:
    if number.startswith(FOREIGN_FIRST):
        return IdType.FOREIGN_PERMIT
    region = int(number[:2])
    if region in HMT_REGIONS:
        return IdType.HMT_PERMIT
    if region not in REGIONS:
        raise WrongIdNumber
    return IdType.RESIDENT_CARD


def _with_date(number: str, kind: IdType) -> IdNumber:
    try:
        born_on = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise WrongIdDate from None
    return IdNumber(number, kind, born_on, int(number[16]) % 2 == 1)
