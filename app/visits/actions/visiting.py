"""The one deed of a visit: what happened, whom it served, the papers, and the case's moves that follow from it."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import app.cases.actions as cases
from app.accounts.rules import Deed
from app.cases.models import Case
from app.cases.rules import PaperState, Stage
from app.core import clock, journal, uploads
from app.core.db import db
from app.core.events import dispatch
from app.core.stamp import MACHINE, Stamp
from app.core.uploads import Kept
from app.visits import queries
from app.visits.models import Evidence, PersonServed, Visit
from app.visits.rules import (
    Completion,
    NobodyVisits,
    NothingToVisit,
    NotOfThisHousehold,
    VisitDone,
    VisitRecorded,
    check,
    is_effective,
)

UNDER_WAY = (Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.RETURNED, Stage.PAUSED)


def keep_pictures(done: VisitDone) -> tuple[Kept, ...]:
    """Redraw and keep a visit's pictures, before the transaction: nobody has to wait for it. Raises NotAPicture.

    What the deed then refuses stays behind under its hash, and is there when the same pictures come again.
    """
    return tuple(uploads.keep(photo.raw) for photo in done.photos)


def record_visit(case: Case, done: VisitDone, *, kept: Sequence[Kept] | None = None, stamp: Stamp) -> Visit | None:
    """Record a visit that ended at `stamp.at`; None when this very deed is done already. `kept`: see `keep_pictures`.

    An assigned case is taken, a returned one goes on when papers were got, papers are put where they are now, and with a
    completion the case is accepted where it was not, and finished. All of it or nothing.
    Raises what `rules.check` raises, NotOfThisHousehold, NothingToVisit, NobodyVisits, NotAPicture, and the case's refusals.
    """
    if not journal.enter(Deed.RECORD_VISIT, subject=case.id, body=_body(done), stamp=stamp):
        return None
    if case.stage not in UNDER_WAY:
        raise NothingToVisit(stage=case.stage)
    evidence = {kind for item in case.items for kind in item.version.evidence}
    check(done, ended_at=stamp.at, ended_on=clock.on(stamp.at), evidence=evidence)
    visit = _write(case, done, kept=keep_pictures(done) if kept is None else kept, stamp=stamp)
    _move_on(case, done, stamp=stamp)
    dispatch(VisitRecorded(visit.id, case.id), stamp=stamp)
    if done.completion is not None:
        _finish(case, done.completion, stamp=stamp)
    return visit


def _write(case: Case, done: VisitDone, *, kept: Sequence[Kept], stamp: Stamp) -> Visit:
    place = done.position
    paths = {"place_path": case.place_path, "other_path": case.other_path}
    visit = Visit(
        id=stamp.event_id,
        case_id=case.id,
        household_id=case.household_id,
        person_id=_visitor(case, stamp),
        team_id=case.team_id,
        begun_at=done.begun_at,
        ended_at=stamp.at,
        outcome=done.outcome,
        next_on=done.next_on,
        note=done.note,
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        accuracy_m=place.accuracy_m if place else None,
        no_position=done.no_position,
        **paths,
    )
    db.session.add(visit)
    if is_effective(done.outcome):
        _serve(visit, case, done, on=clock.on(stamp.at))
    for position, (photo, one) in enumerate(zip(done.photos, kept, strict=True), start=1):
        picture = {"sha256": one.sha256, "bytes_long": one.bytes_long}
        visit.evidence.append(Evidence(position=position, kind=photo.kind, **picture, **paths))
    db.session.flush()
    return visit


def _serve(visit: Visit, case: Case, done: VisitDone, *, on: dt.date) -> None:
    living_there = {member.id for member in queries.members(case, on=on)}
    for resident_id in dict.fromkeys(done.served):
        if resident_id not in living_there:
            raise NotOfThisHousehold
        paths = {"place_path": case.place_path, "other_path": case.other_path}
        visit.served.append(PersonServed(resident_id=resident_id, **paths))


def _move_on(case: Case, done: VisitDone, *, stamp: Stamp) -> None:
    """What the visit means for the case: each step is an event of its own under this deed's entry."""
    if case.stage is Stage.ASSIGNED:
        cases.inside.take(case, person_id=_visitor(case, stamp), stamp=stamp)
    got = any(state in {PaperState.SEEN, PaperState.HELD} for state in done.papers.values())
    if case.stage in {Stage.RETURNED, Stage.PAUSED} and is_effective(done.outcome) and (got or done.completion):
        cases.inside.resume(case, stamp=stamp)
    if case.stage is Stage.ASSIGNED:  # a case sent back before anybody took it resumes as assigned
        cases.inside.take(case, person_id=_visitor(case, stamp), stamp=stamp)
    if done.papers and case.stage is Stage.IN_PROGRESS:
        cases.inside.collect(case, papers=done.papers, stamp=stamp)


def _finish(case: Case, completion: Completion, *, stamp: Stamp) -> None:
    if case.accepted_at is None:
        cases.inside.accept(case, stamp=stamp)
    cases.inside.complete(
        case,
        outcome=completion.outcome,
        note=completion.note,
        late_reason=completion.late_reason,
        given_back=completion.given_back,
        stamp=stamp,
    )


def _visitor(case: Case, stamp: Stamp) -> UUID:
    """Who made the visit: whoever says so; the case's worker when the command line says so."""
    person_id = case.person_id if stamp.by == MACHINE else stamp.by
    if person_id is None:
        raise NobodyVisits
    return person_id


def _body(done: VisitDone) -> dict[str, object]:
    """The domain's body, by which a replay is recognised; pictures by what they are."""
    return {
        "begun_at": done.begun_at.isoformat(),
        "outcome": done.outcome.value,
        "served": [str(one) for one in done.served],
        "papers": {str(position): state.value for position, state in done.papers.items()},
        "position": done.position and [done.position.lon, done.position.lat, done.position.accuracy_m],
        "no_position": done.no_position and done.no_position.value,
        "note": done.note,
        "next_on": done.next_on and done.next_on.isoformat(),
        "photos": [[photo.kind.value, len(photo.raw), uploads.digest(photo.raw)] for photo in done.photos],
        "complete": done.completion
        and [done.completion.outcome.value, done.completion.note, done.completion.late_reason, done.completion.given_back],
    }
