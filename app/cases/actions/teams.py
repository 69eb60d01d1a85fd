"""What a dissolved team may not leave behind."""

import sqlalchemy as sa

from app.cases.models import Case
from app.cases.rules import OPEN, TeamHasOpenCases
from app.core.db import db
from app.core.stamp import Stamp
from app.posts.rules import TeamIsDissolved

SHOWN = 3


def demand_nothing_open(event: TeamIsDissolved, *, stamp: Stamp) -> None:
    """A team with open cases isn't dissolved. Raises TeamHasOpenCases."""
    found = sa.select(Case.number).where(Case.team_id == event.team_id, Case.stage.in_(OPEN)).order_by(Case.number)
    numbers = db.session.scalars(found).all()
    if numbers:
        more = " …" if len(numbers) > SHOWN else ""
        raise TeamHasOpenCases(team=event.name, count=len(numbers), numbers="、".join(numbers[:SHOWN]) + more)
