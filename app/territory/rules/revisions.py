"""边界调整: what is drawn on grids, step by step, and when it may come into force. Pure.

A step is data, so that a draft can be drawn anew on land that changed meanwhile, and its last step taken back.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from app.core.errors import Refusal
from app.core.named import N_, Named
from app.territory.rules.codes import is_grid_code
from app.territory.rules.revision_refusals import (
    NameUnsaid,
    NothingDrawn,
    RevisionInPast,
    RevisionSettled,
    StepUnreadable,
    TitleUnsaid,
)

Point: TypeAlias = tuple[float, float]
LONGEST_NAME = 64
MOST_POINTS = 5_000
HEXADECIMAL = frozenset("0123456789abcdef")
FEWEST = {"line": 2, "ring": 3}


class RevisionState(Named):
    """A draft binds nobody; a planned one has its day; one that was undone before it never was in force."""

    DRAFT = "draft", N_("draft")
    PLANNED = "planned", N_("planned")
    IN_FORCE = "in_force", N_("come into force")
    UNDONE = "undone", N_("undone")


@dataclass(frozen=True, slots=True)
class Cut:
    """A grid is cut in two along a line; the part cut off is a grid of its own."""

    kind: ClassVar[str] = "cut"
    grid: str
    line: tuple[Point, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Neighbours become one, under the code and name of the first."""

    kind: ClassVar[str] = "merge"
    grids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """The border between two neighbours is moved to a line: what lies beyond it comes to the taker."""

    kind: ClassVar[str] = "transfer"
    giver: str
    taker: str
    line: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Reshape:
    """A grid gets the drawn outline; its neighbours give and take what that means."""

    kind: ClassVar[str] = "reshape"
    grid: str
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """A new grid is drawn: a basic one takes its land from those that have it, a dedicated one lies on them."""

    kind: ClassVar[str] = "draw"
    name: str
    ring: tuple[Point, ...]
    dedicated: bool


@dataclass(frozen=True, slots=True)
class Divide:
    """The village is divided into proposed grids: code, name, WKB in hexadecimal digits. Drawn ones that aren't there end."""

    kind: ClassVar[str] = "divide"
    grids: tuple[tuple[str, str, str], ...]


Step: TypeAlias = Cut | Merge | Transfer | Reshape | Draw | Divide


@dataclass(frozen=True, slots=True)
class LandRevised:
    """From this day on a village's grids are others: who looks after what stands on them has to look.

    `children`: a grid that is new, and the grid from which most of its land came. `ended`: grids that are no more.
    """

    revision_id: UUID
    division_id: UUID
    from_on: dt.date
    children: Mapping[UUID, UUID]
    ended: Sequence[UUID]


def step_of(said: Mapping[str, Any]) -> Step:
    """What was drawn, as a page or a draft says it. Raises StepUnreadable, NameUnsaid."""
    read = READ.get(str(said.get("kind")))
    if read is None:
        raise StepUnreadable
    return read(said)


def _cut(said: Mapping[str, Any]) -> Cut:
    return Cut(_code(said.get("grid")), _points(said.get("line"), "line"), _name(said.get("name")))


def _merge(said: Mapping[str, Any]) -> Merge:
    return Merge(tuple(_code(code) for code in _listed(said.get("grids"), least=2)))


def _transfer(said: Mapping[str, Any]) -> Transfer:
    return Transfer(_code(said.get("giver")), _code(said.get("taker")), _points(said.get("line"), "line"))


def _reshape(said: Mapping[str, Any]) -> Reshape:
    return Reshape(_code(said.get("grid")), tuple(_points(ring, "ring") for ring in _listed(said.get("rings"))))


def _draw(said: Mapping[str, Any]) -> Draw:
    return Draw(_name(said.get("name")), _points(said.get("ring"), "ring"), said.get("dedicated") is True)


def _divide(said: Mapping[str, Any]) -> Divide:
    return Divide(tuple(_proposed(one) for one in _listed(said.get("grids"))))


READ: Mapping[str, Callable[[Mapping[str, Any]], Step]] = {
    Cut.kind: _cut,
    Merge.kind: _merge,
    Transfer.kind: _transfer,
    Reshape.kind: _reshape,
    Draw.kind: _draw,
    Divide.kind: _divide,
}


def said_of(step: Step) -> dict[str, Any]:
    """A step as a draft keeps it: `step_of` reads it back."""
    return {"kind": step.kind, **asdict(step)}


def title_of(said: str) -> str:
    """What a revision is called. Raises TitleUnsaid."""
    title = " ".join(said.split())
    if not title or len(title) > LONGEST_NAME:
        raise TitleUnsaid(most=LONGEST_NAME)
    return title


def plan_hindrance(state: RevisionState, steps: int, *, from_on: dt.date, today: dt.date) -> Refusal | None:
    """Why a draft can't come into force on this day; None when it can."""
    if state is not RevisionState.DRAFT:
        return RevisionSettled()
    if not steps:
        return NothingDrawn()
    return RevisionInPast(today=today.isoformat()) if from_on < today else None


def _code(said: object) -> str:
    if not isinstance(said, str) or not is_grid_code(said):
        raise StepUnreadable
    return said


def _name(said: object) -> str:
    name = " ".join(said.split()) if isinstance(said, str) else ""
    if not name or len(name) > LONGEST_NAME:
        raise NameUnsaid(most=LONGEST_NAME)
    return name


def _listed(said: object, *, least: int = 1) -> Sequence[object]:
    if not isinstance(said, list | tuple) or len(said) < least:
        raise StepUnreadable
    return said


def _proposed(said: object) -> tuple[str, str, str]:
    match said:
        case [str() as code, str() as name, str() as shape] if set(shape) <= HEXADECIMAL:
            return _code(code), _name(name), shape
    raise StepUnreadable


def _points(said: object, what: str) -> tuple[Point, ...]:
    """Longitude and latitude of each, in degrees of CGCS2000."""
    if not isinstance(said, list | tuple) or not FEWEST[what] <= len(said) <= MOST_POINTS:
        raise StepUnreadable
    return tuple(_point(one) for one in said)


def _point(said: object) -> Point:
    match said:
        case [int() | float() as lon, int() | float() as lat] if -180 <= lon <= 180 and -90 <= lat <= 90:  # noqa: PLR2004
            return float(lon), float(lat)
    raise StepUnreadable
