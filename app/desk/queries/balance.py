"""How evenly a village's work is spread over its people and grids, and which moves would make it evener. Reads only."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from app.cases.models import Case
from app.cases.rules import OPEN
from app.core import clock
from app.core.db import db
from app.desk.queries.dividable import weights_of
from app.desk.queries.work import names_of
from app.desk.rules.dividing import Weighing
from app.handovers import queries as handovers
from app.handovers.queries import Home
from app.handovers.rules import MOST_HOUSEHOLDS, numbers_said
from app.households.models import Household
from app.posts import queries as posts
from app.posts.models import Leave
from app.posts.rules import PostKind, Roster
from app.territory import queries as land
from app.territory.models import Division
from app.territory.rules import GridNow
from grids import balancing

MOST_MOVES = 5


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What somebody has of a village. `takes_part`: whether moves from and to them are proposed; never while away."""

    person_id: UUID
    name: str
    households: int
    weight: int
    open_cases: int
    away: Leave | None
    takes_part: bool


@dataclass(frozen=True, slots=True)
class GridLoad:
    """What a grid has: all of it, whoever looks after which household."""

    code: str
    name: str
    households: int
    weight: int
    open_cases: int


@dataclass(frozen=True, slots=True)
class ProposedMove:
    """A move with its effect: the households' numbers as handovers read them, and the open cases that would go along."""

    giver: str
    receiver: str
    receiver_id: UUID
    households: int
    numbers: str
    open_cases: int
    before: tuple[int, int]
    after: tuple[int, int]
    metres: float


@dataclass(frozen=True, slots=True)
class Balance:
    """A village's. `evenness` and `then`: largest : smallest load of those who take part, now and after all moves."""

    people: Sequence[PersonLoad]
    grids: Sequence[GridLoad]
    moves: Sequence[ProposedMove]
    evenness: float
    then: float
    without_place: int
    nobody_s: int


@dataclass(frozen=True)
class _There:
    """A village on a day: its households, whose each is, what each weighs, its open cases."""

    homes: Sequence[Home]
    whose: Mapping[UUID, UUID | None]
    weights: Mapping[UUID, int]
    cases: Mapping[UUID, int]

    def weight(self, homes: Iterable[Home]) -> int:
        return sum(self.weights.get(home.id, 1) for home in homes)

    def open_cases(self, homes: Iterable[Home]) -> int:
        return sum(self.cases.get(home.id, 0) for home in homes)

    def of(self, person_id: UUID) -> list[Home]:
        return [home for home in self.homes if self.whose[home.id] == person_id]


def balance(
    village: Division, *, by: Weighing, now: dt.datetime, taking_part: Collection[UUID] | None = None, limit: int | None = None
) -> Balance:
    """`taking_part`: who may give and take; unless said, those who are posted as workers there. `limit`: the most for each."""
    on = clock.on(now)
    roster = posts.roster(on)
    homes = handovers.homes(Household.division_id == village.id, on=on)
    whose = {home_id: one.person_id for home_id, one in handovers.owners(homes, roster=roster).items()}
    there = _There(homes, whose, weights_of(by, on=on), _open_cases(homes))
    grids = land.grids_of_village(village.code, on)
    workers = {post.person_id for post in roster.posts if post.kind is PostKind.WORKER} & _posted(roster, grids)
    chosen = {one for one in (workers if taking_part is None else taking_part) if roster.is_there(one)}
    people = _people(there, village, chosen, on=on)
    moves = _moves(there, chosen, limit)
    load = {one.person_id: one.weight for one in people if one.takes_part}
    after = dict(load)
    for move in moves:
        after |= {move.giver: move.after[0], move.receiver: move.after[1]}
    return Balance(
        people,
        [_grid(there, grid) for grid in grids],
        _told(there, moves),
        balancing.evenness(load),
        balancing.evenness(after),
        without_place=sum(home.lon is None or home.lat is None for home in homes),
        nobody_s=sum(one is None for one in whose.values()),
    )


def _posted(roster: Roster, grids: Sequence[GridNow]) -> set[UUID]:
    ids = {grid.grid_id for grid in grids}
    return {post.person_id for post in roster.posts if post.grid_id in ids}


def _open_cases(homes: Sequence[Home]) -> Mapping[UUID, int]:
    counted = sa.select(Case.household_id, sa.func.count()).where(Case.stage.in_(OPEN)).group_by(Case.household_id)
    ids = {home.id for home in homes}
    return {household_id: number for household_id, number in db.session.execute(counted) if household_id in ids}


def _people(there: _There, village: Division, chosen: Collection[UUID], *, on: dt.date) -> list[PersonLoad]:
    """Everybody of the village's team and everybody who has a household there, who has most first."""
    team = posts.team_of_division(village.id, on=on)
    members = {one.person_id for one in posts.members_of(team.id, on=on)} if team else set()
    ids = {*members, *chosen, *(one for one in there.whose.values() if one is not None)}
    names, away = names_of(ids), {leave.person_id: leave for leave in posts.leaves_on(on)}
    found = []
    for person_id in ids:
        own = there.of(person_id)
        takes_part = person_id in chosen
        found.append(
            PersonLoad(
                person_id, names[person_id], len(own), there.weight(own), there.open_cases(own), away.get(person_id), takes_part
            )
        )
    return sorted(found, key=lambda one: (-one.weight, one.name, one.person_id))


def _grid(there: _There, grid: GridNow) -> GridLoad:
    inside = [home for home in there.homes if home.grid_id == grid.grid_id]
    return GridLoad(grid.code, grid.name, len(inside), there.weight(inside), there.open_cases(inside))


def _moves(there: _There, chosen: Collection[UUID], limit: int | None) -> list[balancing.Move]:
    """Of households with a place on the map; what has none counts for whoever has it, and stays."""
    placed = [
        balancing.Home(home.id, home.lon, home.lat, there.weights.get(home.id, 1), there.whose[home.id])
        for home in there.homes
        if home.lon is not None and home.lat is not None
    ]
    lost = {one: there.weight(home for home in there.of(one) if home.lon is None or home.lat is None) for one in chosen}
    limits = dict.fromkeys(chosen, limit) if limit is not None else None
    return balancing.proposals(placed, chosen, already=lost, limits=limits, at_most=MOST_MOVES, at_once=MOST_HOUSEHOLDS)


def _told(there: _There, moves: Sequence[balancing.Move]) -> list[ProposedMove]:
    names = names_of({one for move in moves for one in (move.giver, move.receiver)})
    by_id = {home.id: home for home in there.homes}
    found = []
    for move in moves:
        homes = [by_id[one] for one in move.homes]
        found.append(
            ProposedMove(
                names[move.giver],
                names[move.receiver],
                move.receiver,
                len(homes),
                numbers_said(home.number for home in homes),
                there.open_cases(homes),
                move.before,
                move.after,
                move.metres,
            )
        )
    return found
