"""Which certificates were carried home: nine, of the three items that are delivered (DESIGN 10). Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.cli.demonstration.cases import Plan
from app.cli.demonstration.period import CHINA, Period
from app.cli.demonstration.year.rated import finished

DELIVERED = {"XD-A08": 4, "XD-B07": 3, "XD-B11": 2}  # social security card, senior's card, disability certificate
RECEIVED, HANDED_OVER = dt.time(16, 10), dt.time(17, 30)


@dataclass(frozen=True, slots=True)
class DeliveredCourse:
    """One delivery 送证上门. `number`: the case's place in the plans, from 1 on; received from the counter at `received_at`, and
    handed over at `at` to the applicant, whose place in the household is `receiver`."""

    number: int
    received_at: dt.datetime
    at: dt.datetime
    receiver: int


def delivered_courses(plans: Sequence[Plan], period: Period) -> tuple[DeliveredCourse, ...]:
    """The same in every load of a day, in the order of time: on the day of the completion or, mostly, the day after."""
    left, made = dict(DELIVERED), []
    for number, end in finished(plans, period):
        plan = plans[number - 1]
        if left.get(plan.items[0], 0):
            left[plan.items[0]] -= 1
            last = min(period.last_on, period.as_of - dt.timedelta(days=1))
            on = min(end.date() + dt.timedelta(days=1), last)
            received_at, at = (dt.datetime.combine(day, time, CHINA) for day, time in ((end.date(), RECEIVED), (on, HANDED_OVER)))
            made.append(DeliveredCourse(number, received_at, at, plan.applicant))
    return tuple(made)
