"""Deeds on teams, posts and leave. Rows end, they are never deleted."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.rules import Deed
from app.core import clock, journal
from app.core.db import db
from app.core.errors import Invalid, Refusal
from app.core.named import N_
from app.core.stamp import Stamp
from app.posts.models import Leave, Membership, Post, Team
from app.posts.rules import PostKind
from app.territory.models import Division, Grid


class WrongPeriod(Invalid):
    code = "posts.wrong_period"
    says = N_("The last day (%(to_on)s) lies before the first (%(from_on)s).")
    field = "to_on"


class OnLeave(Refusal):
    code = "posts.on_leave"
    says = N_("%(person)s is on leave from %(from_on)s to %(to_on)s and can't be given a post that begins then.")
    field = "person"


class HasLeft(Refusal):
    code = "posts.has_left"
    says = N_("%(person)s has left and can't be given anything.")
    field = "person"


class OwnStandIn(Invalid):
    code = "posts.own_stand_in"
    says = N_("Nobody can stand in for themselves.")
    field = "stand_in"


class StandInOnLeave(Refusal):
    code = "posts.stand_in_on_leave"
    says = N_("%(person)s is on leave in that time too. Choose somebody else.")
    field = "stand_in"


class LeaveOverlaps(Refusal):
    code = "posts.leave_overlaps"
    says = N_("%(person)s already has leave from %(from_on)s to %(to_on)s.")
    field = "from_on"


def put_team(
    code: str, name: str, *, division: Division, party_branch: str | None, from_on: dt.date, stamp: Stamp
) -> tuple[Team, bool]:
    """Make or rename a team; the team, and whether anything changed."""
    team = db.session.scalar(sa.select(Team).where(Team.code == code))
    if team is None:
        team = Team(code=code, division_id=division.id, place_path=division.place_path, from_on=from_on)
        db.session.add(team)
    elif (team.name, team.party_branch) == (name, party_branch):
        return team, False
    team.name, team.party_branch = name, party_branch
    db.session.flush()
    journal.enter(Deed.MANAGE_POSTS, subject=team.id, body={"team": code, "name": name, "branch": party_branch}, stamp=stamp)
    return team, True


def join_team(person: Person, team: Team, *, from_on: dt.date, stamp: Stamp) -> bool:
    """Put somebody into a team from a day on; their earlier membership ends the day before. Whether anything changed."""
    _at_work(person)
    current = db.session.scalars(sa.select(Membership).where(Membership.person_id == person.id, Membership.to_on.is_(None))).all()
    if any(one.team_id == team.id for one in current):
        return False
    for one in current:
        one.to_on = max(one.from_on, from_on - dt.timedelta(days=1))
    db.session.add(Membership(person_id=person.id, team_id=team.id, from_on=from_on))
    body = {"person": str(person.id), "team": team.code, "from": from_on.isoformat()}
    journal.enter(Deed.MANAGE_POSTS, subject=person.id, body=body, stamp=stamp, facts=body)
    return True


def put_post(grid: Grid, person: Person, *, kind: PostKind, from_on: dt.date, to_on: dt.date | None, stamp: Stamp) -> bool:
    """Post somebody to a grid; False when this very post stands already.

    Raises HasLeft, WrongPeriod, and OnLeave when the post would begin on leave.
    """
    _at_work(person)
    if to_on is not None and to_on < from_on:
        raise WrongPeriod(from_on=from_on, to_on=to_on)
    if away := _leave_on(person.id, from_on):
        raise OnLeave(person=person.name, from_on=away.from_on, to_on=away.to_on)
    same = sa.select(Post).where(Post.grid_id == grid.id, Post.person_id == person.id, Post.kind == kind)
    standing = db.session.scalar(same.where(sa.or_(Post.to_on.is_(None), Post.to_on >= from_on)))
    if standing is not None and standing.to_on == to_on:
        return False
    if standing is not None:
        standing.to_on = to_on
    else:
        db.session.add(Post(grid_id=grid.id, person_id=person.id, kind=kind, from_on=from_on, to_on=to_on))
    body = {"grid": grid.code, "person": str(person.id), "kind": kind.value, "from": str(from_on), "to": to_on and str(to_on)}
    journal.enter(Deed.MANAGE_POSTS, subject=grid.id, body=body, stamp=stamp, facts=body)
    return True


def end_post(post: Post, *, on: dt.date, stamp: Stamp) -> None:
    """The post's last day is `on`; raises WrongPeriod when it began later."""
    if on < post.from_on:
        raise WrongPeriod(from_on=post.from_on, to_on=on)
    body = {"post": str(post.id), "to": on.isoformat()}
    if journal.enter(Deed.MANAGE_POSTS, subject=post.id, body=body, stamp=stamp, facts=body):
        post.to_on = on


def record_leave(
    person: Person, *, from_on: dt.date, to_on: dt.date, stand_in: Person | None, reason: str, stamp: Stamp
) -> Leave | None:
    """Record leave with its stand-in; None when this very deed is done already.

    Raises WrongPeriod, LeaveOverlaps, OwnStandIn, HasLeft, StandInOnLeave.
    """
    _may_be_away(person, from_on=from_on, to_on=to_on)
    if stand_in is not None:
        _may_stand_in(stand_in, person, from_on=from_on, to_on=to_on)
    body = {
        "person": str(person.id),
        "from": from_on.isoformat(),
        "to": to_on.isoformat(),
        "stand_in": stand_in and str(stand_in.id),
    }
    if not journal.enter(Deed.RECORD_LEAVE, subject=person.id, body=body, stamp=stamp, facts=body):
        return None
    stand_in_id = stand_in.id if stand_in else None
    leave = Leave(person_id=person.id, stand_in_id=stand_in_id, from_on=from_on, to_on=to_on, reason=reason)
    db.session.add(leave)
    return leave


def end_leave(leave: Leave, *, stamp: Stamp) -> None:
    """Back today: leave that has begun ends yesterday; leave that has not is emptied to its first day minus one."""
    yesterday = clock.on(stamp.at) - dt.timedelta(days=1)
    body = {"leave": str(leave.id), "to": yesterday.isoformat()}
    if journal.enter(Deed.RECORD_LEAVE, subject=leave.person_id, body=body, stamp=stamp, facts=body):
        leave.to_on = min(leave.to_on, max(yesterday, leave.from_on - dt.timedelta(days=1)))


def _may_be_away(person: Person, *, from_on: dt.date, to_on: dt.date) -> None:
    if to_on < from_on:
        raise WrongPeriod(from_on=from_on, to_on=to_on)
    if other := _leave_between(person.id, from_on, to_on):
        raise LeaveOverlaps(person=person.name, from_on=other.from_on, to_on=other.to_on)


def _may_stand_in(stand_in: Person, person: Person, *, from_on: dt.date, to_on: dt.date) -> None:
    if stand_in.id == person.id:
        raise OwnStandIn
    _at_work(stand_in)
    if _leave_between(stand_in.id, from_on, to_on):
        raise StandInOnLeave(person=stand_in.name)


def _at_work(person: Person) -> None:
    if person.left_on is not None:
        raise HasLeft(person=person.name)


def _leave_on(person_id: UUID, on: dt.date) -> Leave | None:
    return _leave_between(person_id, on, on)


def _leave_between(person_id: UUID, from_on: dt.date, to_on: dt.date) -> Leave | None:
    return db.session.scalar(
        sa.select(Leave).where(Leave.person_id == person_id, Leave.from_on <= to_on, Leave.to_on >= from_on).limit(1)
    )
