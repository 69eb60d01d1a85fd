"""Tables of visits, the people served, the evidence where an item asks for it; and of certificates brought home."""

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.cases.models import Case, CaseItem
from app.core.db import Base, by_value
from app.core.journal import Entry
from app.core.scope import ScopedTwice
from app.households.models import Household, Resident
from app.visits.rules import DeliveryState, DeliveryStep, EvidenceKind, Going, Made, NoPosition, Relation, VisitOutcome, WhyBack


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


class Delivery(Base, ScopedTwice):
    """A certificate 证件 of one item of a case, brought home 送证上门: received, carried, handed over, or fetched by themselves.

    An item has at most one that is not void. `person_id` is who has it, and of a delivery made who handed it over; `hand_over_id`
    the deed that did. The paths follow the case's.
    """

    __tablename__ = "delivery"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), index=True)
    case_item_id: Mapped[UUID] = mapped_column(ForeignKey(CaseItem.id), index=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey(Household.id), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id), index=True)
    team_id: Mapped[UUID | None]
    state: Mapped[DeliveryState] = mapped_column(by_value(DeliveryState), index=True)
    received_at: Mapped[dt.datetime]
    handed_over_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    hand_over_id: Mapped[UUID | None]
    relation: Mapped[Relation | None] = mapped_column(by_value(Relation))
    signer: Mapped[str] = mapped_column(String(64), default="")
    witness: Mapped[str] = mapped_column(String(64), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    case: Mapped[Case] = relationship()
    case_item: Mapped[CaseItem] = relationship()
    person: Mapped[Person | None] = relationship()
    steps: Mapped[list["DeliveryEvent"]] = relationship(order_by="DeliveryEvent.number")
    proofs: Mapped[list["DeliveryProof"]] = relationship(order_by="DeliveryProof.position")


class DeliveryEvent(Base, ScopedTwice):
    """One step of a certificate's way, under the journal's entry of its deed. `why`: why it came back."""

    __tablename__ = "delivery_event"
    __table_args__ = (UniqueConstraint("delivery_id", "number"),)

    journal_id: Mapped[UUID] = mapped_column(ForeignKey(Entry.event_id), primary_key=True)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey(Delivery.id), primary_key=True)
    number: Mapped[int]
    step: Mapped[DeliveryStep] = mapped_column(by_value(DeliveryStep))
    state_after: Mapped[DeliveryState] = mapped_column(by_value(DeliveryState))
    at: Mapped[dt.datetime]
    by: Mapped[UUID]
    why: Mapped[WhyBack | None] = mapped_column(by_value(WhyBack))
    note: Mapped[str] = mapped_column(Text, default="")


class DeliveryProof(Base, ScopedTwice):
    """A picture of a hand-over, only where the item asks for one: kept like the evidence of visits."""

    __tablename__ = "delivery_proof"
    __table_args__ = (UniqueConstraint("delivery_id", "hand_over_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey(Delivery.id), index=True)
    hand_over_id: Mapped[UUID]
    position: Mapped[int]
    kind: Mapped[EvidenceKind] = mapped_column(by_value(EvidenceKind))
    sha256: Mapped[str] = mapped_column(String(64))
    bytes_long: Mapped[int]


class RoundPlan(Base):
    """A round 上门路线 as it is kept: in which order somebody makes a day's visits. `cases`: ids, in that order.

    `unplanned`: id → why, of what the machine found no time for. Times aren't kept: they are reckoned when one looks.
    """

    __tablename__ = "round_plan"
    __table_args__ = (UniqueConstraint("person_id", "on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    on: Mapped[dt.date] = mapped_column(index=True)
    cases: Mapped[list[str]] = mapped_column(JSON)
    unplanned: Mapped[dict[str, str]] = mapped_column(JSON)
    made: Mapped[Made] = mapped_column(by_value(Made))
    going: Mapped[Going] = mapped_column(by_value(Going))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own name


class RoundWish(Base, ScopedTwice):
    """At which time of day a household can be visited for a case, in minutes after midnight. The paths follow the case's."""

    __tablename__ = "round_wish"

    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), primary_key=True)
    from_minute: Mapped[int]
    to_minute: Mapped[int]
