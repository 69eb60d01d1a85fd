"""A delivery by the doors: the worker's list, the phone's deeds, the office's forms; who may, and who sees nothing."""

import io
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases.rules import Stage
from app.core import clock
from app.core.period import year_to
from app.ledger import queries as ledger
from app.ledger.queries import Asked
from app.visits import queries
from app.visits.rules import DeliveryState
from tests import makers, town
from tests.app.visits.ground import a_picture

CARD = town.CERTIFICATE


@pytest.fixture
def case(app: Flask) -> tuple[UUID, str]:
    """A completed case of the day on which the test runs: id and number."""
    town.build(app)
    with town.looking_on(app):
        made = makers.a_case(at_stage=Stage.COMPLETED, item=CARD, at=clock.now())
        return made.id, made.number


def state_of(app: Flask, case_id: UUID) -> DeliveryState | None:
    with town.looking_on(app):
        found = queries.deliveries_of(case_id)
        return found[-1].state if found else None


def deliveries(app: Flask) -> int:
    with town.looking_on(app):
        return ledger.totals(Asked(year_to(clock.today()))).completed.deliveries


def send(client: FlaskClient, headers: dict[str, str], number: str, step: str, **said: object) -> tuple[int, dict[str, object]]:
    """The phone's JSON deed."""
    body = {"event_id": str(uuid4()), "at": clock.now().isoformat(), "item": 1, **said}
    answer = client.post(f"/field/cases/{number}/deliveries/{step}", json=body, headers=headers)
    return answer.status_code, answer.get_json()


def post(client: FlaskClient, headers: dict[str, str], case_id: UUID, step: str, **said: object) -> int:
    """The office's form."""
    form = {"event_id": str(uuid4()), "at": clock.now().isoformat(), "item": "1", **said}
    return client.post(f"/visits/cases/{case_id}/deliveries/{step}", data=form, headers=headers).status_code


def test_the_worker_finds_it_on_the_list_and_brings_it_by_the_phone(app: Flask, case: tuple[UUID, str]) -> None:
    case_id, number = case
    client, headers = town.signed_in(app, "worker")
    assert "待领证" in client.get("/field/").text
    assert "登记领证" in client.get(f"/field/cases/{number}").text
    assert send(client, headers, number, "receive")[0] == 200
    assert "已领证" in client.get("/field/").text
    assert send(client, headers, number, "set_out")[0] == 200
    status, answer = send(client, headers, number, "hand_over", relation="self")
    assert (status, answer["replay"]) == (200, False)
    assert (state_of(app, case_id), deliveries(app)) == (DeliveryState.HANDED_OVER, 1)
    assert "待领证" not in client.get("/field/").text
    page = client.get(f"/field/cases/{number}").text
    assert "签收：岩温叫" in page
    assert "撤销送达" not in page, "a worker does not take back their own count"


def test_a_deed_sent_again_is_told_apart_and_a_refusal_names_its_field(app: Flask, case: tuple[UUID, str]) -> None:
    _, number = case
    client, headers = town.signed_in(app, "worker")
    event_id, at = str(uuid4()), clock.now().isoformat()
    for is_replay in (False, True):
        status, answer = send(client, headers, number, "receive", event_id=event_id, at=at)
        assert (status, answer["replay"]) == (200, is_replay)
    status, answer = send(client, headers, number, "hand_over", relation="family")
    assert (status, answer["field"], answer["code"]) == (400, "signer", "visits.signer_missing")
    assert send(client, headers, number, "hand_over", relation="a dog")[1]["field"] == "relation"
    assert send(client, headers, number, "hand_over", relation="self", signer="长" * 65)[1]["field"] == "signer"
    assert send(client, headers, number, "receive", item="x")[1]["field"] == "item"
    assert send(client, headers, number, "receive", item=2)[1]["code"] == "visits.nothing_to_deliver"
    for step in ("fly", "annul"):  # that one follows a reopening; nobody does it
        assert send(client, headers, number, step)[1]["code"] == "visits.unknown_step"
    assert deliveries(app) == 0


def test_a_picture_comes_along_in_a_form_and_is_shown_to_those_who_see_the_case(app: Flask, case: tuple[UUID, str]) -> None:
    case_id, number = case
    client, headers = town.signed_in(app, "worker")
    send(client, headers, number, "receive")
    form = {
        "event_id": str(uuid4()),
        "at": clock.now().isoformat(),
        "item": "1",
        "relation": "self",
        "photo": (io.BytesIO(a_picture()), "a.png"),
    }
    assert client.post(f"/field/cases/{number}/deliveries/hand_over", data=form, headers=headers).status_code == 200
    with town.looking_on(app):
        (proof,) = queries.deliveries_of(case_id)[0].proofs
    for who, status in {"worker": 200, "clerk": 200, "neighbour": 404, "system_admin": 403}.items():
        answer = town.signed_in(app, who)[0].get(f"/visits/deliveries/proof/{proof.id}")
        assert (who, answer.status_code) == (who, status)
        answer.close()


def test_the_office_does_the_same_by_its_forms_and_its_page_says_what_is_wrong(app: Flask, case: tuple[UUID, str]) -> None:
    case_id, _ = case
    client, headers = town.signed_in(app, "clerk")
    assert post(client, headers, case_id, "receive") == 303
    answer = client.post(
        f"/visits/cases/{case_id}/deliveries/hand_over",
        data={"event_id": str(uuid4()), "at": clock.now().isoformat(), "item": "1", "relation": "family", "note": "在家"},
        headers=headers,
    )
    assert answer.status_code == 400
    assert "请填写签收人姓名" in answer.text
    assert "在家" in answer.text, "what was typed is kept"
    assert post(client, headers, case_id, "hand_over", relation="entrusted", signer="岩三") == 303
    assert deliveries(app) == 1
    assert post(client, headers, case_id, "take_back", reason="送错了") == 303
    assert (state_of(app, case_id), deliveries(app)) == (DeliveryState.RECEIVED, 0)
    history = client.get(f"/cases/{case_id}").text
    assert all(told in history for told in ("已领证：", "证件已送达：", "送达已撤销：", "送错了"))


def test_who_may_not_is_refused_and_who_sees_nothing_finds_nothing(app: Flask, case: tuple[UUID, str]) -> None:
    case_id, number = case
    steps = {"reviewer": 403, "head": 403, "department_clerk": 403, "auditor": 403, "neighbour": 404}
    for who, status in steps.items():
        client, headers = town.signed_in(app, who)
        assert (who, post(client, headers, case_id, "receive")) == (who, status)
    client, headers = town.signed_in(app, "neighbour")
    assert client.post(f"/field/cases/{number}/deliveries/receive", json={}, headers=headers).status_code == 400
    assert send(client, headers, number, "receive")[0] == 404
    worker, its = town.signed_in(app, "worker")
    send(worker, its, number, "receive")
    send(worker, its, number, "hand_over", relation="self")
    assert send(worker, its, number, "take_back", reason="按错了")[0] == 403
    assert (state_of(app, case_id), deliveries(app)) == (DeliveryState.HANDED_OVER, 1)
