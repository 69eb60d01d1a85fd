"""What counts: the one definition (DESIGN 6.3). Pure.

- 件 cases: one per finished case. 项 items: one per item of a finished case. 次 visits: effective home visits.
  份 deliveries: certificates handed over. These add up over time, teams and villages.
- 户 households and 人 people are those reached at home by effective visits, each once within the period and scope asked;
  they are never summed over months, villages or teams. 人次 person-times: a person once per visit.
- `completed` is the proxy register 代办台账: assisted, by proxy, at home. `all` adds what people did by themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.cases.rules import Mode
from app.core.named import N_, Named
from app.core.period import Period

REGISTER = (Mode.ASSIST, Mode.PROXY, Mode.HOME)


class Measure(Named):
    """What an entry counts. 户 and 人 are distinct questions to the same entries, never measures of their own."""

    CASE = "case", N_("completed cases")
    ITEM = "item", N_("completed items")
    VISIT = "visit", N_("effective visits")
    DELIVERY = "delivery", N_("deliveries made")


class Dimension(Named):
    """By what totals can be told apart."""

    TEAM = "team", N_("team")
    WORKER = "worker", N_("worker")
    ITEM = "item", N_("item")
    CLASS = "class", N_("class")
    DEPARTMENT = "department", N_("department")
    MODE = "mode", N_("mode of service")
    INTAKE = "intake", N_("way of asking")
    VILLAGE = "village", N_("village")
    GRID = "grid", N_("grid")
    GRID_NOW = "grid_now", N_("grid as drawn today")
    MONTH = "month", N_("month")


class Count(Named):
    """A number of a report: each opens its rows."""

    CASES = "cases", N_("completed cases")
    ITEMS = "items", N_("completed items")
    VISITS = "visits", N_("effective visits")
    HOUSEHOLDS = "households", N_("households reached")
    PEOPLE = "people", N_("people served")
    PERSON_TIMES = "person_times", N_("person-times served")
    DELIVERIES = "deliveries", N_("deliveries made")


DISTINCT = (Count.HOUSEHOLDS, Count.PEOPLE)  # never summed: asked anew of every scope
ADDITIVE = tuple(count for count in Count if count not in DISTINCT)
MEASURE_OF: Mapping[Count, Measure] = {
    Count.CASES: Measure.CASE,
    Count.ITEMS: Measure.ITEM,
    Count.VISITS: Measure.VISIT,
    Count.HOUSEHOLDS: Measure.VISIT,
    Count.PEOPLE: Measure.VISIT,
    Count.PERSON_TIMES: Measure.VISIT,
    Count.DELIVERIES: Measure.DELIVERY,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """The seven numbers of one scope and period."""

    cases: int = 0
    items: int = 0
    visits: int = 0
    households: int = 0
    people: int = 0
    person_times: int = 0
    deliveries: int = 0

    def of(self, count: Count) -> int:
        value: int = getattr(self, count.value)
        return value

    def as_json(self) -> dict[str, int]:
        return {count.value: self.of(count) for count in Count}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of totals told apart by a dimension. `key` is what the rows behind it are asked by; None: not known."""

    key: str | None
    name: str
    completed: Figures
    every: Figures


@dataclass(frozen=True, slots=True)
class Totals:
    """The proxy register's figures, those of every finished case, and the rows by a dimension."""

    period: Period
    completed: Figures
    every: Figures
    by: tuple[Line, ...] = field(default=())


def counts_as_completed(mode: Mode) -> bool:
    """Whether a finished case of this mode belongs to the proxy register."""
    return mode in REGISTER
