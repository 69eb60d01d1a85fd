"""The morning's digest: once a working day for each person."""

import datetime as dt
from uuid import UUID, uuid5

from app.core import clock, outbox
from app.core.db import insert_absent
from app.core.outbox import Letter
from app.deadlines.queries import calendar, office_hours
from app.notices import queries
from app.notices.models import Digest
from app.notices.rules import is_morning

_DAYS = UUID("5a1c6a7e-6c0b-5d0e-9d53-0c1fda7f3c11")  # the names of the days as events


def make_digests(now: dt.datetime) -> int:
    """Make the day's digests that are not made yet, in office hours of a working day; how many.

    Who has nothing before them gets no message, and a row all the same, so that nothing is counted again.
    """
    on = clock.on(now)
    if not is_morning(now, hours=office_hours(), calendar=calendar()) or queries.are_made(on):
        return 0
    days = queries.day_of_everybody(now)
    rows = [
        {"person_id": person_id, "on": on, "due": 0, "late": 0, "review": 0, "made_at": now} | dict(day.facts)
        for person_id, day in sorted(days.items())
    ]
    made = insert_absent(Digest, rows)
    event_id = uuid5(_DAYS, on.isoformat())
    outbox.put_all(
        Letter(event_id, person_id, "inbox", day.says, day.facts, "/", now)
        for person_id, day in days.items()
        if person_id in made and not day.is_empty
    )
    return len(made)
