"""What the phone's pages ask that cuts across features: what waits for somebody, and the round of their day. Reads only."""

from app.field.queries.rounds import DayRound, OnTheWay, Unplanned, day_round, together
from app.field.queries.waiting import (
    Certificate,
    Today,
    Waiting,
    done_by_team,
    done_this_year,
    due_this_month,
    open_cases_of,
    sent_today,
    start_of,
    today,
)

__all__ = [
    "Certificate",
    "DayRound",
    "OnTheWay",
    "Today",
    "Unplanned",
    "Waiting",
    "day_round",
    "done_by_team",
    "done_this_year",
    "due_this_month",
    "open_cases_of",
    "sent_today",
    "start_of",
    "today",
    "together",
]
