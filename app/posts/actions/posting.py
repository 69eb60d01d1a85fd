"""Deeds on posts: who is responsible for which grid, from when to when. Rows end, they are never deleted."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.rules import Deed
from app.core import journal
from app.core.db import db
from app.core.stamp import Stamp
from app.posts import queries
from app.posts.actions.teams import demand_at_work
from app.posts.models import Post
from app.posts.rules import PostKind
from app.posts.rules.refusals import OnLeave, WrongPeriod
from app.territory.models import Grid
from app.territory.rules import LandRevised

DAY = dt.timedelta(days=1)


def check_post(person: Person, *, from_on: dt.date, to_on: dt.date | None) -> None:
    """Whether somebody can be given a post in that time. Raises WrongPeriod, HasLeft, TeamEndsBefore, OnLeave."""
    if to_on is not None and to_on < from_on:
        raise WrongPeriod(from_on=from_on, to_on=to_on)
    demand_at_work(person, on=from_on)
    queries.check_team_lasts(person, from_on=from_on, to_on=to_on)
    if away := queries.leaves_between(person.id, from_on, from_on):
        raise OnLeave(person=person.name, from_on=away[0].from_on, to_on=away[0].to_on)


def put_post(grid: Grid, person: Person, *, kind: PostKind, from_on: dt.date, to_on: dt.date | None, stamp: Stamp) -> bool:
    """Post somebody to a grid; a post that stands already gets the new last day. False when nothing changes.

    Raises what `check_post` raises.
    """
    same = sa.select(Post).where(Post.grid_id == grid.id, Post.person_id == person.id, Post.kind == kind)
    standing = db.session.scalar(same.where(sa.or_(Post.to_on.is_(None), Post.to_on >= from_on)).order_by(Post.from_on))
    if standing is not None and standing.to_on == to_on and standing.from_on <= from_on:
        return False
    body = {"grid": grid.code, "person": str(person.id), "kind": kind.value, "from": str(from_on), "to": to_on and str(to_on)}
    if not journal.enter(Deed.MANAGE_POSTS, subject=grid.id, body=body, stamp=stamp, facts=body):
        return False
    check_post(person, from_on=from_on, to_on=to_on)
    if standing is None:
        db.session.add(Post(grid_id=grid.id, person_id=person.id, kind=kind, from_on=from_on, to_on=to_on))
    else:
        standing.from_on, standing.to_on = min(standing.from_on, from_on), to_on
    db.session.flush()
    return True


def follow_land(news: LandRevised, *, stamp: Stamp) -> None:
    """Whoever is posted to the grid that most of a new one's land came from is posted there too; posts to ended grids end."""
    before = news.from_on - DAY
    for post in _posts_to(news.ended, on=before):
        post.to_on = max(before, post.from_on - DAY)
    for child, mother in news.children.items():
        for post in _posts_to([mother], on=before):
            from_on = max(news.from_on, post.from_on)
            db.session.add(Post(grid_id=child, person_id=post.person_id, kind=post.kind, from_on=from_on, to_on=post.to_on))
    db.session.flush()


def _posts_to(grids: Sequence[UUID], *, on: dt.date) -> Sequence[Post]:
    """The posts to these grids on a day and after it."""
    lasting = sa.or_(Post.to_on.is_(None), Post.to_on > on)
    return db.session.scalars(sa.select(Post).where(Post.grid_id.in_(grids), lasting).order_by(Post.from_on, Post.id)).all()


def end_post(post: Post, *, on: dt.date, stamp: Stamp) -> None:
    """The post's last day is `on`; raises WrongPeriod when it began later."""
    body = {"post": str(post.id), "person": str(post.person_id), "to": on.isoformat()}
    if not journal.enter(Deed.MANAGE_POSTS, subject=post.grid_id, body=body, stamp=stamp, facts=body):
        return
    if on < post.from_on:
        raise WrongPeriod(from_on=post.from_on, to_on=on)
    post.to_on = on
    db.session.flush()
