"""Totals: the one place where the ledger is summed. Reads only."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

import sqlalchemy as sa

from app.core.db import NOBODY, db
from app.core.named import Named
from app.core.scope import is_below
from app.ledger.models import Beneficiary, LedgerEntry, LedgerMonth
from app.ledger.queries.asked import IN_REGISTER, WHOLE, Asked, conditions_on, key_of
from app.ledger.queries.names import listed, names_of
from app.ledger.rules import ADDITIVE, DISTINCT, REGISTER, Dimension, Figures, Line, Measure, Totals

MONTHLY: Mapping[Dimension | None, Any] = {  # what the months tell apart
    None: WHOLE,
    Dimension.TEAM: LedgerMonth.team_id,
    Dimension.MODE: LedgerMonth.mode,
    Dimension.MONTH: LedgerMonth.month,
}
ADDED = {Measure.CASE: "cases", Measure.ITEM: "items", Measure.VISIT: "visits", Measure.DELIVERY: "deliveries"}
Both = tuple[Counter[str], Counter[str]]  # of the proxy register, and of every finished case


def totals(asked: Asked, *, by: Dimension | None = None) -> Totals:
    """The figures of the period, whole and told apart by a dimension.

    What adds up is added up from the rows; households and people are asked anew of the whole.
    """
    if by is None:
        completed, every = _figures(asked, None).get("", (Figures(), Figures()))
        return Totals(asked.period, completed=completed, every=every)
    names = names_of(by)
    told = _figures(asked, by)
    lines = [Line(_key(value), names.get(_key(value), ""), *pair) for value, pair in told.items()]
    register, all_cases = _distinct(asked, WHOLE).get("", (Counter(), Counter()))
    return Totals(
        asked.period,
        completed=_together([line.completed for line in lines], register),
        every=_together([line.every for line in lines], all_cases),
        by=tuple(sorted(lines, key=listed(by, names))),
    )


def register_cases(asked: Asked) -> int:
    """How many cases of the proxy register were completed: for pages that show this number only."""
    return sum(_register(asked, None).values())


def register_cases_by(asked: Asked, by: Literal[Dimension.TEAM, Dimension.MONTH]) -> dict[str | None, int]:
    """The same by team or by month; keys as the lines of `totals` have them."""
    return {_key(value): number for value, number in _register(asked, by).items()}


def _register(asked: Asked, by: Dimension | None) -> Counter[Any]:
    """The register's cases by what the months tell apart."""
    found = Counter[Any]()
    for of, here in _sources(asked, by):
        key = key_of(by) if of is LedgerEntry else MONTHLY[by]
        summed = sa.select(key, sa.func.sum(of.amount)).where(*here, of.measure == Measure.CASE, of.mode.in_(REGISTER))
        found.update({_known(value): int(number or 0) for value, number in db.session.execute(summed.group_by(*_groups(key)))})
    return found


def _sources(asked: Asked, by: Dimension | None) -> Iterator[tuple[Any, list[sa.ColumnElement[bool]]]]:
    """What adds up to the period: its whole months by their sums, where those tell enough, and what is left by the entries."""
    is_enough = by in MONTHLY and asked.dimension is None
    months, ends = asked.period.months_and_days() if is_enough else (None, (asked.period,))
    for period in ends:
        yield LedgerEntry, conditions_on(replace(asked, period=period), None, register_only=False)
    if months:
        here: list[sa.ColumnElement[bool]] = [LedgerMonth.month.between(*months)]
        if asked.team_id is not None:
            here.append(LedgerMonth.team_id == asked.team_id)
        if asked.place_path:
            here.append(is_below(LedgerMonth.place_path, asked.place_path))
        yield LedgerMonth, here


def _known(value: Any) -> Any:
    return None if value == NOBODY else value


def _figures(asked: Asked, by: Dimension | None) -> dict[Any, tuple[Figures, Figures]]:
    """(register, all) figures by a dimension."""
    gathered = _added(asked, by)
    for value, counted in _distinct(asked, key_of(by)).items():
        for mine, more in zip(gathered[value], counted, strict=True):
            mine.update(more)
    return {value: (Figures(**register), Figures(**every)) for value, (register, every) in gathered.items()}


def _added(asked: Asked, by: Dimension | None) -> dict[Any, Both]:
    """What adds up: one statement a source, answered out of one index (see LedgerEntry)."""
    answer: dict[Any, Both] = defaultdict(lambda: (Counter(), Counter()))
    for of, here in _sources(asked, by):
        key = key_of(by) if of is LedgerEntry else MONTHLY[by]
        register = sa.func.sum(sa.case((of.mode.in_(REGISTER), of.amount), else_=0))
        found = sa.select(key, of.measure, register, sa.func.sum(of.amount)).where(of.measure.in_(ADDED), *here)
        for value, measure, mine, every in db.session.execute(found.group_by(*_groups(key), of.measure)):
            register_of, all_of = answer[_known(value)]
            register_of[ADDED[measure]] += int(mine)
            all_of[ADDED[measure]] += int(every)
    return answer


def _distinct(asked: Asked, key: Any) -> dict[Any, Both]:
    """Households, people and person-times, each asked of the entries that stand."""
    visited = (*conditions_on(asked, Measure.VISIT, register_only=False), _stands(asked))
    answer: dict[Any, Both] = defaultdict(lambda: (Counter(), Counter()))
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


def _key(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Named):
        return str(value.value)
    if isinstance(value, int | float) or type(value).__name__ == "Decimal":
        return f"{int(value) // 100}-{int(value) % 100:02}"
    return str(value)
