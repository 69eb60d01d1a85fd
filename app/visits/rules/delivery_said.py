"""What a door was told of a delivery, as text or JSON, read into what a deed takes. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from app.core.errors import TooLong
from app.core.named import Named
from app.visits.rules.deliveries import BY_PEOPLE, DeliveryStep, HandOver, Relation, WhyBack
from app.visits.rules.done import Photo
from app.visits.rules.refusals import ItemUnreadable, RelationMissing, UnknownStep, WhyBackMissing
from app.visits.rules.said import LONGEST_NOTE, photos_said

Said = Mapping[str, Any]
Choice = TypeVar("Choice", bound=Named)
LONGEST_NAME, LONGEST_REASON = 64, 256


def step_of(name: str) -> DeliveryStep:
    """The step of this name, of those that people do; raises UnknownStep."""
    found = next((step for step in BY_PEOPLE if step.value == name), None)
    if found is None:
        raise UnknownStep(step=name)
    return found


def delivery_said(step: DeliveryStep, said: Said) -> dict[str, Any]:
    """The arguments of a step's deed. Reads no more than the step takes; raises what names the field."""
    return {name: read(said) for name, read in _READ[step].items()}


def item_said(said: Said) -> int | None:
    """The position of the case's item that the certificate is for; None when it was not said. Raises ItemUnreadable."""
    value = said.get("item")
    if value is None or value == "":
        return None
    try:
        return int(str(value))
    except ValueError:
        raise ItemUnreadable from None


def _text(said: Said, name: str, longest: int) -> str:
    text = str(said.get(name) or "").strip()
    if len(text) > longest:
        raise TooLong(field=name, most=longest)
    return text


def _choice(value: object, kind: type[Choice], refusal: type[Exception]) -> Choice | None:
    if not value:
        return None
    found = next((choice for choice in kind if choice.value == value), None)
    if found is None:
        raise refusal
    return found


def _handed(said: Said) -> HandOver:
    return HandOver(
        relation=_choice(said.get("relation"), Relation, RelationMissing),
        signer=_text(said, "signer", LONGEST_NAME),
        witness=_text(said, "witness", LONGEST_NAME),
        note=_text(said, "note", LONGEST_NOTE),
        photos=_photos(said),
    )


def _photos(said: Said) -> tuple[Photo, ...]:
    """A form's files come as `Photo` values, a JSON deed's as base64."""
    told = said.get("photos") or []
    if isinstance(told, list) and all(isinstance(one, Photo) for one in told):
        return tuple(told)
    return photos_said(told)


_READ: Mapping[DeliveryStep, Mapping[str, Callable[[Said], object]]] = {
    DeliveryStep.RECEIVE: {"note": lambda said: _text(said, "note", LONGEST_NOTE)},
    DeliveryStep.FETCH: {},
    DeliveryStep.SET_OUT: {},
    DeliveryStep.HAND_OVER: {"handed": _handed},
    DeliveryStep.BRING_BACK: {
        "why": lambda said: _choice(said.get("why"), WhyBack, WhyBackMissing),
        "note": lambda said: _text(said, "note", LONGEST_NOTE),
    },
    DeliveryStep.TAKE_BACK: {"reason": lambda said: _text(said, "reason", LONGEST_REASON)},
}
