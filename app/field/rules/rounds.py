"""A round 上门路线 as people change it: what was said of an order, and from when to when somebody is out. Pure."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from app.core.errors import Invalid
from app.core.named import N_

HOUR_MIN = 60
UNPLANNED = {
    "no_place": N_("Nobody knows where it is: give the household its place on the map first."),
    "too_far": N_("Too far: there and back doesn't fit into one day."),
    "window_closed": N_("The time of day that they wish doesn't fit into the working hours."),
    "no_time": N_("No time is left for it today."),
    "new": N_("Came after the round was planned. Put it at the end, or plan anew."),
}

FLAT = {
    "missing": N_("There is no file of heights at %(file)s. Minutes are those of flat land."),
    "unreadable": N_("%(file)s is no ESRI ASCII grid of heights. Minutes are those of flat land."),
    "not_degrees": N_("The heights in %(file)s are not in longitude and latitude. Minutes are those of flat land."),
    "elsewhere": N_("The heights in %(file)s are of another place. Minutes are those of flat land."),
}


class UnknownVisit(Invalid):
    code = "field.unknown_visit"
    says = N_("This visit is no longer on today's list. Open the page anew and look.")


def order_said(text: str) -> tuple[UUID, ...]:
    """The ids of cases, parted by spaces, as a page sends them; each once. Raises UnknownVisit."""
    try:
        return tuple(dict.fromkeys(UUID(part) for part in text.split()))
    except ValueError:
        raise UnknownVisit from None


def moved(order: Sequence[UUID], which: UUID, *, by: int) -> tuple[UUID, ...]:
    """The order with one visit so many places later (below 0: earlier), not beyond its ends. Raises UnknownVisit."""
    if which not in order:
        raise UnknownVisit
    rest = [one for one in order if one != which]
    place = min(max(order.index(which) + by, 0), len(rest))
    return (*rest[:place], which, *rest[place:])


def added(order: Sequence[UUID], which: UUID) -> tuple[UUID, ...]:
    """The order with one more visit at its end; unchanged where it is in it."""
    return tuple(order) if which in order else (*order, which)


def hours_of(begins: dt.time, ends: dt.time) -> tuple[int, int]:
    """The office's hours in minutes of the day."""
    return begins.hour * HOUR_MIN + begins.minute, ends.hour * HOUR_MIN + ends.minute


def starts_at(now: dt.time | None, hours: tuple[int, int]) -> int:
    """From which minute somebody can go: now, within the hours; None: on a day that hasn't begun."""
    if now is None:
        return hours[0]
    return min(max(hours[0], now.hour * HOUR_MIN + now.minute), hours[1])
