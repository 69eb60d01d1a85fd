"""Reading a list of items: what is right enters, and what is wrong says where and why."""

import copy
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.catalogue.rules import Handling, Listing, MaterialForm, Need, digest, parse, required_materials
from app.catalogue.rules.refusals import ChoiceUnknown, FieldMissing, FieldUnreadable, NotAList
from app.core.errors import CodeTwice

ITEMS = Path(__file__).parents[3] / "app" / "catalogue" / "data" / "items.json"
MATERIAL = {
    "name": "居民身份证",
    "form": "原件核验",
    "source": "政府部门核发",
    "copies": 0,
    "shareable": True,
    "required": "必要",
}
ITEM: dict[str, Any] = {
    "code": "XD-A01",
    "official_catalog_code": None,
    "official_task_code": None,
    "name": "参保登记",
    "class_code": "A",
    "dept": "县级部门",
    "counter_dept": "社会事务办公室",
    "handling_type": "承诺件",
    "statutory_limit": 20,
    "statutory_unit": "工作日",
    "promised_limit": 10,
    "promised_unit": "自然日",
    "targets": ["个人"],
    "village_level": True,
    "doorstep_delivery": False,
    "cross_region": True,
    "cross_region_mode": "全程网办",
    "is_permit": False,
    "home_visit_needed": False,
    "in_person_required": False,
    "public_notice_days": 7,
    "visits": 1,
    "fee": False,
    "result_type": "登记",
    "proxy_modes": ["帮办", "代办"],
    "note": "",
    "materials": [MATERIAL],
}


def read(*items: object, **more: object) -> Listing:
    document = {"classes": [{"code": "A", "name": "社会保障"}], "counter_departments": ["社会事务办公室"], "items": items, **more}
    return parse(json.dumps(document).encode())


def test_an_item_is_read_with_the_national_words() -> None:
    listing = read(ITEM)
    facts = listing.items[0]
    assert listing.refused == ()
    assert (facts.handling, facts.promised_length, facts.promised_unit) == (Handling.COMMITTED, 10, "自然日")
    assert (facts.cross_region, facts.notice_days, facts.official_task_code) == ("全程网办", 7, None)
    assert (facts.materials[0].form, facts.materials[0].need) == (MaterialForm.ORIGINAL_SEEN, Need.REQUIRED)


def test_the_sample_list_is_whole() -> None:
    listing = parse(ITEMS.read_bytes())
    assert (len(listing.items), listing.refused, len(listing.classes), len(listing.departments)) == (63, (), 5, 5)
    assert sum(facts.village_level for facts in listing.items) == 23
    assert sum(facts.delivered_home for facts in listing.items) == 3
    assert sum(facts.cross_region is not None for facts in listing.items) == 23


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("code", None, FieldMissing),
        ("name", "", FieldMissing),
        ("name", 5, FieldUnreadable),
        ("name", "长" * 129, FieldUnreadable),
        ("class_code", "Z", ChoiceUnknown),
        ("counter_dept", "别的部门", ChoiceUnknown),
        ("handling_type", "急办件", ChoiceUnknown),
        ("statutory_limit", 0, FieldUnreadable),
        ("statutory_limit", "20", FieldUnreadable),
        ("promised_unit", "周", ChoiceUnknown),
        ("targets", [], FieldUnreadable),
        ("proxy_modes", ["包办"], ChoiceUnknown),
        ("village_level", "是", FieldUnreadable),
        ("cross_region_mode", None, FieldMissing),
        ("materials", {}, FieldUnreadable),
        ("materials", [{**MATERIAL, "form": "口头"}], ChoiceUnknown),
        ("materials", [{**MATERIAL, "required": None}], FieldMissing),
    ],
)
def test_a_wrong_field_refuses_its_item_with_row_field_and_reason(field: str, value: object, kind: type) -> None:
    bad = copy.deepcopy(ITEM) | {"code": "XD-A02"} | {field: value}
    listing = read(ITEM, bad)
    assert [facts.code for facts in listing.items] == ["XD-A01"]
    assert [(fault.row, type(fault.refusal)) for fault in listing.refused] == [(2, kind)]
    assert listing.refused[0].field


def test_a_code_that_comes_twice_refuses_the_second() -> None:
    assert [(fault.row, type(fault.refusal)) for fault in read(ITEM, ITEM).refused] == [(2, CodeTwice)]


@pytest.mark.parametrize("row", [None, 5, "item", []])
def test_a_row_that_is_no_item_is_refused(row: object) -> None:
    assert [fault.row for fault in read(ITEM, row).refused] == [2]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff\xfe", b'{"items": []}', b'{"classes": 1, "items": [], "counter_departments": []}']
)
def test_another_file_is_no_list_of_items(content: bytes) -> None:
    with pytest.raises(NotAList):
        parse(content)


def test_the_digest_changes_with_anything_an_item_says() -> None:
    first = digest(read(ITEM).items[0])
    assert digest(read(dict(ITEM)).items[0]) == first
    assert digest(read({**ITEM, "promised_limit": 9}).items[0]) != first
    assert digest(read({**ITEM, "materials": []}).items[0]) != first


def test_a_variant_asks_for_its_own_papers_or_else_for_the_item_s() -> None:
    first, second = uuid4(), uuid4()

    def material(variant_id: UUID | None) -> Any:
        return SimpleNamespace(variant_id=variant_id)

    shared, own = material(None), material(first)
    assert required_materials([shared, own], None) == [shared]
    assert required_materials([shared, own], first) == [own]
    assert required_materials([shared, own], second) == [shared]
