"""Lights 红黄灯预警: what colour a clock shows, when that changes next, and what is left in words' measure."""

import datetime as dt
import math
from dataclasses import dataclass

from app.core.named import N_, Named
from app.deadlines.rules.calendar import Calendar, civil_date
from app.deadlines.rules.limits import Unit

_HOUR = dt.timedelta(hours=1)


class Light(Named):
    """A light 红黄灯: always shown with its shape and its word."""

    GREEN = "green", N_("On time")
    YELLOW = "yellow", N_("Due soon")
    RED = "red", N_("Overdue")
    BLUE = "blue", N_("Paused")
    GREY = "grey", N_("Finished")


class Level(Named):
    """What a light sets off, once per clock and level. A supervision 督办 is signed by a leader and set off by no light.

    The last two follow from no light but from a chaser that nobody answered.
    """

    REMINDER = "reminder", N_("Reminder")
    CHASER = "chaser", N_("Chaser")
    LEADER = "leader", N_("Chaser to the leader")
    TOWNSHIP = "township", N_("Chaser to the township")


LEVELS = {Light.YELLOW: Level.REMINDER, Light.RED: Level.CHASER}
LADDER = (Level.LEADER, Level.TOWNSHIP)


def light(due_at: dt.datetime | None, *, warn_at: dt.datetime | None, now: dt.datetime, stopped: bool = False) -> Light:
    """The light of a clock. `due_at` None: paused. Pausing a clock that was overdue already doesn't cure it: it stays red."""
    if stopped:
        return Light.GREY
    if due_at is None:
        return Light.BLUE
    if now >= due_at:
        return Light.RED
    return Light.YELLOW if warn_at is not None and now >= warn_at else Light.GREEN


def next_turn_at(
    due_at: dt.datetime | None, *, warn_at: dt.datetime | None, now: dt.datetime, stopped: bool = False
) -> dt.datetime | None:
    """The instant after `now` at which the light changes by itself; None when it never will (red, paused, stopped)."""
    if stopped or due_at is None:
        return None
    return min((at for at in (warn_at, due_at) if at is not None and now < at <= due_at), default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clock stands today: `left` units to go, 0 on the last day; `over` units late, 0 on the day it fell due."""

    unit: Unit
    left: int = 0
    over: int = 0
    is_late: bool = False
    is_paused: bool = False


def standing(due_at: dt.datetime, *, now: dt.datetime, unit: Unit, calendar: Calendar) -> Standing:
    """What to say beside the light: “还剩 n 个工作日”, “今天到期”, “已超期 n 个工作日”.

    Today is not among the days left, and the day it fell due is not among the days over. Lateness is in working days, for natural
    days too (it may be mended on working days only); hours are rounded up while left, down when over.
    """
    is_late = now >= due_at
    if unit is Unit.HOUR:
        hours = (due_at - now) / _HOUR
        return Standing(unit, left=max(0, math.ceil(hours)), over=max(0, math.floor(-hours)), is_late=is_late)
    today, due_on = civil_date(now), civil_date(due_at)
    if is_late:
        return Standing(unit, over=calendar.workdays_between(due_on, today), is_late=True)
    return Standing(unit, left=(due_on - today).days if unit is Unit.NATURAL_DAY else calendar.workdays_between(today, due_on))
