"""Lists of cases: the office's list with its filters, the desk pool, what waits for somebody, likely duplicates."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.cases.models import TURNS, Case, CaseEvent, CaseItem
from app.cases.rules import OPEN, Known, Mode, Move, Stage, as_typed, is_likely_duplicate
from app.catalogue.models import Item, ItemVersion
from app.core.clock import SHANGHAI, on
from app.core.db import Instant, db
from app.deadlines.models import Clock
from app.deadlines.rules import ClockKind, Light
from app.territory.models import Division

PAGE = 50
_LISTED = (
    joinedload(Case.team),
    joinedload(Case.person),
    joinedload(Case.bundle),
    selectinload(Case.items).joinedload(CaseItem.version),
    selectinload(Case.items).joinedload(CaseItem.variant),
)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list shows. Empty fields do not narrow; `stages` empty: the open ones, unless `everything`. Dates inclusive.

    `light` is asked as of `as_of`, which must be given with it: a light follows from a clock's instants, and is never a flag.
    """

    stages: tuple[Stage, ...] = ()
    everything: bool = False
    light: Light | None = None
    as_of: dt.datetime | None = None
    team_id: UUID | None = None
    person_id: UUID | None = None
    village_code: str | None = None
    item_code: str | None = None
    text: str = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    pool: bool = False


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list; `total` counts all pages."""

    cases: Sequence[Case]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def cases(wanted: CaseFilter, *, page: int = 1) -> CasePage:
    """The cases that a filter lets through, 50 a page: the open ones by urgency, after them the closed ones, the newest first."""
    stages = wanted.stages or (tuple(Stage) if wanted.everything else tuple(OPEN))
    opened, closed = (replace(wanted, stages=tuple(stage for stage in stages if (stage in OPEN) is one)) for one in (True, False))
    before, after = (_count(part) if part.stages else 0 for part in (opened, closed))
    number = min(max(page, 1), max(1, -(-(before + after) // PAGE)))
    begin = (number - 1) * PAGE
    first = _some(_urgent_first(_found(opened)), begin, PAGE) if begin < before else []
    rest = PAGE - len(first)
    last = _some(_newest_first(_found(closed)), max(0, begin - before), rest) if rest and after else []
    return CasePage([*first, *last], number, before + after)


def count_by_light(wanted: CaseFilter) -> Mapping[Light, int]:
    """How many of the filter's cases show each light: for the chips above the list."""
    return {light: _count(replace(wanted, light=light)) for light in _LIGHTS}


def pool() -> Sequence[Case]:
    """The desk pool 乡级待派件池: open cases for which nobody is responsible yet, the oldest first."""
    return db.session.scalars(sa.select(Case).where(*_in_pool()).order_by(Case.asked_at, Case.number).options(*_LISTED)).all()


def waiting_for(person_id: UUID, team_ids: Collection[UUID]) -> Sequence[Case]:
    """What waits for somebody: their own open cases and their teams' that nobody has, the most urgent first."""
    own = sa.or_(Case.person_id == person_id, sa.and_(Case.person_id.is_(None), Case.team_id.in_(team_ids)))
    return db.session.scalars(_urgent_first(sa.select(Case).where(Case.stage.in_(OPEN), own).options(*_LISTED))).all()


def likely_duplicates(household_id: UUID, item_codes: Collection[str], on: dt.date) -> Sequence[Case]:
    """Cases of the household that may be the same matter, the newest first."""
    found = sa.select(Case).where(Case.household_id == household_id).order_by(Case.asked_at.desc())
    loaded = selectinload(Case.items).joinedload(CaseItem.version).joinedload(ItemVersion.item)
    return [
        case
        for case in db.session.scalars(found.options(loaded)).all()
        if is_likely_duplicate(_known(case), item_codes=item_codes, on=on)
    ]


def turned_since(at: Instant, *moves: Move) -> sa.Select[Any]:
    """The cases withdrawn, refused or reopened (`moves`) at an instant or later: few of many events, in an index of their own.

    Asked of the table, to stand inside a statement about cases: those are narrowed to the reader's places, and an event's place
    is its case's. The scope's own condition would lead SQLite past that index, over every event of the township.
    """
    event = CaseEvent.__table__.alias()
    return sa.select(event.c.case_id).where(event.c.at >= at, event.c.move.in_(moves), TURNS)


def load() -> Mapping[UUID, int]:
    """Open cases by person, for routing.

    Asked of the table, not of the scope: how much somebody has to do is a fact about them, whoever opens the next case.
    """
    table = Case.__table__
    counted = sa.select(table.c.person_id, sa.func.count()).where(
        table.c.stage.in_([stage.value for stage in OPEN]), table.c.person_id.is_not(None)
    )
    return {row[0]: row[1] for row in db.session.connection().execute(counted.group_by(table.c.person_id))}


def overdue_notices(now: dt.datetime, *, limit: int) -> Sequence[tuple[UUID, dt.datetime]]:
    """Permits 行政许可 not accepted and not sent back although the notice clock ran out: (case, when they were received)."""
    rows = db.session.execute(
        sa.select(Case.id, Clock.started_at)
        .join(Clock, sa.and_(Clock.subject_kind == "case", Clock.subject_id == Case.id))
        .where(
            Clock.kind == ClockKind.NOTICE,
            Clock.stopped_at.is_(None),
            Clock.due_at <= now,
            Case.accepted_at.is_(None),
            Case.stage.in_((Stage.ASKED, Stage.ASSIGNED, Stage.IN_PROGRESS)),
            Case.id.in_(sa.select(CaseItem.case_id).join(ItemVersion).where(ItemVersion.is_permit)),
        )
        .order_by(Case.number)
        .limit(limit)
    )
    return [(row.id, row.started_at) for row in rows]


def _count(wanted: CaseFilter) -> int:
    found = sa.select(Case.id).where(*_conditions(wanted)).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def _known(case: Case) -> Known:
    return Known(frozenset(item.version.item.code for item in case.items), case.stage, on(case.asked_at))


def _promise() -> sa.ColumnElement[bool]:
    """The clock that a list shows: the promise, before acceptance the notice; never both run."""
    return sa.and_(
        Clock.subject_kind == "case",
        Clock.subject_id == Case.id,
        Clock.kind.in_((ClockKind.PROMISED, ClockKind.NOTICE)),
        Clock.stopped_at.is_(None),
    )


_LIGHTS = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN)


def _shows(light: Light, at: dt.datetime) -> sa.ColumnElement[bool]:
    """Whether a running clock shows this light at an instant (deadlines.rules.lights, as a condition)."""
    late = Clock.due_at <= at
    soon = sa.and_(Clock.due_at > at, Clock.warn_at <= at)
    return {
        Light.BLUE: Clock.due_at.is_(None),
        Light.RED: late,
        Light.YELLOW: soon,
        Light.GREEN: sa.and_(Clock.due_at > at, sa.or_(Clock.warn_at.is_(None), Clock.warn_at > at)),
    }.get(light, sa.false())


def _found(wanted: CaseFilter) -> sa.Select[Case]:
    return sa.select(Case).where(*_conditions(wanted)).options(*_LISTED)


def _some(found: sa.Select[Case], begin: int, number: int) -> Sequence[Case]:
    return db.session.scalars(found.offset(begin).limit(number)).all()


def _urgent_first(found: sa.Select[Case]) -> sa.Select[Case]:
    """Open cases by the day they are due, then by the day they were asked for; what has no running clock comes last."""
    due_at = (
        sa.select(sa.func.min(Clock.due_at))
        .where(Clock.subject_kind == "case", Clock.subject_id == Case.id, Clock.stopped_at.is_(None))
        .correlate(Case)
        .scalar_subquery()
    )
    return found.order_by(due_at.is_(None), due_at, Case.asked_at, Case.number)


def _newest_first(found: sa.Select[Case]) -> sa.Select[Case]:
    return found.order_by(Case.asked_at.desc(), Case.number.desc())


def _in_pool() -> tuple[sa.ColumnElement[bool], ...]:
    return Case.stage.in_(OPEN), Case.team_id.is_(None), Case.mode != Mode.SELF


def _conditions(wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    conditions = [*_where_it_stands(wanted), *_what_it_is(wanted), *_when(wanted)]
    if wanted.text.strip():
        conditions.append(_text(wanted.text.strip()))
    return conditions


def _where_it_stands(wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.stages:
        conditions.append(Case.stage.in_(wanted.stages))
    elif not wanted.everything:
        conditions.append(Case.stage.in_(OPEN))
    if wanted.pool:
        conditions.extend(_in_pool())
    if wanted.team_id:
        conditions.append(Case.team_id == wanted.team_id)
    if wanted.person_id:
        conditions.append(Case.person_id == wanted.person_id)
    if wanted.village_code:
        conditions.append(Case.division_id.in_(sa.select(Division.id).where(Division.code == wanted.village_code)))
    return conditions


def _what_it_is(wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.item_code:
        versions = sa.select(ItemVersion.id).join(Item).where(Item.code == wanted.item_code)
        conditions.append(Case.id.in_(sa.select(CaseItem.case_id).where(CaseItem.version_id.in_(versions))))
    if wanted.light:
        if wanted.as_of is None:
            raise ValueError("lights are asked as of an instant")
        conditions += [Case.stage.in_(OPEN), sa.exists().where(_promise(), _shows(wanted.light, wanted.as_of))]
    return conditions


def _when(wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    """Asked for between two days of the township."""
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.from_on:
        conditions.append(Case.asked_at >= _midnight(wanted.from_on))
    if wanted.to_on:
        conditions.append(Case.asked_at < _midnight(wanted.to_on + dt.timedelta(days=1)))
    return conditions


def _midnight(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), SHANGHAI)


def _text(text: str) -> sa.ColumnElement[bool]:
    """A name, a place, an item's name, the end of a number, a tracking number or an outside number."""
    people = sa.select(Person.id).where(Person.name.contains(text, autoescape=True))
    items = sa.select(CaseItem.case_id).join(ItemVersion).where(ItemVersion.name.contains(text, autoescape=True))
    return sa.or_(
        Case.number.contains(text, autoescape=True),
        Case.tracking == as_typed(text),
        Case.outside_number == text,
        Case.who.contains(text, autoescape=True),
        Case.whereabouts.contains(text, autoescape=True),
        Case.person_id.in_(people),
        Case.id.in_(items),
    )
