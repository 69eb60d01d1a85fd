"""What an import did, or would do, or why it did nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import shapely

from app.core.errors import Refusal
from app.core.sheets import Fault
from app.territory.rules import NOTHING, Counts
from grids.repair import Proposal as Repairing
from grids.topology import Finding


@dataclass(frozen=True, slots=True)
class Offer:
    """A repair of the file's shapes, done only when its kind was chosen. `rows` of the file that it changes.

    `to`, `off`: the names of whose land grows or stays, and of whose shrinks.
    """

    repair: Repairing
    rows: tuple[int, ...]
    to: str
    off: str | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Put:
    """A grid of the file, with what it would do: `was` is the shape that it has now, if it has one and that changes."""

    row: int
    name: str
    shape: shapely.Geometry
    is_new: bool
    is_changed: bool
    was: shapely.Geometry | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a dry run would do, for a picture: grids that stand and aren't in the file, the file's, the shapes of refused rows."""

    standing: Sequence[shapely.Geometry]
    put: Sequence[Put]
    refused: Sequence[tuple[int, shapely.Geometry]]


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of an import. With `refusal` nothing was changed, and that is why; `counts` are then nothing.

    `objection`: why the same file would be refused if this weren't a dry run. `names` of all grids by code, for the findings.
    """

    read: int
    counts: Counts = NOTHING
    refused: Sequence[Fault] = ()
    findings: Sequence[Finding] = ()
    refusal: Refusal | None = None
    objection: Refusal | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    offers: Sequence[Offer] = ()
    seen: Seen | None = None
