"""Which team and which place a word means; where a person works. Reads only."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Grant
from app.core.db import db
from app.posts.models import Membership, Team
from app.posts.queries.roster import team_of, teams_on
from app.posts.rules import TOWNSHIP_WORDS, place_key, team_name
from app.posts.rules.refusals import UnknownTeam
from app.territory.models import Division
from app.territory.queries import villages
from app.territory.rules import DivisionLevel


@dataclass(frozen=True, slots=True)
class TeamWanted:
    """A team that is there (`team_id`), or one that a place doesn't have yet, with the code and name it will get."""

    team_id: UUID | None
    division_id: UUID
    code: str
    name: str
    place_path: str


class TeamBook:
    """The teams and places of a township on a day, to be asked about many words."""

    def __init__(self, town: Division, *, on: dt.date) -> None:
        self.town = town
        self.divisions = (town, *villages(town))
        self.teams = [team for team in teams_on(on) if team.place_path.startswith(town.place_path)]
        self.taken = set(db.session.scalars(sa.select(Team.code)))
        self.places = {key: division for division in reversed(self.divisions) for key in _keys(division)}

    def wanted(self, text: str) -> TeamWanted | None:
        """The team that a cell means: by its name or code, or as that of a village or the township; None for an empty cell.

        Raises UnknownTeam.
        """
        if not text:
            return None
        if team := next((team for team in self.teams if text in {team.name, team.code}), None):
            return _standing(team)
        division = self.places.get(place_key(text))
        if division is None:
            raise UnknownTeam(team=text)
        if team := next((team for team in self.teams if team.division_id == division.id), None):
            return _standing(team)
        is_township = division.level is DivisionLevel.TOWNSHIP
        name = team_name(division.short_name or division.name, is_township=is_township)
        return TeamWanted(None, division.id, team_code(division, self.taken), name, division.place_path)


def team_code(division: Division, taken: set[str]) -> str:
    """T204; with the whole code where another township's team has that already."""
    short = f"T{division.code[-3:]}"
    return short if short not in taken else f"T{division.code}"


def free_team_code(division: Division) -> str:
    return team_code(division, set(db.session.scalars(sa.select(Team.code))))


def team_of_division(division_id: UUID, *, on: dt.date) -> Team | None:
    return next((team for team in teams_on(on) if team.division_id == division_id), None)


def division_by_id(division_id: UUID) -> Division:
    return db.session.get_one(Division, division_id)


def divisions_below(paths: Sequence[str]) -> Sequence[Division]:
    """The townships and villages at or below these places, in the order of codes."""
    every = db.session.scalars(sa.select(Division).order_by(Division.place_path)).all()
    return [division for division in every if any(division.place_path.startswith(path) for path in paths)]


def place_names() -> dict[str, str]:
    """Name by path of every township and village."""
    return {row.place_path: row.name for row in db.session.execute(sa.select(Division.place_path, Division.name))}


def places_of_people(on: dt.date) -> dict[UUID, set[str]]:
    """Where everybody works: the places of their teams and of the roles they hold on a day or later."""
    found: dict[UUID, set[str]] = {}
    member = sa.select(Membership.person_id, Team.place_path).join(Team, Team.id == Membership.team_id)
    granted = sa.select(Grant.person_id, Grant.place_path)
    for wanted in (member.where(_not_over(Membership, on)), granted.where(_not_over(Grant, on))):
        for person_id, path in db.session.execute(wanted):
            found.setdefault(person_id, set()).add(path)
    return found


def place_of_person(person_id: UUID, *, on: dt.date) -> str | None:
    """Where somebody belongs: the team's place, else the widest place of a role; None for whoever has neither yet."""
    team = team_of(person_id, on=on)
    if team is not None:
        return team.place_path
    held = sa.select(Grant.place_path).where(Grant.person_id == person_id, _not_over(Grant, on))
    return min(db.session.scalars(held), key=lambda path: (len(path), path), default=None)


def _standing(team: Team) -> TeamWanted:
    return TeamWanted(team.id, team.division_id, team.code, team.name, team.place_path)


def _keys(division: Division) -> Iterator[str]:
    yield division.code
    yield place_key(division.name)
    yield place_key(division.short_name)
    if division.level is DivisionLevel.TOWNSHIP:
        yield from TOWNSHIP_WORDS


def _not_over(model: type[Membership | Grant], on: dt.date) -> sa.ColumnElement[bool]:
    return sa.or_(model.to_on.is_(None), model.to_on >= on)
