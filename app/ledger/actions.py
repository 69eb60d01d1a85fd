"""What follows from a completion, a reopening, a visit, a delivery: entries, written in the same transaction as the deed.

Each is a reaction (see REACTIONS in app/factory.py). Entries are never changed: a reversal is an entry of its own.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from app.cases import queries as cases
from app.cases.models import Case, CaseItem
from app.cases.rules import CaseCompleted, CaseReopened
from app.core import clock
from app.core.db import NOBODY, count_up, db, insert_if_absent, refill
from app.core.period import month_number
from app.core.stamp import Stamp
from app.ledger import queries
from app.ledger.models import Beneficiary, LedgerEntry, LedgerMonth
from app.ledger.rules import Measure
from app.visits import queries as visits
from app.visits.rules import DeliveryMade, DeliveryTakenBack, VisitRecorded, is_effective

FROZEN = (
    "measure",
    "subject_id",
    "case_id",
    "household_id",
    "team_id",
    "person_id",
    "item_code",
    "class_code",
    "mode",
    "intake",
    "village_code",
    "grid_code",
    "grid_version_id",
    "place_path",
)


def enter(completed: CaseCompleted, *, stamp: Stamp) -> None:
    """A finished case counts, for whoever had it then: one entry for the case, one for each of its items."""
    case = cases.case(completed.case_id)
    items = list(case.items)
    only = items[0] if len(items) == 1 else None
    event_id, hands = completed.completion_id, (completed.team_id, completed.person_id)
    _append(case, Measure.CASE, subject_id=case.id, item=only, event_id=event_id, hands=hands, stamp=stamp)
    for item in items:
        _append(case, Measure.ITEM, subject_id=item.id, item=item, event_id=event_id, hands=hands, stamp=stamp)


def reverse(reopened: CaseReopened, *, stamp: Stamp) -> None:
    """A reopened case counts no more: its completion's entries get their reversals, dated when it was reopened.

    A visit that completed it was made all the same, and goes on counting.
    """
    _reverse(reopened.completion_id, measures={Measure.CASE, Measure.ITEM}, stamp=stamp)


def enter_delivery(made: DeliveryMade, *, stamp: Stamp) -> None:
    """A certificate handed over counts, for whoever handed it over."""
    delivery = visits.delivery(made.delivery_id)
    case, item = cases.case(made.case_id), delivery.case_item
    _append(
        case,
        Measure.DELIVERY,
        subject_id=delivery.id,
        item=item,
        event_id=made.hand_over_id,
        hands=(case.team_id, delivery.person_id or case.person_id),
        stamp=stamp,
    )


def reverse_delivery(taken: DeliveryTakenBack, *, stamp: Stamp) -> None:
    """A hand-over that did not hold counts no more, from the day on which that was found."""
    _reverse(taken.hand_over_id, measures={Measure.DELIVERY}, stamp=stamp)


def _reverse(event_id: UUID, *, measures: Collection[Measure], stamp: Stamp) -> None:
    for entry in queries.entries_of(event_id, measures):
        kept = {name: getattr(entry, name) for name in FROZEN}
        _insert(event_id=stamp.event_id, amount=-entry.amount, stamp=stamp, **kept)


def enter_visit(recorded: VisitRecorded, *, stamp: Stamp) -> None:
    """An effective visit counts, for whoever went, with the people whom it served."""
    visit = visits.visit(recorded.visit_id)
    if not is_effective(visit.outcome):
        return
    case = cases.case(recorded.case_id)
    items = list(case.items)
    only = items[0] if len(items) == 1 else None
    hands = (cases.hands_at(case, at=visit.ended_at)[0], visit.person_id)
    entry_id = _append(case, Measure.VISIT, subject_id=visit.id, item=only, event_id=stamp.event_id, hands=hands, stamp=stamp)
    if entry_id is not None:
        _serve(entry_id, (served.resident_id for served in visit.served))


def _append(
    case: Case,
    measure: Measure,
    *,
    subject_id: UUID,
    item: CaseItem | None,
    event_id: UUID,
    hands: tuple[UUID | None, UUID | None],
    stamp: Stamp,
) -> UUID | None:
    """Append one +1 with everything that was true at the moment frozen on it; None if it stands already.

    `hands`: the team and the person who did it.
    """
    return _insert(
        event_id=event_id,
        measure=measure,
        subject_id=subject_id,
        amount=1,
        case_id=case.id,
        household_id=case.household_id,
        team_id=hands[0],
        person_id=hands[1],
        item_code=item.version.item.code if item else None,
        class_code=item.version.item.class_code if item else None,
        mode=case.mode,
        intake=case.intake,
        village_code=case.division.code if case.division else None,
        grid_code=case.grid.code if case.grid else None,
        grid_version_id=case.grid_version_id,
        place_path=case.place_path,
        stamp=stamp,
    )


def sum_months() -> None:
    """All months anew from their entries: when the nightly check finds one amiss, or when entries were laid in bulk."""
    team = sa.func.coalesce(LedgerEntry.team_id, sa.literal(NOBODY, sa.Uuid()))
    alike = (queries.MONTH, LedgerEntry.measure, LedgerEntry.mode, team, LedgerEntry.place_path)
    refill(LedgerMonth, sa.select(*alike, sa.func.sum(LedgerEntry.amount)).group_by(*alike))


def _insert(*, stamp: Stamp, **values: Any) -> UUID | None:
    """The entry, and its share of the month's sum; None if it stands already."""
    entry_id, happened_on = uuid4(), clock.on(stamp.at)
    dated = {"happened_on": happened_on, "entered_on": clock.on(stamp.recorded_at)}
    if not insert_if_absent(LedgerEntry, id=entry_id, **dated, **values):
        return None
    alike = {name: values[name] for name in ("measure", "mode", "place_path")}
    count_up(
        LedgerMonth.amount,
        by=values["amount"],
        month=month_number(happened_on),
        team_id=values["team_id"] or NOBODY,
        **alike,
    )
    return entry_id


def _serve(entry_id: UUID, residents: Iterable[UUID]) -> None:
    rows = [{"entry_id": entry_id, "resident_id": resident_id} for resident_id in residents]
    if rows:
        db.session.execute(sa.insert(Beneficiary), rows)
