"""The register 代办台账: the completions that stand in the ledger of a period, one line each. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts import queries as accounts
from app.cases.models import Case, CaseEvent, CaseItem
from app.cases.rules import Mode, Move
from app.catalogue.models import Item, ItemVersion
from app.core import clock
from app.core.db import db
from app.core.period import Period
from app.deadlines.models import Clock
from app.deadlines.rules import ClockKind
from app.households.models import Household
from app.ledger import queries as ledger
from app.ledger.models import LedgerEntry
from app.ledger.queries import Asked
from app.ledger.rules import Count, Dimension
from app.reports.rules import Completion, punctual

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Finished:
    """What stands in the ledger of a period for one case with one team: +1, or -1 where more was taken off than put on."""

    entry_id: UUID
    case_id: UUID
    team_id: UUID | None
    person_id: UUID | None
    mode: Mode
    class_code: str | None
    amount: int
    happened_on: dt.date
    ended_at: dt.datetime | None
    due_at: dt.datetime | None
    due_on: dt.date | None
    forwarded_to: str


def finished(period: Period, *, place: str | None) -> list[Finished]:
    """The standing completions of the proxy register, each with the promise of its case, in the order of their days."""
    entries = {one.entry_id: one for one in _entries(period, place=place)}  # of several clocks the last
    told: dict[tuple[object, ...], list[Finished]] = defaultdict(list)
    for one in entries.values():
        told[one.case_id, one.team_id, one.person_id].append(one)
    standing = [_standing(those) for those in told.values()]
    return sorted((one for one in standing if one), key=lambda one: (one.happened_on, str(one.case_id)))


def lines_of(those: Sequence[Finished]) -> tuple[Completion, ...]:
    """The register's lines. A case out of the reader's places has its day and its count only."""
    cases, names = _cases([one.case_id for one in those]), accounts.names()
    teams, classes = ledger.names_of(Dimension.TEAM), ledger.names_of(Dimension.CLASS)
    return tuple(
        _line(one, cases.get(one.case_id), team=teams.get(str(one.team_id), ""), names=names, classes=classes) for one in those
    )


def _entries(period: Period, *, place: str | None) -> Iterator[Finished]:
    of_register = ledger.conditions(Asked(period, place_path=place), count=Count.CASES, register_only=True)
    ending = sa.and_(CaseEvent.journal_id == LedgerEntry.event_id, CaseEvent.move == Move.COMPLETE)
    promise = sa.and_(Clock.subject_kind == "case", Clock.kind == ClockKind.PROMISED, Clock.subject_id == LedgerEntry.case_id)
    frozen: tuple[Any, ...] = (
        LedgerEntry.team_id,
        LedgerEntry.person_id,
        LedgerEntry.mode,
        LedgerEntry.class_code,
        LedgerEntry.amount,
    )
    found = (
        sa.select(
            LedgerEntry.id,
            LedgerEntry.case_id,
            *frozen,
            LedgerEntry.happened_on,
            CaseEvent.at,
            Clock.due_at,
            Clock.due_on,
            sa.func.coalesce(Case.forwarded_to, ""),
        )
        .outerjoin(Case, Case.id == LedgerEntry.case_id)
        .outerjoin(CaseEvent, ending)
        .outerjoin(Clock, promise)
        .where(*of_register)
        .order_by(LedgerEntry.happened_on, CaseEvent.at, Clock.started_at)
    )
    return (Finished(*row) for row in db.session.execute(found))


def _standing(those: Sequence[Finished]) -> Finished | None:
    """The last of the completions that are one more than the reversals, or the last reversal of those that are one more."""
    net = sum(one.amount for one in those)
    return next((one for one in reversed(those) if one.amount * net > 0), None)


def _cases(ids: Sequence[UUID]) -> Mapping[UUID, Case]:
    loaded = (
        joinedload(Case.applicant),
        joinedload(Case.grid),
        joinedload(Case.household).selectinload(Household.residents),
        selectinload(Case.items).joinedload(CaseItem.version).joinedload(ItemVersion.item).joinedload(Item.item_class),
    )
    found: dict[UUID, Case] = {}
    for start in range(0, len(ids), AT_ONCE):
        wanted = sa.select(Case).where(Case.id.in_(ids[start : start + AT_ONCE])).options(*loaded)
        found |= {case.id: case for case in db.session.scalars(wanted)}
    return found


def _line(
    one: Finished, case: Case | None, *, team: str, names: Mapping[UUID, str], classes: Mapping[str | None, str]
) -> Completion:
    id_mask, phone_mask = _masks(case)
    return Completion(
        number=case.number if case else "",
        accepted_on=clock.on(case.accepted_at) if case and case.accepted_at else None,
        who=case.who if case else "",
        id_mask=id_mask,
        phone_mask=phone_mask,
        whereabouts=case.whereabouts if case else "",
        grid=case.grid.code if case and case.grid else "",
        items="、".join(item.version.name for item in case.items) if case else "",
        class_name=classes.get(one.class_code, "") if one.class_code else "",
        mode=one.mode,
        team=team,
        person=names.get(one.person_id, "") if one.person_id else "",
        due_on=one.due_on,
        happened_on=one.happened_on,
        is_kept=punctual(one.due_at, one.ended_at) if one.amount > 0 else None,
        outcome=case.outcome if case else None,
        amount=one.amount,
        remark=case.late_reason if case else "",
    )


def _masks(case: Case | None) -> tuple[str, str]:
    """The masks of who asked: of the applicant, else of the head of the household. Never a number itself."""
    household = case.household if case else None
    person = case.applicant if case and case.applicant else None
    if person is None and household is not None:
        person = next((one for one in household.residents if one.name == household.head), None)
    phone = (person.phone_mask if person else None) or (household.phone_mask if household else None)
    return (person.id_mask if person else None) or "", phone or ""
