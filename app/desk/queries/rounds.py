"""A team's day: the round of each of its people who is here. Reads only."""

import datetime as dt
from dataclasses import dataclass

from app.accounts.models import Person
from app.field.queries import DayRound, day_round
from app.posts import queries as posts
from app.posts.models import Team


@dataclass(frozen=True, slots=True)
class MemberRound:
    """Somebody of the team, and their round; nothing is planned for who is away."""

    person: Person
    is_away: bool
    round: DayRound | None


def team_day(team: Team, *, now: dt.datetime, on: dt.date) -> list[MemberRound]:
    """Everybody of the team in the order of their sign-in names. What nobody has stands in the round of each."""
    away = {leave.person_id for leave in posts.leaves_on(on)}
    people = sorted((one.person for one in posts.members_of(team.id, on=on)), key=lambda person: person.sign_in_name or "")
    return [MemberRound(one, one.id in away, None if one.id in away else day_round(one.id, now=now)) for one in people]
