"""One cell becomes a text as it was written, or a refusal says how the spreadsheet has destroyed it."""

import datetime as dt
import re

from app.core.errors import Refusal
from app.core.sheets.faults import DigitsLost, ErrorInCell, FormulaInCell

EXACT_DIGITS = 15  # what a spreadsheet keeps of a number
FORMULA = re.compile(r"[=@]|[+-](?![\d\s().-]*$)")
IN_POWERS = re.compile(r"[+-]?\d(\.\d+)?[eE]\+\d+")


def safe_cell(text: str) -> str:
    """A text for a CSV of ours: one that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{text}" if FORMULA.match(text) else text


def cell_text(cell: object) -> tuple[str, Refusal | None]:
    kind, value = getattr(cell, "data_type", "n"), getattr(cell, "value", None)
    if kind == "f":
        return "", FormulaInCell()
    if kind == "e":
        return "", ErrorInCell(shown=value)
    if isinstance(value, bool):
        return str(value).lower(), None
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    text = value.isoformat() if isinstance(value, dt.date | dt.time) else stripped("" if value is None else str(value))
    return text, wrong_text(text)


def _number(value: float) -> tuple[str, Refusal | None]:
    """As it was typed, as far as a spreadsheet keeps it: 15 digits. Zeros behind these are its invention."""
    whole = abs(value) >= 1 and value == int(value)
    text = str(int(value)) if whole else repr(value)
    digits = text.lstrip("-")
    if whole and len(digits) > EXACT_DIGITS and (type(value) is float or not digits[EXACT_DIGITS:].strip("0")):
        return text, DigitsLost()
    return ("0" if value == 0 else text), None


def stripped(text: str) -> str:
    """Without blanks of any width around it, and without the apostrophe that forces digits to be text."""
    bare = text.strip(" \t\r\n\v\f\u00a0\u3000\ufeff")
    return bare[1:] if re.match(r"'\d", bare) else bare


def wrong_text(text: str) -> Refusal | None:
    if IN_POWERS.fullmatch(text):
        return DigitsLost()
    return FormulaInCell() if FORMULA.match(text) else None
