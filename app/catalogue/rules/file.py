"""Reading a list of items in the project's JSON form (docs/catalogue.md). Pure."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from app.catalogue.rules.refusals import ChoiceUnknown, CodeTwice, FieldMissing, FieldUnreadable, NotAList
from app.catalogue.rules.values import ClassFacts, ItemFacts, MaterialFacts, RowFault, VariantFacts
from app.catalogue.rules.words import Handling, MaterialForm, Need
from app.core.errors import Refusal

Value = TypeVar("Value")
LONGEST_CODE, LONGEST_NAME, LONGEST_WORD = 32, 128, 64
UNITS = ("工作日", "自然日", "小时")
HANDLINGS = {"即办件": Handling.INSTANT, "承诺件": Handling.COMMITTED}
NEEDS = {"必要": Need.REQUIRED, "可容缺": Need.DEFERRABLE, "容缺后补": Need.DEFERRABLE, "非必要": Need.OPTIONAL}
FORMS = {
    "原件核验": MaterialForm.ORIGINAL_SEEN,
    "原件": MaterialForm.ORIGINAL,
    "复印件": MaterialForm.COPY,
    "电子或纸质": MaterialForm.ELECTRONIC_OR_PAPER,
    "电子": MaterialForm.ELECTRONIC,
}
MODES = ("帮办", "代办", "上门办")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a file says: good items, and the rows (items counted from 1) that can't enter, with field and reason."""

    label: str
    classes: tuple[ClassFacts, ...]
    departments: tuple[str, ...]
    items: tuple[ItemFacts, ...]
    refused: tuple[RowFault, ...]

    @property
    def read(self) -> int:
        return len(self.items) + len(self.refused)


class _WrongField(Exception):
    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(name)
        self.name, self.refusal = name, refusal


def parse(content: bytes) -> Listing:
    """Read a list; raises NotAList where the file as a whole is none."""
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except ValueError as bad:
        raise NotAList from bad
    if not isinstance(said, dict) or not all(
        isinstance(said.get(key), list) for key in ("classes", "items", "counter_departments")
    ):
        raise NotAList
    try:
        classes = tuple(ClassFacts(_text(one, "code", 8), _text(one, "name", LONGEST_WORD)) for one in said["classes"])
    except _WrongField as wrong:
        raise NotAList from wrong
    departments = tuple(str(name) for name in said["counter_departments"])
    items, refused = _items(said["items"], classes, departments)
    return Listing(str(said.get("_label") or ""), classes, departments, items, refused)


def _items(
    rows: Sequence[Any], classes: Sequence[ClassFacts], departments: Sequence[str]
) -> tuple[tuple[ItemFacts, ...], tuple[RowFault, ...]]:
    known_classes = [one.code for one in classes]
    items: dict[str, tuple[int, ItemFacts]] = {}
    refused = []
    for number, row in enumerate(rows, 1):
        try:
            facts = _item(row, known_classes, departments)
            if facts.code in items:
                _wrong("code", CodeTwice(code=facts.code, first=items[facts.code][0]))
            items[facts.code] = number, facts
        except _WrongField as wrong:
            refused.append(RowFault(number, wrong.refusal, wrong.name))
    return tuple(facts for _, facts in items.values()), tuple(refused)


def _item(row: Any, classes: Sequence[str], departments: Sequence[str]) -> ItemFacts:
    own = _materials(row, "materials")
    variants = tuple(_variant(one) for one in _several(row, "variants"))
    _choice(row, "class_code", {code: code for code in classes})
    return ItemFacts(
        code=_text(row, "code", LONGEST_CODE),
        class_code=str(row["class_code"]),
        name=_text(row, "name", LONGEST_NAME),
        department=_choice(row, "counter_dept", {name: name for name in departments}),
        body=_text(row, "dept", LONGEST_WORD),
        handling=_choice(row, "handling_type", HANDLINGS),
        statutory_length=_count(row, "statutory_limit", least=1),
        statutory_unit=_choice(row, "statutory_unit", {unit: unit for unit in UNITS}),
        promised_length=_count(row, "promised_limit", least=1),
        promised_unit=_choice(row, "promised_unit", {unit: unit for unit in UNITS}),
        targets=_words(row, "targets"),
        proxy_modes=_modes(row),
        village_level=_yes_no(row, "village_level"),
        delivered_home=_yes_no(row, "doorstep_delivery"),
        cross_region=_cross_region(row),
        is_permit=_yes_no(row, "is_permit"),
        home_visit_needed=_yes_no(row, "home_visit_needed"),
        in_person_required=_yes_no(row, "in_person_required"),
        evidence=_words(row, "evidence", needed=False),
        notice_days=None if row.get("public_notice_days") is None else _count(row, "public_notice_days"),
        fee=_yes_no(row, "fee"),
        result=_text(row, "result_type", LONGEST_WORD),
        visits_needed=_count(row, "visits"),
        official_catalogue_code=_text(row, "official_catalog_code", 12, needed=False) or None,
        official_task_code=_text(row, "official_task_code", 36, needed=False) or None,
        note=_text(row, "note", 4000, needed=False),
        materials=own,
        variants=variants,
    )


def _variant(row: Any) -> VariantFacts:
    return VariantFacts(
        code=_text(row, "code", LONGEST_CODE),
        name=_text(row, "name", LONGEST_NAME),
        targets=_words(row, "targets"),
        materials=_materials(row, "materials"),
    )


def _materials(row: Any, name: str) -> tuple[MaterialFacts, ...]:
    return tuple(
        MaterialFacts(
            name=_text(one, "name", LONGEST_NAME),
            form=_choice(one, "form", FORMS),
            source=_text(one, "source", LONGEST_WORD),
            copies=_count(one, "copies"),
            need=_choice(one, "required", NEEDS),
            shareable=_yes_no(one, "shareable"),
        )
        for one in _several(row, name)
    )


def _cross_region(row: Mapping[str, Any]) -> str | None:
    return _text(row, "cross_region_mode", LONGEST_WORD) if _yes_no(row, "cross_region") else None


def _modes(row: Mapping[str, Any]) -> tuple[str, ...]:
    modes = _words(row, "proxy_modes")
    for mode in modes:
        if mode not in MODES:
            _wrong("proxy_modes", ChoiceUnknown(name="proxy_modes", value=mode, known="、".join(MODES)))
    return modes


def _wrong(name: str, refusal: Refusal) -> None:
    raise _WrongField(name, refusal)


def _asked(row: Any, name: str, is_right: Callable[[Any], bool]) -> Any:
    """The value of a field that must be there and of the right kind."""
    value = row.get(name) if isinstance(row, dict) else None
    if value is None or value == "":
        _wrong(name, FieldMissing(name=name))
    if not is_right(value):
        _wrong(name, FieldUnreadable(name=name, value=str(value)[:40]))
    return value


def _text(row: Any, name: str, most: int, *, needed: bool = True) -> str:
    if not needed and isinstance(row, dict) and not row.get(name):
        return ""
    return str(_asked(row, name, lambda value: isinstance(value, str) and 0 < len(value.strip()) <= most)).strip()


def _choice(row: Any, name: str, known: Mapping[str, Value]) -> Value:
    value = _asked(row, name, lambda value: isinstance(value, str))
    if value not in known:
        _wrong(name, ChoiceUnknown(name=name, value=value, known="、".join(known)))
    return known[value]


def _count(row: Any, name: str, *, least: int = 0) -> int:
    return int(_asked(row, name, lambda value: type(value) is int and least <= value <= 9999))  # noqa: PLR2004  four digits


def _yes_no(row: Any, name: str) -> bool:
    return bool(_asked(row, name, lambda value: isinstance(value, bool)))


def _words(row: Any, name: str, *, needed: bool = True) -> tuple[str, ...]:
    if not needed and isinstance(row, dict) and not row.get(name):
        return ()
    value = _asked(
        row, name, lambda value: isinstance(value, list) and bool(value) and all(isinstance(word, str) for word in value)
    )
    return tuple(value)


def _several(row: Any, name: str) -> Sequence[Any]:
    if not isinstance(row, dict) or row.get(name) is None:
        return ()
    rows: Sequence[Any] = _asked(row, name, lambda value: isinstance(value, list))
    return rows
