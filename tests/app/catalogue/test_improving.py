"""Walk-throughs find bottlenecks; one is closed with what it costs now; procedures have guides. On both databases."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from app.catalogue import actions, queries
from app.catalogue.models import Bottleneck, WalkThrough
from app.catalogue.rules import BottleneckFacts, BottleneckState, Effort, Load, ProcedureFacts, WalkFacts, changes
from app.catalogue.rules.refusals import (
    AfterMissing,
    BundleUnknown,
    ClosedAlready,
    ItemUnknown,
    OwnerMissing,
    PersonUnreadable,
    ProcedureBeforeLastVersion,
    WalkedInFuture,
)
from app.core.db import transaction
from tests import town
from tests.app.catalogue.test_rules import ITEMS

DAY = dt.timedelta(days=1)
BEFORE, AFTER = Load(forms=5, materials=11, trips=4, days=20), Load(forms=1, materials=5, trips=1, days=7)
GUIDE = ProcedureFacts("GC-01", "B01", "身后一件事办事规程", "家里有人去世", "综合窗口", "打电话\n交材料")


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        with transaction():
            actions.import_items(ITEMS.read_bytes(), from_on=town.SINCE, stamp=town.a_stamp())
        yield


def a_walk(event_id: UUID | None = None, **told: object) -> WalkThrough:
    facts = WalkFacts("走一遍", town.NOON.date(), town.person_id("head"), "大厅", BEFORE, 60, "跑了四趟", bundle_code="B01")
    with transaction():
        return actions.record_walk_through(
            dataclasses.replace(facts, **told),  # type: ignore[arg-type]
            stamp=town.a_stamp("head", event_id=event_id),
        )


def a_bottleneck() -> Bottleneck:
    walk = a_walk()
    with transaction():
        return actions.find_bottleneck(walk, BottleneckFacts("反复交证明", "交了四次", BEFORE), stamp=town.a_stamp("clerk"))


def take_on(number: int) -> None:
    with transaction():
        found = queries.bottleneck_to_change(number)
        actions.take_on(found, owner_id=town.person_id("clerk"), fix="并成一张表", stamp=town.a_stamp("head"))


def close(number: int, after: Load | None = AFTER) -> None:
    with transaction():
        actions.close_bottleneck(
            queries.bottleneck_to_change(number), after=after, stamp=town.a_stamp("head", at=town.NOON + DAY)
        )


def test_a_walk_through_is_kept_once_with_what_it_costs_people() -> None:
    event_id = uuid4()
    assert a_walk(event_id).number == a_walk(event_id).number == 1
    assert a_walk().number == 2
    kept = queries.walk_through(1)
    assert (kept.load, kept.person.name, kept.bundle_code) == (BEFORE, "周乡长", "B01")


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"walked_on": town.NOON.date() + DAY}, WalkedInFuture),
        ({"person_id": UUID(int=9)}, PersonUnreadable),
        ({"bundle_code": "B99"}, BundleUnknown),
        ({"bundle_code": "", "item_code": "XD-Z99"}, ItemUnknown),
    ],
)
def test_what_can_not_have_been_walked_is_refused_and_nothing_is_kept(told: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        a_walk(None, **told)
    assert queries.walk_throughs() == []


def test_a_bottleneck_is_closed_only_with_an_owner_a_fix_and_what_it_costs_now() -> None:
    number = a_bottleneck().number
    assert queries.bottleneck(number).state is BottleneckState.FOUND
    with pytest.raises(OwnerMissing):
        close(number)
    take_on(number)
    assert queries.bottleneck(number).state is BottleneckState.IN_HAND
    with pytest.raises(AfterMissing):
        close(number, None)
    close(number)
    closed = queries.bottleneck(number)
    assert (closed.state, closed.closed_on) == (BottleneckState.CLOSED, (town.NOON + DAY).date())
    assert closed.after == AFTER
    with pytest.raises(ClosedAlready):
        close(number)
    with pytest.raises(ClosedAlready):
        take_on(number)


def test_before_and_after_stand_side_by_side_with_their_difference() -> None:
    lines = {line.effort: (line.before, line.after, line.difference) for line in changes(BEFORE, AFTER)}
    assert lines[Effort.FORMS] == (5, 1, -4)
    assert lines[Effort.DAYS] == (20, 7, -13)
    assert [line.difference for line in changes(BEFORE, None)] == [None] * 4


def test_a_procedure_gets_a_new_version_with_each_change_and_none_without() -> None:
    def put(facts: ProcedureFacts, on: dt.date) -> int:
        with transaction():
            return actions.put_procedure(facts, from_on=on, stamp=town.a_stamp("reviewer")).number

    assert [put(GUIDE, town.SINCE), put(GUIDE, town.NOON.date())] == [1, 1]
    assert put(dataclasses.replace(GUIDE, guide="打电话"), town.NOON.date()) == 2
    assert [one.guide for one in queries.procedures_on(town.SINCE)] == ["打电话\n交材料"]
    with pytest.raises(ProcedureBeforeLastVersion):
        put(GUIDE, town.SINCE)
    with pytest.raises(BundleUnknown):
        put(dataclasses.replace(GUIDE, code="GC-02", bundle_code="B99"), town.SINCE)
