"""What the phone's pages ask that cuts across features: what waits for somebody, in walking order. Reads only."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Deed
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.queries import CaseFilter
from app.cases.rules import OPEN, Stage
from app.core import clock
from app.core.db import db
from app.core.journal import Entry
from app.core.period import month_of, year_to
from app.deadlines import queries as deadlines
from app.deadlines.rules import Body, ClockFace, Light
from app.field.rules import Spot, Stop, walk
from app.households.models import Household
from app.ledger import queries as ledger
from app.ledger.rules import Dimension
from app.posts import queries as posts
from app.posts.models import Team
from app.territory.models import ServicePoint
from app.territory.rules import PointLevel
from app.visits import queries as visits
from app.visits.models import Visit
from app.visits.rules import DeliveryState

CENTRES = (PointLevel.VILLAGE_CENTRE, PointLevel.TOWNSHIP_CENTRE)
INTERRUPTED = (Stage.PAUSED, Stage.RETURNED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for somebody. `metres`: from the stop before; `next_on`: the day agreed with the household."""

    case: Case
    face: ClockFace | None
    metres: float | None = None
    next_on: dt.date | None = None

    @property
    def light(self) -> Light:
        return self.face.light if self.face else Light.GREEN

    def stop(self, spot: Spot | None) -> Stop:
        return Stop(self.case.id, self.light, self.face.remaining_workdays if self.face else None, spot)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate to receive or to bring 送证: `state` as visits know it, None before it was received."""

    case: Case
    state: DeliveryState | None
    face: ClockFace | None


@dataclass(frozen=True, slots=True)
class Today:
    """Somebody's list: what to walk to, in order, and what waits for others. `metres`: of the whole walk, None when unknown.

    `certificates`: what was completed, and has to be brought home.
    """

    team: Team | None
    walk: Sequence[Waiting]
    elsewhere: Sequence[Waiting]
    metres: float | None
    households: int
    certificates: Sequence[Certificate] = ()


def today(person_id: UUID, *, now: dt.datetime) -> Today:
    """What waits for somebody and their team, the most urgent first, then in walking order from where they are."""
    on = clock.on(now)
    team = posts.team_of(person_id, on=on)
    found = cases.waiting_for(person_id, [team.id] if team else [])
    waiting = _faced(found, now=now)
    here = [one for one in waiting if not _waits_elsewhere(one, on=on)]
    spots = spots_of({one.case.household_id for one in here})
    stops = [one.stop(spots.get(one.case.household_id)) for one in here]
    legs = walk(stops, start=start_of(person_id, team, on=on))
    by_id = {one.case.id: one for one in here}
    known = [leg.metres for leg in legs if leg.metres is not None]
    return Today(
        team=team,
        walk=[Waiting(by_id[leg.id].case, by_id[leg.id].face, leg.metres, by_id[leg.id].next_on) for leg in legs],
        elsewhere=[one for one in waiting if _waits_elsewhere(one, on=on)],
        metres=sum(known) if known else None,
        households=len({one.case.household_id for one in here}),
        certificates=_certificates(person_id, team, now=now),
    )


def _certificates(person_id: UUID, team: Team | None, *, now: dt.datetime) -> Sequence[Certificate]:
    """Those with us first, then those that somebody has yet to receive; no light before: the days count from the receipt."""
    found = visits.bringing(person_id, [team.id] if team else [], now=now)
    faces = deadlines.lights("case", [one.case.id for one in found], now=now, body=Body.TEAM)
    return [
        Certificate(one.case, one.delivery.state if one.delivery else None, faces.get(one.case.id) if one.delivery else None)
        for one in found
    ]


def due_this_month(team: Team, *, now: dt.datetime) -> Sequence[Waiting]:
    """The team's open cases that are due this month: what an empty list still shows."""
    month = month_of(clock.on(now))
    faced = _faced(cases.cases(CaseFilter(team_id=team.id)).cases, now=now)
    return [one for one in faced if one.face and one.face.due_on and one.face.due_on <= month.to_on]


def done_this_year(person_id: UUID, *, today: dt.date) -> int:
    """How many cases of the register somebody completed this year."""
    asked = ledger.Asked(year_to(today), dimension=Dimension.WORKER, key=str(person_id))
    return ledger.totals(asked).completed.cases


def done_by_team(team_id: UUID, *, today: dt.date) -> int:
    """A team's running total: cases of the register completed this year."""
    asked = ledger.Asked(year_to(today), dimension=Dimension.TEAM, key=str(team_id))
    return ledger.totals(asked).completed.cases


def sent_today(person_id: UUID, *, on: dt.date) -> int:
    """How many deeds of somebody the journal took on a day; looking at a number is none that one sends."""
    since = dt.datetime.combine(on, dt.time(), clock.SHANGHAI)
    mine = sa.select(sa.func.count(Entry.event_id)).where(Entry.by == person_id, Entry.deed != Deed.SHOW_HIDDEN.value)
    return db.session.scalar(mine.where(Entry.recorded_at >= since, Entry.recorded_at < since + dt.timedelta(days=1))) or 0


def open_cases_of(household_id: UUID, *, now: dt.datetime) -> Sequence[Waiting]:
    """The open cases of a household, the most urgent first."""
    found = sa.select(Case).where(Case.household_id == household_id, Case.stage.in_(OPEN)).order_by(Case.number)
    return _faced(db.session.scalars(found).all(), now=now)


def _faced(found: Sequence[Case], *, now: dt.datetime) -> list[Waiting]:
    ids = [case.id for case in found]
    faces, last = deadlines.lights("case", ids, now=now), visits.last_visits(ids)
    return [Waiting(case, faces.get(case.id), next_on=last[case.id].next_on if case.id in last else None) for case in found]


def _waits_elsewhere(one: Waiting, *, on: dt.date) -> bool:
    """Nothing to walk to now: interrupted, in a department's hands, or agreed for a later day and not pressing."""
    agreed = one.next_on is not None and one.next_on > on and one.light not in {Light.RED, Light.YELLOW}
    return one.case.stage in INTERRUPTED or bool(one.case.forwarded_to) or agreed


def spots_of(household_ids: Collection[UUID]) -> dict[UUID, Spot]:
    found = sa.select(Household.id, Household.lon, Household.lat).where(
        Household.id.in_(household_ids), Household.lon.is_not(None), Household.lat.is_not(None)
    )
    return {row.id: Spot(row.lon, row.lat) for row in db.session.execute(found)}


def start_of(person_id: UUID | None, team: Team | None, *, on: dt.date) -> Spot | None:
    """Where somebody is: at the household visited last today, else at the team's centre; None asks for the centre."""
    since = dt.datetime.combine(on, dt.time(), clock.SHANGHAI)
    lately = sa.select(Household.lon, Household.lat).join(Visit, Visit.household_id == Household.id)
    mine = lately.where(Visit.person_id == person_id, Visit.ended_at >= since, Household.lon.is_not(None))
    row = db.session.execute(mine.order_by(Visit.ended_at.desc()).limit(1)).first()
    if row is None and team is not None:
        centre = sa.select(ServicePoint.lon, ServicePoint.lat).where(
            ServicePoint.division_id == team.division_id, ServicePoint.level.in_(CENTRES), ServicePoint.lon.is_not(None)
        )
        row = db.session.execute(centre.order_by(ServicePoint.code).limit(1)).first()
    if row is None or row[0] is None or row[1] is None:
        return None
    return Spot(row[0], row[1])
