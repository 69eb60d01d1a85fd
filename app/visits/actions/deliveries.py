"""Deeds of certificates brought home 送证上门. Each enters the journal once; the same event again changes nothing.

Lock the case first (`cases.queries.case_to_change`): a certificate's steps wait for each other there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.accounts.queries import person as person_by_id
from app.accounts.rules import Deed
from app.cases.actions import clocks
from app.cases.models import Case, CaseItem
from app.cases.rules import CaseReopened, Outcome, Stage
from app.core import journal, uploads
from app.core.db import db
from app.core.events import dispatch
from app.core.stamp import MACHINE, Stamp
from app.core.uploads import Kept
from app.deadlines.rules import ClockKind
from app.visits import queries
from app.visits.models import Delivery, DeliveryEvent, DeliveryProof
from app.visits.rules import (
    CORRECTING,
    WITH_US,
    DeliveryMade,
    DeliveryStep,
    DeliveryTakenBack,
    HandOver,
    NobodyVisits,
    NoCertificate,
    NotCompletedYet,
    NothingToDeliver,
    Relation,
    WhyBack,
    check_hand_over,
    check_take_back,
    check_why_back,
    delivery_said,
    item_said,
    state_after,
    steps_from,
)


def receive_certificate(case: Case, *, item: int | None = None, note: str = "", stamp: Stamp) -> Delivery | None:
    """领证: the certificate of an item (its position in the case; the first that waits unless said) is with us from now on.

    The team's clock for delivering runs. None when this very deed is done already. Raises NothingToDeliver, NotCompletedYet,
    NoCertificate, IllegalStep, NobodyVisits.
    """
    if not _enter(case, DeliveryStep.RECEIVE, {"item": item, "note": note}, stamp=stamp):
        return None
    delivery = _new(case, _item_of(case, item), DeliveryStep.RECEIVE, note=note, stamp=stamp)
    clocks.in_hand(case, ClockKind.DELIVER, at=stamp.at)
    return delivery


def note_fetched(case: Case, *, item: int | None = None, stamp: Stamp) -> Delivery | None:
    """自取: they fetched the certificate themselves. It counts as no delivery, and waits on no list any more."""
    if not _enter(case, DeliveryStep.FETCH, {"item": item}, stamp=stamp):
        return None
    chosen = _item_of(case, item)
    delivery = queries.live_delivery(chosen.id)
    if delivery is None:
        return _new(case, chosen, DeliveryStep.FETCH, note="", stamp=stamp)
    _check_ready(case)
    _step(delivery, DeliveryStep.FETCH, stamp=stamp)
    _stop_clock(case, stamp=stamp)
    return delivery


def set_out(delivery: Delivery, *, stamp: Stamp) -> None:
    """在途: somebody is on the way with it."""
    if not _enter(delivery.case, DeliveryStep.SET_OUT, {"delivery": delivery.id}, stamp=stamp):
        return
    _check_ready(delivery.case)
    _step(delivery, DeliveryStep.SET_OUT, stamp=stamp)
    delivery.person_id = _carrier(delivery.case, stamp)


def hand_over(delivery: Delivery, handed: HandOver, *, kept: Sequence[Kept] | None = None, stamp: Stamp) -> None:
    """送达: it is theirs, with whoever signed for it. Counts one delivery 份 on this day.

    `kept`: the pictures, kept before the transaction. Raises what `rules.check_hand_over` raises, IllegalStep, NotCompletedYet.
    """
    if not _enter(delivery.case, DeliveryStep.HAND_OVER, {"delivery": delivery.id, **_body(handed)}, stamp=stamp):
        return
    _check_ready(delivery.case)
    carrier = _carrier(delivery.case, stamp)
    signer = handed.signer or (delivery.case.who if handed.relation is Relation.SELF else "")
    evidence = delivery.case_item.version.evidence
    check_hand_over(handed, signer=signer, handler=person_by_id(carrier).name, evidence=evidence)
    _step(delivery, DeliveryStep.HAND_OVER, note=handed.note, stamp=stamp)
    delivery.person_id, delivery.team_id = carrier, delivery.case.team_id
    delivery.handed_over_at, delivery.hand_over_id = stamp.at, stamp.event_id
    delivery.relation, delivery.signer, delivery.witness = handed.relation, signer, handed.witness
    _prove(delivery, handed, kept=kept, stamp=stamp)
    _stop_clock(delivery.case, stamp=stamp)
    dispatch(DeliveryMade(delivery.id, delivery.case_id, stamp.event_id), stamp=stamp)


def bring_back(delivery: Delivery, *, why: WhyBack | None, note: str = "", stamp: Stamp) -> None:
    """带回: it could not be handed over and is with us again; the clock goes on."""
    if not _enter(delivery.case, DeliveryStep.BRING_BACK, {"delivery": delivery.id, "why": why, "note": note}, stamp=stamp):
        return
    check_why_back(why)
    _step(delivery, DeliveryStep.BRING_BACK, why=why, note=note, stamp=stamp)


def take_back(delivery: Delivery, *, reason: str, stamp: Stamp) -> None:
    """A mistaken hand-over: the certificate is with us after all, and the delivery is taken off the count."""
    body = {"delivery": delivery.id, "reason": reason}
    if not _enter(delivery.case, DeliveryStep.TAKE_BACK, body, stamp=stamp):
        return
    check_take_back(reason)
    _step(delivery, DeliveryStep.TAKE_BACK, note=reason, stamp=stamp)
    hand_over_id = delivery.hand_over_id
    delivery.handed_over_at, delivery.hand_over_id = None, None
    delivery.relation, delivery.signer, delivery.witness = None, "", ""
    if delivery.case.stage is Stage.COMPLETED:
        clocks.in_hand(delivery.case, ClockKind.DELIVER, at=stamp.at)
    if hand_over_id is not None:
        dispatch(DeliveryTakenBack(delivery.id, delivery.case_id, hand_over_id), stamp=stamp)


def annul(reopened: CaseReopened, *, stamp: Stamp) -> None:
    """A reaction: the completion does not hold, so certificates that are still with us are void. What was handed over stays."""
    for delivery in queries.deliveries_of(reopened.case_id):
        if delivery.state in WITH_US:
            _step(delivery, DeliveryStep.ANNUL, note=reopened.reason, stamp=stamp)
            clocks.stop(delivery.case, at=stamp.at, kinds={ClockKind.DELIVER})


def hand_on(delivery: Delivery, person_id: UUID | None, *, team_id: UUID | None) -> None:
    """Part of another deed: a certificate that is with us is in somebody else's hands: they said that they have it."""
    delivery.person_id, delivery.team_id = person_id, team_id


def make(case: Case, step: DeliveryStep, said: Mapping[str, Any], *, stamp: Stamp) -> None:
    """Do the step with what a door was told: text from a form, or JSON (`rules.delivery_said`)."""
    arguments = delivery_said(step, said)
    if step in _OF_CASE:
        _OF_CASE[step](case, item=item_said(said), **arguments, stamp=stamp)
        return
    _OF_DELIVERY[step](_meant(case, item_said(said), step, stamp=stamp), **arguments, stamp=stamp)


_OF_CASE: Mapping[DeliveryStep, Callable[..., object]] = {
    DeliveryStep.RECEIVE: receive_certificate,
    DeliveryStep.FETCH: note_fetched,
}
_OF_DELIVERY: Mapping[DeliveryStep, Callable[..., None]] = {
    DeliveryStep.SET_OUT: set_out,
    DeliveryStep.HAND_OVER: hand_over,
    DeliveryStep.BRING_BACK: bring_back,
    DeliveryStep.TAKE_BACK: take_back,
}


def _enter(case: Case, step: DeliveryStep, body: Mapping[str, object], *, stamp: Stamp) -> bool:
    deed = Deed.CORRECT_DELIVERY if step in CORRECTING else Deed.RECORD_DELIVERY
    whole = {"step": step.value, **body}
    return journal.enter(deed, subject=case.id, body=whole, stamp=stamp, facts={"step": step.value})


def _item_of(case: Case, position: int | None) -> CaseItem:
    """The item meant: by its position, else the first whose certificate has not come yet, else the first of all."""
    items = _items(case, position)
    return next((item for item in items if queries.live_delivery(item.id) is None), items[0])


def _meant(case: Case, position: int | None, step: DeliveryStep, *, stamp: Stamp) -> Delivery:
    """The certificate of this deed: what stands in the journal was done to one, whichever would be picked now.

    Raises EventIdReused where the journal knows the id otherwise: from another case, or another item than said.
    """
    if not journal.is_entered(stamp.event_id):
        return _of_item(case, position, step)
    done = queries.delivery_of_deed(stamp.event_id, case_id=case.id)
    if done is None or position not in {None, done.case_item.position}:
        raise journal.EventIdReused(event_id=stamp.event_id)
    return done


def _of_item(case: Case, position: int | None, step: DeliveryStep) -> Delivery:
    """The certificate meant: of the item at this position, else the first that the step is possible for."""
    found = [one for item in _items(case, position) if (one := queries.live_delivery(item.id)) is not None]
    if not found:
        state_after(None, step)  # says that it was not received yet
    possible = [one for one in found if step in steps_from(one.state)]
    return (possible or found)[0]


def _items(case: Case, position: int | None) -> list[CaseItem]:
    """Of what is brought home the item at this position, or all of it. Raises NothingToDeliver."""
    items = [item for item in queries.items_delivered(case) if position in {None, item.position}]
    if not items:
        raise NothingToDeliver
    return items


def _new(case: Case, item: CaseItem, step: DeliveryStep, *, note: str, stamp: Stamp) -> Delivery:
    there = queries.live_delivery(item.id)
    state = state_after(there.state if there else None, step)
    _check_ready(case)
    delivery = Delivery(
        id=stamp.event_id,
        case_id=case.id,
        case=case,
        case_item=item,
        household_id=case.household_id,
        person_id=_carrier(case, stamp) if state in WITH_US else None,
        team_id=case.team_id,
        state=state,
        received_at=stamp.at,
        note=note,
        place_path=case.place_path,
        other_path=case.other_path,
    )
    db.session.add(delivery)
    _record(delivery, step, note=note, stamp=stamp)
    return delivery


def _check_ready(case: Case) -> None:
    if case.stage is not Stage.COMPLETED:
        raise NotCompletedYet(stage=case.stage)
    if case.outcome is Outcome.REFUSED:
        raise NoCertificate


def _step(delivery: Delivery, step: DeliveryStep, *, why: WhyBack | None = None, note: str = "", stamp: Stamp) -> None:
    delivery.state = state_after(delivery.state, step)
    _record(delivery, step, why=why, note=note, stamp=stamp)


def _record(delivery: Delivery, step: DeliveryStep, *, why: WhyBack | None = None, note: str = "", stamp: Stamp) -> None:
    delivery.steps.append(
        DeliveryEvent(
            journal_id=stamp.event_id,
            number=len(delivery.steps) + 1,
            step=step,
            state_after=delivery.state,
            at=stamp.at,
            by=stamp.by,
            why=why,
            note=note.strip(),
            place_path=delivery.place_path,
            other_path=delivery.other_path,
        )
    )
    db.session.flush()


def _prove(delivery: Delivery, handed: HandOver, *, kept: Sequence[Kept] | None, stamp: Stamp) -> None:
    pictures = tuple(uploads.keep(photo.raw) for photo in handed.photos) if kept is None else kept
    for position, (photo, one) in enumerate(zip(handed.photos, pictures, strict=True), start=1):
        delivery.proofs.append(
            DeliveryProof(
                hand_over_id=stamp.event_id,
                position=position,
                kind=photo.kind,
                sha256=one.sha256,
                bytes_long=one.bytes_long,
                place_path=delivery.place_path,
                other_path=delivery.other_path,
            )
        )
    db.session.flush()


def _stop_clock(case: Case, *, stamp: Stamp) -> None:
    """The team's clock stops with the case's last certificate."""
    if not any(one.state in WITH_US for one in queries.deliveries_of(case.id)):
        clocks.stop(case, at=stamp.at, kinds={ClockKind.DELIVER})


def _carrier(case: Case, stamp: Stamp) -> UUID:
    """Who has it: whoever says so; the case's worker when the command line says so. Raises NobodyVisits."""
    person_id = case.person_id if stamp.by == MACHINE else stamp.by
    if person_id is None:
        raise NobodyVisits
    return person_id


def _body(handed: HandOver) -> dict[str, object]:
    """What a replay is recognised by; pictures by what they are."""
    return {
        "relation": handed.relation and handed.relation.value,
        "signer": handed.signer,
        "witness": handed.witness,
        "note": handed.note,
        "photos": [[photo.kind.value, uploads.digest(photo.raw)] for photo in handed.photos],
    }
