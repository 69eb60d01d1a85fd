"""The round 上门路线 of somebody's day: the order kept or made, with its times, and what it leaves and why. Reads only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from app.cases.models import Case
from app.core import clock
from app.core.db import db
from app.core.settings import settings
from app.deadlines.rules import Light
from app.field.queries.heights import heights_over
from app.field.queries.waiting import spots_of, start_of, today
from app.field.rules import UNPLANNED, Spot, hours_of, starts_at
from app.posts import queries as posts
from app.territory.models import ServicePoint
from app.territory.rules import PointLevel
from app.visits import queries as visits
from app.visits.rules import Going, Made
from grids.heights import Heights
from grids.reach import By
from grids.rounds import Plan, Round, Stop, Walker, plan, rearranged

PRESSING = (Light.RED, Light.YELLOW)
NEW, NO_PLACE = "new", "no_place"
EVENNESS = (1.15, 1.4, 1.8)  # of an equal share of the day: how long the longest may be, tried in turn


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A visit of a round. Minutes of the day, minutes and metres of the way there; `window`: the time that they wish."""

    case: Case
    spot: Spot
    is_delivery: bool
    arrives: float
    waits: float
    leaves: float
    minutes_there: float
    metres: float
    window: tuple[int, int] | None
    is_missed: bool


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A visit that is in no round; `why`: a key of rules.UNPLANNED, `says` its sentence, to translate."""

    case: Case
    why: str
    window: tuple[int, int] | None

    @property
    def says(self) -> str:
        return UNPLANNED[self.why]


@dataclass(frozen=True, slots=True)
class DayRound:
    """The round of a day. `made`: None while the order was only proposed and nothing of it is kept."""

    on: dt.date
    visits: Sequence[OnTheWay]
    unplanned: Sequence[Unplanned]
    going: Going
    made: Made | None
    base: Spot | None
    departs: float = 0.0
    returns: float = 0.0
    minutes: float = 0.0
    metres: float = 0.0
    overtime: float = 0.0
    flat: str = ""  # a key of rules.FLAT: why heights are set and not used

    @property
    def order(self) -> tuple[UUID, ...]:
        return tuple(one.case.id for one in self.visits)

    @property
    def left(self) -> dict[UUID, str]:
        return {one.case.id: one.why for one in self.unplanned}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a day asks for: its cases by id, where each is, and who goes; None: nobody knows from where."""

    on: dt.date
    cases: Mapping[UUID, Case]
    deliveries: frozenset[UUID]
    stops: Mapping[UUID, Stop]
    windows: Mapping[UUID, tuple[int, int]]
    walker: Walker | None
    base: Spot | None
    heights: Heights | None
    flat: str


def day_round(
    person_id: UUID, *, now: dt.datetime, going: Going | None = None, order: Sequence[UUID] | None = None, anew: bool = False
) -> DayRound:
    """Somebody's round of today, or of tomorrow when the working hours are over; from where they are now.

    The order given, else the one kept, else the machine's, which `anew` asks for.
    """
    on, since = _day(now)
    kept = visits.round_plan(person_id, on)
    going = going or (kept.going if kept else Going.WALKING)
    asked = _asked(person_id, on=on, now=since, starts=starts_at(_time_of(now, on), _hours()), going=going)
    if order is not None:
        return _ordered(asked, order, kept.unplanned if kept else {}, going, Made.HAND)
    if kept is None or anew:
        return _planned(asked, going)
    return _ordered(asked, [UUID(one) for one in kept.cases], kept.unplanned, going, kept.made)


def together(person_ids: Sequence[UUID], *, now: dt.datetime) -> tuple[dict[UUID, DayRound], Sequence[Unplanned]]:
    """One plan for several people: everything that any of them would visit, whoever of them goes; and what fits nobody.

    A proposal: nothing of it is kept, and no case changes hands. Each starts from where they are and goes as they said last. The
    days are about as long as each other, as far as nobody more is left out for it.
    """
    on, since = _day(now)
    starts = starts_at(_time_of(now, on), _hours())
    going = {one: kept.going if (kept := visits.round_plan(one, on)) else Going.WALKING for one in person_ids}
    each = {one: _asked(one, on=on, now=since, starts=starts, going=going[one], always=True) for one in person_ids}
    cases = {case_id: case for asked in each.values() for case_id, case in asked.cases.items()}
    stops = {case_id: stop for asked in each.values() for case_id, stop in asked.stops.items()}
    windows = {case_id: window for asked in each.values() for case_id, window in asked.windows.items()}
    carried = frozenset[UUID]().union(*(asked.deliveries for asked in each.values()))
    walkers = [replace(asked.walker, id=str(one)) for one, asked in each.items() if asked.walker]
    made = _evenly(list(stops.values()), walkers)
    whole = {one: replace(asked, cases=cases, stops=stops, windows=windows, deliveries=carried) for one, asked in each.items()}
    rounds = {UUID(one.walker_id): one for one in made.rounds}
    left = [Unplanned(cases[UUID(one.stop_id)], one.why.value, windows.get(UUID(one.stop_id))) for one in made.left]
    return {one: _told(asked, rounds.get(one), {}, going[one], None) for one, asked in whole.items()}, left


def _evenly(stops: Sequence[Stop], walkers: Sequence[Walker]) -> Plan:
    """The plan with the shortest day for whoever has most, among those that leave out as few as can be."""
    heights, _ = heights_over([Spot(one.lon, one.lat) for one in stops if one.lon is not None and one.lat is not None])
    whole = plan(stops, walkers, height_at=heights)
    needed = sum(one.minutes for one in whole.rounds)
    for part in EVENNESS:
        most = round(part * needed / max(1, len(walkers)))
        capped = [replace(one, at_most_minutes=min(one.at_most_minutes, most)) for one in walkers]
        if needed and len((found := plan(stops, capped, height_at=heights)).left) == len(whole.left):
            return found
    return whole


def _hours() -> tuple[int, int]:
    said = settings()
    return hours_of(dt.time.fromisoformat(said.day_begins), dt.time.fromisoformat(said.day_ends))


def _day(now: dt.datetime) -> tuple[dt.date, dt.datetime]:
    """Which day is planned, and an instant of it at which its work is looked at."""
    local = now.astimezone(clock.SHANGHAI)
    if local.time() < dt.time.fromisoformat(settings().day_ends):
        return local.date(), now
    tomorrow = local.date() + dt.timedelta(days=1)
    return tomorrow, dt.datetime.combine(tomorrow, dt.time.fromisoformat(settings().day_begins), clock.SHANGHAI)


def _time_of(now: dt.datetime, on: dt.date) -> dt.time | None:
    local = now.astimezone(clock.SHANGHAI)
    return local.time() if local.date() == on else None


def _asked(person_id: UUID, *, on: dt.date, now: dt.datetime, starts: int, going: Going, always: bool = False) -> _Asked:
    """`always`: also from where somebody would go who has nothing to visit."""
    found = today(person_id, now=now)
    carried = [one.case for one in found.certificates if one.state is not None]
    cases = {case.id: case for case in (*(one.case for one in found.walk), *carried)}
    pressing = {one.case.id for one in found.walk if one.light in PRESSING}
    spots, windows = spots_of({case.household_id for case in cases.values()}), visits.round_wishes(list(cases))
    stops = {
        case.id: _stop(case, spots.get(case.household_id), windows.get(case.id), urgent=case.id in pressing)
        for case in cases.values()
    }
    team = posts.team_of(person_id, on=on)
    placed = next((spots[case.household_id] for case in cases.values() if case.household_id in spots), None)
    base = (start_of(None, team, on=on) or _township_centre() or placed) if cases or always else None
    start = start_of(person_id, team, on=on) or base
    walker = _walker(start, base, starts=starts, going=going) if start and base else None
    heights, flat = heights_over(list(spots.values()))
    return _Asked(on, cases, frozenset(case.id for case in carried), stops, windows, walker, base, heights, flat)


def _stop(case: Case, spot: Spot | None, window: tuple[int, int] | None, *, urgent: bool) -> Stop:
    lon, lat = (spot.lon, spot.lat) if spot else (None, None)
    return Stop(str(case.id), lon, lat, settings().round_visit_min, (window,) if window else (), urgent)


def _walker(start: Spot, base: Spot, *, starts: int, going: Going) -> Walker:
    at_most = round(settings().round_at_most_h * 60)
    ends = _hours()[1]
    return Walker("w", (start.lon, start.lat), (base.lon, base.lat), starts, ends, at_most, By(going.value))


def _township_centre() -> Spot | None:
    centre = sa.select(ServicePoint.lon, ServicePoint.lat).where(
        ServicePoint.level == PointLevel.TOWNSHIP_CENTRE, ServicePoint.lon.is_not(None), ServicePoint.lat.is_not(None)
    )
    row = db.session.execute(centre.order_by(ServicePoint.code).limit(1)).first()
    return Spot(row.lon, row.lat) if row and row.lon is not None and row.lat is not None else None


def _planned(asked: _Asked, going: Going) -> DayRound:
    made = plan(list(asked.stops.values()), [asked.walker] if asked.walker else [], height_at=asked.heights)
    left = {UUID(one.stop_id): one.why.value for one in made.left}
    return _told(asked, made.rounds[0] if made.rounds else None, left, going, None)


def _ordered(asked: _Asked, order: Sequence[UUID], left: Mapping[str, str], going: Going, made: Made) -> DayRound:
    """The times of an order; what is done or gone is no longer in it, and what came since stands beside it."""
    placed = [one for one in order if one in asked.stops and asked.stops[one].lon is not None]
    if asked.walker is None:
        return replace(_planned(asked, going), made=made)
    whole = rearranged([asked.stops[one] for one in placed], asked.walker, height_at=asked.heights)
    rest = [one for one in asked.stops if one not in placed]
    why = {one: NO_PLACE if asked.stops[one].lon is None else left.get(str(one), NEW) for one in rest}
    return _told(asked, whole, why, going, made)


def _told(asked: _Asked, whole: Round | None, left: Mapping[UUID, str], going: Going, made: Made | None) -> DayRound:
    unplanned = [Unplanned(asked.cases[one], why, asked.windows.get(one)) for one, why in left.items()]
    if whole is None:
        return DayRound(asked.on, (), unplanned, going, made, asked.base)
    return DayRound(
        asked.on,
        _on_the_way(asked, whole),
        unplanned,
        going,
        made,
        asked.base,
        departs=whole.departs,
        returns=whole.returns,
        minutes=whole.minutes,
        metres=whole.metres,
        overtime=whole.overtime,
        flat=asked.flat,
    )


def _on_the_way(asked: _Asked, whole: Round) -> list[OnTheWay]:
    found = []
    for leg in whole.legs:
        which = UUID(leg.stop_id)
        stop = asked.stops[which]
        found.append(
            OnTheWay(
                asked.cases[which],
                Spot(stop.lon or 0.0, stop.lat or 0.0),
                which in asked.deliveries,
                leg.arrives,
                leg.waits,
                leg.leaves,
                leg.minutes_there,
                leg.metres,
                asked.windows.get(which),
                leg.stop_id in whole.missed,
            )
        )
    return found
