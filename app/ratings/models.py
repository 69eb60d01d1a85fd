"""Tables of ratings: who is invited to say something of which completed service, and what was said."""

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.catalogue.models import Department
from app.core.db import Base, by_value
from app.core.scope import PATH, ScopedTwice
from app.ratings.rules import Channel, Level

UNRATED = "unrated"


class Invitation(Base, ScopedTwice):
    """An invitation to rate one completion 办结 of a case. Whose work it was is frozen on it: figures need no way back.

    The key in the resident's link is random. It is looked up by its digest and kept sealed, so that the link can be shown again
    but not read from a copied database. A reopened case takes its invitation back. `level`: what was answered, for figures that
    count out of one index; a rating is never changed, so the two can't drift apart.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        Index("ix_invitation_figures", "completed_on", "level", "withdrawn_at", "place_path", "other_path", "team_id", "grid_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), index=True)
    completion_id: Mapped[UUID] = mapped_column(unique=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    key_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    team_id: Mapped[UUID | None] = mapped_column(index=True)
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    completed_by: Mapped[UUID]
    grid_id: Mapped[UUID | None] = mapped_column(index=True)
    completed_on: Mapped[dt.date] = mapped_column(index=True)
    withdrawn_at: Mapped[dt.datetime | None]
    level: Mapped[Level | None] = mapped_column(by_value(Level))
    version: Mapped[int] = mapped_column()
    case: Mapped[Case | None] = relationship()
    rating: Mapped["Rating | None"] = relationship(back_populates="invitation")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own way to say it


class InvitedMonth(Base, ScopedTwice):
    """How many services of a month are alike in this, by what was answered: what pages read of whole years (decision 0019).

    Kept by the deeds that invite, rate and take back; checked every night against the invitations. `answer`: a level, or UNRATED.
    No team: NOBODY; no second place: "".
    """

    __tablename__ = "invited_month"

    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    answer: Mapped[str] = mapped_column(String(32), primary_key=True)
    place_path: Mapped[str] = mapped_column(PATH, primary_key=True)
    other_path: Mapped[str] = mapped_column(PATH, primary_key=True)
    number: Mapped[int]


class InvitedItem(Base):
    """An item of the service to be rated, and its department: a bundle has several."""

    __tablename__ = "invited_item"

    invitation_id: Mapped[UUID] = mapped_column(ForeignKey(Invitation.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_code: Mapped[str] = mapped_column(String(32), index=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey(Department.id), index=True)


class Rating(Base, ScopedTwice):
    """A rating 好差评: one per invitation, never changed. The comment may name people: it is sealed."""

    __tablename__ = "rating"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    invitation_id: Mapped[UUID] = mapped_column(ForeignKey(Invitation.id), unique=True)
    level: Mapped[Level] = mapped_column(by_value(Level))
    channel: Mapped[Channel] = mapped_column(by_value(Channel))
    comment_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    by: Mapped[UUID]
    at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    invitation: Mapped[Invitation] = relationship(back_populates="rating")
