"""The month of a team: what was promised, kept, and is still in hand. Pure.

Late is measured on the department's promised day (DESIGN 6.2). Whose delay it is: once papers were forwarded above the township,
theirs; until then ours.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.cases.rules import Mode, Outcome
from app.ledger.rules import Count
from app.reports.rules.comparing import Column, Compared
from app.reports.rules.periods import Span


@dataclass(frozen=True, slots=True)
class Promised:
    """Of completed cases: how many had a promised day, how many kept it, and who was late with the others."""

    timed: int = 0
    kept: int = 0
    late_here: int = 0
    late_above: int = 0

    def __add__(self, other: "Promised") -> "Promised":
        return Promised(
            self.timed + other.timed,
            self.kept + other.kept,
            self.late_here + other.late_here,
            self.late_above + other.late_above,
        )


@dataclass(frozen=True, slots=True)
class InHand:
    """What is open at the end of the month, and what of it is overdue with us and above us."""

    cases: int = 0
    late_here: int = 0
    late_above: int = 0

    def __add__(self, other: "InHand") -> "InHand":
        return InHand(self.cases + other.cases, self.late_here + other.late_here, self.late_above + other.late_above)


@dataclass(frozen=True, slots=True)
class TeamMonth:
    """One row of the month: a team, or the township as a whole."""

    compared: Compared
    accepted: Mapping[Column, int]
    promised: Mapping[Column, Promised]
    in_hand: InHand

    def of(self, count: Count, column: Column) -> int:
        return self.compared.of(count, column)


@dataclass(frozen=True, slots=True)
class Completion:
    """A line of the register 台账: what stands in the ledger of the month for one case. `amount` is -1 for what was taken off.

    Numbers of people are masks. `is_kept` is None where no day was promised.
    """

    number: str
    accepted_on: dt.date | None
    who: str
    id_mask: str
    phone_mask: str
    whereabouts: str
    grid: str
    items: str
    class_name: str
    mode: Mode
    team: str
    person: str
    due_on: dt.date | None
    happened_on: dt.date
    is_kept: bool | None
    outcome: Outcome | None
    amount: int
    remark: str


@dataclass(frozen=True, slots=True)
class Month:
    """The month's report: the whole, its teams, and the register of what was completed."""

    span: Span
    whole: TeamMonth
    teams: tuple[TeamMonth, ...]
    register: tuple[Completion, ...]
    as_of: dt.datetime


def punctual(due_at: dt.datetime | None, ended_at: dt.datetime | None) -> bool | None:
    """Whether a completion came in time; None where no day was promised or the end isn't known to the reader."""
    return None if due_at is None or ended_at is None else ended_at <= due_at


def promised(kept: bool | None, *, is_above: bool) -> Promised:  # noqa: FBT001  three answers, not a switch
    """One completion, to be added up."""
    if kept is None:
        return Promised()
    late = not kept
    return Promised(1, int(kept), int(late and not is_above), int(late and is_above))


def together(all_promised: Iterable[Promised]) -> Promised:
    return sum(all_promised, Promised())


def all_in_hand(teams: Iterable[InHand]) -> InHand:
    return sum(teams, InHand())
