"""The order of a day's visits is kept; and at which time of day a household wishes to be visited."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Deed
from app.cases.models import Case
from app.core import journal
from app.core.db import db
from app.core.stamp import Stamp
from app.visits.models import RoundPlan, RoundWish
from app.visits.rules import Going, Made


def keep_round(
    person_id: UUID,
    cases: Sequence[UUID],
    *,
    on: dt.date,
    unplanned: Mapping[UUID, str],
    made: Made,
    going: Going,
    stamp: Stamp,
) -> None:
    """Keep the order of somebody's day instead of the one kept before; the same deed again changes nothing."""
    order, left = [str(one) for one in cases], {str(one): why for one, why in unplanned.items()}
    said = {"on": on.isoformat(), "cases": order, "unplanned": left, "made": made.value, "going": going.value}
    if not journal.enter(Deed.PLAN_ROUND, subject=person_id, body=said, stamp=stamp):
        return
    kept = db.session.scalar(sa.select(RoundPlan).where(RoundPlan.person_id == person_id, RoundPlan.on == on).with_for_update())
    if kept is None:
        kept = RoundPlan(id=stamp.event_id, person_id=person_id, on=on)
        db.session.add(kept)
    kept.cases, kept.unplanned, kept.made, kept.going = order, left, made, going
    db.session.flush()


def wish(case: Case, window: tuple[int, int] | None, *, stamp: Stamp) -> None:
    """From which minute of the day to which the household of a case can be visited; None: at any time."""
    if not journal.enter(Deed.PLAN_ROUND, subject=case.id, body={"window": window and list(window)}, stamp=stamp):
        return
    kept = db.session.get(RoundWish, case.id)
    if window is None:
        if kept is not None:
            db.session.delete(kept)
        return
    if kept is None:
        kept = RoundWish(case_id=case.id, place_path=case.place_path, other_path=case.other_path)
        db.session.add(kept)
    kept.from_minute, kept.to_minute = window
    db.session.flush()
