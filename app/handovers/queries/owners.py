"""Whose each household is: exactly one person, or a team, or nobody but the desk pool. Reads only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

import app.households.queries as households
from app.core.db import db
from app.households.models import Household
from app.posts.rules import Owner, Roster, owner
from app.territory.models import Division


@dataclass(frozen=True, slots=True)
class Home:
    """A household as a handover needs it. `whereabouts`: village group or address; `keeper_id`: whose own care it is in.

    `lon`, `lat` in degrees, CGCS2000; None where nobody knows.
    """

    id: UUID
    number: int
    code: str
    head: str
    whereabouts: str
    place_path: str
    village_code: str | None
    grid_id: UUID | None
    keeper_id: UUID | None
    lon: float | None
    lat: float | None


def homes(*which: sa.ColumnElement[bool], on: dt.date) -> Sequence[Home]:
    """Households that live here, in the order of their numbers."""
    found = (
        sa.select(
            Household.id,
            Household.number,
            Household.code,
            Household.head,
            Household.group,
            Household.address,
            Household.place_path,
            Division.code.label("village_code"),
            Household.grid_id,
            Household.lon,
            Household.lat,
        )
        .outerjoin(Division, Division.id == Household.division_id)
        .where(Household.left_on.is_(None), *which)
        .order_by(Household.number)
    )
    rows = db.session.execute(found).all()
    kept = households.keepings([row.id for row in rows], on=on)
    return [
        Home(
            row.id,
            row.number,
            row.code,
            row.head,
            row.group or row.address,
            row.place_path,
            row.village_code,
            row.grid_id,
            kept[row.id].person_id if row.id in kept else None,
            row.lon,
            row.lat,
        )
        for row in rows
    ]


def owners(there: Sequence[Home], *, roster: Roster, keepers: Mapping[UUID, UUID | None] | None = None) -> dict[UUID, Owner]:
    """The owner of each by the roster; `keepers` says whose own care some are in instead."""
    said = keepers or {}
    return {
        home.id: owner(home.grid_id, village_code=home.village_code, keeper=said.get(home.id, home.keeper_id), roster=roster)
        for home in there
    }
