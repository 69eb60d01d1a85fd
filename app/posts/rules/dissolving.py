"""撤销代办服务队: what stands in the way of dissolving a team, and the news of it; the news that somebody leaves. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.core.errors import ReasonMissing, Refusal, TooLong
from app.posts.rules.refusals import DissolvedInPast, MembersHoldPosts, TeamDissolved

LONGEST_REASON = 256
SHOWN = 3


@dataclass(frozen=True, slots=True)
class TeamIsDissolved:
    """A team ends: from that day on there is none. Who listens refuses while something of its own is still with the team."""

    team_id: UUID
    name: str
    from_on: dt.date


@dataclass(frozen=True, slots=True)
class PersonLeaves:
    """Somebody leaves the township today. Who listens refuses while something is still in their hands."""

    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Dissolving:
    """What was said, and how the team stands: `held` are the grids of its members from that day on, by name."""

    team: str
    from_on: dt.date
    today: dt.date
    reason: str
    began_on: dt.date
    ended_on: dt.date | None
    held: Mapping[str, Sequence[str]]


def hindrance(asked: Dissolving) -> Refusal | None:
    """Why the team can't be dissolved so; None when it can."""
    if asked.ended_on is not None:
        return TeamDissolved(team=asked.team, on=asked.ended_on)
    if asked.from_on <= max(asked.began_on, asked.today - dt.timedelta(days=1)):
        return DissolvedInPast()
    if not asked.reason.strip():
        return ReasonMissing()
    if len(asked.reason.strip()) > LONGEST_REASON:
        return TooLong(most=LONGEST_REASON, field="reason")
    if asked.held:
        return MembersHoldPosts(team=asked.team, held="；".join(_held(name, asked.held[name]) for name in asked.held))
    return None


def _held(person: str, grids: Sequence[str]) -> str:
    return f"{person} {'、'.join(grids[:SHOWN])}{' …' if len(grids) > SHOWN else ''}"
