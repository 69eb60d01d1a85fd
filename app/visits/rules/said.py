"""The phone's JSON deeds, read into values; what can't be read is named. Pure."""

import binascii
import datetime as dt
import math
from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from app.cases.rules import Outcome, OutcomeMissing, PaperState
from app.core.errors import TooLong
from app.core.named import Named
from app.visits.rules.done import Completion, Photo, Position, VisitDone
from app.visits.rules.kinds import EvidenceKind, NoPosition, VisitOutcome
from app.visits.rules.refusals import TooManyPhotos, Unreadable

Kind = TypeVar("Kind", bound=Named)
Said = Mapping[str, object]
MOST_PHOTOS = 9
MOST_PHOTO_BYTES = 8_000_000
LONGEST_NOTE = 2_000


def visit_done(said: Said) -> VisitDone:
    """Read the JSON deed; raises Unreadable, which names the field, OutcomeMissing, TooLong, TooManyPhotos."""
    complete, no_position = said.get("complete"), said.get("no_position")
    return VisitDone(
        begun_at=_instant(said, "begun_at"),
        outcome=_member(VisitOutcome, said.get("outcome"), "outcome"),
        served=tuple(_uuid(value) for value in _list(said, "served")),
        papers={_position_of(key): _member(PaperState, value, "papers") for key, value in _mapping(said, "papers").items()},
        position=_place(said.get("position")),
        no_position=_member(NoPosition, no_position, "no_position") if no_position else None,
        note=_note(said),
        next_on=_date(said.get("next_on")),
        photos=_photos(_list(said, "photos")),
        completion=_completion(complete) if complete else None,
    )


def _completion(said: object) -> Completion:
    if not isinstance(said, Mapping):
        raise Unreadable(name="complete")
    if not said.get("outcome"):
        raise OutcomeMissing
    outcome = _member(Outcome, said["outcome"], "complete.outcome")
    late_reason = str(said.get("late_reason") or "").strip()
    return Completion(outcome, _note(said), late_reason, given_back=said.get("given_back") is True)


def photos_said(said: object) -> tuple[Photo, ...]:
    """A list of pictures; raises Unreadable, TooManyPhotos."""
    if not isinstance(said, list):
        raise Unreadable(name="photos")
    return _photos(said)


def _photos(said: Sequence[object]) -> tuple[Photo, ...]:
    if len(said) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    return tuple(_photo(one) for one in said)


def _photo(said: object) -> Photo:
    """A picture as base64, with or without the head of a data: address."""
    if not isinstance(said, Mapping):
        raise Unreadable(name="photos")
    try:
        raw = b64decode(str(said.get("data") or "").rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable(name="photos") from None
    if not raw or len(raw) > MOST_PHOTO_BYTES:
        raise Unreadable(name="photos")
    return Photo(_member(EvidenceKind, said.get("kind"), "photos.kind"), raw)


def _place(said: object) -> Position | None:
    if said is None:
        return None
    if not isinstance(said, Mapping):
        raise Unreadable(name="position")
    accuracy = said.get("accuracy_m")
    lon, lat = _number(said.get("lon")), _number(said.get("lat"))
    accuracy_m = None if accuracy is None else _number(accuracy)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or (accuracy_m or 0) < 0:  # noqa: PLR2004  degrees
        raise Unreadable(name="position")
    return Position(lon, lat, accuracy_m)


def _number(value: object) -> float:
    """A finite number; Python's JSON lets NaN and Infinity in."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unreadable(name="position")
    return float(value)


def _member(kind: type[Kind], value: object, name: str) -> Kind:
    for member in kind:
        if member.value == value:
            return member
    raise Unreadable(name=name)


def _instant(said: Said, name: str) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(str(said[name]))
    except (KeyError, ValueError):
        raise Unreadable(name=name) from None
    if at.tzinfo is None:
        raise Unreadable(name=name)
    return at


def _date(value: object) -> dt.date | None:
    if not value:
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise Unreadable(name="next_on") from None


def _note(said: Said) -> str:
    note = str(said.get("note") or "").strip()
    if len(note) > LONGEST_NOTE:
        raise TooLong(most=LONGEST_NOTE, field="note")
    return note


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise Unreadable(name="served") from None


def _position_of(key: object) -> int:
    try:
        return int(str(key))
    except ValueError:
        raise Unreadable(name="papers") from None


def _list(said: Said, name: str) -> Sequence[object]:
    value = said.get(name) or []
    if not isinstance(value, list):
        raise Unreadable(name=name)
    return value


def _mapping(said: Said, name: str) -> Mapping[str, object]:
    value = said.get(name) or {}
    if not isinstance(value, dict):
        raise Unreadable(name=name)
    return value
