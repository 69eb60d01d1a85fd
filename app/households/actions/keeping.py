"""Households given into somebody's own care 包户, as part of a deed that is entered in the journal already: a handover."""

import datetime as dt
from uuid import UUID, uuid4

from app.core import clock
from app.core.db import db
from app.core.stamp import Stamp
from app.households import queries
from app.households.models import Household, Keeping
from app.households.rules.refusals import PersonKeepsHouseholds
from app.posts.rules import PersonLeaves

DAY = dt.timedelta(days=1)
SHOWN = 3


def keep(household: Household, person_id: UUID, *, on: dt.date) -> Keeping:
    """From a day on the household is in this person's care; whose it was, is to be let go before."""
    keeping = Keeping(
        id=uuid4(),
        household_id=household.id,
        person_id=person_id,
        from_on=on,
        place_path=household.place_path,
        other_path=household.other_path,
    )
    db.session.add(keeping)
    db.session.flush()
    return keeping


def let_go(keeping: Keeping, *, on: dt.date) -> None:
    """From a day on the household is in this care no more; what began that day never was."""
    keeping.to_on = max(on, keeping.from_on) - DAY
    db.session.flush()


def demand_no_keeping(event: PersonLeaves, *, stamp: Stamp) -> None:
    """Nobody leaves with households in their own care. Raises PersonKeepsHouseholds."""
    if there := queries.kept_by(event.person_id, on=clock.on(stamp.at)):
        codes = "、".join(one.household.code for one in there[:SHOWN]) + (" …" if len(there) > SHOWN else "")
        raise PersonKeepsHouseholds(person=event.name, count=len(there), codes=codes)
