"""People with their roles, teams and posts, and the one password by which all of them sign in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import app.accounts.actions as accounts
import app.posts.actions as posts
from app.accounts.models import Person
from app.accounts.rules import PersonFacts, Role
from app.cli.demonstration import staff as plan
from app.cli.demonstration.loading.stamps import Stamps
from app.posts.models import Team
from app.territory import queries as territory
from app.territory.models import Division


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works here: people by sign-in name, teams by code."""

    people: Mapping[str, UUID]
    teams: Mapping[str, UUID]

    def of_team(self, team_id: UUID | None, role: Role, *, has_it: UUID | None, turn: int) -> UUID:
        """The team's leader, or whoever of its workers has the case. When nobody has it yet: a village's one worker; those of the
        township's team take turns."""
        code = next(code for code, one in self.teams.items() if one == team_id)
        if role is Role.LEADER:
            return self.people[f"{role.value}-{code[-3:]}"]
        if has_it is not None:
            return has_it
        own = [name for name in sorted(self.people) if name.startswith(f"{Role.WORKER.value}-{code[-3:]}")]
        return self.people[own[turn % len(own)]]


def pour_staff(staff: plan.Staff, *, town: Division, from_on: dt.date, hashed: str, stamps: Stamps) -> Crew:
    """`hashed`: the password of all of them, proved and hashed before."""
    divisions = {place.code: place for place in (town, *territory.villages(town))}
    teams = {team.code: _team(team, divisions[team.division_code], from_on, stamps) for team in staff.teams}
    people = {one.sign_in_name: _person(one, divisions, hashed=hashed, from_on=from_on, stamps=stamps) for one in staff.everybody}
    for one in staff.cadres:
        if one.team_code:
            stamp = stamps.made(f"{one.sign_in_name} joins")
            posts.join_team(people[one.sign_in_name], teams[one.team_code], from_on=from_on, stamp=stamp)
    _post(staff, people, stamps)
    return Crew({name: person.id for name, person in people.items()}, {code: team.id for code, team in teams.items()})


def _team(team: plan.Team, division: Division, from_on: dt.date, stamps: Stamps) -> Team:
    stamp = stamps.made(f"team {team.code}")
    return posts.put_team(team.code, team.name, division=division, party_branch=team.party_branch, from_on=from_on, stamp=stamp)[
        0
    ]


def _person(one: plan.Person, divisions: Mapping[str, Division], *, hashed: str, from_on: dt.date, stamps: Stamps) -> Person:
    facts = PersonFacts(
        name=one.name,
        phone=one.phone,
        languages="、".join(one.languages),
        party_branch=one.party_branch or "",
        party_member=one.party_member,
    )
    stamp = stamps.made(one.sign_in_name)
    person = accounts.add_person(facts, sign_in_name=one.sign_in_name, stamp=stamp)
    accounts.give_role(person, one.role, divisions[one.place_code].place_path, from_on=from_on, stamp=stamp.part(2))
    accounts.use_link(accounts.make_link(person, stamp=stamp.part(3)), hashed=hashed, stamp=stamp.part(4))
    return person


def _post(staff: plan.Staff, people: Mapping[str, Person], stamps: Stamps) -> None:
    grids = {code: territory.grid(code) for code in {post.grid_code for post in staff.posts}}
    for post in staff.posts:
        stamp = stamps.made(f"{post.kind.value} of {post.grid_code}")
        posts.put_post(
            grids[post.grid_code], people[post.sign_in_name], kind=post.kind, from_on=post.from_on, to_on=None, stamp=stamp
        )
