"""The margins of the source's 149 services, and rows that satisfy all of them at once. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from app.cases.rules import Intake, Mode

TRIES = 20


class Row(NamedTuple):
    """One service, as far as the source tells services apart."""

    mode: Mode
    intake: Intake
    class_code: str
    team: str


@dataclass(frozen=True, slots=True)
class Margins:
    """How many services there are of each mode, intake, class and team; all four add up to the same number."""

    mode: Mapping[Mode, int]
    intake: Mapping[Intake, int]
    class_code: Mapping[str, int]
    team: Mapping[str, int]

    @property
    def columns(self) -> tuple[Mapping[Any, int], ...]:
        """In the order of a row."""
        return self.mode, self.intake, self.class_code, self.team


class Unsolvable(ValueError):
    """No rows were found that keep these margins."""


SOURCE = Margins(  # by team the source's own figures; the others are our free choice (DESIGN 10)
    mode={Mode.PROXY: 104, Mode.ASSIST: 31, Mode.HOME: 14},
    intake={Intake.STATION: 55, Intake.WINDOW: 41, Intake.PHONE: 22, Intake.GROUP: 17, Intake.HOME: 14},  # 55 + 41 = 96
    class_code={"A": 41, "B": 46, "C": 39, "D": 11, "E": 12},
    team={
        "T000": 19,
        "T201": 16,
        "T202": 11,
        "T203": 9,
        "T204": 13,
        "T205": 10,
        "T206": 12,
        "T207": 8,
        "T208": 12,
        "T209": 15,
        "T210": 11,
        "T211": 13,
    },
)


def anything(row: Row) -> bool:
    """Every combination is plausible."""
    return True


def deal(
    margins: Margins, *, luck: Random, fixed: Sequence[Row] = (), allowed: Callable[[Row], bool] = anything
) -> tuple[Row, ...]:
    """Rows that keep all margins: the fixed ones first, the others dealt by chance, each of a combination that is `allowed`.

    Raises Unsolvable when the margins differ in their sums, the fixed rows break one, or no allowed rows are found.
    """
    left = _left(margins, fixed)
    for _ in range(TRIES):
        dealt = _mended([Row(*values) for values in zip(*(_shuffled(column, luck) for column in left), strict=True)], allowed)
        if dealt is not None:
            return (*fixed, *dealt)
    raise Unsolvable("no allowed rows keep these margins")


def _left(margins: Margins, fixed: Sequence[Row]) -> list[Counter[Any]]:
    """What of each margin the fixed rows leave."""
    left = [Counter(column) for column in margins.columns]
    if len({column.total() for column in left}) > 1:
        raise Unsolvable(f"the margins add up to {[column.total() for column in left]}")
    for column, values in zip(left, zip(*fixed, strict=True), strict=False):
        column.subtract(values)
        if min(column.values()) < 0:
            raise Unsolvable(f"the fixed rows break a margin: {column}")
    return left


def _shuffled(column: Counter[Any], luck: Random) -> list[Any]:
    return luck.sample(list(column.elements()), column.total())


def _mended(rows: list[Row], allowed: Callable[[Row], bool]) -> list[Row] | None:
    """Swap single values between rows, which keeps every margin, until all are allowed; None when it can't be done so."""
    for n in range(len(rows)):
        if not allowed(rows[n]) and not _swap(rows, n, allowed):
            return None
    return rows


def _swap(rows: list[Row], n: int, allowed: Callable[[Row], bool]) -> bool:
    """Mend row `n` at the cost of none: the other may be one that was not allowed before, never one that is spoiled by it."""
    for field in Row._fields:
        for other, row in enumerate(rows):
            mended = rows[n]._replace(**{field: getattr(row, field)})
            given = row._replace(**{field: getattr(rows[n], field)})
            if allowed(mended) and (allowed(given) or not allowed(row)):
                rows[n], rows[other] = mended, given
                return True
    return False
