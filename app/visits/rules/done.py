"""A visit as it was made, and whether it tells what it must. Pure."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.cases.rules import Outcome, PaperState
from app.visits.rules.kinds import COMPLETING, DATED, EvidenceKind, NoPosition, VisitOutcome, is_effective
from app.visits.rules.refusals import (
    DayGone,
    DayMissing,
    EndsBeforeItBegins,
    EvidenceMissing,
    NobodyServed,
    NotDoneOnTheSpot,
    PositionMissing,
    SignatureMissing,
)

MISSING: Mapping[EvidenceKind, type[EvidenceMissing]] = {
    EvidenceKind.PHOTO: EvidenceMissing,
    EvidenceKind.SIGNATURE: SignatureMissing,
    EvidenceKind.POSITION: PositionMissing,
}


@dataclass(frozen=True, slots=True)
class Position:
    """Where the visit was recorded: EPSG:4490 degrees, and metres of accuracy as the phone gave it."""

    lon: float
    lat: float
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture or a signature as it arrived. A photo of the signed form is a signature, too."""

    kind: EvidenceKind
    raw: bytes = field(repr=False)


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
    no_position: NoPosition | None = None
    note: str = ""
    next_on: dt.date | None = None
    photos: tuple[Photo, ...] = ()
    completion: Completion | None = None


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    """News: a visit was recorded."""

    visit_id: UUID
    case_id: UUID


def check(done: VisitDone, *, ended_at: dt.datetime, ended_on: dt.date, evidence: Collection[str]) -> None:
    """Refuse a visit that doesn't tell what it must. `evidence` is what the case's items ask for (values of EvidenceKind)."""
    if done.begun_at > ended_at:
        raise EndsBeforeItBegins
    if done.completion is not None and done.outcome not in COMPLETING:
        raise NotDoneOnTheSpot
    _check_day(done, ended_on=ended_on)
    if is_effective(done.outcome):
        if not done.served:
            raise NobodyServed
        _check_evidence(done, evidence)


def _check_day(done: VisitDone, *, ended_on: dt.date) -> None:
    if done.outcome in DATED and done.next_on is None:
        raise DayMissing
    if done.next_on is not None and done.next_on < ended_on:
        raise DayGone


def _check_evidence(done: VisitDone, evidence: Collection[str]) -> None:
    there = {photo.kind for photo in done.photos}
    if done.position or done.no_position:  # refusing position never blocks: why not is enough
        there.add(EvidenceKind.POSITION)
    for kind, refusal in MISSING.items():
        if kind.value in evidence and kind not in there:
            raise refusal(kind=kind)
