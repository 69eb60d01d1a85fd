"""Which certificates were carried home: nine, of the three items that are delivered (DESIGN 10). Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.cli.demonstration.cases import Plan
from app.cli.demonstration.period import CHINA, Period
from app.cli.demonstration.rated import finished

DELIVERED = {"XD-A08": 4, "XD-B07": 3, "XD-B11": 2}  # social security card, senior's card, disability certificate
RECEIVED, SET_OUT, HANDED_OVER = dt.time(16, 10), dt.time(16, 30), dt.time(17, 30)


@dataclass(frozen=True, slots=True)
class DeliveredCourse:
    """One delivery 送证上门. `number`: the case's place in the plans, from 1 on; received at the counter at `received_at`, and
    handed over at `at` to the applicant."""

    number: int
    received_at: dt.datetime
    set_out_at: dt.datetime
    at: dt.datetime


def delivered_courses(plans: Sequence[Plan], period: Period) -> tuple[DeliveredCourse, ...]:
    """The same in every load of a day, in the order of time: on the day of the completion or, mostly, the day after."""
    left, made = dict(DELIVERED), []
    for number, end in finished(plans, period):
        plan = plans[number - 1]
        if left.get(plan.items[0], 0):
            left[plan.items[0]] -= 1
            last = min(period.last_on, period.as_of - dt.timedelta(days=1))
            on = min(end.date() + dt.timedelta(days=1), last)
            received_at = dt.datetime.combine(end.date(), RECEIVED, CHINA)
            made.append(
                DeliveredCourse(
                    number,
                    received_at,
                    dt.datetime.combine(on, SET_OUT, CHINA),
                    dt.datetime.combine(on, HANDED_OVER, CHINA),
                )
            )
    return tuple(made)
