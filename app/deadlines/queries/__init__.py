"""What doors and deeds ask about the calendar and about clocks. Reads only."""

from app.deadlines.queries.calendars import calendar, calendar_days
from app.deadlines.queries.clocks import clocks_of, clocks_to_change, course_of, explained, lights, office_hours

__all__ = [
    "calendar",
    "calendar_days",
    "clocks_of",
    "clocks_to_change",
    "course_of",
    "explained",
    "lights",
    "office_hours",
]
