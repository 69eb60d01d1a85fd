"""A certificate brought home: its way, its proof, what it counts, and who sees it. On both databases."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import NoResultFound

import app.cases.actions as cases
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.rules import CaseMoved, Mode, Outcome, Stage
from app.core.db import db, transaction
from app.core.events import dispatch
from app.core.period import Period
from app.core.scope import Places, looking
from app.deadlines.queries import clocks_of
from app.deadlines.rules import ClockKind
from app.ledger import queries as ledger
from app.ledger.models import LedgerEntry
from app.ledger.queries import Asked
from app.ledger.rules import Count, Dimension, Measure
from app.visits import actions, queries
from app.visits.models import Delivery, DeliveryEvent
from app.visits.rules import (
    DeliveryState,
    DeliveryStep,
    EvidenceKind,
    EvidenceMissing,
    HandOver,
    IllegalStep,
    NoCertificate,
    NotCompletedYet,
    NothingToDeliver,
    NotReceivedYet,
    Photo,
    Relation,
    RelationMissing,
    SignatureMissing,
    SignerMissing,
    TakeBackReasonMissing,
    WhyBack,
    WhyBackMissing,
    WitnessIsHandler,
    check_hand_over,
    state_after,
    steps_from,
)
from tests import makers, town
from tests.app.visits.ground import a_picture

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DAY = dt.timedelta(days=1)
THEMSELVES = HandOver(Relation.SELF)
CARD = town.CERTIFICATE


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def a_completed_case(*, household: str = "1", item: str = CARD) -> UUID:
    return makers.a_case(at_stage=Stage.COMPLETED, household=household, item=item).id


def do(
    case_id: UUID,
    step: DeliveryStep,
    *,
    by: str = "worker",
    at: dt.datetime = town.NOON,
    event_id: UUID | None = None,
    **said: object,
) -> None:
    """One step as a door does it, in a transaction of its own."""
    with transaction():
        case = case_queries.case_to_change(case_id)
        actions.make(case, step, said, stamp=makers.a_stamp(by, at=at, event_id=event_id))


def hand_over(case_id: UUID, *, by: str = "worker", at: dt.datetime = town.NOON, event_id: UUID | None = None) -> None:
    do(case_id, DeliveryStep.HAND_OVER, by=by, at=at, event_id=event_id, relation="self")


def the_delivery(case_id: UUID) -> Delivery:
    return queries.deliveries_of(case_id)[-1]


def deliveries(period: Period = YEAR) -> int:
    return ledger.totals(Asked(period)).completed.deliveries


def is_deliver_running(case_id: UUID) -> bool:
    return any(one.kind is ClockKind.DELIVER and one.stopped_at is None for one in clocks_of("case", case_id))


def test_received_carried_and_handed_over_it_counts_one_delivery_on_the_day_of_the_hand_over() -> None:
    case_id = a_completed_case()
    do(case_id, DeliveryStep.RECEIVE)
    assert the_delivery(case_id).state is DeliveryState.RECEIVED
    do(case_id, DeliveryStep.SET_OUT, at=town.NOON + DAY)
    assert (the_delivery(case_id).state, deliveries()) == (DeliveryState.CARRIED, 0)
    hand_over(case_id, at=town.NOON + 2 * DAY)
    delivery = the_delivery(case_id)
    assert (delivery.state, delivery.signer, delivery.relation) == (DeliveryState.HANDED_OVER, "岩温叫", Relation.SELF)
    assert [step.step for step in delivery.steps] == [DeliveryStep.RECEIVE, DeliveryStep.SET_OUT, DeliveryStep.HAND_OVER]
    on = (town.NOON + 2 * DAY).date()
    assert deliveries(Period(on, on)) == deliveries() == 1
    assert deliveries(Period(YEAR.from_on, on - DAY)) == 0


def test_the_entry_holds_who_handed_it_over_and_what_was_true_of_the_case() -> None:
    case_id = a_completed_case()
    do(case_id, DeliveryStep.RECEIVE)
    hand_over(case_id, by="second")
    entry = db.session.scalars(sa.select(LedgerEntry).where(LedgerEntry.measure == Measure.DELIVERY)).one()
    case = case_queries.case(case_id)
    assert (entry.person_id, entry.team_id) == (town.person_id("second"), case.team_id)
    assert (entry.item_code, entry.class_code, entry.village_code) == (CARD, CARD[3], town.PALONG)
    assert (entry.grid_code, entry.mode, entry.household_id) == (f"{town.PALONG}001", Mode.PROXY, case.household_id)
    rows, total = ledger.rows(Asked(YEAR, dimension=Dimension.ITEM, key=CARD), count=Count.DELIVERIES, register_only=True)
    assert (total, rows[0][1].id) == (1, case_id)


def test_the_same_deed_twice_counts_once_and_a_second_hand_over_is_refused() -> None:
    case_id, event_id = a_completed_case(), uuid4()
    do(case_id, DeliveryStep.RECEIVE)
    hand_over(case_id, event_id=event_id)
    hand_over(case_id, event_id=event_id)
    assert deliveries() == 1
    with pytest.raises(IllegalStep):
        hand_over(case_id)
    with pytest.raises(IllegalStep):
        do(case_id, DeliveryStep.RECEIVE)
    assert db.session.scalar(sa.select(sa.func.count(DeliveryEvent.journal_id))) == 2


def test_a_mistaken_hand_over_is_taken_off_on_the_day_it_was_found_and_can_be_done_again() -> None:
    case_id = a_completed_case()
    do(case_id, DeliveryStep.RECEIVE)
    hand_over(case_id)
    do(case_id, DeliveryStep.TAKE_BACK, by="leader", at=town.NOON + DAY, reason="送错了人家")
    delivery = the_delivery(case_id)
    assert (delivery.state, delivery.handed_over_at, delivery.signer) == (DeliveryState.RECEIVED, None, "")
    assert (deliveries(), deliveries(Period(YEAR.from_on, town.NOON.date()))) == (0, 1)
    hand_over(case_id, at=town.NOON + 2 * DAY)
    assert deliveries() == 1
    amounts = db.session.scalars(sa.select(LedgerEntry.amount).where(LedgerEntry.measure == Measure.DELIVERY)).all()
    assert sorted(amounts) == [-1, 1, 1]


def test_brought_back_it_is_with_us_again_with_the_reason() -> None:
    case_id = a_completed_case()
    do(case_id, DeliveryStep.RECEIVE)
    do(case_id, DeliveryStep.SET_OUT)
    do(case_id, DeliveryStep.BRING_BACK, why="nobody_home", note="邻居说下地了")
    delivery = the_delivery(case_id)
    assert (delivery.state, delivery.steps[-1].why, delivery.steps[-1].note) == (
        DeliveryState.RECEIVED,
        WhyBack.NOBODY_HOME,
        "邻居说下地了",
    )
    with pytest.raises(WhyBackMissing):
        do(case_id, DeliveryStep.BRING_BACK)
    assert is_deliver_running(case_id)


def test_what_they_fetched_themselves_counts_nothing_and_waits_nowhere() -> None:
    case_id = a_completed_case()
    assert len(queries.bringing(town.person_id("worker"), [], now=town.NOON)) == 1
    do(case_id, DeliveryStep.FETCH, by="clerk")
    assert (the_delivery(case_id).state, deliveries()) == (DeliveryState.FETCHED, 0)
    assert queries.bringing(town.person_id("worker"), [], now=town.NOON) == []


def test_the_team_s_clock_for_delivering_runs_from_the_receipt_to_the_hand_over() -> None:
    case_id = a_completed_case()
    assert not is_deliver_running(case_id)
    do(case_id, DeliveryStep.RECEIVE)
    assert is_deliver_running(case_id)
    hand_over(case_id)
    assert not is_deliver_running(case_id)


def test_only_a_completed_case_with_such_an_item_and_a_result_has_a_certificate_to_bring() -> None:
    with pytest.raises(NothingToDeliver):
        do(a_completed_case(item=town.PENSION), DeliveryStep.RECEIVE)
    with pytest.raises(NotCompletedYet):
        do(makers.a_case(at_stage=Stage.IN_PROGRESS, household="2", item=CARD).id, DeliveryStep.RECEIVE)
    refused = makers.a_case(at_stage=Stage.IN_PROGRESS, household="3", item=CARD)
    with transaction():
        case = case_queries.case_to_change(refused.id)
        cases.complete(case, outcome=Outcome.REFUSED, stamp=makers.a_stamp("clerk"))
    with pytest.raises(NoCertificate):
        do(refused.id, DeliveryStep.RECEIVE)
    with pytest.raises(NotReceivedYet):
        hand_over(a_completed_case())
    assert db.session.scalar(sa.select(sa.func.count(Delivery.id))) == 0


def test_a_reopened_case_makes_what_is_with_us_void_and_leaves_what_was_handed_over() -> None:
    void, stays = a_completed_case(), a_completed_case(household="3")
    for case_id in (void, stays):
        do(case_id, DeliveryStep.RECEIVE)
    hand_over(stays)
    for case_id in (void, stays):
        with transaction():
            case = case_queries.case_to_change(case_id)
            cases.reopen(case, reason="照片有误", stamp=makers.a_stamp("reviewer", at=town.NOON + DAY))
    assert (the_delivery(void).state, the_delivery(stays).state) == (DeliveryState.VOID, DeliveryState.HANDED_OVER)
    assert not is_deliver_running(void)
    assert deliveries() == 1
    with transaction():
        case = case_queries.case_to_change(void)
        cases.complete(case, outcome=Outcome.GRANTED, stamp=makers.a_stamp("clerk", at=town.NOON + DAY))
    do(void, DeliveryStep.RECEIVE, at=town.NOON + DAY)
    assert [one.state for one in queries.deliveries_of(void)] == [DeliveryState.VOID, DeliveryState.RECEIVED]


def test_the_list_holds_what_one_carries_and_no_certificate_that_nobody_received_in_a_month() -> None:
    case_id = a_completed_case()
    worker, second = town.person_id("worker"), town.person_id("second")
    assert [one.case.id for one in queries.bringing(worker, [], now=town.NOON)] == [case_id]
    assert queries.bringing(worker, [], now=town.NOON + 31 * DAY) == []
    do(case_id, DeliveryStep.RECEIVE, by="second")
    assert queries.bringing(worker, [], now=town.NOON + 31 * DAY) == []
    assert [one.case.id for one in queries.bringing(second, [], now=town.NOON + 31 * DAY)] == [case_id]


def test_deliveries_go_where_their_case_goes_and_are_seen_there_alone() -> None:
    case_id = a_completed_case()
    do(case_id, DeliveryStep.RECEIVE)
    delivery_id = the_delivery(case_id).id
    with transaction():
        path = f"{town.PLACES[town.ZHANGLANG]}001/"
        db.session.execute(sa.update(Case).where(Case.id == case_id).values(place_path=path))
        dispatch(CaseMoved(case_id, path, None), stamp=makers.a_stamp())
    with looking(Places((town.PLACES[town.ZHANGLANG],))):
        assert len(queries.delivery(delivery_id).steps) == 1
    with looking(Places((town.PLACES[town.PALONG],))), pytest.raises(NoResultFound):
        queries.delivery(delivery_id)


def test_a_picture_or_a_second_person_proves_it_only_where_the_item_asks() -> None:
    photo, signature = Photo(EvidenceKind.PHOTO, a_picture()), Photo(EvidenceKind.SIGNATURE, a_picture(9))

    def check(handed: HandOver, *evidence: str) -> None:
        check_hand_over(handed, signer=handed.signer or "岩温叫", handler="门二", evidence=evidence)

    check(THEMSELVES)
    check(HandOver(Relation.SELF, photos=(photo, signature)), "photo", "signature")
    check(HandOver(Relation.SELF, witness="玉香"), "photo", "signature")
    with pytest.raises(EvidenceMissing):
        check(THEMSELVES, "photo")
    with pytest.raises(SignatureMissing):
        check(HandOver(Relation.SELF, photos=(photo,)), "photo", "signature")
    for nobody_else in ("门二", "岩温叫"):
        with pytest.raises(WitnessIsHandler):
            check(HandOver(Relation.SELF, witness=nobody_else), "signature")


def test_whoever_signs_is_named() -> None:
    case_id = a_completed_case()
    do(case_id, DeliveryStep.RECEIVE)
    with pytest.raises(RelationMissing):
        do(case_id, DeliveryStep.HAND_OVER)
    with pytest.raises(SignerMissing):
        do(case_id, DeliveryStep.HAND_OVER, relation="family")
    do(case_id, DeliveryStep.HAND_OVER, relation="family", signer="玉香", photos=[Photo(EvidenceKind.PHOTO, a_picture())])
    (proof,) = the_delivery(case_id).proofs
    assert (the_delivery(case_id).signer, proof.kind) == ("玉香", EvidenceKind.PHOTO)
    with pytest.raises(TakeBackReasonMissing):
        do(case_id, DeliveryStep.TAKE_BACK, by="leader", reason=" ")


def test_every_step_leads_somewhere_and_void_nowhere() -> None:
    assert steps_from(None) == (DeliveryStep.RECEIVE, DeliveryStep.FETCH)
    assert steps_from(DeliveryState.VOID) == steps_from(DeliveryState.FETCHED) == ()
    assert state_after(DeliveryState.CARRIED, DeliveryStep.HAND_OVER) is DeliveryState.HANDED_OVER
    assert DeliveryStep.ANNUL not in steps_from(DeliveryState.RECEIVED)
