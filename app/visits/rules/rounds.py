"""A round 上门路线 as it is kept, and the time of day that a household wishes. Pure."""

import datetime as dt

from app.core.errors import Invalid
from app.core.named import N_, Named

HOUR_MIN = 60
DAY_MIN = 24 * HOUR_MIN


class Made(Named):
    """Who ordered a round."""

    MACHINE = "machine", N_("ordered by the machine")
    HAND = "hand", N_("ordered by hand")


class Going(Named):
    """How somebody goes from house to house."""

    WALKING = "walking", N_("on foot")
    MOTORBIKE = "motorbike", N_("by motorbike")


class TimeOfDayUnreadable(Invalid):
    code = "visits.time_of_day_unreadable"
    says = N_("%(text)s is no time of day. Write it as 17:00.")
    field = "from"


class WishBackward(Invalid):
    code = "visits.wish_backward"
    says = N_("The time until which they can be visited must be later than the time from which on.")
    field = "until"


def wish_said(begins: str, ends: str) -> tuple[int, int] | None:
    """From which minute of the day to which a visit may begin, of two times like 17:00, either may be empty; None: at any time.

    Raises TimeOfDayUnreadable, WishBackward.
    """
    if not begins.strip() and not ends.strip():
        return None
    window = _minute(begins, 0), _minute(ends, DAY_MIN)
    if window[0] >= window[1]:
        raise WishBackward
    return window


def time_of_day(minute: float) -> str:
    """17:05, of a minute of the day; the whole minute that has begun."""
    hours, minutes = divmod(int(minute), HOUR_MIN)
    return f"{hours:02}:{minutes:02}"


def _minute(text: str, otherwise: int) -> int:
    if not text.strip():
        return otherwise
    try:
        time = dt.time.fromisoformat(text.strip())
    except ValueError:
        raise TimeOfDayUnreadable(text=text) from None
    return time.hour * HOUR_MIN + time.minute
