"""Which of the finished cases were rated, with how many stars and when: 181 of 215, all of them good (DESIGN 10). Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.cli.demonstration.cases import Plan
from app.cli.demonstration.chance import chance
from app.cli.demonstration.period import CHINA, Period

LEVELS = {"very_satisfied": 146, "satisfied": 29, "basically_satisfied": 6}  # 非常满意, 满意, 基本满意: all of them good
CHANNELS = ("own_phone", "call_back", "qr", "own_phone", "paper", "tablet")  # how they came, in turn
EVENING, LATEST = dt.time(18, 0), 3


@dataclass(frozen=True, slots=True)
class RatedCourse:
    """One rating 好差评. `number`: the case's place in the plans, from 1 on; `at`: an evening after its end."""

    number: int
    level: str
    channel: str
    at: dt.datetime


def finished(plans: Sequence[Plan], period: Period) -> list[tuple[int, dt.datetime]]:
    """The number and end of each case that was finished within the period, in the order of their ends."""
    ends = [(plan.completed_at, number) for number, plan in enumerate(plans, start=1) if plan.completed_at]
    return [(number, end) for end, number in sorted(ends) if period.first_on <= end.date() <= period.last_on]


def rated_courses(plans: Sequence[Plan], period: Period) -> tuple[RatedCourse, ...]:
    """The same in every load of a day, in the order of time. The evening lies before the load day."""
    ended = finished(plans, period)
    luck = chance("year", "rated")
    levels = [level for level, times in LEVELS.items() for _ in range(times)]
    chosen = zip(luck.sample(ended, len(levels)), luck.sample(levels, len(levels)), strict=True)
    made = [
        RatedCourse(number, level, CHANNELS[n % len(CHANNELS)], _evening(end, luck.randint(0, LATEST), number, period))
        for n, ((number, end), level) in enumerate(chosen)
    ]
    return tuple(sorted(made, key=lambda one: (one.at, one.number)))


def _evening(end: dt.datetime, days: int, number: int, period: Period) -> dt.datetime:
    on = min(end.date() + dt.timedelta(days=days), period.last_on, period.as_of - dt.timedelta(days=1))
    return dt.datetime.combine(on, EVENING, CHINA) + dt.timedelta(minutes=number % 120)
