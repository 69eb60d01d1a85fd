"""Limits 时限 and office hours."""

import dataclasses
import datetime as dt
from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.named import N_, Named

LONGEST = 3650  # ten years of days: above, a number was mistyped


class Unit(Named):
    """What a limit is counted in."""

    WORKDAY = "workday", N_("working days")
    NATURAL_DAY = "natural_day", N_("natural days")
    HOUR = "hour", N_("hours")


UNIT_WORDS = {"工作日": Unit.WORKDAY, "自然日": Unit.NATURAL_DAY, "日": Unit.NATURAL_DAY, "小时": Unit.HOUR, "时": Unit.HOUR}


class LimitOutOfRange(Invalid):
    """No time at all, or more than anybody promises."""

    code = "limit_out_of_range"
    says = N_("A limit must be between 1 and %(longest)s, not %(length)s.")
    field = "limit"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit 时限: so many working days, natural days or hours."""

    length: int
    unit: Unit = Unit.WORKDAY

    def __post_init__(self) -> None:
        if not 1 <= self.length <= LONGEST:
            raise LimitOutOfRange(length=self.length, longest=LONGEST)

    def extended(self, units: int) -> "Limit":
        return dataclasses.replace(self, length=self.length + units)


class UnitUnknown(Invalid):
    """A limit in a unit that nobody counts in."""

    code = "unit_unknown"
    says = N_("A limit is counted in working days, natural days or hours, not in %(unit)s.")
    field = "unit"


def limit_of(length: int, unit_text: str) -> Limit:
    """The limit as the catalogue writes it: `limit_of(15, "工作日")`; a unit's own value ("workday") is understood too."""
    known = UNIT_WORDS | {unit.value: unit for unit in Unit}
    try:
        return Limit(length, known[unit_text.strip()])
    except KeyError:
        raise UnitUnknown(unit=unit_text) from None


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Office hours in Asia/Shanghai. A day's limit ends when business closes (民法典 203); lights turn yellow when it opens."""

    opens: dt.time = dt.time(8, 30)
    closes: dt.time = dt.time(17, 30)


OFFICE_HOURS = OfficeHours()
