"""The reviewer's word on completions."""

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.models import Case
from app.core.db import Base, by_value
from app.core.scope import Scoped
from app.reports.rules import Verdict


class AwaitingReview(Base):
    """A completion that nobody has reviewed: the reviewer's list, kept by the deeds, as a year's completions are too many to ask.

    Always read through its case, whose place says who sees it.
    """

    __tablename__ = "awaiting_review"

    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), primary_key=True)


class Review(Base, Scoped):
    """审核: one verdict per completion (the journal row of the completing move)."""

    __tablename__ = "review"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    completion_id: Mapped[UUID] = mapped_column(unique=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), index=True)
    completed_at: Mapped[dt.datetime]
    verdict: Mapped[Verdict] = mapped_column(by_value(Verdict))
    reason: Mapped[str] = mapped_column(String(256), default="")
    by: Mapped[UUID]
    at: Mapped[dt.datetime]
