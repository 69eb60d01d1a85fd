"""What a grid's printed sheet tells: its households, without numbers of people, births or care marks. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from app.core.db import db
from app.households.models import Household, Resident


@dataclass(frozen=True, slots=True)
class SheetHome:
    """A household of the sheet. `languages`: what those speak who need an interpreter; empty text where it isn't known.

    `lon`, `lat` in EPSG:4490 degrees.
    """

    number: int
    head: str
    group: str
    address: str
    phone_mask: str | None
    lon: float | None
    lat: float | None
    languages: tuple[str, ...] = ()


def sheet_homes(grid_id: UUID) -> list[SheetHome]:
    """The households that live in a grid, by their short numbers."""
    wanted = sa.select(
        Household.number, Household.head, Household.group, Household.address, Household.phone_mask, Household.lon, Household.lat
    ).where(Household.grid_id == grid_id, Household.left_on.is_(None))
    spoken = _spoken(grid_id)
    rows = db.session.execute(wanted.order_by(Household.number))
    return [SheetHome(*row, languages=tuple(spoken.get(row.number, ()))) for row in rows]


def _spoken(grid_id: UUID) -> Mapping[int, Sequence[str]]:
    """By household number, the languages for which it needs an interpreter."""
    wanted = (
        sa.select(Household.number, Resident.language)
        .join(Resident.household)
        .where(Household.grid_id == grid_id, Resident.needs_interpreter, Resident.left_on.is_(None))
    )
    found: dict[int, list[str]] = {}
    for number, language in db.session.execute(wanted.distinct().order_by(Household.number, Resident.language)):
        found.setdefault(number, []).append(language)
    return found
