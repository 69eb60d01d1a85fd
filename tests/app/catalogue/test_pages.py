"""The pages of bundles, walk-throughs, bottlenecks and procedures: what they show, take and refuse."""

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.catalogue import actions
from app.core import clock
from app.core.db import transaction
from tests import town
from tests.app.catalogue.test_rules import ITEMS


@pytest.fixture(autouse=True)
def catalogue(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app), transaction():
        actions.import_items(ITEMS.read_bytes(), from_on=town.SINCE, stamp=town.a_stamp())


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


def test_the_office_opens_a_bundle_by_its_form_and_its_pages_show_steps_and_papers(app: Flask) -> None:
    client, headers = town.signed_in(app, "clerk")
    page = client.get("/catalogue/bundles/B01").text
    assert "户口注销" in page
    assert page.count("居民身份证") == 1
    assert client.get("/catalogue/bundles").status_code == 200
    assert client.get("/catalogue/bundles/B99").status_code == 404
    part = client.get("/cases/new/papers?item=bundle:B01&step=XD-A06&step=XD-C04").text
    assert part.count('name="step"') == 7
    assert part.count("checked") == 2
    form = {
        "event_id": str(uuid4()),
        "at": clock.now().isoformat(),
        "household": str(town.household_id("1")),
        "item": "bundle:B01",
        "mode": "self",
        "intake": "window",
        "here": ["1", "2", "3"],
    }
    assert client.post("/cases/new", data=form, headers=headers).status_code == 400, "no step is ticked"
    form["event_id"] = str(uuid4())
    answer = client.post("/cases/new", data=form | {"step": ["XD-A06", "XD-C04"]}, headers=headers)
    assert answer.status_code == 302, answer.text
    shown = client.get(answer.location).text
    assert "群众身后一件事（2 项）" in shown
    assert "已受理" in shown, "all its papers are here"
