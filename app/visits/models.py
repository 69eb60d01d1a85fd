"""Tables of visits, the people served, and the evidence where an item asks for it."""

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.cases.models import Case
from app.core.db import Base, by_value
from app.core.scope import ScopedTwice
from app.households.models import Household, Resident
from app.visits.rules import EvidenceKind, NoPosition, VisitOutcome


class Visit(Base, ScopedTwice):
    """A visit 上门服务 to a household for a case. Position is optional, and why there is none may be said.

    The paths follow the case's, here and on what hangs on a visit: whoever carries the case sees what was done for it, and the
    household may stand where they see nothing else.
    """

    __tablename__ = "visit"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), index=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey(Household.id), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    team_id: Mapped[UUID | None]
    begun_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime] = mapped_column(index=True)
    outcome: Mapped[VisitOutcome] = mapped_column(by_value(VisitOutcome))
    next_on: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    no_position: Mapped[NoPosition | None] = mapped_column(by_value(NoPosition))
    case: Mapped[Case] = relationship()
    household: Mapped[Household | None] = relationship()
    person: Mapped[Person] = relationship()
    served: Mapped[list["PersonServed"]] = relationship(order_by="PersonServed.resident_id")
    evidence: Mapped[list["Evidence"]] = relationship(order_by="Evidence.position")


class PersonServed(Base, ScopedTwice):
    """Somebody for whom something was done at a visit: a beneficiary, not a bystander."""

    __tablename__ = "person_served"
    __table_args__ = (UniqueConstraint("visit_id", "resident_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey(Visit.id), index=True)
    resident_id: Mapped[UUID] = mapped_column(ForeignKey(Resident.id))
    resident: Mapped[Resident | None] = relationship()


class Evidence(Base, ScopedTwice):
    """A photo or signature, re-encoded without its metadata, kept in the uploads folder under its SHA-256."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("visit_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey(Visit.id), index=True)
    position: Mapped[int]
    kind: Mapped[EvidenceKind] = mapped_column(by_value(EvidenceKind))
    sha256: Mapped[str] = mapped_column(String(64))
    bytes_long: Mapped[int]
