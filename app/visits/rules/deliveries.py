"""A certificate on its way home 送证上门: its states and steps, and what a hand-over must tell. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.named import N_, Named
from app.visits.rules.done import MISSING, Photo
from app.visits.rules.kinds import EvidenceKind
from app.visits.rules.refusals import (
    IllegalStep,
    NotReceivedYet,
    RelationMissing,
    SignerMissing,
    TakeBackReasonMissing,
    WhyBackMissing,
    WitnessIsHandler,
)


class DeliveryState(Named):
    """Where a certificate is."""

    RECEIVED = "received", N_("received by us")
    CARRIED = "carried", N_("on its way")
    HANDED_OVER = "handed_over", N_("handed over")
    FETCHED = "fetched", N_("fetched by themselves")
    VOID = "void", N_("void")


class DeliveryStep(Named):
    """What may be done with a certificate; its label is the word on the button."""

    RECEIVE = "receive", N_("Certificate received")
    SET_OUT = "set_out", N_("Set out with it")
    HAND_OVER = "hand_over", N_("Handed over")
    BRING_BACK = "bring_back", N_("Brought back")
    FETCH = "fetch", N_("They fetched it")
    TAKE_BACK = "take_back", N_("The hand-over does not hold")
    ANNUL = "annul", N_("Void")


STEPS: Mapping[tuple[DeliveryState | None, DeliveryStep], DeliveryState] = {
    (None, DeliveryStep.RECEIVE): DeliveryState.RECEIVED,
    (None, DeliveryStep.FETCH): DeliveryState.FETCHED,
    (DeliveryState.RECEIVED, DeliveryStep.SET_OUT): DeliveryState.CARRIED,
    (DeliveryState.RECEIVED, DeliveryStep.HAND_OVER): DeliveryState.HANDED_OVER,
    (DeliveryState.RECEIVED, DeliveryStep.FETCH): DeliveryState.FETCHED,
    (DeliveryState.RECEIVED, DeliveryStep.BRING_BACK): DeliveryState.RECEIVED,  # on foot and back without having said so
    (DeliveryState.RECEIVED, DeliveryStep.ANNUL): DeliveryState.VOID,
    (DeliveryState.CARRIED, DeliveryStep.HAND_OVER): DeliveryState.HANDED_OVER,
    (DeliveryState.CARRIED, DeliveryStep.BRING_BACK): DeliveryState.RECEIVED,
    (DeliveryState.CARRIED, DeliveryStep.ANNUL): DeliveryState.VOID,
    (DeliveryState.HANDED_OVER, DeliveryStep.TAKE_BACK): DeliveryState.RECEIVED,
}
WITH_US = frozenset({DeliveryState.RECEIVED, DeliveryState.CARRIED})
BY_PEOPLE = tuple(step for step in DeliveryStep if step is not DeliveryStep.ANNUL)  # that one follows a reopening
CORRECTING = frozenset({DeliveryStep.TAKE_BACK})
WITH_PICTURES = frozenset({DeliveryStep.HAND_OVER})


class Relation(Named):
    """Who signs for a certificate, seen from the person it belongs to."""

    SELF = "self", N_("the person themselves")
    FAMILY = "family", N_("somebody of the family")
    GUARDIAN = "guardian", N_("their guardian")
    ENTRUSTED = "entrusted", N_("somebody they entrusted with it")


class WhyBack(Named):
    """Why a certificate came back."""

    NOBODY_HOME = "nobody_home", N_("nobody at home")
    AWAY_FOR_WORK = "away_for_work", N_("away for work")
    WRONG = "wrong", N_("something on it is wrong")
    UNWILLING = "unwilling", N_("they did not take it")


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who signed for the certificate; a second person 见证人 where no picture can be had; pictures where the item asks."""

    relation: Relation | None
    signer: str = ""
    witness: str = ""
    note: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryMade:
    """News: a certificate was handed over; `hand_over_id` is the deed in the journal."""

    delivery_id: UUID
    case_id: UUID
    hand_over_id: UUID


@dataclass(frozen=True, slots=True)
class DeliveryTakenBack:
    """News: that hand-over does not hold."""

    delivery_id: UUID
    case_id: UUID
    hand_over_id: UUID


def state_after(state: DeliveryState | None, step: DeliveryStep) -> DeliveryState:
    """The state that a step leads to; raises IllegalStep, NotReceivedYet."""
    if (state, step) in STEPS:
        return STEPS[state, step]
    if state is None:
        raise NotReceivedYet
    raise IllegalStep(state=state, step=step)


def steps_from(state: DeliveryState | None) -> tuple[DeliveryStep, ...]:
    """What people may do from here, in the order of the buttons."""
    return tuple(step for step in BY_PEOPLE if (state, step) in STEPS)


def check_hand_over(handed: HandOver, *, signer: str, handler: str, evidence: Collection[str]) -> None:
    """Refuse a hand-over that doesn't tell what it must. `evidence`: what the item asks for (values of EvidenceKind).

    A second person stands in for a picture or a signature: who can't write must not be kept from their certificate.
    """
    if handed.relation is None:
        raise RelationMissing
    if not signer:
        raise SignerMissing
    if handed.witness and handed.witness in {handler, signer}:
        raise WitnessIsHandler
    there = {photo.kind for photo in handed.photos}
    for kind in (EvidenceKind.PHOTO, EvidenceKind.SIGNATURE):
        if kind.value in evidence and kind not in there and not handed.witness:
            raise MISSING[kind](kind=kind)


def check_why_back(why: WhyBack | None) -> None:
    if why is None:
        raise WhyBackMissing


def check_take_back(reason: str) -> None:
    if not reason.strip():
        raise TakeBackReasonMissing
