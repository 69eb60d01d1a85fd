"""What a visit 上门服务 may end with, what it must tell, and when it counts. Pure."""

import binascii
import datetime as dt
from base64 import b64decode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from app.cases.rules import Outcome, PaperState
from app.core.errors import Invalid
from app.core.named import N_, Named

Kind = TypeVar("Kind", bound=Named)
MOST_PHOTOS = 9
MOST_PHOTO_BYTES = 8_000_000


class VisitOutcome(Named):
    """上门结果."""

    DONE_ON_THE_SPOT = "done_on_the_spot", N_("done on the spot")
    PAPERS_TAKEN = "papers_taken", N_("papers taken along")
    PAPERS_MISSING = "papers_missing", N_("papers still missing")
    NOBODY_HOME = "nobody_home", N_("nobody at home")
    AWAY_FOR_WORK = "away_for_work", N_("away for work")
    MOVED_AWAY = "moved_away", N_("registered elsewhere now")
    DIED = "died", N_("has died")
    UNWILLING = "unwilling", N_("does not want it")
    PUT_OFF = "put_off", N_("another day")


EFFECTIVE = frozenset({VisitOutcome.DONE_ON_THE_SPOT, VisitOutcome.PAPERS_TAKEN, VisitOutcome.PAPERS_MISSING})
COMPLETING = frozenset({VisitOutcome.DONE_ON_THE_SPOT})
DATED = frozenset({VisitOutcome.PUT_OFF})


class EvidenceKind(Named):
    """What an item's rule may ask for as proof of a visit. Nothing is asked for unless the rule says so."""

    PHOTO = "photo", N_("photo")
    SIGNATURE = "signature", N_("signature")
    POSITION = "position", N_("position")


class Unreadable(Invalid):
    code = "visits.unreadable"
    says = N_("The field %(name)s of the visit can't be read.")


class NobodyServed(Invalid):
    code = "visits.nobody_served"
    says = N_("Say for whom something was done: tick at least one person.")
    field = "served"


class DayMissing(Invalid):
    code = "visits.day_missing"
    says = N_("Say on which day you will come again.")
    field = "next_on"


class DayGone(Invalid):
    code = "visits.day_gone"
    says = N_("The day of the next visit lies before this one.")
    field = "next_on"


class EndsBeforeItBegins(Invalid):
    code = "visits.ends_before_it_begins"
    says = N_("The visit would end before it begins.")
    field = "begun_at"


class EvidenceMissing(Invalid):
    code = "visits.evidence_missing"
    says = N_("This item's rule asks for proof of the visit: %(kind)s is missing.")
    field = "photos"


class TooManyPhotos(Invalid):
    code = "visits.too_many_photos"
    says = N_("At most %(most)s pictures can be sent with one visit.")
    field = "photos"


@dataclass(frozen=True, slots=True)
class Position:
    """Where the visit was recorded: EPSG:4490 degrees, and metres of accuracy as the phone gave it."""

    lon: float
    lat: float
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture or a signature as it arrived."""

    kind: EvidenceKind
    raw: bytes


@dataclass(frozen=True, slots=True)
class Completion:
    """The case is finished with this visit."""

    outcome: Outcome
    note: str = ""
    late_reason: str = ""
    given_back: bool = False


@dataclass(frozen=True, slots=True)
class VisitDone:
    """The phone's one deed, read: what happened at a visit."""

    begun_at: dt.datetime
    outcome: VisitOutcome
    served: tuple[UUID, ...] = ()
    papers: Mapping[int, PaperState] = field(default_factory=dict)
    position: Position | None = None
    no_position: str = ""
    note: str = ""
    next_on: dt.date | None = None
    photos: tuple[Photo, ...] = ()
    completion: Completion | None = None


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    """News: a visit was recorded."""

    visit_id: UUID
    case_id: UUID


def is_effective(outcome: VisitOutcome) -> bool:
    """Whether the visit counts as 次: somebody was met and something was done."""
    return outcome in EFFECTIVE


def check(done: VisitDone, *, ended_at: dt.datetime, ended_on: dt.date, evidence: Collection[str]) -> None:
    """Refuse a visit that doesn't tell what it must. `evidence` is what the case's items ask for (values of EvidenceKind)."""
    if done.begun_at > ended_at:
        raise EndsBeforeItBegins
    if is_effective(done.outcome) and not done.served:
        raise NobodyServed
    if done.outcome in DATED and done.next_on is None:
        raise DayMissing
    if done.next_on is not None and done.next_on < ended_on:
        raise DayGone
    if is_effective(done.outcome):
        _check_evidence(done, evidence)


def visit_done(said: Mapping[str, object]) -> VisitDone:
    """Read the JSON deed; raises Unreadable naming the field."""
    complete = said.get("complete")
    return VisitDone(
        begun_at=_instant(said, "begun_at"),
        outcome=_member(VisitOutcome, said.get("outcome"), "outcome"),
        served=tuple(_uuid(value) for value in _list(said, "served")),
        papers={_position_of(key): _member(PaperState, value, "papers") for key, value in _mapping(said, "papers").items()},
        position=_place(said.get("position")),
        no_position=str(said.get("no_position") or "")[:64],
        note=str(said.get("note") or "").strip(),
        next_on=_date(said.get("next_on")),
        photos=_photos(_list(said, "photos")),
        completion=_completion(complete) if complete else None,
    )


def _check_evidence(done: VisitDone, evidence: Collection[str]) -> None:
    there = {photo.kind.value for photo in done.photos}
    if done.position or done.no_position:  # refusing position never blocks: why not is enough
        there.add(EvidenceKind.POSITION.value)
    for kind in EvidenceKind:
        if kind.value in evidence and kind.value not in there:
            raise EvidenceMissing(kind=kind)


def _completion(said: object) -> Completion:
    if not isinstance(said, Mapping):
        raise Unreadable(name="complete")
    note, late = str(said.get("note") or "").strip(), str(said.get("late_reason") or "").strip()
    outcome = _member(Outcome, said.get("outcome"), "complete.outcome")
    return Completion(outcome, note, late, given_back=said.get("given_back") is True)


def _photos(said: Sequence[object]) -> tuple[Photo, ...]:
    if len(said) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    return tuple(_photo(one) for one in said)


def _photo(said: object) -> Photo:
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
    try:
        lon, lat = float(said["lon"]), float(said["lat"])  # type: ignore[index]
        accuracy = said.get("accuracy_m")  # type: ignore[attr-defined]
        accuracy_m = None if accuracy is None else float(accuracy)
    except (KeyError, TypeError, ValueError):
        raise Unreadable(name="position") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004  degrees
        raise Unreadable(name="position")
    return Position(lon, lat, accuracy_m)


def _member(kind: type[Kind], value: object, name: str) -> Kind:
    for member in kind:
        if member.value == value:
            return member
    raise Unreadable(name=name)


def _instant(said: Mapping[str, object], name: str) -> dt.datetime:
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


def _list(said: Mapping[str, object], name: str) -> Sequence[object]:
    value = said.get(name) or []
    if not isinstance(value, list):
        raise Unreadable(name=name)
    return value


def _mapping(said: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = said.get(name) or {}
    if not isinstance(value, dict):
        raise Unreadable(name=name)
    return value
