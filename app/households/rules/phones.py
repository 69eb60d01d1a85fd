"""Phones: mobiles of eleven digits, and landlines with their area code."""

import re
import unicodedata

from app.households.rules.refusals import WrongPhone

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})")


def phone(text: str) -> str:
    """`+86 138-0000-1234` → `13800001234`; `(0691) 512 3456` → `0691-5123456`; empty stays empty. Raises WrongPhone."""
    bare = re.sub(r"[\s()·.-]", "", unicodedata.normalize("NFKC", text))
    bare = re.sub(r"^(\+|00)86(?=1\d{10}$|0?[1-9]\d{8,})", "", bare)
    if not bare or MOBILE.fullmatch(bare):
        return bare
    if landline := LANDLINE.fullmatch(bare):
        return f"{landline[1]}-{landline[2]}"
    raise WrongPhone


def masked_phone(number: str) -> str:
    """`138****1234`, `0691-***3456`."""
    if "-" in number:
        area, line = number.split("-")
        return f"{area}-{'*' * (len(line) - 4)}{line[-4:]}"
    return f"{number[:3]}****{number[-4:]}"


def is_like_phone(text: str) -> bool:
    """Whether somebody who typed this into a search box means a phone."""
    try:
        return bool(phone(text))
    except WrongPhone:
        return False
