"""代群众登记 on the phone: the form, its one JSON deed, and a bundle opened as one case."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases import queries
from app.catalogue.actions import import_items
from app.core import clock
from app.core.db import db, transaction
from app.households.models import Household
from tests import town
from tests.app.catalogue.test_rules import ITEMS

Phone = tuple[FlaskClient, dict[str, str]]


@pytest.fixture
def worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Phone:
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(app)
    with town.looking_on(app), transaction():
        import_items(ITEMS.read_bytes(), from_on=town.SINCE, stamp=town.a_stamp())
    return town.signed_in(app, "worker")


@pytest.fixture
def household(app: Flask, worker: Phone) -> int:
    """Its short number; the town stands already."""
    assert worker
    with town.looking_on(app):
        return db.session.get_one(Household, town.household_id("1")).number


def send(phone: Phone, household: object, *, event_id: UUID | None = None, **said: Any) -> tuple[int, dict[str, Any]]:
    client, headers = phone
    body = {"event_id": str(event_id or uuid4()), "at": town.NOON.isoformat(), "household": household, **said}
    answer = client.post("/field/cases", json=body, headers=headers)
    return answer.status_code, answer.get_json()


def items_of(app: Flask, number: str) -> tuple[str | None, list[str]]:
    """The bundle of a case, and its items in order."""
    with town.looking_on(app):
        case = queries.case_by_number(number)
        return case.bundle.bundle.code if case.bundle else None, [item.version.item.code for item in case.items]


def test_the_form_offers_the_bundles_first_and_holds_the_steps_of_each(worker: Phone, household: int) -> None:
    page = worker[0].get(f"/field/cases/new?household={household}").text
    assert page.index('<optgroup label="一件事">') < page.index('value="XD-A01"')
    assert page.count('data-bundle="bundle:') == page.count("<legend>适用的分项</legend>") == 4
    assert page.count('name="steps.B01" value="XD-') == 7
    assert page.count("外部环节") >= 2, "of the nine steps after a death two are done elsewhere"


def test_a_bundle_is_one_case_with_the_steps_that_apply_in_their_order(app: Flask, worker: Phone, household: int) -> None:
    event_id, steps = uuid4(), {"B01": ["XD-C04", "XD-A06"]}
    status, said = send(worker, household, event_id=event_id, item="bundle:B01", steps=steps)
    assert (status, said["replay"]) == (200, False)
    assert items_of(app, said["case"]) == ("B01", ["XD-A06", "XD-C04"])
    assert "群众身后一件事" in worker[0].get(said["next"]).text
    again = send(worker, household, event_id=event_id, item="bundle:B01", steps=steps)[1]
    assert (again["replay"], again["case"]) == (True, said["case"])
    status, other = send(worker, household, event_id=event_id, item="bundle:B01", steps={"B01": ["XD-A06"]})
    assert (status, other["code"]) == (409, "journal.event_id_reused")


def test_what_was_ticked_under_another_bundle_is_not_asked_for(app: Flask, worker: Phone, household: int) -> None:
    said = send(worker, household, item="bundle:B01", steps={"B01": ["XD-A06"], "B03": ["XD-B11"]})[1]
    assert items_of(app, said["case"]) == ("B01", ["XD-A06"])


def test_a_single_item_is_asked_for_as_before(app: Flask, worker: Phone, household: int) -> None:
    said = send(worker, household, item=f"{town.POWER}|XD-E13-1", steps={"B01": ["XD-A06"]})[1]
    assert items_of(app, said["case"]) == (None, [town.POWER])


@pytest.mark.parametrize(
    ("wrong", "status", "code", "field"),
    [
        ({"item": "bundle:B01"}, 400, "cases.nothing_asked", "item"),
        ({"item": "bundle:B01", "steps": {"B01": []}}, 400, "cases.nothing_asked", "item"),
        ({"item": "bundle:B01", "steps": ["XD-A06"]}, 400, "cases.nothing_asked", "item"),
        ({"item": "bundle:B01", "steps": {"B01": "XD-A06"}}, 400, "cases.nothing_asked", "item"),
        ({"item": "bundle:B01", "steps": {"B02": ["XD-A06"]}}, 400, "cases.nothing_asked", "item"),
        ({"item": "bundle:B01", "steps": {"B01": ["XD-A01"]}}, 409, "catalogue.not_of_bundle", "item"),
        ({"item": "bundle:B99", "steps": {"B99": ["XD-A06"]}}, 409, "catalogue.bundle_unknown", "item"),
        ({"item": f"{town.POWER}|gone"}, 409, "catalogue.variant_unknown", "item"),
        ({"item": "XD-Z99"}, 409, "catalogue.item_unknown", "item"),
        ({"item": ""}, 400, "cases.nothing_asked", "item"),
        ({"item": "XD-A06", "household": "x"}, 400, "field.household_needed", "household"),
    ],
)
def test_what_can_not_be_opened_is_told_by_its_field(
    worker: Phone, household: int, wrong: dict[str, Any], status: int, code: str, field: str
) -> None:
    answered, said = send(worker, **{"household": household, **wrong})
    assert (answered, said["code"], list(said["errors"])) == (status, code, [field])


def test_a_bundle_asked_for_twice_wants_a_second_word(worker: Phone, household: int) -> None:
    asked: dict[str, Any] = {"item": "bundle:B01", "steps": {"B01": ["XD-A06"]}}
    send(worker, household, **asked)
    status, said = send(worker, household, **asked)
    assert (status, said["code"], list(said["errors"])) == (409, "cases.likely_duplicate", ["another"])
    assert send(worker, household, **asked, another=True)[0] == 200
