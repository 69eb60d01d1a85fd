"""What stands in the database after the load, counted from its rows (DESIGN 9)."""

from typing import Any

import sqlalchemy as sa

from app.cases.models import Case
from app.cases.rules import OPEN
from app.catalogue.models import Bottleneck, Department, Item, Procedure, WalkThrough
from app.cli.demonstration.period import Period
from app.core.db import db
from app.core.period import Period as Span
from app.households.models import Household, Resident
from app.ledger import queries as ledger
from app.posts.models import Membership, Team
from app.territory.models import Division, Grid, ServicePoint, Window
from app.territory.rules import DivisionLevel, PointLevel


def facts(town: Division, period: Period) -> dict[str, object]:
    """`completed`: the proxy register of the period; `finished`: every case finished in it; `open`: whenever it was asked for."""
    as_of, totals = period.as_of, ledger.totals(ledger.Asked(Span(period.first_on, period.last_on)))
    return {
        "year": period.year,
        "as_of": as_of.isoformat(),
        "township": town.name,
        "villages": _count(Division.id, Division.level == DivisionLevel.VILLAGE),
        "stations": _count(ServicePoint.id, ServicePoint.level == PointLevel.STATION),
        "windows": _count(Window.id),
        "pioneer_windows": _count(Window.id, Window.pioneer_from_on <= as_of),
        "departments": _count(Department.id),
        "grids": _count(Grid.id),
        "teams": _count(Team.id),
        "cadres": _count(sa.distinct(Membership.person_id), Membership.to_on.is_(None)),
        "households": _count(Household.id),
        "residents": _count(Resident.id),
        "items": _count(Item.id),
        "walkthroughs": _count(WalkThrough.id),
        "bottlenecks": _count(Bottleneck.id),
        "procedures": _count(Procedure.id),
        "cases": _count(Case.id),
        "completed": totals.completed.cases,
        "finished": totals.every.cases,
        "open": _count(Case.id, Case.stage.in_(OPEN)),
    }


def _count(column: Any, *conditions: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count(column)).where(*conditions)) or 0
