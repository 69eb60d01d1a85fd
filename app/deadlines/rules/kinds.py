"""Which clocks there are, whose they are, and how long they run when nobody says otherwise."""

import datetime as dt
from collections.abc import Mapping

from app.core.named import N_, Named
from app.deadlines.rules.limits import Limit


class Body(Named):
    """Who answers for a clock. What waits at the department or the county is not late at the team."""

    TEAM = "team", N_("Proxy service team")
    DEPARTMENT = "department", N_("Department")


class ClockKind(Named):
    """A kind of clock 办理时限."""

    PROMISED = "promised", N_("Promised limit")
    STATUTORY = "statutory", N_("Statutory limit")
    NOTICE = "notice", N_("One-time notice")
    TAKE = "take", N_("Take the case")
    COLLECT = "collect", N_("Collect the papers")
    FORWARD = "forward", N_("Forward the papers")
    DELIVER = "deliver", N_("Deliver the result")


TEAM_CLOCKS = (ClockKind.TAKE, ClockKind.COLLECT, ClockKind.FORWARD, ClockKind.DELIVER)  # 代办时限, one after the other
BODIES: Mapping[ClockKind, Body] = {kind: Body.TEAM if kind in TEAM_CLOCKS else Body.DEPARTMENT for kind in ClockKind}
DEFAULTS: Mapping[ClockKind, Limit] = {
    ClockKind.NOTICE: Limit(5),  # 行政许可法 32: on the spot or within five days, all that is missing at once
    ClockKind.TAKE: Limit(1),
    ClockKind.COLLECT: Limit(3),
    ClockKind.FORWARD: Limit(1),
    ClockKind.DELIVER: Limit(3),
}


def deemed_accepted_at(
    received_at: dt.datetime, *, notice_due_at: dt.datetime, now: dt.datetime, is_permit: bool
) -> dt.datetime | None:
    """Silence is acceptance: a permit 行政许可 about which nothing was said in time counts as accepted from its receipt.

    行政许可法 32(4). For other items the item's own rule decides, so None here.
    """
    return received_at if is_permit and now >= notice_due_at else None
