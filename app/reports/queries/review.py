"""What reviewers ask. Reads only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.cases.models import Case, CaseItem
from app.core.clock import SHANGHAI
from app.core.db import db
from app.core.period import Period
from app.reports.models import AwaitingReview, Review
from app.reports.rules import Verdict

PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page of completions that nobody has reviewed, the oldest first."""

    cases: Sequence[Case]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def waiting(page: int = 1) -> Waiting:
    """Completed cases without a verdict on their completion."""
    found = sa.select(Case).where(*_unreviewed())
    total = db.session.scalar(sa.select(sa.func.count(Case.id)).where(*_unreviewed())) or 0
    number = min(max(page, 1), max(1, -(-total // PAGE)))
    loaded = found.options(joinedload(Case.team), joinedload(Case.person), selectinload(Case.items).joinedload(CaseItem.version))
    shown = loaded.order_by(Case.completed_at, Case.number).limit(PAGE).offset((number - 1) * PAGE)
    return Waiting(db.session.scalars(shown).all(), number, total)


def waiting_count() -> int:
    return db.session.scalar(sa.select(sa.func.count(Case.id)).where(*_unreviewed())) or 0


def waiting_by_place() -> dict[str, int]:
    """How many completions nobody has reviewed, by the case's place."""
    counted = sa.select(Case.place_path, sa.func.count(Case.id)).where(*_unreviewed()).group_by(Case.place_path)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def verdicts_in(period: Period) -> Mapping[Verdict, int]:
    """How many verdicts of each kind fell in a period."""
    first, after = (dt.datetime.combine(on, dt.time(), SHANGHAI) for on in (period.from_on, period.to_on + dt.timedelta(days=1)))
    counted = sa.select(Review.verdict, sa.func.count(Review.id)).where(Review.at >= first, Review.at < after)
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Review.verdict))}


def reviews_of(case_id: UUID) -> Sequence[Review]:
    """The verdicts on a case, in order."""
    return db.session.scalars(sa.select(Review).where(Review.case_id == case_id).order_by(Review.at)).all()


def review_of(completion_id: UUID) -> Review | None:
    return db.session.scalar(sa.select(Review).where(Review.completion_id == completion_id))


def next_after(case: Case) -> Case | None:
    """The next completion to review after this one, so that a reviewer need not go back to the list."""
    later = sa.or_(
        Case.completed_at > case.completed_at, sa.and_(Case.completed_at == case.completed_at, Case.number > case.number)
    )
    return db.session.scalar(
        sa.select(Case).where(*_unreviewed(), Case.id != case.id, later).order_by(Case.completed_at, Case.number).limit(1)
    )


def _unreviewed() -> tuple[sa.ColumnElement[bool], ...]:
    """A case that was sent back and completed again waits again."""
    return (Case.id.in_(sa.select(AwaitingReview.case_id)),)
