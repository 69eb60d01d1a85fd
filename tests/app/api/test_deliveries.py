"""Certificates brought home as JSON: the same deed as by phone and form, with what it refuses and who may."""

from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.cases.rules import Stage
from app.core import clock
from app.core.db import db
from app.core.journal import Entry
from app.ledger import queries as ledger
from app.ledger.queries import Asked
from app.visits import queries
from tests import makers, town
from tests.app.api.test_cases import Browser, post, told
from tests.app.visits.ground import a_picture
from tests.app.visits.test_deliveries import CARD, YEAR


@pytest.fixture
def number(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """A completed case whose certificate is brought home."""
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(app)
    with town.looking_on(app):
        return makers.a_case(at_stage=Stage.COMPLETED, item=CARD).number


@pytest.fixture
def worker(app: Flask, number: str) -> Browser:
    return town.signed_in(app, "worker")


def step(browser: Browser, number: str, what: object, *, event_id: UUID | None = None, **said: Any) -> TestResponse:
    return post(browser, f"/api/v1/cases/{number}/deliveries", event_id=event_id, step=what, **said)


def deliveries() -> int:
    return ledger.totals(Asked(YEAR)).completed.deliveries


def deeds() -> int:
    return db.session.scalar(sa.select(sa.func.count(Entry.event_id))) or 0


def test_received_carried_and_handed_over_with_a_picture_it_counts_one_delivery(app: Flask, worker: Browser, number: str) -> None:
    url = f"/api/v1/cases/{number}"
    assert told(worker[0].get(url))["certificates"] == [
        {"item": 1, "code": CARD, "name": "老年人优待证办理", "state": None, "steps": []}
    ]
    assert told(step(worker, number, "receive", note="盖了章"))["certificates"][0]["state"] == "received"
    assert told(step(worker, number, "set_out"))["certificates"][0]["state"] == "carried"
    event_id, photo = uuid4(), {"kind": "photo", "data": b64encode(a_picture()).decode()}
    done = told(step(worker, number, "hand_over", event_id=event_id, relation="family", signer="玉香", photos=[photo]))
    (card,) = done["certificates"]
    assert (done["event_id"], done["stage"]) == (str(event_id), "completed")
    assert (card["state"], card["worker"], card["relation"], card["signer"]) == ("handed_over", "门二", "family", "玉香")
    assert [(one["step"], one["note"]) for one in card["steps"]] == [
        ("receive", "盖了章"),
        ("set_out", None),
        ("hand_over", None),
    ]
    assert card["steps"][-1]["event_id"] == str(event_id)
    assert told(worker[0].get(url))["certificates"] == [card]
    with town.looking_on(app):
        (delivery,) = queries.deliveries_of(UUID(done["id"]))
        assert (deliveries(), len(delivery.proofs)) == (1, 1)


def test_the_same_step_again_is_answered_again_and_another_body_is_a_conflict(app: Flask, worker: Browser, number: str) -> None:
    step(worker, number, "receive")
    event_id = uuid4()
    first = step(worker, number, "hand_over", event_id=event_id, relation="self")
    with town.looking_on(app):
        before = deeds()
    again = step(worker, number, "hand_over", event_id=event_id, relation="self")
    assert (again.status_code, told(again)) == (first.status_code, told(first))
    for other in ({"relation": "self", "note": "在家"}, {"relation": "self", "item": 2}):
        refused = step(worker, number, "hand_over", event_id=event_id, **other)
        assert (refused.status_code, told(refused)["code"]) == (409, "journal.event_id_reused")
    with town.looking_on(app):
        assert (deliveries(), deeds()) == (1, before)


@pytest.mark.parametrize(
    ("wrong", "status", "code", "field"),
    [
        ({"what": "fly"}, 400, "visits.unknown_step", "step"),
        ({"what": "annul"}, 400, "visits.unknown_step", "step"),
        ({"what": None}, 400, "visits.unknown_step", "step"),
        ({"what": "receive"}, 409, "visits.illegal_step", None),
        ({"item": "x"}, 400, "visits.item_unreadable", "item"),
        ({"item": 2}, 409, "visits.nothing_to_deliver", None),
        ({}, 400, "visits.relation_missing", "relation"),
        ({"relation": "a dog"}, 400, "visits.relation_missing", "relation"),
        ({"relation": "family"}, 400, "visits.signer_missing", "signer"),
        ({"relation": "family", "signer": "长" * 65}, 400, "too_long", "signer"),
        ({"relation": "self", "witness": "门二"}, 400, "visits.witness_is_handler", "witness"),
        ({"relation": "self", "photos": "none"}, 400, "visits.unreadable", None),
        ({"relation": "self", "photos": [{"kind": "photo", "data": "?"}]}, 400, "visits.unreadable", None),
        ({"what": "bring_back"}, 400, "visits.why_back_missing", "why"),
        ({"relation": "self", "event_id": "7"}, 400, "stamp.unreadable", None),
        ({"relation": "self", "at": "2026-09-30T12:00:00"}, 400, "stamp.unreadable", None),
    ],
)
def test_what_can_not_be_done_is_told_by_code_and_field(
    app: Flask, worker: Browser, number: str, wrong: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    step(worker, number, "receive")
    with town.looking_on(app):
        before = deeds()
    answer = step(worker, number, **{"what": "hand_over", **wrong})
    said = told(answer)
    assert (answer.status_code, said["code"], said["field"]) == (status, code, field)
    assert said["message"]
    with town.looking_on(app):
        assert deeds() == before


def test_a_body_that_is_no_object_is_refused(worker: Browser, number: str) -> None:
    client, headers = worker
    answer = client.post(f"/api/v1/cases/{number}/deliveries", json=["receive"], headers=headers)
    assert (answer.status_code, told(answer)["code"]) == (400, "api.not_an_object")


def test_who_may_not_is_refused_who_sees_nothing_finds_nothing_and_a_count_is_corrected_by_others(
    app: Flask, worker: Browser, number: str
) -> None:
    for who, status in {"reviewer": 403, "head": 403, "department_clerk": 403, "auditor": 403, "neighbour": 404}.items():
        assert (who, step(town.signed_in(app, who), number, "receive").status_code) == (who, status)
    assert step(worker, "532822205000-20260930-0099", "receive").status_code == 404
    assert worker[0].post(f"/api/v1/cases/{number}/deliveries", json={}).status_code == 400, "no token"
    step(worker, number, "receive")
    step(worker, number, "hand_over", relation="self")
    assert step(worker, number, "take_back", reason="按错了").status_code == 403
    leader = town.signed_in(app, "leader")
    unexplained = step(leader, number, "take_back")
    assert (unexplained.status_code, told(unexplained)["field"]) == (400, "reason")
    assert told(step(leader, number, "take_back", reason="送错了人家"))["certificates"][0]["state"] == "received"
    with town.looking_on(app):
        assert deliveries() == 0
