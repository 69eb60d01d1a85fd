"""The services behind a number. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.cases.models import Case, CaseItem
from app.core.db import db
from app.ratings.models import Invitation, Rating
from app.ratings.queries.figures import RATING, conditions
from app.ratings.queries.one import rates
from app.ratings.rules import Asked, Level, Which, is_good

PAGE = 50


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of services, the last completed first. `kept_back`: how many more there are in which the reader is rated.

    Who rated is a secret before the rated (GB/T 39734 4.1): those services are counted, and not listed.
    """

    invitations: Sequence[Invitation]
    number: int
    total: int
    kept_back: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def rows(asked: Asked, which: Which, *, level: Level | None = None, reader: UUID, page: int = 1) -> Rows:
    """The services behind a number, with their cases and ratings; `level` asks for one level only."""
    where = [*conditions(asked), *_which(which, level)]
    total, kept_back = _count(*where, ~rates(reader)), _count(*where, rates(reader))
    number = min(max(page, 1), max(1, -(-total // PAGE)))
    found = sa.select(Invitation).outerjoin(*RATING).where(*where, ~rates(reader))
    ordered = found.order_by(Invitation.completed_on.desc(), Invitation.id).limit(PAGE).offset((number - 1) * PAGE)
    return Rows(db.session.scalars(ordered.options(*_WHOLE)).all(), number, total, kept_back)


def _which(which: Which, level: Level | None) -> list[Any]:
    if level is not None:
        return [Rating.level == level]
    if which is Which.INVITED:
        return []
    if which is Which.UNRATED:
        return [Rating.id.is_(None)]
    if which is Which.VALID:
        return [Rating.id.is_not(None)]
    return [Rating.level.in_([level for level in Level if is_good(level) is (which is Which.GOOD)])]


def _count(*where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count(Invitation.id)).outerjoin(*RATING).where(*where)) or 0


_CASE = joinedload(Invitation.case)
_WHOLE = (
    contains_eager(Invitation.rating),
    _CASE.joinedload(Case.team),
    _CASE.selectinload(Case.items).joinedload(CaseItem.version),
)
