"""When somebody is where, for an order of visits: windows waited for, the hours kept. Whole seconds of a day."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Windows = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """At a place (its number in the ways), for so long; beginning in one of the windows (ascending, apart), or at any time."""

    place: int
    stay: int
    windows: Windows
    urgent: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One walker's: places where it starts and ends (None: at the last visit), from when to when, how long at most, all ways."""

    start: int
    end: int | None
    opens: int
    closes: int
    at_most: int
    seconds: list[list[int]]


@dataclass(frozen=True, slots=True)
class Timed:
    """An order with its times, and what is wrong with it: positions whose windows are missed, seconds beyond the hours."""

    departs: int
    arrives: tuple[int, ...]
    begins: tuple[int, ...]
    returns: int
    missed: tuple[int, ...]
    overtime: int

    @property
    def is_kept(self) -> bool:
        """Whether every window and the hours are."""
        return not self.missed and not self.overtime


def timed(order: Sequence[Visit], day: Day) -> Timed:
    """The times of the best departure: it misses fewest windows, then keeps the hours, then is home soonest, then leaves latest.

    Nothing is better than the best of those tried: leaving later pays only until some visit isn't waited for any more, or would
    be too late, which is a departure that meets an opening or a closing on the second.
    """
    tried = (_from(departs, order, day) for departs in _departures(order, day))
    return min(tried, key=lambda one: (len(one.missed), one.overtime, one.returns, -one.departs))


def travel(order: Sequence[Visit], day: Day) -> int:
    """Seconds on the way, there, between and back."""
    places = [day.start, *(visit.place for visit in order), *([] if day.end is None else [day.end])]
    return sum(day.seconds[one][other] for one, other in itertools.pairwise(places))


def is_kept(order: Sequence[Visit], day: Day) -> bool:
    """Whether the order keeps all windows and the hours; the sum of its minutes says no at once, mostly."""
    needed = travel(order, day) + sum(visit.stay for visit in order)
    return needed <= min(day.at_most, day.closes - day.opens) and timed(order, day).is_kept


def _departures(order: Sequence[Visit], day: Day) -> Iterator[int]:
    """The first of the day, and whichever reaches an opening or a closing without any wait."""
    yield day.opens
    lead, place = 0, day.start
    for visit in order:
        lead += day.seconds[place][visit.place]
        edges = (edge - lead for window in visit.windows for edge in window)
        yield from (departs for departs in edges if day.opens < departs <= day.closes)
        lead, place = lead + visit.stay, visit.place


def _from(departs: int, order: Sequence[Visit], day: Day) -> Timed:
    arrives, begins, missed = [], [], []
    now, place = departs, day.start
    for position, visit in enumerate(order):
        now += day.seconds[place][visit.place]
        arrives.append(now)
        opening = next((opening for opening, closing in visit.windows if now <= closing), None)
        if opening is None and visit.windows:
            missed.append(position)
        begins.append(max(now, opening or 0))
        now, place = begins[-1] + visit.stay, visit.place
    returns = now + (0 if day.end is None else day.seconds[place][day.end])
    overtime = max(0, returns - day.closes, returns - departs - day.at_most)
    return Timed(departs, tuple(arrives), tuple(begins), returns, tuple(missed), overtime)
