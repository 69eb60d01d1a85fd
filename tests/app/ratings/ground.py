"""Completed cases and their ratings for these tests, made by the same deeds as in a township."""

import datetime as dt
from uuid import UUID

from app.cases import queries as cases
from app.cases.actions import complete, reopen
from app.cases.models import Case
from app.cases.rules import Mode, Outcome, Stage
from app.core.db import transaction
from app.core.period import Period
from app.core.stamp import Stamp
from app.ratings import actions, queries
from app.ratings.models import Invitation, Rating
from app.ratings.rules import BY_STAFF, Channel, Level
from tests import makers, town

DAY = dt.timedelta(days=1)
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
PERIOD = "from=2026-01-01&to=2026-12-31"


def completed(household: str = "1", *, item: str = town.ADVICE, at: dt.datetime = town.NOON) -> Case:
    """A case that was carried by the household's team and completed by the clerk."""
    return makers.a_case(household=household, item=item, at_stage=Stage.COMPLETED, at=at)


def done_alone() -> Case:
    """A case that nobody carried; a machine completed it."""
    case = makers.a_case(item=town.ADVICE, mode=Mode.SELF, at_stage=Stage.ACCEPTED)
    with transaction():
        complete(cases.case_to_change(case.id), outcome=Outcome.GRANTED, stamp=makers.a_stamp())
    return case


def invitation(case: Case) -> Invitation:
    found = queries.invitation_of(case.id)
    assert found is not None
    return found


def key(case: Case) -> str:
    return queries.key_of(invitation(case))


def rated(
    case: Case, level: Level = Level.SATISFIED, *, channel: Channel = Channel.QR, comment: str = "", stamp: Stamp | None = None
) -> Rating | None:
    """Rate by the deed: the resident's own, or the reviewer's for a call-back or a paper."""
    act, by = (actions.record, "reviewer") if channel in BY_STAFF else (actions.rate, None)
    with transaction():
        change = queries.invitation_to_change(invitation(case).id)
        return act(change, level, channel=channel, comment=comment, stamp=stamp or makers.a_stamp(by, at=town.NOON + DAY))


def reopened(case_id: UUID) -> None:
    with transaction():
        reopen(cases.case_to_change(case_id), reason="缺凭证", stamp=makers.a_stamp("reviewer", at=town.NOON + 2 * DAY))
