"""What is asked of the ledger, as conditions on its entries: a period, a place, a team, one key of a dimension."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.cases.rules import Intake, Mode
from app.core.period import Period
from app.core.scope import is_below
from app.ledger.models import DEPARTMENT, GRID_NOW, LedgerEntry
from app.ledger.rules import MEASURE_OF, REGISTER, Count, Dimension, Measure

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
    Dimension.GRID_NOW: GRID_NOW,
}
MONTH = sa.extract("year", LedgerEntry.happened_on) * 100 + sa.extract("month", LedgerEntry.happened_on)
WHOLE = sa.literal("")
IN_REGISTER = LedgerEntry.mode.in_(REGISTER)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: a period, a place (the scope's own limits hold anyway), one key of a dimension, one team."""

    period: Period
    place_path: str | None = None
    dimension: Dimension | None = None
    key: str | None = None
    team_id: UUID | None = None


def conditions(asked: Asked, *, count: Count, register_only: bool) -> list[sa.ColumnElement[bool]]:
    """What is true of the entries behind a number: for lists made from them."""
    return conditions_on(asked, MEASURE_OF[count], register_only=register_only)


def conditions_on(asked: Asked, measure: Measure | None, *, register_only: bool) -> list[sa.ColumnElement[bool]]:
    """The same for entries of one measure; None: of any."""
    found: list[sa.ColumnElement[bool]] = [LedgerEntry.happened_on.between(asked.period.from_on, asked.period.to_on)]
    if measure is not None:
        found.append(LedgerEntry.measure == measure)
    if register_only:
        found.append(IN_REGISTER)
    if asked.team_id is not None:
        found.append(LedgerEntry.team_id == asked.team_id)
    if asked.place_path:
        found.append(is_below(LedgerEntry.place_path, asked.place_path))
    if asked.dimension is not None:
        found.append(_is_key(asked.dimension, asked.key))
    return found


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


def key_of(by: Dimension | None) -> Any:
    """What entries are told apart by; a constant where they aren't."""
    if by is None:
        return WHOLE
    return MONTH if by is Dimension.MONTH else COLUMNS[by]
