"""Tables of cases: the case as it stands, its items and papers, and the events that brought it there."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.cases.rules import Intake, Mode, Move, Outcome, PaperState, Stage
from app.catalogue.models import BundleVersion, ItemVersion, Material, Variant
from app.core.db import Base, by_value
from app.core.journal import Entry
from app.core.scope import ScopedTwice
from app.households.models import Household, Resident
from app.posts.models import Team
from app.territory.models import Division, Grid, GridVersion

TURNS = sa.text("move IN ('reject', 'reopen', 'withdraw')")


class Case(Base, ScopedTwice):
    """A case 办件: one thing asked for. Its stage is a projection of its events; `flask cases verify` proves it.

    `number` is for staff (town12-yyyymmdd-seq), `tracking` for residents. `why` is the routing's reason, kept and shown.
    `other_path` is set while two places may claim it. `who` and `whereabouts` say for whom, as it was when it was asked for: the
    team that a case was passed on to need not see the household's place.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_standing", "stage", "completed_at", "team_id", "mode", "asked_at", "id", "place_path", "other_path"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    tracking: Mapped[str] = mapped_column(String(16), unique=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey(Household.id), index=True)
    applicant_id: Mapped[UUID | None] = mapped_column(ForeignKey(Resident.id))
    who: Mapped[str] = mapped_column(String(64), index=True)
    whereabouts: Mapped[str] = mapped_column(String(128), default="")
    division_id: Mapped[UUID | None] = mapped_column(ForeignKey(Division.id), index=True)
    mode: Mapped[Mode] = mapped_column(by_value(Mode))
    intake: Mapped[Intake] = mapped_column(by_value(Intake))
    stage: Mapped[Stage] = mapped_column(by_value(Stage))
    asked_at: Mapped[dt.datetime] = mapped_column(index=True)
    asked_by: Mapped[UUID]
    accepted_at: Mapped[dt.datetime | None]
    completed_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey(Grid.id))
    grid_version_id: Mapped[UUID | None] = mapped_column(ForeignKey(GridVersion.id))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey(Team.id), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id), index=True)
    why: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    outcome: Mapped[Outcome | None] = mapped_column(by_value(Outcome))
    outcome_note: Mapped[str] = mapped_column(Text, default="")
    late_reason: Mapped[str] = mapped_column(String(256), default="")
    forwarded_to: Mapped[str] = mapped_column(String(128), default="")
    outside_system: Mapped[str | None] = mapped_column(String(64))
    outside_number: Mapped[str | None] = mapped_column(String(64), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    bundle_version_id: Mapped[UUID | None] = mapped_column(ForeignKey(BundleVersion.id), index=True)
    stage_before: Mapped[Stage | None] = mapped_column(by_value(Stage))
    version: Mapped[int] = mapped_column()
    household: Mapped[Household | None] = relationship()
    applicant: Mapped[Resident | None] = relationship()
    team: Mapped[Team | None] = relationship()
    person: Mapped[Person | None] = relationship()
    grid: Mapped[Grid | None] = relationship()
    division: Mapped[Division | None] = relationship()
    bundle: Mapped[BundleVersion | None] = relationship()
    items: Mapped[list["CaseItem"]] = relationship(back_populates="case", order_by="CaseItem.position")
    papers: Mapped[list["CasePaper"]] = relationship(back_populates="case", order_by="CasePaper.position")
    events: Mapped[list["CaseEvent"]] = relationship(back_populates="case", order_by=lambda: CaseEvent.number)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own way to say it


class CaseItem(Base):
    """An item of a case, in the version that was valid when it was asked for. Most cases carry one; a bundle carries several."""

    __tablename__ = "case_item"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), index=True)
    position: Mapped[int]
    version_id: Mapped[UUID] = mapped_column(ForeignKey(ItemVersion.id), index=True)
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey(Variant.id))
    case: Mapped[Case] = relationship(back_populates="items")
    version: Mapped[ItemVersion] = relationship()
    variant: Mapped[Variant | None] = relationship()


class CasePaper(Base):
    """One paper of a case: missing, seen, held by us (an original in custody) or given back."""

    __tablename__ = "case_paper"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), index=True)
    position: Mapped[int]
    material_id: Mapped[UUID] = mapped_column(ForeignKey(Material.id))
    state: Mapped[PaperState] = mapped_column(by_value(PaperState))
    held_by: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))
    changed_at: Mapped[dt.datetime]
    case: Mapped[Case] = relationship(back_populates="papers")
    material: Mapped[Material] = relationship()


class CaseEvent(Base, ScopedTwice):
    """One step of a case's history: the only source of its stage. Key: the journal's row and a position in it.

    `move` is empty for the opening. `number` counts the case's events in the order they were applied, which is what the fold
    follows: a phone's deed may have happened before what is recorded already. `facts` holds what the move took along (teams,
    to whom): nothing secret. The paths follow the case's, so that whoever carries it reads its whole history.
    """

    __tablename__ = "case_event"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index("ix_case_event_turns", "at", "move", "case_id", sqlite_where=TURNS, postgresql_where=TURNS),
    )

    journal_id: Mapped[UUID] = mapped_column(ForeignKey(Entry.event_id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id))
    number: Mapped[int]
    move: Mapped[Move | None] = mapped_column(by_value(Move))
    stage_after: Mapped[Stage] = mapped_column(by_value(Stage))
    at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    by: Mapped[UUID]
    reason: Mapped[str] = mapped_column(String(256), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    case: Mapped[Case] = relationship(back_populates="events")


class CaseCounter(Base):
    """How many cases a township has had on a day: the source of their numbers, one row to lock instead of a race."""

    __tablename__ = "case_counter"

    town_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    on: Mapped[dt.date] = mapped_column(primary_key=True)
    last: Mapped[int]
