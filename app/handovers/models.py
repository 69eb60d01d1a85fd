"""Tables of handovers: who gave what to whom, when, and every single thing that changed hands."""

import datetime as dt
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.db import Base, by_value
from app.core.scope import ScopedTwice
from app.handovers.rules import HandoverKind, HandoverState, LineKind


class Handover(Base, ScopedTwice):
    """A handover 工作交接. `giver_id` is empty where households of several people, or of nobody, were handed over.

    `subject` says in short what it is: a grid's name, somebody's name, the households' numbers. `other_path` is where the
    receiver works, who must see it.
    """

    __tablename__ = "handover"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[HandoverKind] = mapped_column(by_value(HandoverKind))
    state: Mapped[HandoverState] = mapped_column(by_value(HandoverState), index=True)
    subject: Mapped[str] = mapped_column(String(64), default="")
    giver_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id), index=True)
    receiver_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    reason: Mapped[str] = mapped_column(String(128))
    note: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[UUID]
    at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime] = mapped_column(index=True)
    received_at: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column()
    giver: Mapped[Person | None] = relationship(foreign_keys=[giver_id])
    receiver: Mapped[Person] = relationship(foreign_keys=[receiver_id])
    lines: Mapped[list["HandoverLine"]] = relationship(back_populates="handover", order_by="HandoverLine.position")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own way to say it


class HandoverLine(Base):
    """One thing that changed hands. Read by its handover only, which has the scope.

    `subject_id` is the post, the household, the case, the paper or the certificate; `before_id` and `after_id` the rows of posts
    or keepings that ended and began; `until` the last day that the ended one had; `rank` what the receiver's own post had before
    that stood there already; `version` the case's right after; `taken` what the receipt said of an original or a certificate.
    """

    __tablename__ = "handover_line"

    handover_id: Mapped[UUID] = mapped_column(ForeignKey(Handover.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LineKind] = mapped_column(by_value(LineKind))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    giver_id: Mapped[UUID | None]
    before_id: Mapped[UUID | None]
    after_id: Mapped[UUID | None]
    until: Mapped[dt.date | None]
    rank: Mapped[str | None] = mapped_column(String(80))
    version: Mapped[int | None]
    taken: Mapped[bool | None]
    handover: Mapped[Handover] = relationship(back_populates="lines")
