"""A team's people with what they carry, and who is away. Reads only."""

import datetime as dt
from dataclasses import dataclass

from app.accounts.models import Person
from app.desk.queries.work import Carried, Tally, carried_by
from app.posts import queries as posts
from app.posts.models import Leave, Team


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team, what they carry, and the leave they are on."""

    person: Person
    carried: Carried
    away: Leave | None


def members(team: Team, work: Tally, *, on: dt.date) -> list[Member]:
    """The team's people, who carries most first; those who carry nothing too."""
    held = {one.person_id: one for one in carried_by(work)}
    away = {leave.person_id: leave for leave in posts.leaves_on(on)}
    rows = [
        Member(one.person, held.get(one.person_id) or Carried(one.person_id, one.person.name, 0, 0), away.get(one.person_id))
        for one in posts.members_of(team.id, on=on)
    ]
    return sorted(rows, key=lambda row: (-row.carried.open_cases, row.person.sign_in_name))
