"""Where households stand, without a word of who lives there: for machines. Narrowed by the scope like everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa

from app.core.db import db
from app.households.models import Household
from app.households.rules import Placed
from app.territory.models import Division, Grid

Box: TypeAlias = tuple[float, float, float, float]  # west, south, east, north in degrees


@dataclass(frozen=True, slots=True)
class Spot:
    """A household's short number, its place if it has one (degrees, EPSG:4490), and what that makes."""

    number: int
    lon: float | None
    lat: float | None
    placed: Placed
    grid_code: str | None
    village_code: str | None


def spots(boxes: Sequence[Box] = (), *, offset: int, limit: int) -> tuple[Sequence[Spot], int]:
    """So many of the households that live here, by number, and how many there are on all. Boxes leave out who has no place."""
    matching = _spots().where(Household.left_on.is_(None), *_within(boxes))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(matching.subquery())) or 0
    rows = db.session.execute(matching.order_by(Household.number).offset(offset).limit(limit))
    return [Spot(*row) for row in rows], total


def spot(number: int) -> Spot | None:
    """One household that lives here, by its short number."""
    found = db.session.execute(_spots().where(Household.number == number, Household.left_on.is_(None))).one_or_none()
    return None if found is None else Spot(*found)


def spots_extent() -> Box | None:
    """The smallest box around all of them; None where nobody has a place."""
    around: sa.Select[*tuple[Any, ...]] = sa.select(
        sa.func.min(Household.lon), sa.func.min(Household.lat), sa.func.max(Household.lon), sa.func.max(Household.lat)
    )
    west, south, east, north = db.session.execute(around.where(Household.left_on.is_(None))).one()
    return None if west is None else (west, south, east, north)


def _spots() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Household.number, Household.lon, Household.lat, Household.placed, Grid.code, Division.code.label("village"))
        .outerjoin(Grid, Grid.id == Household.grid_id)
        .outerjoin(Division, Division.id == Household.division_id)
    )


def _within(boxes: Sequence[Box]) -> list[sa.ColumnElement[bool]]:
    parts = [
        sa.and_(Household.lon.between(west, east), Household.lat.between(south, north)) for west, south, east, north in boxes
    ]
    return [sa.or_(*parts)] if parts else []
