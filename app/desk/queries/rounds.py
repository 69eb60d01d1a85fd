"""A team's day: the round of each of its people who is here. Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import Person
from app.field.queries import DayRound, Unplanned, day_round, together
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
    return [MemberRound(one, one.id in away, None if one.id in away else day_round(one.id, now=now)) for one in _people(team, on)]


def team_day_together(team: Team, *, now: dt.datetime, on: dt.date) -> tuple[list[MemberRound], Sequence[Unplanned]]:
    """The same as one plan for all who are here, whoever has the cases; and what fits nobody."""
    away = {leave.person_id for leave in posts.leaves_on(on)}
    people = _people(team, on)
    rounds, left = together([one.id for one in people if one.id not in away], now=now)
    return [MemberRound(one, one.id in away, rounds.get(one.id)) for one in people], left


def _people(team: Team, on: dt.date) -> list[Person]:
    return sorted((one.person for one in posts.members_of(team.id, on=on)), key=lambda person: person.sign_in_name or "")
