"""The order of a worker's day and of a team's: who is visited by whom, when, and who can't be and why.

Pure: values in, values out. Minutes of the day count from midnight; ways are reckoned as in `reach`, in whole seconds.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from grids.ordering import orders
from grids.reach import By
from grids.timetable import Day, Visit, timed
from grids.ways import HeightAt, Lines, Ways, ways

DAY_MIN = 24 * 60
MOST_LON, MOST_LAT = 180.0, 90.0
Place = tuple[float, float]
Windows = tuple[tuple[int, int], ...]


class Why(StrEnum):
    """Why somebody is visited by nobody."""

    NO_PLACE = "no_place"  # nobody knows where it is
    TOO_FAR = "too_far"  # even alone, at any time, it doesn't fit into anybody's hours
    WINDOW_CLOSED = "window_closed"  # alone it would fit, but not while somebody is in
    NO_TIME = "no_time"  # alone it fits, beside the others it doesn't


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit to make: where (degrees, CGCS2000; None: unknown), how many minutes it takes, when it may begin (empty: always).

    Urgent ones are left last. Raises ValueError.
    """

    id: str
    lon: float | None
    lat: float | None
    minutes: int
    windows: Windows = ()
    urgent: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.minutes <= DAY_MIN:
            raise ValueError(f"{self.id}: a stay of {self.minutes} minutes.")
        if self.lon is not None and self.lat is not None:
            _check_place(self.id, (self.lon, self.lat))
        for window in self.windows:
            _check_hours(self.id, *window)


@dataclass(frozen=True, slots=True)
class Walker:
    """Who goes: from where, to where (None: the day ends at the last visit), when, by what; at most so many minutes in all.

    Raises ValueError.
    """

    id: str
    start: Place
    end: Place | None
    from_minute: int
    to_minute: int
    at_most_minutes: int = DAY_MIN
    by: By = By.WALKING

    def __post_init__(self) -> None:
        for place in (self.start, self.end):
            if place is not None:
                _check_place(self.id, place)
        _check_hours(self.id, self.from_minute, self.to_minute)
        if not 0 <= self.at_most_minutes <= DAY_MIN:
            raise ValueError(f"{self.id}: at most {self.at_most_minutes} minutes.")


@dataclass(frozen=True, slots=True)
class Leg:
    """One visit: minutes on the way there and its metres; when one arrives, how long one waits, when one leaves again."""

    stop_id: str
    arrives: float
    waits: float
    leaves: float
    minutes_there: float
    metres: float


@dataclass(frozen=True, slots=True)
class Round:
    """A round 上门路线: the order of a walker's day. Minutes and metres are of all of it, the way back too.

    Of an order made by hand, `missed` are the stops whose windows it misses, `overtime` the minutes beyond the hours.
    """

    walker_id: str
    legs: tuple[Leg, ...]
    departs: float
    returns: float
    minutes: float
    metres: float
    missed: tuple[str, ...] = ()
    overtime: float = 0.0


@dataclass(frozen=True, slots=True)
class Left:
    """A stop that is in no round."""

    stop_id: str
    why: Why


@dataclass(frozen=True, slots=True)
class Plan:
    """A round for each walker, in the order given, an empty one for whom there is nothing to do; and the stops left."""

    rounds: tuple[Round, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class _Laid:
    """Stops with a place and walkers, by their ids, in the terms of the timetable; ways by what one goes by."""

    visits: Mapping[str, Visit]
    days: Mapping[str, Day]
    ways: Mapping[By, Ways]


def plan(
    stops: Sequence[Stop], walkers: Sequence[Walker], *, roads: Lines | None = None, height_at: HeightAt | None = None
) -> Plan:
    """Every stop in one round, or left with a reason. The order of stops and walkers doesn't matter.

    Raises ValueError where two have one id, and reach.RoadsFarAway.
    """
    laid = _laid(stops, walkers, roads=roads, height_at=height_at)
    why = {stop.id: _why(laid.visits.get(stop.id), list(laid.days.values())) for stop in stops}
    possible = sorted(stop_id for stop_id, reason in why.items() if reason is Why.NO_TIME)
    going = sorted(walkers, key=lambda walker: walker.id)
    found = orders(
        [laid.visits[stop_id] for stop_id in possible],
        [laid.days[walker.id] for walker in going],
        by=[walker.by for walker in going],
    )
    order = {walker.id: [possible[at] for at in some] for walker, some in zip(going, found, strict=True)}
    made = set(itertools.chain(*order.values()))
    rounds = tuple(_round(order[walker.id], walker, laid) for walker in walkers)
    return Plan(rounds, tuple(Left(stop.id, why[stop.id]) for stop in stops if stop.id not in made))


def rearranged(order: Sequence[Stop], walker: Walker, *, roads: Lines | None = None, height_at: HeightAt | None = None) -> Round:
    """The times of an order made by hand; whatever of it is impossible is said, nothing is changed.

    Raises ValueError where two stops have one id or one has no place, and reach.RoadsFarAway.
    """
    if lost := [stop.id for stop in order if stop.lon is None or stop.lat is None]:
        raise ValueError(f"Nobody knows where these are: {', '.join(lost)}.")
    return _round([stop.id for stop in order], walker, _laid(order, [walker], roads=roads, height_at=height_at))


def _check_place(who: str, place: Place) -> None:
    lon, lat = place
    if not (abs(lon) <= MOST_LON and abs(lat) <= MOST_LAT):  # also refuses what isn't a number
        raise ValueError(f"{who}: no place on the earth is at {lon}, {lat}.")


def _check_hours(who: str, start: int, end: int) -> None:
    if not 0 <= start <= end <= DAY_MIN:
        raise ValueError(f"{who}: from minute {start} to minute {end}.")


def _laid(stops: Sequence[Stop], walkers: Sequence[Walker], *, roads: Lines | None, height_at: HeightAt | None) -> _Laid:
    for some in (stops, walkers):
        if len({one.id for one in some}) < len(some):
            raise ValueError("Two have the same id.")
    at = {stop.id: (stop.lon, stop.lat) for stop in stops if stop.lon is not None and stop.lat is not None}
    ends = [place for walker in walkers for place in (walker.start, walker.end) if place is not None]
    numbers = {place: number for number, place in enumerate(sorted({*at.values(), *ends}))}
    degrees = np.array(list(numbers), np.float64).reshape(-1, 2)
    paths = {by: ways(degrees, by=by, roads=roads, height_at=height_at) for by in sorted({walker.by for walker in walkers})}
    seconds = {by: path.seconds.tolist() for by, path in paths.items()}
    return _Laid(
        {stop.id: _visit(stop, numbers[at[stop.id]]) for stop in stops if stop.id in at},
        {walker.id: _day(walker, numbers, seconds[walker.by]) for walker in walkers},
        paths,
    )


def _visit(stop: Stop, place: int) -> Visit:
    return Visit(place, round(stop.minutes * 60), tuple(_apart(stop.windows)), stop.urgent)


def _apart(windows: Windows) -> list[tuple[int, int]]:
    """In seconds, ascending, those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((round(start * 60), round(end * 60)) for start, end in windows):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _day(walker: Walker, numbers: Mapping[Place, int], seconds: list[list[int]]) -> Day:
    opens, closes, at_most = (round(part * 60) for part in (walker.from_minute, walker.to_minute, walker.at_most_minutes))
    return Day(numbers[walker.start], None if walker.end is None else numbers[walker.end], opens, closes, at_most, seconds)


def _why(visit: Visit | None, days: Sequence[Day]) -> Why:
    """Why a stop would be left if it is."""
    if visit is None:
        return Why.NO_PLACE
    if not days or any(timed([visit], day).is_kept for day in days):
        return Why.NO_TIME
    at_any_time = replace(visit, windows=())
    return Why.WINDOW_CLOSED if any(timed([at_any_time], day).is_kept for day in days) else Why.TOO_FAR


def _round(order: Sequence[str], walker: Walker, laid: _Laid) -> Round:
    if not order:
        return Round(walker.id, (), walker.from_minute, walker.from_minute, 0.0, 0.0)
    visits, day, paths = [laid.visits[stop_id] for stop_id in order], laid.days[walker.id], laid.ways[walker.by]
    times = timed(visits, day)
    legs, place = [], day.start
    for stop_id, visit, arrives, begins in zip(order, visits, times.arrives, times.begins, strict=True):
        there, metres = int(paths.seconds[place, visit.place]) / 60, float(paths.metres[place, visit.place])
        legs.append(Leg(stop_id, arrives / 60, (begins - arrives) / 60, (begins + visit.stay) / 60, there, metres))
        place = visit.place
    back = 0.0 if day.end is None else float(paths.metres[place, day.end])
    return Round(
        walker.id,
        tuple(legs),
        departs=times.departs / 60,
        returns=times.returns / 60,
        minutes=(times.returns - times.departs) / 60,
        metres=sum(leg.metres for leg in legs) + back,
        missed=tuple(order[at] for at in times.missed),
        overtime=times.overtime / 60,
    )
