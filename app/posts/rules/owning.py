"""Whose a household is: exactly one owner, whoever is at work today. Pure."""

from dataclasses import dataclass
from uuid import UUID

from app.posts.rules.routing import PostKind, Roster


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a household is, whoever stands in today: somebody, else a team, else nobody but the desk pool."""

    person_id: UUID | None
    team_id: UUID | None


def owner(grid_id: UUID | None, *, village_code: str | None, keeper: UUID | None, roster: Roster) -> Owner:
    """The one owner of a household on the roster's day; leave and stand-ins do not touch it.

    Whose own care it is in, else the first grid worker of its grid by rank, else its first leader, else the team.
    """
    team = roster.team_of_village(village_code)
    posted = (one for kind in (PostKind.WORKER, PostKind.LEADER) for one in roster.by_rank(grid_id, kind))
    there = (one for one in (keeper, *posted) if one is not None and one in roster.workers)
    return Owner(next(there, None), team.id if team else None)
