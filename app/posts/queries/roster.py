"""What doors and deeds ask about teams and posts. Reads only."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Grant, Person
from app.accounts.rules import languages_of
from app.core.db import db
from app.core.scope import is_below
from app.posts.models import Leave, Membership, Post, Team
from app.posts.rules import Absence, PostKind, PostRef, Roster, TeamRef, Worker
from app.territory.models import Grid
from app.territory.queries import grids_on
from app.territory.rules import DivisionLevel


def roster(on: dt.date) -> Roster:
    """Everybody's teams, posts and leave on a day: four statements, whatever the size."""
    members = team_ids(on)
    return Roster(
        on=on,
        teams=tuple(
            TeamRef(team.id, team.name, team.division.code if team.division.level is DivisionLevel.VILLAGE else None)
            for team in teams_on(on)
        ),
        workers={
            row.id: Worker(row.id, row.name, row.sign_in_name, languages_of(row.languages), members.get(row.id))
            for row in _active(on)
        },
        posts=tuple(PostRef(row.grid_id, row.person_id, row.kind, row.rank) for row in _posts(on)),
        absences={row.person_id: Absence(row.person_id, row.stand_in_id) for row in leaves_on(on)},
    )


def teams_on(on: dt.date) -> Sequence[Team]:
    """The teams that exist on a day, the township's own first."""
    found = sa.select(Team).options(joinedload(Team.division)).where(*_valid(Team, on)).order_by(Team.place_path)
    return db.session.scalars(found).all()


def teams_between(from_on: dt.date, to_on: dt.date) -> Sequence[Team]:
    """The teams that existed on any day of a period, also those that are dissolved since."""
    lasted = sa.and_(Team.from_on <= to_on, sa.or_(Team.to_on.is_(None), Team.to_on >= from_on))
    return db.session.scalars(sa.select(Team).where(lasted).order_by(Team.place_path, Team.from_on)).all()


def dissolved_teams() -> Sequence[Team]:
    """Teams that ended or have a last day, the latest first."""
    return db.session.scalars(sa.select(Team).where(Team.to_on.is_not(None)).order_by(Team.to_on.desc(), Team.code)).all()


def team(team_id: UUID) -> Team:
    return db.session.get_one(Team, team_id)


def team_by_name(name: str) -> Team | None:
    return db.session.scalar(sa.select(Team).where(sa.or_(Team.name == name, Team.code == name)))


def team_of(person_id: UUID, *, on: dt.date) -> Team | None:
    """The team somebody belongs to on a day."""
    return db.session.scalar(
        sa.select(Team)
        .join(Membership)
        .where(Membership.person_id == person_id, *_valid(Membership, on))
        .order_by(Team.code)
        .limit(1)
    )


def team_to_change(team_id: UUID) -> Team:
    return db.session.get_one(Team, team_id, with_for_update={"of": Team})


def team_ids(on: dt.date) -> dict[UUID, UUID]:
    """The team of everybody who is in one, by person."""
    return {row.person_id: row.team_id for row in _members(on)}


def members_of(team_id: UUID, *, on: dt.date) -> Sequence[Membership]:
    found = sa.select(Membership).options(joinedload(Membership.person)).join(Person)
    return db.session.scalars(
        found.where(Membership.team_id == team_id, *_valid(Membership, on)).order_by(Person.sign_in_name)
    ).all()


def memberships_from(team_id: UUID, on: dt.date) -> Sequence[Membership]:
    """Who belongs to a team on a day or later."""
    not_over = sa.or_(Membership.to_on.is_(None), Membership.to_on >= on)
    found = sa.select(Membership).options(joinedload(Membership.person)).join(Person)
    return db.session.scalars(found.where(Membership.team_id == team_id, not_over).order_by(Person.sign_in_name)).all()


def grids_from(person_id: UUID, on: dt.date) -> list[str]:
    """The names of the grids that somebody is responsible for on a day or later."""
    return grid_names([post.grid_id for post in posts_from(person_id, on)], on=on)


def posts_of(person_id: UUID, *, on: dt.date) -> Sequence[Post]:
    found = sa.select(Post).options(joinedload(Post.grid)).join(Grid).where(Post.person_id == person_id, *_valid(Post, on))
    return db.session.scalars(found.order_by(Grid.code)).all()


def posts_from(person_id: UUID, on: dt.date) -> Sequence[Post]:
    """Somebody's posts that hold on a day or begin later."""
    not_over = sa.or_(Post.to_on.is_(None), Post.to_on >= on)
    found = sa.select(Post).join(Grid).options(joinedload(Post.grid)).where(Post.person_id == person_id, not_over)
    return db.session.scalars(found.order_by(Grid.code)).all()


def posts_of_grid(grid_id: UUID) -> Sequence[Post]:
    """Everybody who was, is or will be responsible for a grid, the latest first."""
    found = sa.select(Post).options(joinedload(Post.person)).where(Post.grid_id == grid_id)
    return db.session.scalars(found.order_by(Post.from_on.desc(), Post.kind, Post.id)).all()


def posts_standing() -> dict[tuple[UUID, UUID, PostKind], list[tuple[dt.date, dt.date | None]]]:
    """First and last days of every post, the earliest first, by grid, person and kind."""
    found: dict[tuple[UUID, UUID, PostKind], list[tuple[dt.date, dt.date | None]]] = {}
    rows = sa.select(Post.grid_id, Post.person_id, Post.kind, Post.from_on, Post.to_on).order_by(Post.from_on)
    for row in db.session.execute(rows):
        found.setdefault((row.grid_id, row.person_id, row.kind), []).append((row.from_on, row.to_on))
    return found


def post_to_change(post_id: UUID) -> Post:
    return db.session.get_one(Post, post_id, with_for_update={"of": Post})


def post(post_id: UUID) -> Post:
    return db.session.get_one(Post, post_id, options=[joinedload(Post.grid), joinedload(Post.person)])


def grid_row(grid_id: UUID) -> Grid:
    return db.session.get_one(Grid, grid_id)


def grid_names(grid_ids: Sequence[UUID], *, on: dt.date) -> list[str]:
    """The names of grids on a day, each once, in the order of codes."""
    wanted = set(grid_ids)
    return [grid.name for grid in grids_on(on) if grid.grid_id in wanted]


def posts_in(place_path: str, *, on: dt.date) -> Sequence[Post]:
    """Posts on grids at or below a place."""
    found = sa.select(Post).options(joinedload(Post.grid), joinedload(Post.person)).join(Grid)
    return db.session.scalars(
        found.where(is_below(Grid.place_path, place_path), *_valid(Post, on)).order_by(Grid.code, Post.kind.desc())
    ).all()


def leaves_on(on: dt.date) -> Sequence[Leave]:
    found = sa.select(Leave).options(joinedload(Leave.stand_in)).where(Leave.from_on <= on, Leave.to_on >= on)
    return db.session.scalars(found.order_by(Leave.from_on)).all()


def leaves_between(person_id: UUID, from_on: dt.date, to_on: dt.date) -> Sequence[Leave]:
    """Somebody's leave that touches these days, the earliest first."""
    found = sa.select(Leave).where(Leave.person_id == person_id, *_touches(from_on, to_on))
    return db.session.scalars(found.order_by(Leave.from_on)).all()


def stood_in(person_id: UUID, from_on: dt.date, to_on: dt.date) -> Sequence[Leave]:
    """Others' leave in which somebody stands in, as far as it touches these days."""
    found = sa.select(Leave).options(joinedload(Leave.person)).where(Leave.stand_in_id == person_id, *_touches(from_on, to_on))
    return db.session.scalars(found.order_by(Leave.from_on)).all()


def leaves_from(on: dt.date) -> Sequence[Leave]:
    """Leave that is running or still to come."""
    found = sa.select(Leave).options(joinedload(Leave.person), joinedload(Leave.stand_in))
    return db.session.scalars(found.where(*_touches(on, dt.date.max)).order_by(Leave.from_on)).all()


def leave_to_change(leave_id: UUID) -> Leave:
    return db.session.get_one(Leave, leave_id, with_for_update={"of": Leave})


def leave(leave_id: UUID) -> Leave:
    return db.session.get_one(Leave, leave_id)


def leaders_over(place_path: str, *, on: dt.date) -> Sequence[UUID]:
    """The people posted as leaders on grids at or below a place."""
    return list(dict.fromkeys(post.person_id for post in posts_in(place_path, on=on) if post.kind is PostKind.LEADER))


def people_with(role: str, place_path: str, *, on: dt.date) -> Sequence[UUID]:
    """The people who hold a role at a place that covers this one."""
    held = sa.select(Grant.person_id, Grant.place_path).where(Grant.role == role, *_valid(Grant, on)).order_by(Grant.person_id)
    return list(dict.fromkeys(row.person_id for row in db.session.execute(held) if place_path.startswith(row.place_path)))


def _members(on: dt.date) -> Sequence[Any]:
    return db.session.execute(
        sa.select(Membership.person_id, Membership.team_id).where(*_valid(Membership, on)).order_by(Membership.from_on)
    ).all()


def _posts(on: dt.date) -> Sequence[Any]:
    found = sa.select(Post.grid_id, Post.person_id, Post.kind, Post.rank).join(Person, Person.id == Post.person_id)
    return db.session.execute(found.where(*_valid(Post, on)).order_by(Person.sign_in_name, Post.grid_id)).all()


def _active(on: dt.date) -> Sequence[Any]:
    found = sa.select(Person.id, Person.name, Person.sign_in_name, Person.languages)
    return db.session.execute(found.where(sa.or_(Person.left_on.is_(None), Person.left_on > on))).all()


def _touches(from_on: dt.date, to_on: dt.date) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Leave that was taken back before it began has its last day before its first, and touches nothing."""
    return sa.and_(Leave.from_on <= to_on, Leave.from_on <= Leave.to_on), Leave.to_on >= from_on


def _valid(model: Any, on: dt.date) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return model.from_on <= on, sa.or_(model.to_on.is_(None), model.to_on >= on)
