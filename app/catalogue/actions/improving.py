"""Deeds by which procedures get better: a walk-through recorded, a bottleneck found, taken on, closed; a guide written."""

import dataclasses
import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.accounts.rules import Deed
from app.catalogue import queries
from app.catalogue.models import Bottleneck, Procedure, ProcedureVersion, WalkThrough
from app.catalogue.rules import (
    BottleneckFacts,
    Load,
    ProcedureFacts,
    WalkFacts,
    check_close,
    check_open,
)
from app.catalogue.rules.refusals import PersonUnreadable, ProcedureBeforeLastVersion, WalkedInFuture
from app.core import clock, journal
from app.core.db import db
from app.core.stamp import Stamp

DAY = dt.timedelta(days=1)
GUIDE = ("title", "purpose", "place", "guide", "advice")


def record_walk_through(facts: WalkFacts, *, stamp: Stamp) -> WalkThrough:
    """Record a walk-through 走流程; the same event again gives the one it recorded.

    Raises WalkedInFuture, PersonUnreadable, ItemUnknown, BundleUnknown.
    """
    if not journal.enter(Deed.IMPROVE, subject=stamp.event_id, body={"walk": _said(facts)}, stamp=stamp):
        return db.session.get_one(WalkThrough, stamp.event_id)
    if facts.walked_on > clock.on(stamp.at):
        raise WalkedInFuture
    _check_person(facts.person_id, field="person")
    if facts.item_code:
        queries.item(facts.item_code)
    if facts.bundle_code:
        queries.bundle_on(facts.bundle_code, on=clock.on(stamp.at))
    walk = WalkThrough(
        id=stamp.event_id,
        number=queries.next_number(WalkThrough),
        title=facts.title,
        item_code=facts.item_code or None,
        bundle_code=facts.bundle_code or None,
        walked_on=facts.walked_on,
        person_id=facts.person_id,
        place=facts.place,
        minutes=facts.minutes,
        seen=facts.seen,
        **dataclasses.asdict(facts.load),
    )
    db.session.add(walk)
    db.session.flush()
    return walk


def find_bottleneck(walk: WalkThrough, facts: BottleneckFacts, *, stamp: Stamp) -> Bottleneck:
    """发现堵点: what a walk-through found, with what it costs people; the same event again gives the one it made."""
    body = {"walk": walk.id, "bottleneck": _said(facts)}
    if not journal.enter(Deed.IMPROVE, subject=stamp.event_id, body=body, stamp=stamp):
        return db.session.get_one(Bottleneck, stamp.event_id)
    bottleneck = Bottleneck(
        id=stamp.event_id,
        number=queries.next_number(Bottleneck),
        walk_through=walk,
        title=facts.title,
        what=facts.what,
        found_on=clock.on(stamp.at),
        **{f"before_{name}": number for name, number in dataclasses.asdict(facts.before).items()},
    )
    db.session.add(bottleneck)
    db.session.flush()
    return bottleneck


def take_on(bottleneck: Bottleneck, *, owner_id: UUID, fix: str, due_on: dt.date | None = None, stamp: Stamp) -> None:
    """认领整改: who mends it, how, until when; said again it replaces what was said. Raises ClosedAlready, PersonUnreadable."""
    body = {"owner": owner_id, "fix": fix, "due_on": due_on}
    if not journal.enter(Deed.IMPROVE, subject=bottleneck.id, body=body, stamp=stamp, facts={"step": "take_on"}):
        return
    check_open(bottleneck.closed_on)
    _check_person(owner_id, field="owner")
    bottleneck.owner_id, bottleneck.fix, bottleneck.due_on = owner_id, fix.strip(), due_on
    db.session.flush()


def close_bottleneck(bottleneck: Bottleneck, *, after: Load | None, stamp: Stamp) -> None:
    """销号: mended, with what it costs people now. Raises ClosedAlready, OwnerMissing, FixMissing, AfterMissing."""
    body = {"after": after and _said(after)}
    if not journal.enter(Deed.CLOSE_BOTTLENECK, subject=bottleneck.id, body=body, stamp=stamp, facts={"step": "close"}):
        return
    check_open(bottleneck.closed_on)
    check_close(owner=bottleneck.owner_id, fix=bottleneck.fix, after=after)
    for name, number in dataclasses.asdict(after).items() if after else ():
        setattr(bottleneck, f"after_{name}", number)
    bottleneck.closed_on, bottleneck.closed_by = clock.on(stamp.at), stamp.by
    db.session.flush()


def put_procedure(facts: ProcedureFacts, *, from_on: dt.date, stamp: Stamp) -> ProcedureVersion:
    """Write a procedure's guide, or a new version of it from a day on; the same text again stays the version it is.

    Raises BundleUnknown, ProcedureBeforeLastVersion.
    """
    body = {"procedure": _said(facts), "from_on": from_on}
    is_new = journal.enter(Deed.IMPROVE, subject=stamp.event_id, body=body, stamp=stamp, facts={"code": facts.code})
    found = sa.select(Procedure).where(Procedure.code == facts.code).options(selectinload(Procedure.versions))
    procedure = db.session.scalar(found)
    if not is_new and procedure is not None:
        return procedure.versions[-1]
    queries.bundle_on(facts.bundle_code, on=from_on)
    if procedure is None:
        procedure = Procedure(code=facts.code, bundle_code=facts.bundle_code)
        db.session.add(procedure)
    return _version(procedure, facts, from_on=from_on)


def _version(procedure: Procedure, facts: ProcedureFacts, *, from_on: dt.date) -> ProcedureVersion:
    procedure.bundle_code = facts.bundle_code
    last = procedure.versions[-1] if procedure.versions else None
    told = {name: getattr(facts, name) for name in GUIDE}
    if last is not None and told == {name: getattr(last, name) for name in GUIDE}:
        return last
    if last is not None and from_on < last.from_on:
        raise ProcedureBeforeLastVersion(from_on=last.from_on.isoformat())
    if last is not None:
        last.to_on = from_on - DAY
    version = ProcedureVersion(number=last.number + 1 if last else 1, from_on=from_on, **told)
    procedure.versions.append(version)
    db.session.flush()
    return version


def _check_person(person_id: UUID, *, field: str) -> None:
    if not queries.is_person(person_id):
        raise PersonUnreadable(field=field)


def _said(facts: WalkFacts | BottleneckFacts | ProcedureFacts | Load) -> dict[str, object]:
    """What a replay is recognised by."""
    return {name: str(value) for name, value in dataclasses.asdict(facts).items()}
