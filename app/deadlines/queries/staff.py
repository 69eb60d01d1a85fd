"""Who can be told of a light on a day: a few small statements, whatever the number of clocks."""

import datetime as dt
from collections.abc import Iterator
from functools import cache, partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Grant, Person
from app.accounts.rules import Role
from app.core.db import db
from app.deadlines.rules import Leadership, Presence, Staff
from app.posts.models import Leave, Membership, Post
from app.posts.rules import PostKind
from app.territory.models import Grid


def staff(on: dt.date) -> Staff:
    """Who is away, by two statements; who leads, by three more when that is asked for the first time."""
    absent = db.session.execute(sa.select(Leave.person_id, Leave.stand_in_id).where(Leave.from_on <= on, Leave.to_on >= on))
    gone = db.session.scalars(sa.select(Person.id).where(Person.left_on <= on))
    presence = Presence(absences={row.person_id: row.stand_in_id for row in absent}, gone=frozenset(gone))
    return Staff(presence, leadership=cache(partial(_leadership, on)))


def _leadership(on: dt.date) -> Leadership:
    posted = tuple((row.place_path, row.person_id) for row in _posted_leaders(on))
    granted = [(row.role, row.place_path, row.person_id) for row in _granted(on)]
    appointed = tuple((path, person_id) for role, path, person_id in granted if role is Role.LEADER)
    leaders = {person_id for _, person_id in (*posted, *appointed)}
    teams: dict[UUID, list[UUID]] = {}
    for row in _members(on):
        if row.person_id in leaders:
            teams.setdefault(row.team_id, []).append(row.person_id)
    return Leadership(
        posted=posted,
        of_team={team_id: tuple(people) for team_id, people in teams.items()},
        appointed=appointed,
        clerks=tuple((path, person_id) for role, path, person_id in granted if role is Role.CLERK),
        heads=tuple((path, person_id) for role, path, person_id in granted if role is Role.HEAD),
    )


def _posted_leaders(on: dt.date) -> Iterator[Any]:
    """The grid's own before those of larger places: longest path first."""
    found = (
        sa.select(Grid.place_path, Post.person_id).join(Grid, Grid.id == Post.grid_id).join(Person, Person.id == Post.person_id)
    )
    found = found.where(Post.kind == PostKind.LEADER, *_valid(Post, on))
    yield from db.session.execute(found.order_by(sa.func.length(Grid.place_path).desc(), Person.sign_in_name))


def _granted(on: dt.date) -> Iterator[Any]:
    found = sa.select(Grant.role, Grant.place_path, Grant.person_id).join(Person, Person.id == Grant.person_id)
    found = found.where(Grant.role.in_((Role.LEADER, Role.CLERK, Role.HEAD)), *_valid(Grant, on))
    yield from db.session.execute(found.order_by(sa.func.length(Grant.place_path).desc(), Person.sign_in_name))


def _members(on: dt.date) -> Iterator[Any]:
    found = sa.select(Membership.team_id, Membership.person_id).join(Person, Person.id == Membership.person_id)
    yield from db.session.execute(found.where(*_valid(Membership, on)).order_by(Person.sign_in_name))


def _valid(model: Any, on: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    return model.from_on <= on, sa.or_(model.to_on.is_(None), model.to_on >= on)
