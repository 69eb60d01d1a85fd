"""Enumerations shown to people, and the mark of a text to translate. Standard library only: rules stand on it."""

from enum import Enum
from typing import Self


def N_(text: str) -> str:  # noqa: N802  gettext's own name for "translate this later"
    """Mark an English msgid for the catalogue; it is translated where it is shown."""
    return text


class Named(str, Enum):  # noqa: UP042  StrEnum has no room for a label
    """An enumeration shown to people: the value goes into tables and JSON, `label` is an English msgid."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:  # "" only so that Colour("red") is typed as a look-up
        if not label:
            raise ValueError(f"{value} has no label")
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The member with this value; raises ValueError."""
        return cls(value)

    __str__ = str.__str__
