"""Items are put, found on their days with their variants, and put again without harm."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from flask import Flask

from app.catalogue import actions, queries
from app.catalogue.models import ItemVersion
from app.catalogue.rules import Chip, Counts, Wanted, required_materials
from app.catalogue.rules.refusals import (
    BeforeLastVersion,
    ItemNotValid,
    ItemUnknown,
    StrictlyRefused,
    VariantNeeded,
    VariantUnknown,
)
from app.core.db import db, transaction
from app.core.stamp import Stamp
from tests import town
from tests.app.catalogue.test_rules import ITEM, ITEMS, MATERIAL

DAY = dt.date(2026, 3, 1)
LATER = dt.date(2026, 9, 1)


@pytest.fixture(autouse=True)
def looking(app: Flask) -> Iterator[None]:
    with town.looking_on(app):
        yield


def a_list(*items: object) -> bytes:
    departments = ["社会事务办公室", "农业农村综合服务中心"]
    document = {"classes": [{"code": "A", "name": "社会保障"}], "counter_departments": departments, "items": items}
    return json.dumps(document).encode()


def put(
    content: bytes, *, from_on: dt.date = DAY, stamp: Stamp | None = None, dry_run: bool = False, strict: bool = False
) -> actions.Report:
    with transaction():
        return actions.import_items(content, from_on=from_on, stamp=stamp or town.a_stamp(), dry_run=dry_run, strict=strict)


def test_the_sample_list_enters_and_again_changes_nothing() -> None:
    assert put(ITEMS.read_bytes()).counts == Counts(added=63, bundles_added=4)
    assert put(ITEMS.read_bytes()).counts == Counts()
    assert len(queries.items_on(DAY)) == 63
    by_department = [version.department.name for version in queries.items_on(DAY)]
    assert sorted(by_department.count(department.name) for department in queries.departments()) == [6, 7, 8, 21, 21]
    assert queries.names_on(DAY)["XD-A01"] == "城乡居民基本养老保险参保登记"


def test_only_a_changed_item_gets_a_new_version_and_its_old_days_keep_the_old_one() -> None:
    other = {**ITEM, "code": "XD-A02"}
    put(a_list(ITEM, other))
    assert put(a_list({**ITEM, "promised_limit": 5}, other), from_on=LATER).counts == Counts(changed=1)
    assert queries.item_on("XD-A01", on=LATER - dt.timedelta(days=1))[0].promised_length == 10
    assert queries.item_on("XD-A01", on=LATER)[0].promised_length == 5
    assert [version.number for version in queries.item("XD-A01").versions] == [1, 2]
    assert db.session.query(ItemVersion).count() == 3


def test_a_version_that_a_case_began_with_is_found_as_it_was() -> None:
    put(a_list(ITEM))
    first = queries.item_on("XD-A01", on=DAY)[0].id
    put(a_list({**ITEM, "name": "新名称", "materials": []}), from_on=LATER)
    kept = queries.version(first)
    assert (kept.name, [material.name for material in kept.materials]) == ("参保登记", ["居民身份证"])


def test_a_replay_of_an_import_does_nothing_and_an_earlier_day_is_refused() -> None:
    stamp = town.a_stamp()
    assert put(a_list(ITEM), stamp=stamp).counts == Counts(added=1)
    assert put(a_list(ITEM), stamp=stamp).counts == Counts()
    with pytest.raises(BeforeLastVersion):
        put(a_list({**ITEM, "name": "早"}), from_on=DAY - dt.timedelta(days=1))
    assert queries.item_on("XD-A01", on=DAY)[0].name == "参保登记"


def test_a_dry_run_counts_and_changes_nothing() -> None:
    assert put(a_list(ITEM), dry_run=True).counts == Counts(added=1)
    assert not queries.items_on(DAY)


def test_good_items_enter_beside_a_bad_one_but_not_under_strict() -> None:
    content = a_list(ITEM, {**ITEM, "code": "XD-A02", "handling_type": "急办件"})
    assert isinstance(put(content, strict=True).refusal, StrictlyRefused)
    assert not queries.items_on(DAY)
    report = put(content)
    assert (report.counts, [fault.row for fault in report.listing.refused]) == (Counts(added=1), [2])


def test_an_item_must_be_there_and_valid_on_the_day() -> None:
    put(a_list(ITEM))
    with pytest.raises(ItemUnknown):
        queries.item_on("XD-Z99", on=DAY)
    with pytest.raises(ItemUnknown):
        queries.item("XD-Z99")
    with pytest.raises(ItemNotValid):
        queries.item_on("XD-A01", on=DAY - dt.timedelta(days=1))


def test_an_item_with_variants_asks_for_one_and_each_has_its_own_papers() -> None:
    put(ITEMS.read_bytes())
    with pytest.raises(VariantNeeded):
        queries.item_on("XD-E13", on=DAY)
    with pytest.raises(VariantUnknown):
        queries.item_on("XD-E13", on=DAY, variant="XD-E13-9")
    with pytest.raises(VariantUnknown):
        queries.item_on("XD-A01", on=DAY, variant="XD-A01-1")
    version, variant = queries.item_on("XD-E13", on=DAY, variant="XD-E13-1")
    assert variant
    wanted = [material.name for material in required_materials(version.materials, variant.id)]
    assert wanted == ["居民身份证", "用电地址权属证明或村民委员会证明"]
    positions = [material.position for material in version.materials]
    assert positions == list(range(1, 9)), "a position names one paper in every variant"


def test_a_changed_department_or_class_is_followed() -> None:
    put(a_list(ITEM))
    put(a_list({**ITEM, "counter_dept": "农业农村综合服务中心", "materials": [MATERIAL, MATERIAL]}), from_on=LATER)
    version, _ = queries.item_on("XD-A01", on=LATER)
    assert (version.department.name, len(version.materials)) == ("农业农村综合服务中心", 2)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 63),
        (Wanted(class_code="E"), 13),
        (Wanted(chips=frozenset({Chip.VILLAGE})), 23),
        (Wanted(chips=frozenset({Chip.HOME})), 3),
        (Wanted(chips=frozenset({Chip.CROSS})), 23),
        (Wanted(chips=frozenset({Chip.BUSINESS})), 6),
        (Wanted(department="市场监管所"), 6),
        (Wanted(text="养老保险 参保"), 2),
        (Wanted(text="xd-e13"), 1),
        (Wanted(text="没有这样的事"), 0),
    ],
)
def test_the_list_is_narrowed_by_words_class_department_and_marks(wanted: Wanted, count: int) -> None:
    put(ITEMS.read_bytes())
    assert sum(queries.is_wanted(version, wanted) for version in queries.items_on(DAY)) == count
