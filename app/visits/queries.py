"""What pages and reactions ask about visits. Reads only."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.cases.models import Case, CaseItem
from app.cases.rules import Outcome, Stage
from app.catalogue.models import ItemVersion
from app.core import clock
from app.core.db import db
from app.households.models import Resident
from app.visits.models import Delivery, DeliveryEvent, DeliveryProof, Evidence, PersonServed, RoundPlan, RoundWish, Visit
from app.visits.rules import WITH_US, DeliveryState

STILL_AWAITED = dt.timedelta(days=30)  # after a completion: later nobody waits for a certificate that nobody received
_WHOLE = (
    joinedload(Visit.person),
    selectinload(Visit.evidence),
    selectinload(Visit.served).joinedload(PersonServed.resident),
)


_CARRIED = (
    joinedload(Delivery.person),
    joinedload(Delivery.case_item).joinedload(CaseItem.version).joinedload(ItemVersion.item),
    selectinload(Delivery.steps),
    selectinload(Delivery.proofs),
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """An item of a case whose certificate we bring, and where that is; None: not received yet."""

    item: CaseItem
    delivery: Delivery | None

    @property
    def state(self) -> DeliveryState | None:
        return self.delivery.state if self.delivery else None


@dataclass(frozen=True, slots=True)
class Bringing:
    """A completed case with a certificate to receive or to bring."""

    case: Case
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who lives in the household of a case: whom a visit may serve."""

    id: UUID
    name: str
    relation: str
    born_on: dt.date | None
    language: str
    needs_interpreter: bool


def visit(visit_id: UUID) -> Visit:
    """A visit with who went, whom it served and what proves it; raises NoResultFound, also outside one's places."""
    return db.session.get_one(Visit, visit_id, options=_WHOLE)


def visits_of(case_id: UUID) -> Sequence[Visit]:
    """The visits of a case in order, with who went, whom they served and what proves it."""
    found = sa.select(Visit).where(Visit.case_id == case_id).order_by(Visit.ended_at)
    return db.session.scalars(found.options(*_WHOLE)).unique().all()


def evidence(evidence_id: UUID) -> Evidence:
    """A picture's row; raises NoResultFound, also outside one's places."""
    return db.session.get_one(Evidence, evidence_id)


def last_visits(case_ids: Sequence[UUID]) -> dict[UUID, Visit]:
    """The latest visit of each of these cases that has one."""
    found = sa.select(Visit).where(Visit.case_id.in_(case_ids)).order_by(Visit.ended_at)
    return {one.case_id: one for one in db.session.scalars(found)}


def members(case: Case, *, on: dt.date) -> Sequence[Member]:
    """Who lives in the case's household on a day, the head first.

    Asked of the table, not of the scope: whoever carries a case must be able to say whom they served, also after it was passed on
    to a team that sees nothing else of the household's place. Names only; what is sealed stays with the household.
    """
    table = Resident.__table__
    names = ("id", "name", "relation", "born_on", "language", "needs_interpreter")
    there = sa.or_(table.c.left_on.is_(None), table.c.left_on > on)
    found = sa.select(*(table.c[name] for name in names)).where(table.c.household_id == case.household_id, there)
    rows = db.session.connection().execute(found.order_by(table.c.position, table.c.id))
    return [Member(**row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's own public name


def delivery(delivery_id: UUID) -> Delivery:
    """A certificate with its steps and proofs; raises NoResultFound, also outside one's places."""
    return db.session.get_one(Delivery, delivery_id, options=_CARRIED)


def deliveries_of(case_id: UUID) -> Sequence[Delivery]:
    """All certificates of a case, void ones too, in the order in which they came."""
    found = sa.select(Delivery).where(Delivery.case_id == case_id).order_by(Delivery.received_at, Delivery.id)
    return db.session.scalars(found.options(*_CARRIED)).unique().all()


def live_delivery(case_item_id: UUID) -> Delivery | None:
    """The one certificate of a case's item that is not void."""
    found = sa.select(Delivery).where(Delivery.case_item_id == case_item_id, Delivery.state != DeliveryState.VOID)
    return db.session.scalar(found)


def delivery_of_deed(event_id: UUID, *, case_id: UUID) -> Delivery | None:
    """The certificate of a case to which this deed was done."""
    found = sa.select(Delivery).join(Delivery.steps).where(DeliveryEvent.journal_id == event_id, Delivery.case_id == case_id)
    return db.session.scalar(found)


def items_delivered(case: Case) -> Sequence[CaseItem]:
    """The case's items whose certificate is brought home."""
    return [item for item in case.items if item.version.delivered_home]


def certificates_of(case: Case) -> Sequence[Certificate]:
    """What of a completed case is brought home, and where each certificate is; nothing where there is none."""
    live = {one.case_item_id: one for one in deliveries_of(case.id) if one.state is not DeliveryState.VOID}
    refused = case.stage is not Stage.COMPLETED or case.outcome is Outcome.REFUSED
    return [
        Certificate(item, live.get(item.id)) for item in items_delivered(case) if not refused or live.get(item.id) is not None
    ]


def proof(proof_id: UUID) -> DeliveryProof:
    """A picture of a hand-over; raises NoResultFound, also outside one's places."""
    return db.session.get_one(DeliveryProof, proof_id)


def with_person(person_id: UUID) -> Sequence[str]:
    """The number of the case for each certificate that somebody has."""
    found = sa.select(Case.number).join(Delivery, Delivery.case_id == Case.id).order_by(Case.number)
    return db.session.scalars(found.where(Delivery.person_id == person_id, Delivery.state.in_(WITH_US))).all()


def bringing(person_id: UUID, team_ids: Collection[UUID], *, now: dt.datetime) -> Sequence[Bringing]:
    """What somebody has to receive or to bring, and what of their team nobody has who is here; the longest waiting first."""
    live = sa.and_(Delivery.case_item_id == CaseItem.id, Delivery.state != DeliveryState.VOID)
    has_it = sa.func.coalesce(Delivery.person_id, Case.person_id)
    left = sa.select(Person.id).where(Person.left_on <= clock.on(now))
    mine = sa.or_(has_it == person_id, sa.and_(sa.or_(has_it.is_(None), has_it.in_(left)), Case.team_id.in_(team_ids)))
    awaited = sa.and_(Delivery.id.is_(None), Case.completed_at >= now - STILL_AWAITED)
    found = (
        sa.select(Case, Delivery)
        .join(CaseItem, CaseItem.case_id == Case.id)
        .join(ItemVersion, ItemVersion.id == CaseItem.version_id)
        .outerjoin(Delivery, live)
        .where(Case.stage == Stage.COMPLETED, Case.outcome != Outcome.REFUSED, ItemVersion.delivered_home, mine)
        .where(sa.or_(awaited, Delivery.state.in_(WITH_US)))
        .order_by(Delivery.received_at.is_(None), Delivery.received_at, Case.completed_at, CaseItem.position)
        .options(selectinload(Case.items).joinedload(CaseItem.version), joinedload(Case.team), joinedload(Case.person))
    )
    return [Bringing(row[0], row[1]) for row in db.session.execute(found).unique()]


def round_plan(person_id: UUID, on: dt.date) -> RoundPlan | None:
    """The round kept for somebody's day."""
    return db.session.scalar(sa.select(RoundPlan).where(RoundPlan.person_id == person_id, RoundPlan.on == on))


def round_wishes(case_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """From which minute of the day to which each of these cases' households can be visited, where they wish anything."""
    found = db.session.scalars(sa.select(RoundWish).where(RoundWish.case_id.in_(case_ids)))
    return {one.case_id: (one.from_minute, one.to_minute) for one in found}
