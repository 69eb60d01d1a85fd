"""Walk-throughs find bottlenecks; one is closed with what it costs now; procedures have guides. On both databases."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

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
from app.core import clock
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
        a_walk(**told)
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


def post(client: FlaskClient, headers: dict[str, str], path: str, **said: str) -> tuple[int, str]:
    form = {"event_id": str(uuid4()), "at": clock.now().isoformat(), **said}
    answer = client.post(f"/catalogue/{path}", data=form, headers=headers)
    return answer.status_code, answer.text


def test_the_forms_enter_take_on_and_close_and_the_lists_say_how_it_stands(app: Flask) -> None:
    clerk, its = town.signed_in(app, "clerk")
    load = {"forms": "5", "materials": "11", "trips": "4", "days": "20"}
    walk = {"title": "走一遍", "about": "bundle:B01", "walked_on": "2026-09-01", "person": str(town.person_id("clerk"))}
    walk |= {"place": "大厅", "minutes": "60", "seen": "跑了四趟", **load}
    status, text = post(clerk, its, "walkthroughs/new", **{**walk, "trips": "four"})
    assert status == 400
    assert "请填写不小于 0 的整数" in text
    assert "跑了四趟" in text, "what was typed is kept"
    assert post(clerk, its, "walkthroughs/new", **walk)[0] == 303
    assert post(clerk, its, "walkthroughs/1/bottlenecks", title="反复交", what="四次", **load)[0] == 303
    assert "1 个堵点待销号" in clerk.get("/catalogue/bottlenecks").text
    assert post(clerk, its, "bottlenecks/1/close", **load)[0] == 403, "a clerk does not close what a clerk mends"
    assert post(clerk, its, "bottlenecks/1/take-on", owner="x", fix="并表")[0] == 400
    assert post(clerk, its, "bottlenecks/1/take-on", owner=str(town.person_id("clerk")), fix="并表")[0] == 303
    head, his = town.signed_in(app, "head")
    after = {"forms": "1", "materials": "5", "trips": "1", "days": "7"}
    assert post(head, his, "bottlenecks/1/close", **{**after, "days": ""})[0] == 400
    assert post(head, his, "bottlenecks/1/close", **after)[0] == 303
    page = head.get("/catalogue/bottlenecks/1").text
    assert "−13" in page
    assert "已销号" in page
    for path in ("walkthroughs", "walkthroughs/1", "walkthroughs/new", "bottlenecks"):
        assert head.get(f"/catalogue/{path}").status_code == 200, path
    assert head.get("/catalogue/walkthroughs/9").status_code == head.get("/catalogue/bottlenecks/9").status_code == 404


def test_a_procedure_is_written_and_shown_with_the_steps_of_its_bundle(app: Flask) -> None:
    client, headers = town.signed_in(app, "reviewer")
    form = {"bundle": "B01", "code": "GC-01", "title": "规程", "purpose": "身后", "place": "大厅", "guide": "先打电话\n再交材料"}
    assert post(client, headers, "procedures/new", **form)[0] == 400, "the day is missing"
    assert post(client, headers, "procedures/new", **form, from_on="2026-01-01")[0] == 303
    page = client.get("/catalogue/procedures/GC-01").text
    assert all(told in page for told in ("先打电话", "再交材料", "户口注销"))
    assert client.get("/catalogue/procedures/GC-01/edit").status_code == 200
    assert "1 份办事规程" in client.get("/catalogue/procedures").text
    assert town.signed_in(app, "worker")[0].get("/catalogue/procedures/new").status_code == 403
