"""Totals and the rows behind them: the one place where the ledger is summed. Reads only."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.cases.models import Case, CaseItem
from app.cases.rules import Intake, Mode
from app.catalogue.models import Department, Item, ItemClass, ItemVersion
from app.core.db import NOBODY, db
from app.core.named import Named
from app.core.period import Period
from app.core.scope import is_below
from app.ledger.models import DEPARTMENT, Beneficiary, LedgerEntry, LedgerMonth
from app.ledger.rules import ADDITIVE, DISTINCT, MEASURE_OF, REGISTER, Count, Dimension, Figures, Line, Measure, Totals
from app.posts.models import Team
from app.territory.models import Division, Grid, GridVersion

COLUMNS: Mapping[Dimension, Any] = {
    Dimension.TEAM: LedgerEntry.team_id,
    Dimension.WORKER: LedgerEntry.person_id,
    Dimension.ITEM: LedgerEntry.item_code,
    Dimension.CLASS: LedgerEntry.class_code,
    Dimension.DEPARTMENT: DEPARTMENT,
    Dimension.MODE: LedgerEntry.mode,
    Dimension.INTAKE: LedgerEntry.intake,
    Dimension.VILLAGE: LedgerEntry.village_code,
    Dimension.GRID: LedgerEntry.grid_code,
}
MONTH = sa.extract("year", LedgerEntry.happened_on) * 100 + sa.extract("month", LedgerEntry.happened_on)
KEPT: Mapping[Dimension, tuple[Any, Any]] = {
    Dimension.TEAM: (LedgerEntry.team_id, LedgerMonth.team_id),
    Dimension.MONTH: (MONTH, LedgerMonth.month),
}
WHOLE = sa.literal("")
ADDED = {Measure.CASE: "cases", Measure.ITEM: "items", Measure.VISIT: "visits", Measure.DELIVERY: "deliveries"}
LABELLED: Mapping[Dimension, type[Named]] = {Dimension.MODE: Mode, Dimension.INTAKE: Intake}
IN_REGISTER = LedgerEntry.mode.in_(REGISTER)
Both = tuple[dict[str, int], dict[str, int]]  # of the proxy register, and of every finished case


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: a period, a place (the scope's own limits hold anyway), one key of a dimension, one team."""

    period: Period
    place_path: str | None = None
    dimension: Dimension | None = None
    key: str | None = None
    team_id: UUID | None = None


def entries_of(event_id: UUID, measures: Collection[Measure]) -> Sequence[LedgerEntry]:
    """The positive entries of these measures that one event made."""
    found = sa.select(LedgerEntry).where(
        LedgerEntry.event_id == event_id, LedgerEntry.amount > 0, LedgerEntry.measure.in_(measures)
    )
    return db.session.scalars(found.order_by(LedgerEntry.measure, LedgerEntry.subject_id)).all()


def entries_of_case(case_id: UUID) -> Sequence[LedgerEntry]:
    """All that was ever counted of a case, reversals among it, in order."""
    found = sa.select(LedgerEntry).where(LedgerEntry.case_id == case_id)
    return db.session.scalars(found.order_by(LedgerEntry.entered_on, LedgerEntry.amount.desc(), LedgerEntry.measure)).all()


def name_of(dimension: Dimension, key: str | None) -> str:
    """The name of a dimension's key; empty when it isn't known."""
    return names_of(dimension).get(key or None, key or "")


def totals(asked: Asked, *, by: Dimension | None = None) -> Totals:
    """The figures of the period, whole and told apart by a dimension.

    What adds up is added up from the rows; households and people are asked anew of the whole.
    """
    if by is None:
        completed, every = _figures(asked, WHOLE).get("", (Figures(), Figures()))
        return Totals(asked.period, completed=completed, every=every)
    names = names_of(by)
    told = _figures(asked, MONTH if by is Dimension.MONTH else COLUMNS[by])
    lines = [Line(_key(value), names.get(_key(value), ""), *pair) for value, pair in told.items()]
    register, all_cases = _distinct(asked, WHOLE).get("", ({}, {}))
    return Totals(
        asked.period,
        completed=_together([line.completed for line in lines], register),
        every=_together([line.every for line in lines], all_cases),
        by=tuple(sorted(lines, key=_listed(by, names))),
    )


def in_order(lines: Iterable[Line], by: Dimension) -> list[Line]:
    """Lines of several totals as a report lists them: teams and villages by place, items by code, months by date."""
    return sorted(lines, key=_listed(by, names_of(by)))


def register_cases(asked: Asked) -> int:
    """How many cases of the proxy register were completed: for pages that show this number only."""
    return sum(_register(asked, LedgerEntry.measure, LedgerMonth.measure).values())


def register_cases_by(asked: Asked, by: Literal[Dimension.TEAM, Dimension.MONTH]) -> dict[str | None, int]:
    """The same by team or by month; keys as the lines of `totals` have them."""
    return {_key(value): number for value, number in _register(asked, *KEPT[by]).items()}


def rows(asked: Asked, *, count: Count, register_only: bool, page: int = 1, per_page: int = 50) -> tuple[Sequence[Any], int]:
    """The entries behind a number, newest first, each with its case (`LedgerEntry`, `Case | None`); and how many there are.

    A case out of the reader's places is None: the entry counts where it happened.
    """
    where = conditions(asked, count=count, register_only=register_only)
    of_case = selectinload(Case.items).joinedload(CaseItem.version)
    found = sa.select(LedgerEntry, Case).outerjoin(Case, Case.id == LedgerEntry.case_id).where(*where).options(of_case)
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


def months_amiss() -> list[int]:
    """The months whose kept sums aren't those of their entries: for the same check. Empty when all is well."""
    alike = (LedgerEntry.measure, LedgerEntry.mode, LedgerEntry.team_id, LedgerEntry.place_path)
    entered = sa.select(MONTH.label("month"), *alike, LedgerEntry.amount)
    team = sa.case((LedgerMonth.team_id == NOBODY, None), else_=LedgerMonth.team_id)
    kept = sa.select(LedgerMonth.month, LedgerMonth.measure, LedgerMonth.mode, team, LedgerMonth.place_path, -LedgerMonth.amount)
    both = sa.union_all(entered, kept).subquery()
    off = sa.select(both.c.month).group_by(*list(both.c)[:5]).having(sa.func.sum(both.c.amount) != 0)
    return sorted({int(month) for month in db.session.scalars(off)})


def conditions(asked: Asked, *, count: Count, register_only: bool) -> list[sa.ColumnElement[bool]]:
    """What is true of the entries behind a number: for lists made from them."""
    return _where(asked, MEASURE_OF[count], register_only=register_only)


def _register(asked: Asked, of_entry: Any, of_month: Any) -> Counter[Any]:
    """The register's cases by a column: whole months by their sums, the days at the ends by their entries."""
    months, ends = asked.period.months_and_days()
    found = Counter[Any]()
    for period in ends:
        where = _where(replace(asked, period=period), Measure.CASE, register_only=True)
        found.update(_summed(sa.select(of_entry, sa.func.sum(LedgerEntry.amount)).where(*where).group_by(of_entry)))
    if months:
        here = [LedgerMonth.month.between(*months), LedgerMonth.measure == Measure.CASE, LedgerMonth.mode.in_(REGISTER)]
        here += [LedgerMonth.team_id == asked.team_id] if asked.team_id else []
        here += [is_below(LedgerMonth.place_path, asked.place_path)] if asked.place_path else []
        found.update(_summed(sa.select(of_month, sa.func.sum(LedgerMonth.amount)).where(*here).group_by(of_month)))
    return found


def _summed(found: sa.Select[Any, Any]) -> dict[Any, int]:
    return {None if value == NOBODY else value: int(number) for value, number in db.session.execute(found)}


def _where(asked: Asked, measure: Measure | None, *, register_only: bool) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [LedgerEntry.happened_on.between(asked.period.from_on, asked.period.to_on)]
    if measure is not None:
        conditions.append(LedgerEntry.measure == measure)
    if register_only:
        conditions.append(IN_REGISTER)
    if asked.team_id is not None:
        conditions.append(LedgerEntry.team_id == asked.team_id)
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
        Dimension.DEPARTMENT: UUID,
        Dimension.MODE: Mode.of,
        Dimension.INTAKE: Intake.of,
        Dimension.MONTH: lambda value: int(value.replace("-", "")),
    }
    try:
        answer: sa.ColumnElement[bool] = column == readers.get(dimension, str)(key)
    except ValueError:
        return sa.false()  # a key that nobody can have
    return answer


def _figures(asked: Asked, key: Any) -> dict[Any, tuple[Figures, Figures]]:
    """(register, all) figures by the values of `key`."""
    gathered = _added(asked, key)
    for value, counted in _distinct(asked, key).items():
        for mine, more in zip(gathered[value], counted, strict=True):
            mine.update(more)
    return {value: (Figures(**register), Figures(**every)) for value, (register, every) in gathered.items()}


def _added(asked: Asked, key: Any) -> dict[Any, Both]:
    """What adds up: one statement, answered out of one index (see LedgerEntry)."""
    register = sa.func.sum(sa.case((IN_REGISTER, LedgerEntry.amount), else_=0))
    found = sa.select(key, LedgerEntry.measure, register, sa.func.sum(LedgerEntry.amount))
    measures = LedgerEntry.measure.in_(ADDED)
    answer: dict[Any, Both] = defaultdict(lambda: ({}, {}))
    grouped = found.where(measures, *_where(asked, None, register_only=False)).group_by(*_groups(key), LedgerEntry.measure)
    for value, measure, mine, every in db.session.execute(grouped):
        answer[value][0][ADDED[measure]], answer[value][1][ADDED[measure]] = int(mine), int(every)
    return answer


def _distinct(asked: Asked, key: Any) -> dict[Any, Both]:
    """Households, people and person-times, each asked of the entries that stand."""
    visited = (*_where(asked, Measure.VISIT, register_only=False), _stands(asked))
    answer: dict[Any, Both] = defaultdict(lambda: ({}, {}))
    homes = sa.select(key, *_counted(LedgerEntry.household_id, distinct=True)).where(*visited).group_by(*_groups(key))
    for value, mine, every in db.session.execute(homes):
        answer[value][0]["households"], answer[value][1]["households"] = mine, every
    served = Beneficiary.resident_id
    people = sa.select(key, *_counted(served, distinct=True), *_counted(served, distinct=False)).select_from(LedgerEntry)
    reached = people.join(Beneficiary, Beneficiary.entry_id == LedgerEntry.id).where(*visited).group_by(*_groups(key))
    for value, mine, every, my_times, all_times in db.session.execute(reached):
        answer[value][0].update(people=mine, person_times=my_times)
        answer[value][1].update(people=every, person_times=all_times)
    return answer


def _counted(column: Any, *, distinct: bool) -> tuple[Any, Any]:
    """How many of the register, and how many of all."""
    mine = sa.case((IN_REGISTER, column))
    return (
        sa.func.count(mine.distinct() if distinct else mine),
        sa.func.count(column.distinct() if distinct else column),
    )


def _groups(key: Any) -> tuple[Any, ...]:
    return () if key is WHOLE else (key,)


def _together(figures: Iterable[Figures], distinct: Mapping[str, int]) -> Figures:
    listed = list(figures)
    added = {count.value: sum(one.of(count) for one in listed) for count in ADDITIVE}
    return Figures(**added, **{count.value: distinct.get(count.value, 0) for count in DISTINCT})


def _stands(asked: Asked) -> sa.ColumnElement[bool]:
    """The entry was not reversed within the period: 户 and 人 are distinct, they can't be subtracted."""
    reversal = sa.orm.aliased(LedgerEntry)
    reversed_subjects = sa.select(reversal.subject_id).where(
        reversal.measure == Measure.VISIT,
        reversal.amount < 0,
        reversal.happened_on.between(asked.period.from_on, asked.period.to_on),
    )
    return sa.and_(LedgerEntry.amount > 0, LedgerEntry.subject_id.not_in(reversed_subjects))


def _listed(by: Dimension, names: Mapping[str | None, str]) -> Callable[[Line], tuple[bool, int, str]]:
    """In the order in which the names were listed; what has no name after them, what is not known last."""
    rank = {key: place for place, key in enumerate(names)}
    return lambda line: (line.key is None, rank.get(line.key, len(rank)), line.key or "")


def _key(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Named):
        return str(value.value)
    if isinstance(value, int | float) or type(value).__name__ == "Decimal":
        return f"{int(value) // 100}-{int(value) % 100:02}"
    return str(value)


def names_of(by: Dimension) -> dict[str | None, str]:
    """Names of the dimension's keys, in the order in which a report lists them."""
    listed: Mapping[Dimension, Any] = {
        Dimension.TEAM: sa.select(Team.id, Team.name).order_by(Team.place_path),
        Dimension.WORKER: sa.select(Person.id, Person.name).order_by(Person.sign_in_name),
        Dimension.ITEM: sa.select(Item.code, ItemVersion.name)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .order_by(Item.code, ItemVersion.number),
        Dimension.CLASS: sa.select(ItemClass.code, ItemClass.name).order_by(ItemClass.code),
        Dimension.DEPARTMENT: sa.select(Department.id, Department.name).order_by(Department.name),
        Dimension.VILLAGE: sa.select(Division.code, Division.short_name).order_by(Division.code),
        Dimension.GRID: sa.select(Grid.code, GridVersion.name)
        .join(GridVersion, GridVersion.grid_id == Grid.id)
        .order_by(Grid.code, GridVersion.number),
    }
    if by in LABELLED:
        return {member.value: member.label for member in LABELLED[by]}
    if by not in listed:
        return {}
    return {str(key): name for key, name in db.session.execute(listed[by])}


def years(today: dt.date) -> list[int]:
    """The years that have entries, this year among them, newest first."""
    first = db.session.scalar(sa.select(sa.func.min(LedgerEntry.happened_on)))
    return list(range(today.year, (first.year if first else today.year) - 1, -1))


def sums(connection: sa.Connection) -> dict[str, int]:
    """The ledger's sum by measure, straight from a database: what a restored backup must come out with, too."""
    by_measure = sa.select(LedgerEntry.measure, sa.func.sum(LedgerEntry.amount)).group_by(LedgerEntry.measure)
    return {f"ledger {measure.value}": int(amount) for measure, amount in connection.execute(by_measure)}
