"""The land with what is in it today: grids, villages, service points, who is responsible. Reads only."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.period import month_of
from app.core.scope import is_below
from app.desk.queries.work import Tally
from app.households.models import Household
from app.ledger import queries as ledger
from app.posts import queries as posts
from app.posts.models import Post, Team
from app.territory import queries as land
from app.territory.models import Division, ServicePoint
from app.territory.rules import DivisionLevel, GridNow, PointLevel


@dataclass(frozen=True, slots=True)
class GridWork:
    """A grid with what is in it today. `households`: None where nobody asked for their number."""

    grid: GridNow
    households: int | None
    work: Tally


@dataclass(frozen=True, slots=True)
class VillageWork:
    """A village with its grids, its team and what is open in it, cases without a grid among them."""

    village: Division
    team: Team | None
    grids: Sequence[GridWork]
    work: Tally

    @property
    def households(self) -> int:
        return sum(one.households or 0 for one in self.grids)


def grids_of(team: Team, *, on: dt.date) -> list[GridNow]:
    """The grids of a team's village; of every village for the township's own team."""
    return [grid for grid in land.grids_on(on) if grid.place_path.startswith(team.place_path)]


def grid_work(grids: Sequence[GridNow], work: Tally, *, with_households: bool) -> list[GridWork]:
    """Each grid with its open cases, and with its households' number where it is wanted."""
    counted = _households_in([grid.grid_id for grid in grids]) if with_households else None
    held = work.by_grid()
    return [
        GridWork(grid, None if counted is None else counted.get(grid.grid_id, 0), held.get(grid.grid_id, Tally()))
        for grid in grids
    ]


def village_work(town: Division, work: Tally, *, on: dt.date, with_households: bool) -> list[VillageWork]:
    """Each village with its grids, its team and its open cases, in the order of codes."""
    there = [grid for grid in land.grids_on(on) if grid.place_path.startswith(town.place_path)]
    grids = grid_work(there, work, with_households=with_households)
    teams, held = {team.division_id: team for team in posts.teams_on(on)}, work.by_division()
    return [
        VillageWork(
            village,
            teams.get(village.id),
            [one for one in grids if one.grid.place_path.startswith(village.place_path)],
            held.get(village.id, Tally()),
        )
        for village in land.villages(town)
    ]


def points_below(place_path: str, *, with_stations: bool) -> Sequence[ServicePoint]:
    """The service points below a place that have a place on the map, with their windows."""
    found = sa.select(ServicePoint).where(ServicePoint.lon.is_not(None), is_below(ServicePoint.place_path, place_path))
    if not with_stations:
        found = found.where(ServicePoint.level != PointLevel.STATION)
    return db.session.scalars(found.order_by(ServicePoint.code).options(selectinload(ServicePoint.windows))).all()


def outlines_below(place_path: str) -> Sequence[Division]:
    """The villages at or below a place."""
    found = sa.select(Division).where(Division.level == DivisionLevel.VILLAGE, is_below(Division.place_path, place_path))
    return db.session.scalars(found.order_by(Division.code)).all()


def posted_below(place_path: str, *, on: dt.date) -> tuple[Sequence[Post], Mapping[UUID, str]]:
    """Who is posted to the grids of a place, and the stand-in's name of everybody among them who is on leave."""
    absent = {leave.person_id: leave for leave in posts.leaves_on(on)}
    here = posts.posts_in(place_path, on=on)
    away = {
        post.person_id: leave.stand_in.name if leave.stand_in else ""
        for post in here
        if (leave := absent.get(post.person_id)) is not None
    }
    return here, away


def completed_in(place_path: str, *, today: dt.date) -> int:
    """How many cases of the register were completed in a place this month."""
    return ledger.register_cases(ledger.Asked(month_of(today), place_path=place_path))


def _households_in(grid_ids: Collection[UUID]) -> dict[UUID, int]:
    """Counted without a column, so that an index alone answers."""
    there = sa.select(Household.grid_id, sa.func.count()).where(Household.grid_id.in_(grid_ids), Household.left_on.is_(None))
    return {grid_id: number for grid_id, number in db.session.execute(there.group_by(Household.grid_id)) if grid_id}
