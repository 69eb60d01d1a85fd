"""Teams with their people, and the staff list: a few statements each, whatever the size. Reads only."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts import queries as people
from app.accounts.models import AskedRole, Grant, Person
from app.core.db import db
from app.posts.models import Leave, Membership, Post, Team
from app.posts.queries.places import places_of_people
from app.posts.queries.roster import leaves_on, team_ids, teams_on
from app.territory.queries import grids_on
from app.territory.rules import GridNow


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in a team: roles held, number of grids they are posted to, and the leave they are on."""

    person: Person
    grants: tuple[Grant, ...]
    grids: int
    away: Leave | None


@dataclass(frozen=True, slots=True)
class TeamRow:
    team: Team
    members: tuple[MemberRow, ...]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody of the staff list. `is_waiting`: has no password yet, so has never signed in."""

    person: Person
    team: Team | None
    grants: tuple[Grant, ...]
    asked: tuple[AskedRole, ...]
    is_waiting: bool
    has_left: bool


def teams_with_members(on: dt.date) -> Sequence[TeamRow]:
    """The teams of a day with their members at work, the township's own first."""
    grants, grids, away = _grants(on), _grids_by_person(on), {leave.person_id: leave for leave in leaves_on(on)}
    found = sa.select(Membership).options(joinedload(Membership.person)).join(Person)
    at_work = sa.or_(Person.left_on.is_(None), Person.left_on > on)
    valid = (Membership.from_on <= on, sa.or_(Membership.to_on.is_(None), Membership.to_on >= on))
    members: dict[UUID, list[MemberRow]] = {}
    for one in db.session.scalars(found.where(at_work, *valid).order_by(Person.sign_in_name)):
        theirs = tuple(grants.get(one.person_id, ()))
        row = MemberRow(one.person, theirs, grids[one.person_id], away.get(one.person_id))
        members.setdefault(one.team_id, []).append(row)
    return [TeamRow(team, tuple(members.get(team.id, ()))) for team in teams_on(on)]


def grids_without_post(on: dt.date) -> Sequence[GridNow]:
    """The grids for which nobody is responsible on a day: their cases go to the village's team or to the desk."""
    posted = set(
        db.session.scalars(sa.select(Post.grid_id).where(Post.from_on <= on, sa.or_(Post.to_on.is_(None), Post.to_on >= on)))
    )
    return [grid for grid in grids_on(on) if grid.grid_id not in posted]


def staff(on: dt.date, *, places: Sequence[str]) -> Sequence[StaffRow]:
    """Everybody who belongs to these places or to none yet; who has left comes last."""
    teams, in_team, grants = {team.id: team for team in teams_on(on)}, team_ids(on), _grants(on)
    where = places_of_people(on)
    asked: dict[UUID, list[AskedRole]] = {}
    for one in people.asked_roles():
        asked.setdefault(one.person_id, []).append(one)
    rows = [
        StaffRow(
            person=person,
            team=teams.get(in_team[person.id]) if person.id in in_team else None,
            grants=tuple(grants.get(person.id, ())),
            asked=tuple(asked.get(person.id, ())),
            is_waiting=person.password_hash is None,
            has_left=person.left_on is not None and person.left_on <= on,
        )
        for person in people.people()
        if _belongs(where.get(person.id), places)
    ]
    return sorted(rows, key=lambda row: (row.has_left, row.team.place_path if row.team else "", row.person.sign_in_name))


def _belongs(where: set[str] | None, places: Sequence[str]) -> bool:
    return where is None or any(path.startswith(place) for path in where for place in places)


def _grants(on: dt.date) -> dict[UUID, list[Grant]]:
    found: dict[UUID, list[Grant]] = {}
    for grant in people.grants_from(on):
        found.setdefault(grant.person_id, []).append(grant)
    return found


def _grids_by_person(on: dt.date) -> Counter[UUID]:
    valid = (Post.from_on <= on, sa.or_(Post.to_on.is_(None), Post.to_on >= on))
    pairs = db.session.execute(sa.select(Post.person_id, Post.grid_id).where(*valid).distinct())
    return Counter(row.person_id for row in pairs)
