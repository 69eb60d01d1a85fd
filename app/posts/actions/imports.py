"""People and posts from tables, judged before: one deed for the file, and one inside it for each thing that changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import Person
from app.accounts.rules import AT_THE_TEAM, Deed
from app.core import clock, journal
from app.core.stamp import Stamp
from app.posts import queries
from app.posts.actions.posting import put_post
from app.posts.actions.teams import join_team, put_team
from app.posts.models import Team
from app.posts.queries.judging_people import Giving, PersonEntry
from app.posts.queries.judging_posts import PostEntry
from app.posts.queries.places import TeamWanted, division_by_id
from app.territory.models import Division


@dataclass
class _Parts:
    """The stamps of the deeds inside an import."""

    stamp: Stamp
    numbers: "count[int]"

    def next(self) -> Stamp:
        return self.stamp.part(next(self.numbers))


def import_people(
    entries: Sequence[PersonEntry], *, town: Division, digest: str, giving: Giving, stamp: Stamp
) -> Sequence[Person]:
    """Enter judged people with their teams and roles; the people who are new. None of them on a replay.

    Raises SeparateRoles and what else giving a role raises; then nothing of the file enters.
    """
    body = {"file": digest, "giving": giving.value}
    facts = {"what": "people imported", "rows": len(entries)}
    if not journal.enter(Deed.MANAGE_PEOPLE, subject=town.id, body=body, stamp=stamp, facts=facts):
        return ()
    parts, added = _Parts(stamp, count(1)), []
    teams: dict[UUID, Team] = {}
    for entry in entries:
        person, is_new = _person(entry, parts)
        if entry.team is not None:
            place = entry.team.team_id or entry.team.division_id
            teams[place] = teams.get(place) or _team(entry, entry.team, parts)
            _join(person, teams[place], giving, parts)
        _give(person, entry, giving, parts)
        added += [person] if is_new else []
    return added


def import_posts(entries: Sequence[PostEntry], *, town: Division, digest: str, stamp: Stamp) -> None:
    """Enter judged posts. Raises what putting a post raises; then nothing of the file enters."""
    facts = {"what": "posts imported", "rows": len(entries)}
    if not journal.enter(Deed.MANAGE_POSTS, subject=town.id, body={"file": digest}, stamp=stamp, facts=facts):
        return
    for number, entry in enumerate(entries, start=1):
        put_post(
            queries.grid_row(entry.grid_id),
            people.person(entry.person_id),
            kind=entry.row.kind,
            from_on=entry.row.from_on,
            to_on=entry.row.to_on,
            stamp=stamp.part(number),
        )


def _person(entry: PersonEntry, parts: _Parts) -> tuple[Person, bool]:
    if entry.person_id is None:
        return accounts.add_person(entry.row.facts, stamp=parts.next()), True
    person = people.person_to_change(entry.person_id)
    accounts.change_person(person, entry.row.facts, stamp=parts.next())
    return person, False


def _team(entry: PersonEntry, wanted: TeamWanted, parts: _Parts) -> Team:
    if wanted.team_id is not None:
        return queries.team(wanted.team_id)
    division = division_by_id(wanted.division_id)
    branch = entry.row.facts.party_branch or None
    from_on = clock.on(parts.stamp.at)
    return put_team(wanted.code, wanted.name, division=division, party_branch=branch, from_on=from_on, stamp=parts.next())[0]


def _join(person: Person, team: Team, giving: Giving, parts: _Parts) -> None:
    """Into the team; whoever comes from another one loses the roles held at that one's place."""
    on = clock.on(parts.stamp.at)
    before = queries.team_of(person.id, on=on)
    if not join_team(person, team, from_on=on, stamp=parts.next()) or before is None or giving is Giving.ASK:
        return
    for grant in people.grants_of(person.id, on=on):
        if grant.role in AT_THE_TEAM and grant.place_path == before.place_path != team.place_path:
            accounts.end_role(grant, stamp=parts.next())


def _give(person: Person, entry: PersonEntry, giving: Giving, parts: _Parts) -> None:
    deed = accounts.give_role if giving is Giving.GIVE else accounts.ask_role
    for role, place_path in entry.roles:
        deed(person, role, place_path, from_on=clock.on(parts.stamp.at), stamp=parts.next())
