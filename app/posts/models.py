"""Tables of teams and of who is responsible for which grid on which day."""

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.db import Base, by_value
from app.core.scope import PATH
from app.posts.rules import PostKind
from app.territory.models import Division, Grid


class Team(Base):
    """A team 代办服务队: of the township or of one village. A dissolved one has a last day and keeps its name."""

    __tablename__ = "team"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    party_branch: Mapped[str | None] = mapped_column(String(64))
    division_id: Mapped[UUID] = mapped_column(ForeignKey(Division.id))
    place_path: Mapped[str] = mapped_column(PATH, index=True)
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    ended_because: Mapped[str] = mapped_column(String(256), default="")
    division: Mapped[Division] = relationship()
    members: Mapped[list["Membership"]] = relationship(back_populates="team")


class Membership(Base):
    """Somebody's time in a team."""

    __tablename__ = "team_member"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    team_id: Mapped[UUID] = mapped_column(ForeignKey(Team.id), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    team: Mapped[Team] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()


class Post(Base):
    """A post 网格责任人: a person's dated responsibility for a grid.

    `rank` says who comes first of several: the day and the sign-in name of whoever began it, also after it was handed on.
    """

    __tablename__ = "post"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(Grid.id), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    kind: Mapped[PostKind] = mapped_column(by_value(PostKind))
    rank: Mapped[str] = mapped_column(String(80))
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    grid: Mapped[Grid] = relationship()
    person: Mapped[Person] = relationship()


class Leave(Base):
    """Somebody's leave, with the stand-in 代岗 who gets new work and reminders meanwhile; ends by itself."""

    __tablename__ = "leave"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    stand_in_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(128), default="")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    stand_in: Mapped[Person | None] = relationship(foreign_keys=[stand_in_id])
