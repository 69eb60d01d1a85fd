"""The blueprint of handovers, and what a form or an address asks for."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint

from app.core.errors import Invalid
from app.handovers.rules import (
    MOST_HOUSEHOLDS,
    Asked,
    GiverUnsaid,
    GridUnsaid,
    HandoverKind,
    NumbersUnreadable,
    ReceiverUnsaid,
    TooManyHouseholds,
    numbers_of,
)

bp = Blueprint("handovers", __name__)


def kind_of(said: Mapping[str, str]) -> HandoverKind:
    """What is to be handed over: as said, else by what is named."""
    wanted = said.get("kind", "")
    named = {HandoverKind.GRID: said.get("grid"), HandoverKind.HOUSEHOLDS: said.get("households")}
    by_name = next((kind for kind, name in named.items() if name), HandoverKind.PERSON)
    return next((kind for kind in HandoverKind if kind.value == wanted), by_name)


def asked_of(said: Mapping[str, str]) -> Asked:
    """What a form asks for. Raises what is unsaid or unreadable, each at its field."""
    kind = kind_of(said)
    receiver = _id(said.get("receiver", ""), ReceiverUnsaid)
    if kind is HandoverKind.HOUSEHOLDS:
        return Asked(receiver, kind, numbers=_numbers(said.get("households", "").strip()))
    if kind is HandoverKind.GRID:
        giver = said.get("giver", "")
        if not said.get("grid"):
            raise GridUnsaid
        return Asked(receiver, kind, giver_id=_id(giver, GiverUnsaid) if giver else None, grid_code=said.get("grid", ""))
    return Asked(receiver, kind, giver_id=_id(said.get("giver", ""), GiverUnsaid))


def _numbers(text: str) -> tuple[int, ...]:
    try:
        numbers = numbers_of(text)
    except ValueError:
        raise NumbersUnreadable(text=text[:32]) from None
    if len(numbers) > MOST_HOUSEHOLDS:
        raise TooManyHouseholds(count=len(numbers), most=MOST_HOUSEHOLDS)
    return numbers


def _id(text: str, unsaid: type[Invalid]) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise unsaid from None
