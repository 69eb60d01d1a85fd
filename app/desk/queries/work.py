"""Open cases with their clocks: how many by light, place and person, and the most urgent themselves. Reads only.

However many cases are open, a page counts them in the database and loads only those that it lists.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.cases.models import Case, CaseItem
from app.cases.rules import OPEN, Mode
from app.catalogue.models import Item, ItemVersion
from app.core.db import Moment, db
from app.core.scope import is_below
from app.deadlines import queries as deadlines
from app.deadlines.rules import Body, ClockFace, ClockKind, Light
from app.desk.rules import ABOVE, is_above
from app.households.models import Household
from app.posts.models import Team
from app.territory.rules import DivisionLevel

LISTED = 12
PRESSING = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.GREY)

# What statements about open cases share, put together once: each page would spend milliseconds on it.
NOW: sa.BindParameter[dt.datetime] = sa.bindparam("now", type_=Moment())
LIGHT = deadlines.light_shown("case", Case.id, now=NOW)
DUE_ON = deadlines.due_on_shown("case", Case.id)
URGENT = (sa.case({light: place for place, light in enumerate(PRESSING)}, value=LIGHT), DUE_ON.is_(None), DUE_ON, Case.number)
LONGEST_LATE = (DUE_ON, Case.number)  # among red ones, which all have a day: the same order
LATE = (LIGHT == Light.RED, Case.id.in_(deadlines.late_at("case", NOW, kinds=tuple(ClockKind))))  # by an index of what ran out
ABOVE_US = sa.or_(*(Case.forwarded_to.contains(level) for level in ABOVE))  # is_above as a condition


@dataclass(frozen=True, slots=True)
class Work:
    """An open case with the clock to show."""

    case: Case
    face: ClockFace | None

    @property
    def light(self) -> Light:
        return self.face.light if self.face else Light.GREY

    @property
    def is_late_here(self) -> bool:
        """Red, and in our hands: late at a department or the county is not late here."""
        return self.light is Light.RED and not is_above(self.case.forwarded_to)

    @property
    def urgency(self) -> tuple[int, dt.date, str]:
        """Red first, then by the day it is due; nothing is due by a clock that was stopped."""
        due_on = self.face.due_on if self.face and self.light is not Light.GREY else None
        return PRESSING.index(self.light), due_on or dt.date.max, self.case.number


class Heap(NamedTuple):
    """So many open cases that are alike in all this."""

    grid_id: UUID | None
    division_id: UUID | None
    team_id: UUID | None
    person_id: UUID | None
    light: Light
    is_above: bool
    number: int


@dataclass(frozen=True)
class Tally:
    """Open cases, counted: each number once, however often a page tells it."""

    heaps: Sequence[Heap] = ()

    @cached_property
    def total(self) -> int:
        return sum(heap.number for heap in self.heaps)

    @cached_property
    def late_here(self) -> int:
        """Red, and in our hands: late at a department or the county is not late here."""
        return sum(heap.number for heap in self.heaps if heap.light is Light.RED and not heap.is_above)

    @property
    def late_elsewhere(self) -> int:
        return self.count(Light.RED) - self.late_here

    @property
    def worst(self) -> Light | None:
        """The most pressing light among them; None without any."""
        return min((heap.light for heap in self.heaps), key=PRESSING.index, default=None)

    def count(self, light: Light) -> int:
        return sum(heap.number for heap in self.heaps if heap.light is light)

    def by_grid(self) -> Mapping[UUID | None, "Tally"]:
        return _told_apart((heap.grid_id, heap) for heap in self.heaps)

    def by_division(self) -> Mapping[UUID | None, "Tally"]:
        return _told_apart((heap.division_id, heap) for heap in self.heaps)

    def by_team(self) -> Mapping[UUID | None, "Tally"]:
        return _told_apart((heap.team_id, heap) for heap in self.heaps)

    def by_person(self) -> Mapping[UUID | None, "Tally"]:
        return _told_apart((heap.person_id, heap) for heap in self.heaps)


@dataclass(frozen=True, slots=True)
class Within:
    """Which open cases: of a team, of a place, and what a map's filters let through. Empty fields do not narrow."""

    team: Team | None = None
    place_path: str | None = None
    class_code: str = ""
    light: Light | None = None
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """Somebody and the open cases they carry."""

    person_id: UUID
    name: str
    open_cases: int
    late: int


class Pin(NamedTuple):
    """An open case as a mark on a map: of a household that has its place there."""

    case_id: UUID
    number: str
    who: str
    what: str | None
    lon: float
    lat: float
    light: Light


def tally(now: dt.datetime, within: Within = Within()) -> Tally:
    """The open cases (of a team; of a place; else all one sees), counted in one statement."""
    alike: tuple[Any, ...] = (Case.grid_id, Case.division_id, Case.team_id, Case.person_id, LIGHT, ABOVE_US)
    named = [column.label(name) for name, column in zip(Heap._fields, alike, strict=False)]
    one = sa.select(*named).where(*_conditions(within)).subquery()
    counted = sa.select(*one.c, sa.func.count()).group_by(*one.c)
    return Tally([Heap._make(row) for row in db.session.execute(counted, {"now": now})])


def first_work(now: dt.datetime, within: Within = Within(), *, limit: int = LISTED) -> list[Work]:
    """The most urgent of them. Where the late ones are enough, the others are not put in order at all."""
    loaded = (joinedload(Case.person), joinedload(Case.team), selectinload(Case.items).joinedload(CaseItem.version))
    found = sa.select(Case).where(*_conditions(within)).limit(limit).options(*loaded)
    late = db.session.scalars(found.where(*LATE).order_by(*LONGEST_LATE), {"now": now}).all()
    enough = len(late) == limit or within.light is Light.RED
    return faced(late if enough else db.session.scalars(found.order_by(*URGENT), {"now": now}).all(), now=now)


def longest_late(now: dt.datetime) -> str:
    """For whom the case is that is late here longest."""
    late = sa.select(Case.who).where(*_conditions(Within()), *LATE, ~ABOVE_US).order_by(*LONGEST_LATE).limit(1)
    return db.session.scalar(late, {"now": now}) or ""


def pins(now: dt.datetime, within: Within) -> list[Pin]:
    """Those of households with a place on the map."""
    first_item = sa.select(ItemVersion.name).join(CaseItem, CaseItem.version_id == ItemVersion.id)
    what = first_item.where(CaseItem.case_id == Case.id).order_by(CaseItem.position).limit(1).correlate(Case).scalar_subquery()
    found = sa.select(Case.id, Case.number, Case.who, what, Household.lon, Household.lat, LIGHT)
    placed = found.join(Household, Household.id == Case.household_id).where(Household.lon.is_not(None))
    here = placed.where(*_conditions(within)).order_by(*URGENT)
    return [Pin._make(row) for row in db.session.execute(here, {"now": now})]


def faced(those: Sequence[Case], *, now: dt.datetime, body: Body | None = None) -> list[Work]:
    """Cases with the clock to show of each, the most urgent first."""
    faces = deadlines.lights("case", [case.id for case in those], now=now, body=body)
    return sorted((Work(case, faces.get(case.id)) for case in those), key=lambda one: one.urgency)


def carried_by(work: Tally) -> list[Carried]:
    """Everybody who has some of these, most first."""
    held = {person_id: one for person_id, one in work.by_person().items() if person_id}
    names = names_of(held)
    rows = [Carried(person_id, names[person_id], one.total, one.count(Light.RED)) for person_id, one in held.items()]
    return sorted(rows, key=lambda row: (-row.open_cases, row.name))


def hands_of_late(work: Tally) -> list[str]:
    """In whose hands it is late here, most first: the map's and the team's headline."""
    late = Counter({person_id: one.late_here for person_id, one in work.by_person().items() if person_id and one.late_here})
    names = names_of(late)
    return [names[person_id] for person_id, _ in sorted(late.items(), key=lambda pair: (-pair[1], names[pair[0]]))]


def names_of(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What people are called, by their ids."""
    found = sa.select(Person.id, Person.name).where(Person.id.in_(list(person_ids)))
    return {row.id: row.name for row in db.session.execute(found)}


def _told_apart(pairs: Iterable[tuple[UUID | None, Heap]]) -> Mapping[UUID | None, Tally]:
    gathered: dict[UUID | None, list[Heap]] = {}
    for key, heap in pairs:
        gathered.setdefault(key, []).append(heap)
    return {key: Tally(heaps) for key, heaps in gathered.items()}


def _conditions(within: Within) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [Case.stage.in_(OPEN), Case.mode != Mode.SELF]
    if within.team is not None and within.team.division.level is DivisionLevel.VILLAGE:
        found.append(sa.or_(Case.team_id == within.team.id, is_below(Case.place_path, within.team.place_path)))
    if within.place_path is not None:
        found.append(sa.or_(is_below(Case.place_path, within.place_path), is_below(Case.other_path, within.place_path)))
    if within.class_code:
        of_class = sa.select(CaseItem.id).join(ItemVersion, ItemVersion.id == CaseItem.version_id).join(Item)
        found.append(of_class.where(CaseItem.case_id == Case.id, Item.class_code == within.class_code).correlate(Case).exists())
    if within.light is not None:
        found.append(LIGHT == within.light)  # noqa: SIM300  a column
    if within.team_id is not None:
        found.append(Case.team_id == within.team_id)
    return found
