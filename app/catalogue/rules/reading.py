"""Reading the fields of a list's rows: each fault names its field. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from app.catalogue.rules.refusals import ChoiceUnknown, FieldMissing, FieldUnreadable
from app.core.errors import Refusal

Value = TypeVar("Value")


class WrongField(Exception):
    """The row can't enter: which field, and why."""

    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(name)
        self.name, self.refusal = name, refusal


def wrong(name: str, refusal: Refusal) -> None:
    raise WrongField(name, refusal)


def asked(row: Any, name: str, is_right: Callable[[Any], bool]) -> Any:
    """The value of a field that must be there and of the right kind."""
    value = row.get(name) if isinstance(row, dict) else None
    if value is None or value == "":
        wrong(name, FieldMissing(name=name))
    if not is_right(value):
        wrong(name, FieldUnreadable(name=name, value=str(value)[:40]))
    return value


def text(row: Any, name: str, most: int, *, needed: bool = True) -> str:
    if not needed and isinstance(row, dict) and not row.get(name):
        return ""
    return str(asked(row, name, lambda value: isinstance(value, str) and 0 < len(value.strip()) <= most)).strip()


def choice(row: Any, name: str, known: Mapping[str, Value]) -> Value:
    value = asked(row, name, lambda value: isinstance(value, str))
    if value not in known:
        wrong(name, ChoiceUnknown(name=name, value=value, known="、".join(known)))
    return known[value]


def count(row: Any, name: str, *, least: int = 0) -> int:
    return int(asked(row, name, lambda value: type(value) is int and least <= value <= 9999))  # noqa: PLR2004  four digits


def yes_no(row: Any, name: str) -> bool:
    return bool(asked(row, name, lambda value: isinstance(value, bool)))


def words(row: Any, name: str, *, needed: bool = True) -> tuple[str, ...]:
    if not needed and isinstance(row, dict) and not row.get(name):
        return ()
    value = asked(
        row, name, lambda value: isinstance(value, list) and bool(value) and all(isinstance(word, str) for word in value)
    )
    return tuple(value)


def several(row: Any, name: str) -> Sequence[Any]:
    if not isinstance(row, dict) or row.get(name) is None:
        return ()
    rows: Sequence[Any] = asked(row, name, lambda value: isinstance(value, list))
    return rows
