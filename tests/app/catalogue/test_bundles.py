"""Bundles: read with their order, versioned with the list, shown with each paper once, opened as one case. On both databases."""

import copy
import dataclasses
import json
from collections.abc import Iterator

import pytest
from flask import Flask

from app.cases import actions as case_actions
from app.cases import queries as cases
from app.cases.rules import Asked, Intake, Mode
from app.catalogue import actions, queries
from app.catalogue.rules import brought_once, parse
from app.catalogue.rules.refusals import BundleBeforeLastVersion, BundleUnknown, ItemUnknown, NotOfBundle
from app.core.db import db, transaction
from app.households.models import Household
from tests import makers, town
from tests.app.catalogue.test_rules import ITEMS

BEFORE = {"XD-A06", "XD-A07", "XD-B06", "XD-B12", "XD-B14", "XD-B15", "XD-C04"}


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        with transaction():
            actions.import_items(ITEMS.read_bytes(), from_on=town.SINCE, stamp=town.a_stamp())
        yield


def a_list(**change: object) -> bytes:
    document = json.loads(ITEMS.read_text(encoding="utf-8"))
    document["bundles"][2] |= change
    return json.dumps(document).encode()


def test_the_four_bundles_come_with_the_list_seven_items_and_nine_steps_after_a_death() -> None:
    assert [one.bundle.code for one in queries.bundles_on(town.SINCE)] == ["B01", "B02", "B03", "B04"]
    death = queries.bundle_on("B01", on=town.SINCE)
    assert {step.item_code for step in death.steps if step.item_code} == BEFORE
    assert len(death.steps) == 9
    assert [step.after for step in death.steps] == [[], [1], *[[2]] * 7]


def test_without_an_own_word_a_step_waits_for_all_of_the_order_below() -> None:
    house = queries.bundle_on("B04", on=town.SINCE)
    assert [step.after for step in house.steps] == [[], [], [1, 2], [3]]


def test_a_changed_bundle_gets_a_new_version_from_a_day_on_and_the_same_list_changes_nothing() -> None:
    changed = a_list(name="残疾人一件事")
    with transaction():
        counts = actions.import_items(changed, from_on=town.NOON.date(), stamp=town.a_stamp()).counts
    assert (counts.changed, counts.bundles_added, counts.bundles_changed) == (0, 0, 1)
    assert queries.bundle_on("B03", on=town.SINCE).name == "残疾人服务一件事"
    assert queries.bundle_on("B03", on=town.NOON.date()).name == "残疾人一件事"
    with pytest.raises(BundleBeforeLastVersion), transaction():
        actions.import_items(a_list(name="又一个"), from_on=town.SINCE, stamp=town.a_stamp())


def test_a_fault_keeps_its_bundle_out_and_names_the_field() -> None:
    step = {"order": 1, "kind": "item", "code": "XD-Z99"}
    for change, field in (
        ({"shared_data_steps": []}, "bundles.shared_data_steps"),
        ({"shared_data_steps": [step | {"after": [2]}]}, "bundles.after"),
        ({"shared_data_steps": [step | {"kind": "dream"}]}, "bundles.kind"),
        ({"name": ""}, "bundles.name"),
        ({"code": "B01"}, "bundles.code"),
    ):
        listing = parse(a_list(**copy.deepcopy(change)))
        assert [fault.field for fault in listing.refused_bundles] == [field]
        assert len(listing.bundles) == 3
    with transaction():
        report = actions.import_items(a_list(shared_data_steps=[step]), from_on=town.SINCE, stamp=town.a_stamp())
    assert [type(fault.refusal) for fault in report.listing.faults] == [ItemUnknown]
    assert report.listing.read == 63


def test_a_shared_paper_is_brought_once_for_all_steps_that_use_it() -> None:
    on = town.SINCE
    papers = queries.papers_once(queries.steps_on(queries.bundle_on("B01", on=on), on=on))
    names = [material.name for material, _ in papers]
    assert names.count("居民死亡医学证明(推断)书或火化证明") == names.count("居民身份证") == 1
    assert names.count("业务申请表") == 2, "what can't be shared is asked for by each"
    assert next(steps for material, steps in papers if material.name == "居民身份证") == [3, 4, 5, 7, 8, 9]

    @dataclasses.dataclass(frozen=True)
    class Sheet:
        name: str
        shareable: bool

    once = brought_once([(1, Sheet("甲", shareable=True)), (2, Sheet("甲", shareable=False)), (3, Sheet("甲", shareable=True))])
    assert [steps for _, steps in once] == [[1, 3], [2]]


def test_a_bundle_is_one_case_with_the_steps_that_apply_and_its_papers_once() -> None:
    household = db.session.get_one(Household, town.household_id("1"))

    def open_it(code: str, *items: str) -> object:
        with transaction():
            return case_actions.open_case(
                household,
                items=[Asked(item) for item in items],
                mode=Mode.SELF,
                intake=Intake.WINDOW,
                complete_papers=True,
                bundle_code=code,
                stamp=makers.a_stamp("clerk"),
            ).id

    whole = cases.case(open_it("B01"))  # type: ignore[arg-type]
    assert {item.version.item.code for item in whole.items} == BEFORE
    assert whole.bundle is not None
    assert [paper.material.name for paper in whole.papers].count("居民身份证") == 1
    some = cases.case(open_it("B01", "XD-C04", "XD-A06"))  # type: ignore[arg-type]
    assert [item.version.item.code for item in some.items] == ["XD-A06", "XD-C04"], "in the order of the steps"
    with pytest.raises(NotOfBundle):
        open_it("B01", "XD-A01")
    with pytest.raises(BundleUnknown):
        open_it("B09")
