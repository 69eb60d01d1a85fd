"""What happens when a clock's light turns or its day moves: the news of it, who is told, and in which words."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.named import N_, Named
from app.deadlines.rules.kinds import ClockKind
from app.deadlines.rules.lights import LEVELS, Level, Light


class Recipient(Named):
    """In which role somebody is told: each role once per clock and level."""

    PERSON = "person", N_("responsible person")
    LEADER = "leader", N_("team's leader")
    DESK = "desk", N_("township's desk")
    HEAD = "head", N_("township head")


@dataclass(frozen=True, slots=True)
class LightTurned:
    """A clock's light turned. `level`: what that sets off, None when nothing."""

    clock_id: UUID
    subject_kind: str
    subject_id: UUID
    kind: ClockKind
    light: Light
    level: Level | None
    team_id: UUID | None
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class DeadlineMoved:
    """A clock is due on another day because the calendar is known better now."""

    clock_id: UUID
    subject_kind: str
    subject_id: UUID
    kind: ClockKind
    was_on: dt.date
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Turning:
    """A clock whose light is due to turn: what the sweep needs of it."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    subject_label: str
    kind: ClockKind
    place_path: str
    team_id: UUID | None
    person_id: UUID | None
    due_at: dt.datetime | None
    due_on: dt.date | None
    warn_at: dt.datetime | None
    light: Light


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is not at work on a day. `absences`: person on leave → stand-in, if there is one."""

    absences: Mapping[UUID, UUID | None]
    gone: frozenset[UUID]

    def at_work(self, person_id: UUID | None) -> UUID | None:
        """The person, or the stand-in during leave; None when neither is there."""
        if person_id is not None and person_id in self.absences:
            person_id = self.absences[person_id]
        return None if person_id in self.gone or person_id in self.absences else person_id


@dataclass(frozen=True, slots=True)
class Leadership:
    """Who leads where on a day, in a fixed order."""

    posted: tuple[tuple[str, UUID], ...]  # (the grid's place path, person)
    of_team: Mapping[UUID, tuple[UUID, ...]]
    appointed: tuple[tuple[str, UUID], ...]  # (the granted place path, person)
    clerks: tuple[tuple[str, UUID], ...]
    heads: tuple[tuple[str, UUID], ...] = ()

    def leader_over(self, place_path: str, *, team_id: UUID | None, presence: Presence) -> UUID | None:
        """Who leads there: posted on the grid, else a leader of the team, else appointed over the place."""
        candidates = (
            *(person_id for path, person_id in self.posted if place_path.startswith(path)),
            *(self.of_team.get(team_id, ()) if team_id else ()),
            *(person_id for path, person_id in self.appointed if place_path.startswith(path)),
        )
        return next((there for person_id in candidates if (there := presence.at_work(person_id))), None)

    def desk_over(self, place_path: str, *, presence: Presence) -> tuple[UUID, ...]:
        """The window clerks in charge of the place."""
        return tuple(who for path, who in self.clerks if place_path.startswith(path) and presence.at_work(who) == who)

    def heads_over(self, place_path: str, *, presence: Presence) -> tuple[UUID, ...]:
        """The heads of the place; during leave who stands in for them. With nobody there they read it when they are back."""
        heads = [who for path, who in self.heads if place_path.startswith(path) and who not in presence.gone]
        there = (presence.at_work(who) for who in heads)
        return tuple(dict.fromkeys(who for who in there if who is not None)) or tuple(heads)


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who can be told. Who leads is asked only where the responsible person isn't enough."""

    presence: Presence
    leadership: Callable[[], Leadership]

    def leader_over(self, place_path: str, *, team_id: UUID | None) -> UUID | None:
        return self.leadership().leader_over(place_path, team_id=team_id, presence=self.presence)


def level_of(kind: ClockKind, light: Light) -> Level | None:
    """What a light of a clock sets off. The statutory clock gives no reminder: the promise, which is shorter, has given one."""
    return None if kind is ClockKind.STATUTORY and light is Light.YELLOW else LEVELS.get(light)


def told(
    *, person_id: UUID | None, team_id: UUID | None, place_path: str, staff: Staff
) -> Iterator[tuple[Recipient, tuple[UUID, ...]]]:
    """Who is told of a light, by role.

    A reminder and a chaser go to the responsible person, else to the leader, else to the desk. A chaser that nobody answers
    climbs the ladder (`ladder.py`), so that nobody is late with nobody knowing.
    """
    person = staff.presence.at_work(person_id)
    if person is not None:
        yield Recipient.PERSON, (person,)
        return
    leader = staff.leader_over(place_path, team_id=team_id)
    if leader is not None:
        yield Recipient.LEADER, (leader,)
    else:
        yield Recipient.DESK, staff.leadership().desk_over(place_path, presence=staff.presence)


# msgids; facts: `number` (what people call the subject) and `due_on` (ISO date)
SAYS: Mapping[tuple[ClockKind, Level], str] = {
    (ClockKind.PROMISED, Level.REMINDER): N_("Case %(number)s is promised for %(due_on)s: it is due soon."),
    (ClockKind.PROMISED, Level.CHASER): N_("Case %(number)s was promised for %(due_on)s and is overdue."),
    (ClockKind.STATUTORY, Level.REMINDER): N_("Case %(number)s must be done by law on %(due_on)s: it is due soon."),
    (ClockKind.STATUTORY, Level.CHASER): N_("Case %(number)s had to be done by law on %(due_on)s and is overdue."),
    (ClockKind.NOTICE, Level.REMINDER): N_("Case %(number)s: accept it or say all that is missing by %(due_on)s."),
    (ClockKind.NOTICE, Level.CHASER): N_(
        "Case %(number)s should have been accepted, or all that is missing said, by %(due_on)s: overdue."
    ),
    (ClockKind.TAKE, Level.REMINDER): N_("Case %(number)s: take it by %(due_on)s."),
    (ClockKind.TAKE, Level.CHASER): N_("Case %(number)s should have been taken by %(due_on)s: overdue."),
    (ClockKind.COLLECT, Level.REMINDER): N_("Case %(number)s: collect the papers by %(due_on)s."),
    (ClockKind.COLLECT, Level.CHASER): N_("Case %(number)s: the papers should have been collected by %(due_on)s, overdue."),
    (ClockKind.FORWARD, Level.REMINDER): N_("Case %(number)s: forward the papers by %(due_on)s."),
    (ClockKind.FORWARD, Level.CHASER): N_("Case %(number)s: the papers should have been forwarded by %(due_on)s, overdue."),
    (ClockKind.DELIVER, Level.REMINDER): N_("Case %(number)s: deliver the result by %(due_on)s."),
    (ClockKind.DELIVER, Level.CHASER): N_("Case %(number)s: the result should have been delivered by %(due_on)s, overdue."),
}
SAYS_CLIMBED: Mapping[Level, str] = {
    Level.LEADER: N_(
        "Case %(number)s has been overdue since %(due_on)s, and nothing was done after the chaser: please see to it."
    ),
    Level.TOWNSHIP: N_(
        "Case %(number)s has been overdue since %(due_on)s, and nothing moved in the village: the township decides."
    ),
}
MOVED = N_("Case %(number)s is due on %(due_on)s now, not on %(was_on)s: the holidays are announced.")
