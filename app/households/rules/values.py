"""Values of households that go in and out: where one stands, what a file would bring, what has happened. Pure."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar
from uuid import UUID

from app.core.errors import Refusal
from app.households.rules.words import GridSource, ImportKind, Placed

RowValue = TypeVar("RowValue")
EntryValue = TypeVar("EntryValue")


@dataclass(frozen=True, slots=True)
class Spot:
    """What is known of where a household stands: degrees in EPSG:4490, and the village's code and group."""

    lon: float | None
    lat: float | None
    village_code: str | None
    group: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a household belongs. On a border and in several grids no grid is settled: two places see it, a person decides."""

    placed: Placed
    place_path: str
    other_path: str | None = None
    grid_id: UUID | None = None
    village_code: str | None = None
    source: GridSource | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in one line of a file, or worth a remark."""

    line: int
    field: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Candidates(Generic[RowValue]):
    """The rows of a file that could be read, by line, and the flaws of the others. `read` counts both."""

    name: str
    digest: str
    rows: tuple[tuple[int, RowValue], ...]
    flaws: tuple[Flaw, ...] = ()

    @property
    def read(self) -> int:
        return len(self.rows) + len({flaw.line for flaw in self.flaws})


@dataclass(frozen=True, slots=True)
class Judged(Generic[EntryValue]):
    """What entering a file would do: `entries` would enter. `flaws`: every fault, in the order of lines."""

    kind: ImportKind
    name: str
    digest: str
    crs: str
    place_path: str
    read: int
    entries: tuple[EntryValue, ...]
    flaws: tuple[Flaw, ...]
    remarks: tuple[Flaw, ...]
    placed: Mapping[str, int]
    seen_before: dt.datetime | None

    @property
    def refused(self) -> tuple[tuple[Flaw, ...], ...]:
        """The flaws of each refused line, in the order of lines."""
        return tuple(tuple(flaws) for _, flaws in groupby(self.flaws, key=lambda flaw: flaw.line))


@dataclass(frozen=True, slots=True)
class HouseholdsMoved:
    """Households have changed their place: by an edit, by hand, or since the land changed."""

    household_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class BatchBeingUndone:
    """An import is about to be taken back: whoever must prevent it raises a refusal that says why."""

    batch_id: UUID


def counted(placed: Iterable[Placed]) -> dict[str, int]:
    """How many stand how, every standing named."""
    counts = Counter(placed)
    return {standing.value: counts[standing] for standing in Placed}
