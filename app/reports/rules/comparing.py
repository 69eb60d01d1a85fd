"""A figure beside those it is read against: this year so far, and the same days of last year. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from app.core.errors import Invalid
from app.core.named import N_
from app.core.period import Period, year_to
from app.ledger.rules import Count, Dimension, Figures, Line, Totals


class UnknownDimension(Invalid):
    code = "reports.unknown_dimension"
    says = N_("Totals can't be told apart by %(text)s.")
    field = "by"


class UnknownTeam(Invalid):
    code = "reports.unknown_team"
    says = N_("There is no team %(text)s.")
    field = "team"


class UnknownCount(Invalid):
    code = "reports.unknown_count"
    says = N_("There is no figure called %(text)s.")
    field = "show"


class Column(Enum):
    """The three columns of a figure."""

    NOW = "now"
    YEAR = "year"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Compared:
    """One scope (a row, or the whole) in its three columns. A row that a column lacks is a row of zeros with its key there."""

    lines: Mapping[Column, Line]

    @property
    def name(self) -> str:
        return self.lines[Column.NOW].name

    @property
    def key(self) -> str | None:
        return self.lines[Column.NOW].key

    def of(self, count: Count, column: Column = Column.NOW, *, every: bool = False) -> int:
        line = self.lines[column]
        return (line.every if every else line.completed).of(count)

    def change(self, count: Count, *, every: bool = False) -> int:
        """How much more (or less) than in the same days of last year."""
        return self.of(count, Column.NOW, every=every) - self.of(count, Column.BEFORE, every=every)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole and its rows, with the days of each column."""

    periods: Mapping[Column, Period]
    whole: Compared
    rows: tuple[Compared, ...] = ()


def dimension_of(text: str) -> Dimension | None:
    """By what; None when nothing is said. Raises UnknownDimension."""
    if not text:
        return None
    try:
        return Dimension.of(text)
    except ValueError:
        raise UnknownDimension(text=text) from None


def count_of(text: str) -> Count:
    """Raises UnknownCount."""
    try:
        return Count.of(text)
    except ValueError:
        raise UnknownCount(text=text) from None


def columns_of(period: Period) -> dict[Column, Period]:
    """Like against like: the same days of last year, so that an unfinished year meets last year up to the same day."""
    return {Column.NOW: period, Column.YEAR: year_to(period.to_on), Column.BEFORE: period.a_year_before()}


def whole_of(found: Mapping[Column, Totals]) -> Compared:
    return Compared({column: Line(None, "", one.completed, one.every) for column, one in found.items()})


def rows_of(found: Mapping[Column, Totals], *, by: Dimension) -> list[Compared]:
    """Every key that stands in one of the columns, once. A month meets the same month of last year."""
    told = {column: {_met(line.key, column, by): line for line in one.by} for column, one in found.items()}
    return [_row(key, told, by) for key in _keys(told.values())]


def _row(key: str | None, told: Mapping[Column, Mapping[str | None, Line]], by: Dimension) -> Compared:
    known = next(lines[key] for lines in told.values() if key in lines)
    nothing = replace(known, key=key, completed=Figures(), every=Figures())
    return Compared({column: lines.get(key, replace(nothing, key=_there(key, column, by))) for column, lines in told.items()})


def _keys(told: Iterable[Mapping[str | None, Line]]) -> list[str | None]:
    return list(dict.fromkeys(key for lines in told for key in lines))


def _met(key: str | None, column: Column, by: Dimension) -> str | None:
    return _moved(key, 1) if column is Column.BEFORE and by is Dimension.MONTH else key


def _there(key: str | None, column: Column, by: Dimension) -> str | None:
    return _moved(key, -1) if column is Column.BEFORE and by is Dimension.MONTH else key


def _moved(key: str | None, years: int) -> str | None:
    """2025-11 → 2026-11"""
    return key and f"{int(key[:4]) + years}{key[4:]}"
