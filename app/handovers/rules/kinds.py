"""Words of handovers 工作交接, and what is asked for. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.core.named import N_, Named
from app.handovers.rules.refusals import UndoTooLate
from app.posts.rules import PostRef, Roster

UNDO_WITHIN = dt.timedelta(minutes=10)
MOST_HOUSEHOLDS = 300  # at once; more than that is a grid


class HandoverKind(Named):
    """What is handed over."""

    HOUSEHOLDS = "households", N_("households")
    GRID = "grid", N_("a grid")
    PERSON = "person", N_("all of somebody's work")


class HandoverState(Named):
    """How far a handover is."""

    WAITING = "waiting", N_("waits for the receipt")
    RECEIVED = "received", N_("received")
    UNDONE = "undone", N_("undone")


class LineKind(Named):
    """What a line of a handover moves."""

    POST = "post", N_("post")
    KEEPING = "keeping", N_("household")
    CASE = "case", N_("open case")
    ORIGINAL = "original", N_("original")
    CERTIFICATE = "certificate", N_("certificate to bring home")


# With the receipt, not before: what lies in somebody's bag is theirs to answer for until another says that they have it.
ON_RECEIPT = frozenset({LineKind.ORIGINAL, LineKind.CERTIFICATE})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a leader asks for: to whom, and a grid (and whose, where several are posted there), or somebody, or households."""

    receiver_id: UUID
    kind: HandoverKind
    giver_id: UUID | None = None
    grid_code: str | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Something that moves: its own id, from whom."""

    kind: LineKind
    id: UUID
    giver_id: UUID | None


def numbers_of(text: str) -> tuple[int, ...]:
    """Households' short numbers as typed or picked: “3、7 12”, with ranges “12-15”; in order, each once. Raises ValueError."""
    found: set[int] = set()
    for part in text.replace("、", " ").replace(",", " ").replace("，", " ").split():
        first, dash, last = part.partition("-")
        ends = int(first), int(last if dash else first)
        if not 0 < ends[0] <= ends[1] or ends[1] - ends[0] > MOST_HOUSEHOLDS:
            raise ValueError(part)
        found.update(range(ends[0], ends[1] + 1))
    return tuple(sorted(found))


def numbers_said(numbers: Iterable[int]) -> str:
    """The same the other way round: 3, 4, 5, 9 are “3-5,9”."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)


def roster_after(roster: Roster, moved: Iterable[PostRef], receiver_id: UUID) -> Roster:
    """Everybody's posts once these are the receiver's."""
    gone = set(moved)
    posts: Sequence[PostRef] = [post for post in roster.posts if post not in gone]
    taken = (replace(post, person_id=receiver_id) for post in gone)
    return replace(roster, posts=(*posts, *(post for post in taken if post not in posts)))


def check_undo(at: dt.datetime, *, now: dt.datetime) -> None:
    """Whether a handover made at an instant may still be undone. Raises UndoTooLate."""
    if now - at > UNDO_WITHIN:
        raise UndoTooLate(minutes=UNDO_WITHIN // dt.timedelta(minutes=1))
