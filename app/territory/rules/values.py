"""Values of the land that go in and out: what a grid is on a day, rows to put, what a change would do. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

from app.territory.rules.codes import GridKind, PointLevel, Standing, group_key


@dataclass(frozen=True, slots=True)
class GridNow:
    """A grid 网格 as it is on one day. `shape` is WKB in EPSG:4490, or nothing."""

    grid_id: UUID
    version_id: UUID
    code: str
    name: str
    kind: GridKind
    village_code: str
    village_name: str
    place_path: str
    groups: tuple[str, ...]
    shape: bytes | None = field(repr=False)

    @property
    def dedicated(self) -> bool:
        return self.kind is GridKind.DEDICATED


@dataclass(frozen=True, slots=True)
class GridThen:
    """A version of a grid 网格, with the days it is true for (both included). `shape` is WKB in EPSG:4490, or nothing."""

    code: str
    number: int
    name: str
    kind: GridKind
    village_code: str
    village_name: str
    groups: tuple[str, ...]
    from_on: dt.date
    to_on: dt.date | None
    shape: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point stands. `nearest` and `metres` are given outside all grids only, and None where no grid has a shape."""

    kind: Standing
    grids: tuple[GridNow, ...] = ()
    nearest: GridNow | None = None
    metres: float | None = None


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A village 行政村 to put. `outline` is WKB in EPSG:4490; nothing keeps what is there."""

    code: str
    name: str
    short_name: str = ""
    outline: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A grid to put. `shape` is WKB in EPSG:4490; None for `groups` or `shape` keeps what is there."""

    code: str
    name: str
    kind: GridKind = GridKind.BASIC
    groups: Sequence[str] | None = None
    shape: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window 窗口 to put, found again by its number; a party-vanguard window from `pioneer_from_on` on."""

    number: int
    name: str
    pioneer_from_on: dt.date | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PointItemRow:
    """An item that can be done at a point since `from_on` (进驻日期), found again by code and date."""

    item_code: str
    from_on: dt.date
    to_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PointRow:
    """A service point 服务点 to put, found again by its code. Stations name their grid.

    Windows and items are put one by one: those that a row doesn't name stay as they are.
    """

    code: str
    level: PointLevel
    name: str
    division_code: str
    grid_code: str | None = None
    lon: float | None = None
    lat: float | None = None
    hours: str = ""
    phone: str | None = None
    contact: str | None = None
    from_on: dt.date | None = None
    windows: tuple[WindowRow, ...] = ()
    items: tuple[PointItemRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What a deed did, or would do: rows that are new, and rows that are other than before."""

    added: int = 0
    changed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.added + other.added, self.changed + other.changed)


NOTHING = Counts()


def holds(from_on: dt.date | None, to_on: dt.date | None, *, on: dt.date) -> bool:
    """Whether something that is valid from a day to a day (both included) is valid on this one."""
    return (from_on is None or from_on <= on) and (to_on is None or to_on >= on)


def grid_of_group(grids: Sequence[GridNow], group: str) -> GridNow | None:
    """The grid of a village that has this village group 村民小组; a village of one basic grid has all its groups."""
    wanted = group_key(group)
    named = [grid for grid in grids if wanted and wanted in {group_key(one) for one in grid.groups}]
    basic = [grid for grid in grids if not grid.dedicated]
    if named:
        return named[0]
    return basic[0] if len(basic) == 1 and not basic[0].groups else None


def pioneer_steps(windows: Iterable[tuple[dt.date | None, dt.date | None]]) -> list[tuple[dt.date, int]]:
    """How many party-vanguard windows 党员先锋窗口 there were from each day on that one became one: (day, count), in order.

    `windows`: since when each is one (None: it is none), and until when it is open.
    """
    since = [(from_on, to_on) for from_on, to_on in windows if from_on is not None]
    days = sorted({from_on for from_on, _ in since})
    return [(day, sum(from_on <= day and (to_on is None or to_on >= day) for from_on, to_on in since)) for day in days]


class _Since(Protocol):
    @property
    def from_on(self) -> dt.date: ...


Came = TypeVar("Came", bound=_Since)


def came_later(rows: Iterable[Came], *, opened_on: dt.date | None) -> list[Came]:
    """What came to a service point after it had opened, by day: 进驻日期."""
    return sorted((row for row in rows if opened_on is not None and row.from_on > opened_on), key=lambda row: row.from_on)
