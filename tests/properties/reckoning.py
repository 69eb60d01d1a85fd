"""The ledger once more, slowly: in plain Python, from the events of cases, visits and certificates, and from nothing else."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.cases.models import Case, CaseEvent, CaseItem
from app.cases.rules import Move
from app.catalogue.models import Item, ItemVersion
from app.core.db import db
from app.core.journal import Entry
from app.core.period import Period
from app.core.stamp import MACHINE
from app.ledger.rules import Dimension, Figures, Measure
from app.posts.models import Team
from app.territory.models import Division
from app.visits.models import Delivery, DeliveryEvent, PersonServed, Visit
from app.visits.rules import DeliveryStep
from tests import town

BEIJING = dt.timezone(dt.timedelta(hours=8))
MET = {"done_on_the_spot", "papers_taken", "papers_missing"}  # a visit at which somebody was met and something was done
REGISTER = {"assist", "proxy", "home"}
CLAIMS = {code[:12]: code for code in (f"{town.PALONG}002", f"{town.ZHANGLANG}001")}  # household 4 stands between them
Keys = dict[Dimension, str | None]


@dataclass
class Hands:
    """In whose hands a case is, and in which grid: what its events say up to now."""

    team: str | None
    person: str | None
    grid: str | None
    is_claimed_twice: bool
    past: list[tuple[dt.datetime, str | None, str | None]] = field(default_factory=list)

    def at(self, moment: dt.datetime) -> "Hands":
        """Whose it was at a moment, by what is recorded so far: of what happened until then the last, else the first of all."""
        if all(happened <= moment for happened, _, _ in self.past):
            return self
        until = sorted((one for one in self.past if one[0] <= moment), key=lambda one: one[0]) or self.past[:1]
        return replace(self, team=until[-1][1], person=until[-1][2])


@dataclass(frozen=True)
class Counted:
    """One thing that counts, with what was true then. `off_on`: the day on which it was found not to hold."""

    measure: Measure
    subject: UUID
    made_by: UUID  # the journal's entry
    on: dt.date
    keys: Keys
    household: UUID
    people: frozenset[UUID] = frozenset()
    off_on: dt.date | None = None

    @property
    def in_register(self) -> bool:
        return self.keys[Dimension.MODE] in REGISTER


class Asked(NamedTuple):
    """An item of a case, of the version that the case keeps."""

    id: UUID
    code: str
    class_code: str
    department: str


@dataclass
class Told:
    """A case and everything that was done about it, in the order in which it reached us."""

    case: Any
    home: str
    items: list[Asked]
    village: str | None
    done: list[tuple[dt.datetime, int, Any]] = field(default_factory=list)


def counted() -> list[Counted]:
    """Everything that counts or ever counted."""
    villages = {row.id: row.code[:12] for row in db.session.execute(sa.select(Team.id, Division.code).join(Division))}
    return [one for told in _histories() for one in _count(told, villages)]


def figures(things: Iterable[Counted], *, by: Dimension | None, period: Period) -> dict[str | None, tuple[Figures, Figures]]:
    """(proxy register, all) by the keys of a dimension, or under None."""
    rows: dict[str | None, list[Counted]] = defaultdict(list)
    for one in things:
        for on in {one.on, one.off_on or one.on}:
            if period.from_on <= on <= period.to_on:
                rows[_key(one, by, on)].append(one)
    return {
        key: (
            _figures([one for one in own if one.in_register], key, by, period),
            _figures(own, key, by, period),
        )
        for key, own in rows.items()
    }


def _figures(things: list[Counted], key: str | None, by: Dimension | None, period: Period) -> Figures:
    def inside(one: Counted, on: dt.date | None) -> bool:
        return on is not None and period.from_on <= on <= period.to_on and _key(one, by, on) == key

    things = list({(one.measure, one.subject, one.made_by): one for one in things}.values())
    net = dict.fromkeys(Measure, 0)
    for one in things:
        net[one.measure] += inside(one, one.on) - inside(one, one.off_on)
    reached = [one for one in things if one.measure is Measure.VISIT and inside(one, one.on) and not _is_off(one, period)]
    return Figures(
        cases=net[Measure.CASE],
        items=net[Measure.ITEM],
        visits=net[Measure.VISIT],
        deliveries=net[Measure.DELIVERY],
        households=len({one.household for one in reached}),
        people=len({person for one in reached for person in one.people}),
        person_times=sum(len(one.people) for one in reached),
    )


def _is_off(one: Counted, period: Period) -> bool:
    return one.off_on is not None and period.from_on <= one.off_on <= period.to_on


def _key(one: Counted, by: Dimension | None, on: dt.date) -> str | None:
    if by is None:
        return None
    return f"{on:%Y-%m}" if by is Dimension.MONTH else one.keys[by]


def _histories() -> Iterator[Told]:
    told = {
        row.id: Told(row, str(row.household_id), [], None)
        for row in _rows(Case, Case.id, Case.household_id, Case.mode, Case.intake)
    }
    for row in _rows(Case, Case.id, Division.code, join=Division):
        told[row.id].village = row.code
    of_item = sa.select(CaseItem.case_id, CaseItem.id, Item.code, Item.class_code, ItemVersion.department_id).join(
        ItemVersion, CaseItem.version_id == ItemVersion.id
    )
    for row in db.session.execute(of_item.join(Item).order_by(CaseItem.position)):
        told[row.case_id].items.append(Asked(row.id, row.code, row.class_code, str(row.department_id)))
    for event in db.session.scalars(sa.select(CaseEvent)):
        told[event.case_id].done.append((event.recorded_at, event.number, event))
    arrived = {row.event_id: row.recorded_at for row in db.session.execute(sa.select(Entry.event_id, Entry.recorded_at))}
    for visit in db.session.scalars(sa.select(Visit)):
        told[visit.case_id].done.append((arrived[visit.id], 1_000, visit))
    of_delivery = sa.select(DeliveryEvent, Delivery.case_id).join(Delivery, Delivery.id == DeliveryEvent.delivery_id)
    for step, case_id in db.session.execute(of_delivery):
        told[case_id].done.append((arrived[step.journal_id], 1_000, step))
    yield from told.values()


def _rows(model: Any, *columns: Any, join: Any = None) -> Iterable[Any]:
    found = sa.select(*columns).select_from(model)
    return db.session.execute(found if join is None else found.join(join)).all()


def _count(told: Told, villages: dict[UUID, str]) -> list[Counted]:
    found: list[Counted] = []
    hands = Hands(None, None, *_where(told))
    opening = next(one.journal_id for _, _, one in told.done if isinstance(one, CaseEvent) and one.move is None)
    for _, _, done in sorted(told.done, key=lambda one: one[:2]):
        if isinstance(done, CaseEvent):
            _follow(hands, done, villages, is_opening=done.journal_id == opening)
            found += _of_event(told, hands, done)
            if done.move is Move.REOPEN:
                found = _taken_off(found, Measure.CASE, Measure.ITEM, on=day_of(done.at))
        elif isinstance(done, Visit):
            found += _of_visit(told, hands, done)
        elif done.step is DeliveryStep.HAND_OVER:
            found.append(_of_delivery(told, hands, done))
        elif done.step is DeliveryStep.TAKE_BACK:
            found = _taken_off(found, Measure.DELIVERY, on=day_of(done.at))
    return found


def _where(told: Told) -> tuple[str | None, bool]:
    """In which grid the household stands; none, when two claim it or nobody knows."""
    code = next(code for code in (*town.HOUSEHOLDS, "9") if str(town.household_id(code)) == told.home)
    grid = town.HOUSEHOLDS[code][5] if code in town.HOUSEHOLDS else None
    return grid, code == "4"


def _follow(hands: Hands, event: CaseEvent, villages: dict[UUID, str], *, is_opening: bool) -> None:
    if event.move in {Move.ASSIGN, Move.TAKE, Move.PASS_ON, Move.PLACE}:
        hands.team, hands.person = event.facts["team"], event.facts["person"]
        hands.past.append((event.at, hands.team, hands.person))
    if event.move is Move.PLACE and "gone" not in event.facts:  # let go, it stays where it is
        hands.grid, hands.is_claimed_twice = event.facts["grid"], False
    if event.move in {Move.ASSIGN, Move.PASS_ON} and hands.is_claimed_twice and not is_opening:
        village = villages[UUID(event.facts["team"])]
        if village != town.TOWN:  # the township's team leaves it open; one of them decides it, any other takes it elsewhere
            hands.grid, hands.is_claimed_twice = CLAIMS.get(village), False


def _of_event(told: Told, hands: Hands, event: CaseEvent) -> Iterator[Counted]:
    if event.move is not Move.COMPLETE:
        return
    hands, only = hands.at(event.at), told.items[0] if len(told.items) == 1 else None
    yield _thing(told, hands, Measure.CASE, told.case.id, event.journal_id, at=event.at, item=only)
    for item in told.items:
        yield _thing(told, hands, Measure.ITEM, item.id, event.journal_id, at=event.at, item=item)


def _of_visit(told: Told, hands: Hands, visit: Visit) -> Iterator[Counted]:
    if visit.outcome.value not in MET:
        return
    people = db.session.scalars(sa.select(PersonServed.resident_id).where(PersonServed.visit_id == visit.id))
    only = told.items[0] if len(told.items) == 1 else None
    thing = _thing(told, hands.at(visit.ended_at), Measure.VISIT, visit.id, visit.id, at=visit.ended_at, item=only)
    yield replace(thing, people=frozenset(people), keys=thing.keys | {Dimension.WORKER: str(visit.person_id)})


def _of_delivery(told: Told, hands: Hands, step: DeliveryEvent) -> Counted:
    item_id = db.session.scalar(sa.select(Delivery.case_item_id).where(Delivery.id == step.delivery_id))
    item = next(one for one in told.items if one.id == item_id)
    thing = _thing(told, hands, Measure.DELIVERY, step.delivery_id, step.journal_id, at=step.at, item=item)
    return replace(thing, keys=thing.keys | {Dimension.WORKER: hands.person if step.by == MACHINE else str(step.by)})


def _thing(
    told: Told,
    hands: Hands,
    measure: Measure,
    subject: UUID,
    made_by: UUID,
    *,
    at: dt.datetime,
    item: Asked | None,
) -> Counted:
    keys: Keys = {
        Dimension.TEAM: hands.team,
        Dimension.WORKER: hands.person,
        Dimension.ITEM: item and item.code,
        Dimension.CLASS: item and item.class_code,
        Dimension.DEPARTMENT: item and item.department,
        Dimension.MODE: told.case.mode.value,
        Dimension.INTAKE: told.case.intake.value,
        Dimension.VILLAGE: told.village,
        Dimension.GRID: hands.grid,
        Dimension.GRID_NOW: _where(told)[0],  # nobody draws in these histories
    }
    return Counted(measure, subject, made_by, day_of(at), keys, told.case.household_id)


def _taken_off(found: list[Counted], *measures: Measure, on: dt.date) -> list[Counted]:
    """What the last deed that counted these is taken off with it; the visit in which it was done goes on counting."""
    last = [one.made_by for one in found if one.measure is measures[0]][-1]
    return [replace(one, off_on=on) if one.made_by == last and one.measure in measures else one for one in found]


def day_of(at: dt.datetime) -> dt.date:
    """The day in the township."""
    return at.astimezone(BEIJING).date()
