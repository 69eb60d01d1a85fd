"""Handovers that were made, and what of each is still to be done. Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.cases.models import Case, CaseItem, CasePaper
from app.core.db import db
from app.handovers.models import Handover, HandoverLine
from app.handovers.rules import ON_RECEIPT, HandoverState, LineKind
from app.households.models import Household
from app.posts.models import Post
from app.visits.models import Delivery

Thing = TypeVar("Thing")
KEPT_IN_SIGHT = dt.timedelta(days=365)
_WITH_PEOPLE = (joinedload(Handover.giver), joinedload(Handover.receiver))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a handover moved, as far as it is still in sight, with the line of each."""

    posts: Sequence[tuple[HandoverLine, Post]]
    homes: Sequence[tuple[HandoverLine, Household]]
    cases: Sequence[tuple[HandoverLine, Case]]
    originals: Sequence[tuple[HandoverLine, CasePaper]]
    certificates: Sequence[tuple[HandoverLine, Delivery]]


def handover(handover_id: UUID) -> Handover:
    """One, with everything that it moved; raises NoResultFound, also outside one's places."""
    return db.session.get_one(Handover, handover_id, options=(*_WITH_PEOPLE, selectinload(Handover.lines)))


def handover_to_change(handover_id: UUID) -> Handover:
    """The handover, locked until the transaction ends."""
    return db.session.get_one(Handover, handover_id, with_for_update={"of": Handover})


def handovers(*, now: dt.datetime) -> Sequence[Handover]:
    """A year's, those that wait for their receipt first, the latest first."""
    found = sa.select(Handover).where(Handover.recorded_at >= now - KEPT_IN_SIGHT).options(*_WITH_PEOPLE)
    waiting = Handover.state != HandoverState.WAITING
    return db.session.scalars(found.order_by(waiting, Handover.recorded_at.desc(), Handover.id)).all()


def waiting_for(person_id: UUID) -> Sequence[Handover]:
    """What somebody has to say that they have it, the oldest first."""
    found = sa.select(Handover).where(Handover.receiver_id == person_id, Handover.state == HandoverState.WAITING)
    return db.session.scalars(found.order_by(Handover.recorded_at, Handover.id).options(*_WITH_PEOPLE)).all()


def contents(one: Handover) -> Contents:
    """The things behind a handover's lines; what is out of one's places by now isn't among them."""
    items = selectinload(Case.items).joinedload(CaseItem.version)
    papers = _behind(one, LineKind.ORIGINAL, CasePaper, joinedload(CasePaper.material))
    seen = set(db.session.scalars(sa.select(Case.id).where(Case.id.in_([paper.case_id for _, paper in papers]))))
    return Contents(
        posts=_behind(one, LineKind.POST, Post, joinedload(Post.grid)),
        homes=_behind(one, LineKind.KEEPING, Household),
        cases=_behind(one, LineKind.CASE, Case, items),
        originals=[(line, paper) for line, paper in papers if paper.case_id in seen],
        certificates=_behind(one, LineKind.CERTIFICATE, Delivery, joinedload(Delivery.case)),
    )


def on_receipt(one: Handover) -> set[int]:
    """The positions of what changes hands with the receipt."""
    return {line.position for line in one.lines if line.kind in ON_RECEIPT}


def _behind(one: Handover, kind: LineKind, model: type[Thing], *loaded: ExecutableOption) -> list[tuple[HandoverLine, Thing]]:
    lines = {line.subject_id: line for line in one.lines if line.kind is kind}
    table: Any = model
    there = db.session.scalars(sa.select(model).where(table.id.in_(lines)).options(*loaded)).unique()
    found = {cast(Any, row).id: row for row in there}
    return [(line, found[subject_id]) for subject_id, line in lines.items() if subject_id in found]
