"""What stands in the database after the load, counted from its rows (DESIGN 9)."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.cases.models import Case
from app.catalogue.models import Bottleneck, Department, Item, Procedure, WalkThrough
from app.core.db import db
from app.households.models import Household, Resident
from app.posts.models import Membership, Team
from app.territory.models import Division, Grid, ServicePoint, Window
from app.territory.rules import DivisionLevel, PointLevel


def facts(town: Division, *, year: int, as_of: dt.date) -> dict[str, object]:
    return {
        "year": year,
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
    }


def _count(column: Any, *conditions: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count(column)).where(*conditions)) or 0
