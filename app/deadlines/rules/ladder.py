"""The ladder of an unanswered chaser 逐级催办: worker → leader → township. When each step is due, and who hears then."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from app.deadlines.rules.calendar import Calendar, civil_date, instant
from app.deadlines.rules.lights import Level
from app.deadlines.rules.turning import Recipient, Staff


@dataclass(frozen=True, slots=True)
class Ladder:
    """After how many working days without an answer the leader and the township hear. They end when business closes."""

    leader_days: int = 1
    township_days: int = 3
    closes: dt.time = dt.time(17, 30)

    def steps(self, since: dt.datetime, *, calendar: Calendar) -> tuple[tuple[dt.datetime, Level], ...]:
        """Both steps in order of time, for a chaser that has waited since `since`. 0 days: at once."""
        first = self._after(since, self.leader_days, calendar=calendar)
        second = self._after(since, self.township_days, calendar=calendar)
        return (first, Level.LEADER), (max(first, second), Level.TOWNSHIP)

    def _after(self, since: dt.datetime, days: int, *, calendar: Calendar) -> dt.datetime:
        if days == 0:
            return since
        return instant(calendar.add_workdays(civil_date(since), days)[0], self.closes)


@dataclass(frozen=True, slots=True)
class Climbing:
    """A clock whose next step of the ladder is due: what the sweep needs of it."""

    id: UUID
    subject_kind: str
    subject_label: str
    place_path: str
    team_id: UUID | None
    person_id: UUID | None
    due_on: dt.date | None
    waiting_since: dt.datetime
    next_step_at: dt.datetime


def first_step_at(since: dt.datetime, *, ladder: Ladder, calendar: Calendar) -> dt.datetime:
    """When the first step is due if nobody answers."""
    return ladder.steps(since, calendar=calendar)[0][0]


def steps_due(
    since: dt.datetime, *, next_at: dt.datetime, now: dt.datetime, ladder: Ladder, calendar: Calendar
) -> tuple[tuple[Level, ...], dt.datetime | None]:
    """The levels that are due by `now` and were not before `next_at`, and when the next one is; None after the last."""
    steps = ladder.steps(since, calendar=calendar)
    levels = tuple(level for at, level in steps if next_at <= at <= now)
    return levels, next((at for at, _ in steps if at > now), None)


def climbed(
    level: Level, *, person_id: UUID | None, team_id: UUID | None, place_path: str, staff: Staff, heard: Collection[UUID]
) -> Iterator[tuple[Recipient, tuple[UUID, ...]]]:
    """Who hears at a step, by role; never who has heard of this clock's lateness before (`heard`), nor one person twice.

    The leader's step goes to the leader over the place. Where there is none, or the leader is the one who is late, the desk hears
    instead. The township's step goes to the desk and to the head.
    """
    told = set(heard)
    person = staff.presence.at_work(person_id)
    if level is Level.LEADER:
        leader = staff.leader_over(place_path, team_id=team_id)
        if leader is not None and leader != person and leader not in told:
            yield Recipient.LEADER, (leader,)
            return
        if leader is not None and leader != person:
            return  # heard already, with the chaser: in the place of a person who is away
    desk = staff.leadership().desk_over(place_path, presence=staff.presence)
    if new := tuple(who for who in desk if who not in told):
        yield Recipient.DESK, new
        told |= set(new)
    if level is Level.TOWNSHIP:
        heads = staff.leadership().heads_over(place_path, presence=staff.presence)
        if new := tuple(who for who in heads if who not in told):
            yield Recipient.HEAD, new
