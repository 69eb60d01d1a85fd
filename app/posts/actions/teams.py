"""Deeds on teams and on who belongs to them. Rows end, they are never deleted."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa

from app.accounts.actions import deactivate
from app.accounts.models import Person
from app.accounts.rules import Deed
from app.core import clock, journal
from app.core.db import db
from app.core.events import dispatch
from app.core.stamp import Stamp
from app.posts import queries
from app.posts.models import Membership, Team
from app.posts.rules import Dissolving, PersonLeaves, TeamIsDissolved, hindrance
from app.posts.rules.refusals import HasLeft, HoldsPosts, StandsInThen, TeamDissolved, TeamHasPlace
from app.territory.models import Division

SHOWN_GRIDS = 3
DAY = dt.timedelta(days=1)


def put_team(
    code: str, name: str, *, division: Division, party_branch: str | None, from_on: dt.date, stamp: Stamp
) -> tuple[Team, bool]:
    """Make or rename a team; the team, and whether anything changed. Raises TeamDissolved once its last day is over."""
    team = db.session.scalar(sa.select(Team).where(Team.code == code))
    if team is not None and (team.name, team.party_branch) == (name, party_branch):
        return team, False
    new_id = team.id if team else stamp.part(1).event_id
    body = {"team": code, "name": name, "branch": party_branch}
    if not journal.enter(Deed.MANAGE_POSTS, subject=new_id, body=body, stamp=stamp, facts={"team": code, "what": "team"}):
        return team or queries.team(new_id), False
    if team is not None:
        _demand_lasting(team, on=clock.on(stamp.at))
    else:
        team = Team(id=new_id, code=code, division_id=division.id, place_path=division.place_path, from_on=from_on)
        db.session.add(team)
    team.name, team.party_branch = name, party_branch
    db.session.flush()
    return team, True


def add_team(name: str, *, division: Division, party_branch: str | None, from_on: dt.date, stamp: Stamp) -> Team:
    """The first team of a place; raises TeamHasPlace."""
    there = queries.team_of_division(division.id, on=from_on)
    if there is None:
        code = queries.free_team_code(division)
        return put_team(code, name, division=division, party_branch=party_branch, from_on=from_on, stamp=stamp)[0]
    if there.id != stamp.part(1).event_id:  # not this very deed, arriving again
        raise TeamHasPlace(place=division.name, team=there.name)
    return there


def join_team(person: Person, team: Team, *, from_on: dt.date, stamp: Stamp) -> bool:
    """Put somebody into a team from a day on; their earlier membership ends the day before. Whether anything changed.

    In a team that has a last day they stay until then. Raises HasLeft, TeamDissolved.
    """
    current = _memberships(person.id, from_on)
    if any(one.team_id == team.id for one in current):
        return False
    body = {"person": str(person.id), "team": team.code, "from": from_on.isoformat()}
    if not journal.enter(Deed.MANAGE_POSTS, subject=person.id, body=body, stamp=stamp, facts=body):
        return False
    demand_at_work(person, on=from_on)
    _demand_lasting(team, on=from_on)
    for one in current:
        one.to_on = from_on - DAY
    db.session.add(Membership(person_id=person.id, team_id=team.id, from_on=from_on, to_on=team.to_on))
    db.session.flush()
    return True


def dissolve_team(team: Team, *, from_on: dt.date, reason: str, stamp: Stamp) -> None:
    """撤销: from that day on there is no such team; what it did stays its own. Its members are in no team then.

    Raises what `rules.hindrance` says, and what those say who listen: nobody dissolves a team that still holds something.
    """
    body = {"team": team.code, "dissolved": from_on.isoformat(), "reason": reason.strip()}
    facts = {"what": "team dissolved", "team": team.code, "from": from_on.isoformat()}
    if not journal.enter(Deed.MANAGE_POSTS, subject=team.id, body=body, stamp=stamp, facts=facts):
        return
    members = queries.memberships_from(team.id, from_on)
    held = {one.person.name: names for one in members if (names := queries.grids_from(one.person_id, from_on))}
    asked = Dissolving(team.name, from_on, clock.on(stamp.at), reason, team.from_on, team.to_on, held)
    if refusal := hindrance(asked):
        raise refusal
    dispatch(TeamIsDissolved(team.id, team.name, from_on), stamp=stamp)
    for one in members:
        one.to_on = from_on - DAY
    team.to_on, team.ended_because = from_on - DAY, reason.strip()
    db.session.flush()


def leave_township(person: Person, *, stamp: Stamp) -> None:
    """From today on the person doesn't work here and is never offered. Nobody leaves while holding anything.

    Raises HoldsPosts, StandsInThen, PersonHasLeft, and what those say who listen.
    """
    on = clock.on(stamp.at)
    if not journal.enter(
        Deed.MANAGE_PEOPLE, subject=person.id, body={"left": on.isoformat()}, stamp=stamp, facts={"what": "left"}
    ):
        return
    if grids := queries.grids_from(person.id, on):
        more = " …" if len(grids) > SHOWN_GRIDS else ""
        raise HoldsPosts(person=person.name, count=len(grids), grids="、".join(grids[:SHOWN_GRIDS]) + more)
    if standing := queries.stood_in(person.id, on, dt.date.max):
        absent = standing[0]
        raise StandsInThen(person=person.name, absent=absent.person.name, from_on=absent.from_on, to_on=absent.to_on)
    dispatch(PersonLeaves(person.id, person.name), stamp=stamp)
    for one in _memberships(person.id, on):
        one.to_on = on - DAY
    deactivate(person, on=on, stamp=stamp)


def demand_at_work(person: Person, *, on: dt.date) -> None:
    """Raises HasLeft when the person doesn't work here on that day."""
    if person.left_on is not None and person.left_on <= on:
        raise HasLeft(person=person.name)


def _demand_lasting(team: Team, *, on: dt.date) -> None:
    if team.to_on is not None and team.to_on < on:
        raise TeamDissolved(team=team.name, on=team.to_on)


def _memberships(person_id: UUID, on: dt.date) -> list[Membership]:
    """Those that hold on a day or later."""
    not_over = sa.or_(Membership.to_on.is_(None), Membership.to_on >= on)
    return list(db.session.scalars(sa.select(Membership).where(Membership.person_id == person_id, not_over)))
