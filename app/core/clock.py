"""The wall clock. Only doors read it: views, jobs and commands."""

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """This instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The date in the township."""
    return on(now())


def on(instant: dt.datetime) -> dt.date:
    """The date in the township at `instant`."""
    return instant.astimezone(SHANGHAI).date()
