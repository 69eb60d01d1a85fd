"""Where a case belongs: the household's place on the day, who is responsible there, and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import app.posts.queries as posts
import app.territory.queries as land
from app.accounts.queries import person as person_by_id
from app.cases import queries
from app.cases.models import Case
from app.cases.rules import PersonElsewhere, PersonNotThere
from app.households.models import Household, Resident
from app.households.queries import keeper_of
from app.households.rules import GridSource, Placed
from app.posts.rules import GridRef, Routing, Step, Wish, best, responsible
from app.territory.rules import GridNow, Standing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands. `other_path`: the second place that claims it."""

    path: str
    other_path: str | None
    grid: GridNow | None
    routing: Routing

    @property
    def why(self) -> list[dict[str, object]]:
        return [reason.as_json() for reason in self.routing.why]


def place_of(household: Household, *, on: dt.date, language: str | None) -> Place:
    """The household's place and the responsible people on a day. It never loses a case: nobody means the desk pool."""
    grids, found = _grids(household, on)
    village = household.division.code if household.division else None
    routing = responsible(
        [_ref(grid) for grid in grids],
        found=found,
        roster=posts.roster(on),
        village_code=village,
        wish=Wish(language=language, load=queries.load()),
        keeper=keeper_of(household.id, on=on),
    )
    if not grids:
        return Place(household.place_path, None, None, routing)
    other = grids[1].place_path if len(grids) > 1 else None
    return Place(grids[0].place_path, other, grids[0] if other is None else None, routing)


def place_in(grid: GridNow, *, on: dt.date) -> Place:
    """The place when a person has decided which grid it is."""
    wish = Wish(load=queries.load())
    routing = responsible([_ref(grid)], found=Step.IN_GRID, roster=posts.roster(on), village_code=grid.village_code, wish=wish)
    return Place(grid.place_path, None, grid, routing)


def best_of_team(team_id: UUID, *, case: Case, on: dt.date) -> UUID | None:
    """Who of a team gets a case: whoever is posted in its grid, else whoever has least to do; None when all are away."""
    roster = posts.roster(on)
    wish = Wish(load=queries.load())
    members = [worker.id for worker in roster.workers.values() if worker.team_id == team_id]
    posted = [post.person_id for post in roster.posts if post.grid_id == case.grid_id and post.person_id in members]
    chosen = best(posted, roster=roster, wish=wish) or best(members, roster=roster, wish=wish)
    return chosen[0] if chosen else None


def check_member(person_id: UUID, team_id: UUID | None, *, on: dt.date) -> None:
    """The person is at work on the day and belongs to the team; raises PersonNotThere, PersonElsewhere.

    Who is in no team, as after theirs is dissolved, doesn't belong to the pool either.
    """
    roster = posts.roster(on)
    if not roster.is_there(person_id):
        raise PersonNotThere(person=person_name(person_id))
    if team_id is None or roster.workers[person_id].team_id != team_id:
        raise PersonElsewhere(person=roster.workers[person_id].name)


def team_of(person_id: UUID, *, on: dt.date) -> UUID | None:
    """The team of somebody who is to get a case."""
    team = posts.team_of(person_id, on=on)
    return team.id if team else None


def person_name(person_id: UUID) -> str:
    return person_by_id(person_id).name


def needed_language(household: Household, applicant: Resident | None) -> str | None:
    """The language that somebody needs an interpreter for: the applicant, else the first resident."""
    speaker = applicant or next(iter(household.residents), None)
    return speaker.language if speaker and speaker.needs_interpreter and speaker.language else None


def grid_by_id(grid_id: UUID, *, on: dt.date) -> GridNow | None:
    return next((grid for grid in land.grids_on(on) if grid.grid_id == grid_id), None)


def whereabouts(household: Household) -> str:
    """Village and group in a few words, as lists show them."""
    village = household.division.short_name or household.division.name if household.division else ""
    return " ".join(part for part in (village, household.group or household.address) if part)


def _grids(household: Household, on: dt.date) -> tuple[Sequence[GridNow], Step]:
    """The grids that may have the household on a day, and how that is known: the settled one, else those that claim its point.

    A household whose grid is not there any more is looked up anew by its point, then by village and group.
    """
    settled = grid_by_id(household.grid_id, on=on) if household.grid_id else None
    if settled:
        return [settled], Step.BY_GROUP if household.grid_source is GridSource.GROUP else Step.IN_GRID
    if household.other_path is not None:
        claimed = {household.place_path, household.other_path}
        step = Step.ON_BORDER if household.placed is Placed.ON_BORDER else Step.SEVERAL
        return [grid for grid in land.grids_on(on) if grid.place_path in claimed], step
    if household.lon is not None and household.lat is not None:
        located = land.locate(household.lon, household.lat, on=on)
        if located.grids:
            return located.grids, _STEPS[located.kind]
    by_group = household.division and land.grid_of_group(household.division.code, household.group, on=on)
    return ([by_group] if by_group else []), Step.BY_GROUP


_STEPS = {Standing.INSIDE: Step.IN_GRID, Standing.ON_BORDER: Step.ON_BORDER, Standing.SEVERAL: Step.SEVERAL}


def _ref(grid: GridNow) -> GridRef:
    return GridRef(
        id=grid.grid_id,
        code=grid.code,
        name=grid.name,
        village_code=grid.village_code,
        dedicated=grid.dedicated,
    )
