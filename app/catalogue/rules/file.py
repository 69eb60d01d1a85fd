"""Reading a list of items in the project's JSON form (docs/catalogue.md). Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalogue.rules.bundles import BundleFacts, bundle
from app.catalogue.rules.reading import WrongField, choice, count, several, text, words, wrong, yes_no
from app.catalogue.rules.refusals import ChoiceUnknown, NotAList
from app.catalogue.rules.values import ClassFacts, ItemFacts, MaterialFacts, RowFault, VariantFacts
from app.catalogue.rules.words import Handling, MaterialForm, Need
from app.core.errors import CodeTwice

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
    """What a file says: good items, and the rows (items counted from 1) that can't enter, with field and reason.

    Bundles that can't enter stand in `refused_bundles`, counted by themselves.
    """

    label: str
    classes: tuple[ClassFacts, ...]
    departments: tuple[str, ...]
    items: tuple[ItemFacts, ...]
    refused: tuple[RowFault, ...]
    bundles: tuple[BundleFacts, ...] = ()
    refused_bundles: tuple[RowFault, ...] = ()

    @property
    def read(self) -> int:
        return len(self.items) + len(self.refused)

    @property
    def faults(self) -> tuple[RowFault, ...]:
        return self.refused + self.refused_bundles


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
        classes = tuple(ClassFacts(text(one, "code", 8), text(one, "name", LONGEST_WORD)) for one in said["classes"])
    except WrongField as bad:
        raise NotAList from bad
    departments = tuple(str(name) for name in said["counter_departments"])
    items, refused = _items(said["items"], classes, departments)
    bundles, refused_bundles = _bundles(said.get("bundles") or [])
    return Listing(str(said.get("_label") or ""), classes, departments, items, refused, bundles, refused_bundles)


def _bundles(rows: Any) -> tuple[tuple[BundleFacts, ...], tuple[RowFault, ...]]:
    if not isinstance(rows, list):
        raise NotAList
    good: dict[str, tuple[int, BundleFacts]] = {}
    refused = []
    for number, row in enumerate(rows, 1):
        try:
            facts = bundle(row)
            if facts.code in good:
                wrong("code", CodeTwice(code=facts.code, first=good[facts.code][0]))
            good[facts.code] = number, facts
        except WrongField as bad:
            refused.append(RowFault(number, bad.refusal, f"bundles.{bad.name}"))
    return tuple(facts for _, facts in good.values()), tuple(refused)


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
                wrong("code", CodeTwice(code=facts.code, first=items[facts.code][0]))
            items[facts.code] = number, facts
        except WrongField as bad:
            refused.append(RowFault(number, bad.refusal, bad.name))
    return tuple(facts for _, facts in items.values()), tuple(refused)


def _item(row: Any, classes: Sequence[str], departments: Sequence[str]) -> ItemFacts:
    own = _materials(row, "materials")
    variants = tuple(_variant(one) for one in several(row, "variants"))
    choice(row, "class_code", {code: code for code in classes})
    return ItemFacts(
        code=text(row, "code", LONGEST_CODE),
        class_code=str(row["class_code"]),
        name=text(row, "name", LONGEST_NAME),
        department=choice(row, "counter_dept", {name: name for name in departments}),
        body=text(row, "dept", LONGEST_WORD),
        handling=choice(row, "handling_type", HANDLINGS),
        statutory_length=count(row, "statutory_limit", least=1),
        statutory_unit=choice(row, "statutory_unit", {unit: unit for unit in UNITS}),
        promised_length=count(row, "promised_limit", least=1),
        promised_unit=choice(row, "promised_unit", {unit: unit for unit in UNITS}),
        targets=words(row, "targets"),
        proxy_modes=_modes(row),
        village_level=yes_no(row, "village_level"),
        delivered_home=yes_no(row, "doorstep_delivery"),
        cross_region=_cross_region(row),
        is_permit=yes_no(row, "is_permit"),
        home_visit_needed=yes_no(row, "home_visit_needed"),
        in_person_required=yes_no(row, "in_person_required"),
        evidence=words(row, "evidence", needed=False),
        notice_days=None if row.get("public_notice_days") is None else count(row, "public_notice_days"),
        fee=yes_no(row, "fee"),
        result=text(row, "result_type", LONGEST_WORD),
        visits_needed=count(row, "visits"),
        official_catalogue_code=text(row, "official_catalog_code", 12, needed=False) or None,
        official_task_code=text(row, "official_task_code", 36, needed=False) or None,
        note=text(row, "note", 4000, needed=False),
        materials=own,
        variants=variants,
    )


def _variant(row: Any) -> VariantFacts:
    return VariantFacts(
        code=text(row, "code", LONGEST_CODE),
        name=text(row, "name", LONGEST_NAME),
        targets=words(row, "targets"),
        materials=_materials(row, "materials"),
    )


def _materials(row: Any, name: str) -> tuple[MaterialFacts, ...]:
    return tuple(
        MaterialFacts(
            name=text(one, "name", LONGEST_NAME),
            form=choice(one, "form", FORMS),
            source=text(one, "source", LONGEST_WORD),
            copies=count(one, "copies"),
            need=choice(one, "required", NEEDS),
            shareable=yes_no(one, "shareable"),
        )
        for one in several(row, name)
    )


def _cross_region(row: Mapping[str, Any]) -> str | None:
    return text(row, "cross_region_mode", LONGEST_WORD) if yes_no(row, "cross_region") else None


def _modes(row: Mapping[str, Any]) -> tuple[str, ...]:
    modes = words(row, "proxy_modes")
    for mode in modes:
        if mode not in MODES:
            wrong("proxy_modes", ChoiceUnknown(name="proxy_modes", value=mode, known="、".join(MODES)))
    return modes
