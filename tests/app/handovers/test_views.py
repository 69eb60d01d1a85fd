"""The pages: look, hand over, receive, undo; who may, who is told that it isn't there."""

from collections.abc import Mapping
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask import Flask

from app.cases.models import Case, CasePaper
from app.core.db import db
from app.handovers import queries
from app.handovers.models import Handover
from app.handovers.rules import HandoverState
from app.households.models import Household
from tests import makers, town
from tests.app.handovers.test_handovers import FIRST, LEADER, SECOND_WORKER, WORKER, hands, held, homes_to, make, new_case

AT = town.NOON.isoformat()
pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.clock.now", lambda: town.NOON)


def digest_in(page: str) -> str:
    return page.split('name="digest" value="')[1].split('"', maxsplit=1)[0]


def stamped(said: Mapping[str, str]) -> dict[str, str]:
    return {"event_id": str(uuid4()), "at": AT, **said}


def test_a_leader_looks_hands_over_and_undoes_it(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case_id, number = (case := new_case()).id, case.who
    client, headers = town.signed_in(app, "leader")
    said = {"kind": "grid", "grid": FIRST, "receiver": str(SECOND_WORKER)}
    page = unescape(client.get("/handovers/new", query_string=said).text)
    assert number in page
    assert "移交内容" in page
    form = stamped({**said, "reason": "换岗", "note": "狗会咬人", "digest": digest_in(page)})
    answer = client.post("/handovers/new", data=form, headers=headers)
    assert answer.status_code == 303, unescape(answer.text)
    shown = unescape(client.get(answer.location).text)
    assert "狗会咬人" in shown
    assert "撤销交接" in shown
    with town.looking_on(app):
        assert hands(db.session.get_one(Case, case_id)) == SECOND_WORKER
    assert client.post(f"{answer.location}/undo", data=stamped({}), headers=headers).status_code == 303
    assert "已撤销" in unescape(client.get(answer.location).text)
    with town.looking_on(app):
        assert hands(db.session.get_one(Case, case_id)) == WORKER
    assert "帕龙一组网格" in unescape(client.get("/handovers").text)


def test_the_receiver_is_asked_on_the_phone_and_says_what_was_not_there(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        paper = held(new_case())
        made_id = make(homes_to("second", "1")).id
    client, headers = town.signed_in(app, "second")
    assert f"/handovers/{made_id}" in client.get("/field/").text
    page = unescape(client.get(f"/handovers/{made_id}").text)
    assert "居民户口簿" in page
    assert 'name="here"' in page
    assert client.post(f"/handovers/{made_id}/receive", data=stamped({}), headers=headers).status_code == 303
    assert f"/handovers/{made_id}" not in client.get("/field/").text
    assert "未收到" in client.get(f"/handovers/{made_id}").text
    with town.looking_on(app):
        assert queries.handover(made_id).state is HandoverState.RECEIVED
        assert paper_holder(paper) == WORKER


def paper_holder(paper_id: UUID) -> UUID | None:
    return db.session.get_one(CasePaper, paper_id).held_by


def test_only_the_receiver_receives_and_strangers_are_told_it_isn_t_there(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        made_id = make(homes_to("second", "1")).id
    for who, seen in (("worker", 200), ("leader", 200), ("head", 200), ("neighbour", 404), ("reviewer", 404), ("auditor", 403)):
        client, headers = town.signed_in(app, who)
        assert client.get(f"/handovers/{made_id}").status_code == seen, who
        refused = client.post(f"/handovers/{made_id}/receive", data=stamped({}), headers=headers)
        assert refused.status_code in {403, 404}, who
    for who in ("worker", "second", "clerk", "reviewer", "system_admin", "auditor"):
        client, headers = town.signed_in(app, who)
        assert client.get("/handovers/new").status_code == 403, who
        assert client.get("/handovers").status_code == 403, who
        assert client.post(f"/handovers/{made_id}/undo", data=stamped({}), headers=headers).status_code == 403, who
    client, headers = town.signed_in(app, "neighbour_leader")
    assert client.post(f"/handovers/{made_id}/undo", data=stamped({}), headers=headers).status_code == 404
    said = {"kind": "grid", "grid": FIRST, "receiver": str(town.person_id("neighbour"))}
    assert client.get("/handovers/new", query_string=said).status_code == 404
    form = stamped({**said, "reason": "x", "digest": ""})
    assert client.post("/handovers/new", data=form, headers=headers).status_code == 404


WRONG = {
    "nobody chosen": ({"kind": "grid", "grid": FIRST, "receiver": "x"}, "请选择接收人。"),
    "no grid": ({"kind": "grid", "receiver": str(SECOND_WORKER)}, "请选择网格。"),
    "a grid that isn't there": ({"kind": "grid", "grid": "999", "receiver": str(SECOND_WORKER)}, "999"),
    "whose is unsaid": ({"kind": "person", "receiver": str(SECOND_WORKER)}, "请选择是谁的工作。"),
    "no numbers": ({"kind": "households", "receiver": str(SECOND_WORKER)}, "请填写农户编号"),
    "nonsense numbers": ({"households": "一、二", "receiver": str(SECOND_WORKER)}, "不是农户编号"),
    "too many": ({"households": "1-200 301-500", "receiver": str(SECOND_WORKER)}, "共 400 户，一次最多 300 户"),
    "unknown numbers": ({"households": "900", "receiver": str(SECOND_WORKER)}, "没有编号为 900 的农户"),
    "to oneself": ({"kind": "grid", "grid": FIRST, "receiver": str(WORKER)}, "本来就是门二的"),
    "of another village": ({"kind": "grid", "grid": FIRST, "receiver": str(town.person_id("reviewer"))}, "没有承办办件的角色"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(app: Flask, case: str) -> None:
    said, sentence = WRONG[case]
    town.build(app)
    client, headers = town.signed_in(app, "leader")
    page = client.get("/handovers/new", query_string=said)
    assert page.status_code == 200
    assert sentence in unescape(page.text)
    posted = client.post("/handovers/new", data=stamped({**said, "reason": "换岗", "digest": "x"}), headers=headers)
    assert posted.status_code in {400, 403, 404, 409}
    assert sentence in unescape(posted.text)
    with town.looking_on(app):
        assert db.session.query(Handover).count() == 0


def test_without_a_reason_the_packet_is_still_there(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "leader")
    said = {"kind": "grid", "grid": FIRST, "receiver": str(SECOND_WORKER)}
    digest = digest_in(client.get("/handovers/new", query_string=said).text)
    page = client.post(
        "/handovers/new", data=stamped({**said, "reason": " ", "note": "门口有狗", "digest": digest}), headers=headers
    )
    assert page.status_code == 400
    text = unescape(page.text)
    assert "请填写交接原因。" in text
    assert "门口有狗" in text
    assert digest_in(text) == digest


def test_households_of_another_village_are_not_there(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        number = db.session.get_one(Household, town.household_id("3")).number
    client, _ = town.signed_in(app, "leader")
    page = client.get("/handovers/new", query_string={"households": str(number), "receiver": str(SECOND_WORKER)})
    assert f"没有编号为 {number} 的农户" in unescape(page.text)


def test_the_head_hands_over_everywhere_and_sees_what_changed(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "head")
    said = {"kind": "grid", "grid": FIRST, "receiver": str(LEADER)}
    digest = digest_in(client.get("/handovers/new", query_string=said).text)
    with town.looking_on(app):
        makers.a_case()
    form = stamped({**said, "reason": "换岗", "digest": digest})
    page = client.post("/handovers/new", data=form, headers=headers)
    assert page.status_code == 409
    assert "您查看之后情况有变" in unescape(page.text)
    form = stamped({**said, "reason": "换岗", "digest": digest_in(page.text)})
    assert client.post("/handovers/new", data=form, headers=headers).status_code == 303
