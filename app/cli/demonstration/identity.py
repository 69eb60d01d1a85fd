"""Invented numbers that pass every check of form: identity cards, credit codes, mobile phones. They are meant to belong to
nobody: identity numbers take the last hundred sequence numbers of each day, phones the blocks 1990000 to 1990009."""

import datetime as dt
from collections import Counter

from app.cli.demonstration.names import MALE

COUNTY = "532822"
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
IDENTITY_CHECKS = "10X98765432"
FIRST_SEQUENCE, NEWCOMERS_SEQUENCE = 900, 980
CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997
BODY_CHECKS = "0123456789X"
RESIDENT_PHONES, STAFF_PHONES, ENTERPRISE_PHONES = 19900000000, 19900080000, 19900090000


class IdentityNumbers:
    """Gives each person a number of their own: odd for men, even for women, by day of birth."""

    def __init__(self, first: int = FIRST_SEQUENCE) -> None:
        self.first = first
        self.given: Counter[tuple[dt.date, str]] = Counter()

    def next(self, born_on: dt.date, sex: str) -> str:
        earlier = self.given[born_on, sex]
        self.given[born_on, sex] += 1
        sequence = self.first + 2 * earlier + (1 if sex == MALE else 0)
        return with_check(f"{COUNTY}{born_on:%Y%m%d}{sequence}")


def with_check(body: str) -> str:
    """Seventeen digits with the eighteenth."""
    total = sum(weight * int(digit) for weight, digit in zip(IDENTITY_WEIGHTS, body, strict=True))
    return body + IDENTITY_CHECKS[total % len(IDENTITY_CHECKS)]


def credit_code(*, body_kind: str, serial: int) -> str:
    """A unified social credit code 统一社会信用代码; `body_kind` 1 enterprise, 2 household business, 3 co-operative."""
    body = f"MAD{serial:05}"
    total = sum(weight * CREDIT_ORDER[digit] for weight, digit in zip(BODY_WEIGHTS, body, strict=True))
    first = f"9{body_kind}{COUNTY}{body}{BODY_CHECKS[-total % len(BODY_CHECKS)]}"
    check = sum(weight * CREDIT_DIGITS.index(digit) for weight, digit in zip(CREDIT_WEIGHTS, first, strict=True))
    return first + CREDIT_DIGITS[-check % len(CREDIT_DIGITS)]


CREDIT_ORDER = {digit: n for n, digit in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
