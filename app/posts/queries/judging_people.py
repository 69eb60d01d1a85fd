"""A table of people judged row by row, before anything changes. Reads only."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from app.accounts import queries as people
from app.accounts.models import Person
from app.accounts.rules import AT_THE_TEAM, NEED_A_TEAM, Role, clash, differs
from app.accounts.rules.refusals import SeparateRoles
from app.core import sheets
from app.posts.queries.judging import Judged, judged
from app.posts.queries.places import TeamBook, TeamWanted, places_of_people
from app.posts.queries.roster import team_ids
from app.posts.rules import PEOPLE_HEADINGS, PersonRow, read_person
from app.posts.rules.refusals import SamePersonTwice, SeveralPeople, TeamMissing
from app.territory.models import Division


class Giving(Enum):
    """Whether the roles of a table are given at once, or asked for until the security administrator gives them."""

    GIVE = "give"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A good row: who it is (None: somebody new), the team, the roles that are not held yet, and whether anything changes."""

    row: PersonRow
    person_id: UUID | None
    team: TeamWanted | None
    roles: tuple[tuple[Role, str], ...]
    is_changed: bool

    @property
    def is_new(self) -> bool:
        return self.person_id is None


def judge_people(content: bytes, *, name: str, town: Division, on: dt.date, giving: Giving) -> Judged[PersonEntry]:
    """Read and judge a table of people. Raises what `sheets.read` raises."""
    table = sheets.read(content, name=name, headings=PEOPLE_HEADINGS, required={"name", "role"})
    judge = _Judge(town, on=on, giving=giving)
    return judged(table, read=lambda row: read_person(row.line, row.cells), judge=judge.judged)


def judge_person(row: PersonRow, *, town: Division, on: dt.date) -> PersonEntry:
    """Somebody new, entered by hand: no namesake is taken for the same person. Raises what is wrong."""
    return _Judge(town, on=on, giving=Giving.GIVE).entry(row, None)


class _Judge:
    """What stands in the township, and what earlier rows have said."""

    def __init__(self, town: Division, *, on: dt.date, giving: Giving) -> None:
        self.town = town
        self.book, self.team_of = TeamBook(town, on=on), team_ids(on)
        self.by_name = _people_of(town, on=on)
        self.roles = _roles(on, giving=giving)
        self.said: dict[str, list[PersonRow]] = {}
        self.taken: set[UUID] = set()

    def judged(self, row: PersonRow) -> PersonEntry:
        self._check_said(row)
        return self.entry(row, self._person(row))

    def entry(self, row: PersonRow, person: Person | None) -> PersonEntry:
        team = self.book.wanted(row.team)
        known = self.roles.get(person.id, set()) if person else set()
        roles = tuple(pair for role in row.roles if (pair := (role, self._place(role, team, person))) not in known)
        _check_separate(frozenset(role for role, _ in known) | frozenset(row.roles))
        if person is None:
            return PersonEntry(row, None, team, roles, is_changed=True)
        self.taken.add(person.id)
        moves = team is not None and team.team_id != self.team_of.get(person.id)
        is_changed = bool(roles) or moves or differs(people.facts_of(person), row.facts)
        return PersonEntry(row, person.id, team, roles, is_changed)

    def _check_said(self, row: PersonRow) -> None:
        """Two rows with one name are two people only if both phones say so."""
        for earlier in self.said.get(row.facts.name, ()):
            if not (earlier.facts.phone and row.facts.phone and earlier.facts.phone != row.facts.phone):
                raise SamePersonTwice(person=row.facts.name, first=earlier.line)
        self.said.setdefault(row.facts.name, []).append(row)

    def _person(self, row: PersonRow) -> Person | None:
        """Who of those that are here it is: the phone tells namesakes apart. Raises SeveralPeople."""
        namesakes = [one for one in self.by_name.get(row.facts.name, ()) if one.id not in self.taken]
        if same := [one for one in namesakes if row.facts.phone and one.phone == row.facts.phone]:
            return same[0]
        possible = [one for one in namesakes if not (one.phone and row.facts.phone)]
        if len(possible) > 1:
            raise SeveralPeople(person=row.facts.name, names="、".join(one.sign_in_name for one in possible))
        return possible[0] if possible else None

    def _place(self, role: Role, team: TeamWanted | None, person: Person | None) -> str:
        """Where a role is held: workers, leaders and clerks at their team's place, the others in the whole township."""
        if role not in AT_THE_TEAM:
            return self.town.place_path
        if team is not None:
            return team.place_path
        standing = self.team_of.get(person.id) if person else None
        if own := next((one for one in self.book.teams if one.id == standing), None):
            return own.place_path
        if role in NEED_A_TEAM:
            raise TeamMissing(role=role)
        return self.town.place_path


def _people_of(town: Division, *, on: dt.date) -> dict[str, list[Person]]:
    """Who works in the township, or nowhere yet, by name."""
    places, found = places_of_people(on), dict[str, list[Person]]()
    for person in people.people_at_work(on):
        theirs = places.get(person.id)
        if theirs is None or any(path.startswith(town.place_path) for path in theirs):
            found.setdefault(person.name, []).append(person)
    return found


def _roles(on: dt.date, *, giving: Giving) -> dict[UUID, set[tuple[Role, str]]]:
    """The roles everybody holds; where roles are only asked for, also those that are asked for already."""
    found: dict[UUID, set[tuple[Role, str]]] = {}
    for grant in people.grants_from(on):
        found.setdefault(grant.person_id, set()).add((grant.role, grant.place_path))
    for asked in people.asked_roles() if giving is Giving.ASK else ():
        found.setdefault(asked.person_id, set()).add((asked.role, asked.place_path))
    return found


def _check_separate(roles: frozenset[Role]) -> None:
    if met := sorted(clash(roles), key=list(Role).index):
        raise SeparateRoles(first=met[0], second=met[1])
