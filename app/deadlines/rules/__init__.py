"""Deadlines as pure rules: the calendar of working days, limits, clocks, lights, and why a date is what it is."""

from app.deadlines.rules.calendar import (
    HOLIDAYS,
    SHANGHAI,
    BeyondCalendar,
    Calendar,
    Day,
    Source,
    announced_years,
    calendar_of,
    civil_date,
    instant,
)
from app.deadlines.rules.clocks import Course, Due, Extension, Pause, ResumedBeforePaused, due, warn_left
from app.deadlines.rules.explain import Line, LineKind, explain
from app.deadlines.rules.faces import SHOWN_FIRST, ClockFace, Explained
from app.deadlines.rules.kinds import BODIES, DEFAULTS, TEAM_CLOCKS, Body, ClockKind, deemed_accepted_at
from app.deadlines.rules.lights import LEVELS, Level, Light, Standing, light, next_turn_at, standing
from app.deadlines.rules.limits import OFFICE_HOURS, UNIT_WORDS, Limit, LimitOutOfRange, OfficeHours, Unit, UnitUnknown, limit_of
from app.deadlines.rules.notices import Notice, UnreadableNotice, read_notice
from app.deadlines.rules.ruler import Cell, CellKind, cells
from app.deadlines.rules.wording import Phrase, how, limit_words, standing_words

__all__ = [
    "BODIES",
    "DEFAULTS",
    "HOLIDAYS",
    "LEVELS",
    "OFFICE_HOURS",
    "SHANGHAI",
    "SHOWN_FIRST",
    "TEAM_CLOCKS",
    "UNIT_WORDS",
    "BeyondCalendar",
    "Body",
    "Calendar",
    "Cell",
    "CellKind",
    "ClockFace",
    "ClockKind",
    "Course",
    "Day",
    "Due",
    "Explained",
    "Extension",
    "Level",
    "Light",
    "Limit",
    "LimitOutOfRange",
    "Line",
    "LineKind",
    "Notice",
    "OfficeHours",
    "Pause",
    "Phrase",
    "ResumedBeforePaused",
    "Source",
    "Standing",
    "Unit",
    "UnitUnknown",
    "UnreadableNotice",
    "announced_years",
    "calendar_of",
    "cells",
    "civil_date",
    "deemed_accepted_at",
    "due",
    "explain",
    "how",
    "instant",
    "light",
    "limit_of",
    "limit_words",
    "next_turn_at",
    "read_notice",
    "standing",
    "standing_words",
    "warn_left",
]
