"""What doors and deeds ask about the calendar and about clocks. Reads only."""

from app.deadlines.queries.calendars import calendar, calendar_days
from app.deadlines.queries.clocks import (
    clocks_climbing,
    clocks_of,
    clocks_to_change,
    clocks_turning,
    counting_clocks,
    course_of,
    due_from,
    explained,
    ladder,
    lights,
    office_hours,
    waiting_clocks,
)
from app.deadlines.queries.shown import due_on_shown, late_at, light_shown
from app.deadlines.queries.staff import staff

__all__ = [
    "calendar",
    "calendar_days",
    "clocks_climbing",
    "clocks_of",
    "clocks_to_change",
    "clocks_turning",
    "counting_clocks",
    "course_of",
    "due_from",
    "due_on_shown",
    "explained",
    "ladder",
    "late_at",
    "light_shown",
    "lights",
    "office_hours",
    "staff",
    "waiting_clocks",
]
