"""Totals and the rows behind them: the one place where the ledger is summed. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Person
from app.cases.models import Case
from app.cases.rules import Mode
from app.catalogue.models import Item, ItemClass, ItemVersion
from app.core.db import db
from app.core.scope import is_below
from app.ledger.models import Beneficiary, LedgerEntry
from app.ledger.rules import MEASURE_OF, REGISTER, Count, Dimension, Figures, Line, Measure, Period, Totals
from app.posts.models import Team
from app.territory.models import Division, Grid, GridVersion

COLUMNS: Mapping[Dimension, Any] = {
    Dimension.TEAM: LedgerEntry.team_id,
    Dimension.WORKER: LedgerEntry.person_id,
    Dimension.ITEM: LedgerEntry.item_code,
    Dimension.CLASS: LedgerEntry.class_code,
    Dimension.MODE: LedgerEntry.mode,
    Dimension.VILLAGE: LedgerEntry.village_code,
    Dimension.GRID: LedgerEntry.grid_code,
}
MONTH = sa.extract("year", LedgerEntry.happened_on) * 100 + sa.extract("month", LedgerEntry.happened_on)
WHOLE = sa.literal("")
ADDED = {Measure.CASE: "cases", Measure.ITEM: "items", Measure.VISIT: "visits", Measure.DELIVERY: "deliveries"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: a period, a place (the scope's own limits hold anyway), and one key of a dimension."""

    period: Period
    place_path: str | None = None
    dimension: Dimension | None = None
    key: str | None = None


def entries_of(event_id: UUID) -> Sequence[LedgerEntry]:
    """The positive entries that one event made."""
    found = sa.select(LedgerEntry).where(LedgerEntry.event_id == event_id, LedgerEntry.amount > 0)
    return db.session.scalars(found.order_by(LedgerEntry.measure, LedgerEntry.subject_id)).all()


def entries_of_case(case_id: UUID) -> Sequence[LedgerEntry]:
    """All that was ever counted of a case, reversals among it, in order."""
    found = sa.select(LedgerEntry).where(LedgerEntry.case_id == case_id)
    return db.session.scalars(found.order_by(LedgerEntry.entered_on, LedgerEntry.amount.desc(), LedgerEntry.measure)).all()


def name_of(dimension: Dimension, key: str | None) -> str:
    """The name of a dimension's key; empty when it isn't known."""
    return _names(dimension).get(key or None, key or "")


def totals(asked: Asked, *, by: Dimension | None = None) -> Totals:
    """The figures of the period, whole and told apart by a dimension."""
    whole = _figures(asked, WHOLE)
    lines = _lines(asked, by) if by else ()
    nothing = (Figures(), Figures())
    completed, every = whole.get("", nothing)
    return Totals(asked.period, completed=completed, every=every, by=lines)


def register_cases(asked: Asked) -> int:
    """How many cases of the proxy register were completed: one statement, for pages that show this number only."""
    where = _where(asked, Measure.CASE, register_only=True)
    return int(db.session.scalar(sa.select(sa.func.sum(LedgerEntry.amount)).where(*where)) or 0)


def register_cases_by(asked: Asked, by: Dimension) -> dict[str | None, int]:
    """The same told apart by a dimension, in one statement; keys as the lines of `totals` have them."""
    column = MONTH if by is Dimension.MONTH else COLUMNS[by]
    where = _where(asked, Measure.CASE, register_only=True)
    summed = sa.select(column, sa.func.sum(LedgerEntry.amount)).where(*where).group_by(column)
    return {_key(value): int(number) for value, number in db.session.execute(summed)}


def rows(asked: Asked, *, count: Count, register_only: bool, page: int = 1, per_page: int = 50) -> tuple[Sequence[Any], int]:
    """The entries behind a number, newest first, each with its case (`LedgerEntry`, `Case | None`); and how many there are.

    A case out of the reader's places is None: the entry counts where it happened.
    """
    where = _where(asked, MEASURE_OF[count], register_only=register_only)
    found = sa.select(LedgerEntry, Case).outerjoin(Case, Case.id == LedgerEntry.case_id).where(*where)
    ordered = found.order_by(LedgerEntry.happened_on.desc(), LedgerEntry.id)
    total = db.session.scalar(sa.select(sa.func.count(LedgerEntry.id)).where(*where)) or 0
    return db.session.execute(ordered.limit(per_page).offset((page - 1) * per_page)).all(), total


def mismatches() -> list[dict[str, object]]:
    """Cases whose entries don't say what their stage says: the totals check of the scheduler. Empty when all is well."""
    net = (
        sa.select(LedgerEntry.case_id, sa.func.sum(LedgerEntry.amount).label("net"))
        .where(LedgerEntry.measure == Measure.CASE)
        .group_by(LedgerEntry.case_id)
        .subquery()
    )
    wanted = sa.case((Case.completed_at.is_not(None), 1), else_=0)
    counted = sa.func.coalesce(net.c.net, 0)
    wrong = sa.select(Case.number, wanted, counted).outerjoin(net, net.c.case_id == Case.id).where(wanted != counted)
    return [{"case": number, "finished": want, "counted": int(have)} for number, want, have in db.session.execute(wrong)]


def _where(asked: Asked, measure: Measure | None, *, register_only: bool) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [LedgerEntry.happened_on.between(asked.period.from_on, asked.period.to_on)]
    if measure is not None:
        conditions.append(LedgerEntry.measure == measure)
    if register_only:
        conditions.append(LedgerEntry.mode.in_(REGISTER))
    if asked.place_path:
        conditions.append(is_below(LedgerEntry.place_path, asked.place_path))
    if asked.dimension is not None:
        conditions.append(_is_key(asked.dimension, asked.key))
    return conditions


def _is_key(dimension: Dimension, key: str | None) -> sa.ColumnElement[bool]:
    column = MONTH if dimension is Dimension.MONTH else COLUMNS[dimension]
    if not key:
        return sa.false() if dimension is Dimension.MONTH else column.is_(None)
    readers: Mapping[Dimension, Any] = {
        Dimension.TEAM: UUID,
        Dimension.WORKER: UUID,
        Dimension.MODE: lambda value: next(mode for mode in Mode if mode.value == value),
        Dimension.MONTH: lambda value: int(value.replace("-", "")),
    }
    wanted = readers.get(dimension, str)(key)
    answer: sa.ColumnElement[bool] = column == wanted
    return answer


def _figures(asked: Asked, key: Any) -> dict[Any, tuple[Figures, Figures]]:
    """(register, all) figures by the values of `key`."""
    gathered: dict[Any, tuple[dict[str, int], dict[str, int]]] = defaultdict(lambda: ({}, {}))
    for register_only, position in ((True, 0), (False, 1)):
        for value, name, number in _sums(asked, key, register_only=register_only):
            gathered[value][position][name] = number
    return {value: (Figures(**register), Figures(**every)) for value, (register, every) in gathered.items()}


def _sums(asked: Asked, key: Any, *, register_only: bool) -> list[tuple[Any, str, int]]:
    grouped = () if key is WHOLE else (key,)
    added = sa.select(key, LedgerEntry.measure, sa.func.sum(LedgerEntry.amount))
    where = _where(asked, None, register_only=register_only)
    found = [
        (value, ADDED[measure], int(number))
        for value, measure, number in db.session.execute(added.where(*where).group_by(*grouped, LedgerEntry.measure))
    ]
    visited = _where(asked, Measure.VISIT, register_only=register_only)
    homes = sa.select(key, sa.func.count(LedgerEntry.household_id.distinct())).where(*visited, _stands(asked)).group_by(*grouped)
    found += [(value, "households", number) for value, number in db.session.execute(homes)]
    people = sa.select(key, sa.func.count(Beneficiary.resident_id.distinct()), sa.func.count()).select_from(LedgerEntry)
    reached = people.join(Beneficiary, Beneficiary.entry_id == LedgerEntry.id).where(*visited, _stands(asked)).group_by(*grouped)
    for value, distinct, times in db.session.execute(reached):
        found += [(value, "people", distinct), (value, "person_times", times)]
    return found


def _stands(asked: Asked) -> sa.ColumnElement[bool]:
    """The entry was not reversed within the period: 户 and 人 are distinct, they can't be subtracted."""
    reversal = sa.orm.aliased(LedgerEntry)
    reversed_subjects = sa.select(reversal.subject_id).where(
        reversal.measure == Measure.VISIT,
        reversal.amount < 0,
        reversal.happened_on.between(asked.period.from_on, asked.period.to_on),
    )
    return sa.and_(LedgerEntry.amount > 0, LedgerEntry.subject_id.not_in(reversed_subjects))


def _lines(asked: Asked, by: Dimension) -> tuple[Line, ...]:
    figures = _figures(asked, MONTH if by is Dimension.MONTH else COLUMNS[by])
    names = _names(by)
    lines = [Line(_key(value), names.get(_key(value), ""), *pair) for value, pair in figures.items()]
    return tuple(sorted(lines, key=lambda line: (line.key is None, line.key if by is Dimension.MONTH else _order(line, names))))


def _order(line: Line, names: Mapping[str | None, str]) -> str:
    """In the order in which the names were listed: teams and villages by place, items by code."""
    return f"{list(names).index(line.key):06}" if line.key in names else "~"


def _key(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Mode):
        return str(value)
    if isinstance(value, int | float) or type(value).__name__ == "Decimal":
        return f"{int(value) // 100}-{int(value) % 100:02}"
    return str(value)


def _names(by: Dimension) -> dict[str | None, str]:
    """Names of the dimension's keys, in the order in which a report lists them."""
    listed: Mapping[Dimension, Any] = {
        Dimension.TEAM: sa.select(Team.id, Team.name).order_by(Team.place_path),
        Dimension.WORKER: sa.select(Person.id, Person.name).order_by(Person.sign_in_name),
        Dimension.ITEM: sa.select(Item.code, ItemVersion.name)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .order_by(Item.code, ItemVersion.number),
        Dimension.CLASS: sa.select(ItemClass.code, ItemClass.name).order_by(ItemClass.code),
        Dimension.VILLAGE: sa.select(Division.code, Division.short_name).order_by(Division.code),
        Dimension.GRID: sa.select(Grid.code, GridVersion.name)
        .join(GridVersion, GridVersion.grid_id == Grid.id)
        .order_by(Grid.code, GridVersion.number),
    }
    if by is Dimension.MODE:
        return {mode.value: mode.label for mode in Mode}
    if by not in listed:
        return {}
    return {str(key): name for key, name in db.session.execute(listed[by])}


def years(today: dt.date) -> list[int]:
    """The years that have entries, this year among them, newest first."""
    first = db.session.scalar(sa.select(sa.func.min(LedgerEntry.happened_on)))
    return list(range(today.year, (first.year if first else today.year) - 1, -1))
