"""Steps of two certificates in one case, sent again: what stands in the journal is a replay, whatever would be picked now."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

import app.cases.actions as cases
import app.catalogue.actions as catalogue
from app.cases import queries as case_queries
from app.cases.rules import Asked, Intake, Mode, Outcome, Stage
from app.core.db import db, transaction
from app.core.journal import Entry, EventIdReused
from app.households.models import Household
from app.visits import actions, queries
from app.visits.rules import DeliveryState, DeliveryStep, NotReceivedYet
from tests import makers, town
from tests.app.catalogue.test_rules import ITEMS

CARDS = ("XD-A08", "XD-B07")  # both brought home


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        with transaction():
            catalogue.import_items(ITEMS.read_bytes(), from_on=town.SINCE, stamp=town.a_stamp())
        yield


def a_case_of_two(household: str = "1") -> UUID:
    """A completed case with two certificates to bring, both received."""
    with transaction():
        case = cases.open_case(
            db.session.get_one(Household, town.household_id(household)),
            items=[Asked(code) for code in CARDS],
            mode=Mode.PROXY,
            intake=Intake.PHONE,
            complete_papers=True,
            stamp=makers.a_stamp("clerk"),
        )
    makers.advance(case, Stage.COMPLETED)
    for _ in CARDS:
        do(case.id, DeliveryStep.RECEIVE)
    return case.id


def do(case_id: UUID, step: DeliveryStep, *, event_id: UUID | None = None, **said: object) -> None:
    with transaction():
        case = case_queries.case_to_change(case_id)
        actions.make(case, step, said, stamp=makers.a_stamp("worker", event_id=event_id))


def reopen(case_id: UUID) -> None:
    """What is with us is void by it."""
    with transaction():
        cases.reopen(case_queries.case_to_change(case_id), reason="照片有误", stamp=makers.a_stamp("reviewer"))


def states(case_id: UUID) -> list[DeliveryState | None]:
    return [one.state for one in queries.certificates_of(case_queries.case(case_id))]


def deeds() -> int:
    return db.session.scalar(sa.select(sa.func.count(Entry.event_id))) or 0


@pytest.mark.parametrize(
    ("step", "said", "after"),
    [
        (DeliveryStep.SET_OUT, {}, DeliveryState.CARRIED),
        (DeliveryStep.HAND_OVER, {"relation": "self"}, DeliveryState.HANDED_OVER),
    ],
)
def test_a_step_sent_again_is_done_already_though_the_other_certificate_would_be_picked_now(
    step: DeliveryStep, said: dict[str, Any], after: DeliveryState
) -> None:
    case_id, event_id = a_case_of_two(), uuid4()
    do(case_id, step, event_id=event_id, **said)
    before = deeds()
    do(case_id, step, event_id=event_id, **said)
    do(case_id, step, event_id=event_id, item=1, **said)
    assert (states(case_id), deeds()) == ([after, DeliveryState.RECEIVED], before)
    do(case_id, step, **said)
    assert states(case_id) == [after, after]


def test_a_receipt_sent_again_takes_no_second_certificate() -> None:
    case_id, event_id = a_case_of_two(), uuid4()
    reopen(case_id)
    with transaction():
        cases.complete(case_queries.case_to_change(case_id), outcome=Outcome.GRANTED, stamp=makers.a_stamp("clerk"))
    for _ in range(2):
        do(case_id, DeliveryStep.RECEIVE, event_id=event_id)
    assert states(case_id) == [DeliveryState.RECEIVED, None]


def test_a_step_of_a_certificate_that_is_void_by_now_is_done_already() -> None:
    case_id, event_id = a_case_of_two(), uuid4()
    do(case_id, DeliveryStep.SET_OUT, event_id=event_id)
    reopen(case_id)
    do(case_id, DeliveryStep.SET_OUT, event_id=event_id)
    with pytest.raises(NotReceivedYet):
        do(case_id, DeliveryStep.SET_OUT)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (DeliveryStep.SET_OUT, {"item": 2}),
        (DeliveryStep.HAND_OVER, {"relation": "self"}),
        (DeliveryStep.BRING_BACK, {"why": "nobody_home"}),
        (DeliveryStep.RECEIVE, {}),
    ],
)
def test_the_same_id_with_another_body_is_refused(step: DeliveryStep, said: dict[str, Any]) -> None:
    case_id, event_id = a_case_of_two(), uuid4()
    do(case_id, DeliveryStep.SET_OUT, event_id=event_id)
    with pytest.raises(EventIdReused):
        do(case_id, step, event_id=event_id, **said)
    assert states(case_id) == [DeliveryState.CARRIED, DeliveryState.RECEIVED]


def test_the_id_of_another_case_s_step_is_refused_also_where_nothing_was_received() -> None:
    event_id, other = uuid4(), makers.a_case(at_stage=Stage.COMPLETED, household="3", item=CARDS[1]).id
    do(a_case_of_two(), DeliveryStep.SET_OUT, event_id=event_id)
    with pytest.raises(EventIdReused):
        do(other, DeliveryStep.SET_OUT, event_id=event_id)
    do(other, DeliveryStep.RECEIVE)
    with pytest.raises(EventIdReused):
        do(other, DeliveryStep.SET_OUT, event_id=event_id)
    assert states(other) == [DeliveryState.RECEIVED]
