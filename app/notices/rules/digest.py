"""The morning's digest 每日提要: what is due today, what is late, what waits for review; one to each person."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.core.named import N_
from app.deadlines.rules import Staff

MORNING = N_("Good morning. Due today: %(due)s, overdue: %(late)s.")
MORNING_REVIEW = N_("Good morning. Due today: %(due)s, overdue: %(late)s, waiting for review: %(review)s.")


@dataclass(frozen=True, slots=True)
class Task:
    """A running clock that is due today or overdue."""

    subject_id: UUID
    person_id: UUID | None
    team_id: UUID | None
    place_path: str
    due_at: dt.datetime


@dataclass(slots=True)
class Outlook:
    """Somebody's day. A subject with several clocks counts once, and as late if one of them is."""

    due: set[UUID] = field(default_factory=set)
    late: set[UUID] = field(default_factory=set)
    review: int = 0

    @property
    def facts(self) -> Mapping[str, int]:
        """The numbers, for the message."""
        numbers = {"due": len(self.due - self.late), "late": len(self.late)}
        return numbers | ({"review": self.review} if self.review else {})

    @property
    def is_empty(self) -> bool:
        return not any(self.facts.values())

    @property
    def says(self) -> str:
        return MORNING_REVIEW if self.review else MORNING


def outlooks(tasks: Iterable[Task], *, now: dt.datetime, staff: Staff) -> dict[UUID, Outlook]:
    """The day of everybody who has something to see to."""
    found: dict[UUID, Outlook] = {}
    for task in tasks:
        is_late = now >= task.due_at
        for person_id in set(_concerned(task, is_late=is_late, staff=staff)):
            outlook = found.setdefault(person_id, Outlook())
            (outlook.late if is_late else outlook.due).add(task.subject_id)
    return found


def _concerned(task: Task, *, is_late: bool, staff: Staff) -> Iterator[UUID]:
    """Whoever has it (the stand-in during leave) and the leader over it; the desk where nobody is; the head of what is late."""
    person = staff.presence.at_work(task.person_id)
    leader = staff.leader_over(task.place_path, team_id=task.team_id)
    yield from (who for who in (person, leader) if who is not None)
    if person is None and leader is None:
        yield from staff.leadership().desk_over(task.place_path, presence=staff.presence)
    if is_late:
        yield from staff.leadership().heads_over(task.place_path, presence=staff.presence)
