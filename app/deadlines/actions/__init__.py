"""Deeds on clocks and on the calendar."""

from app.deadlines.actions.clocks import (
    Subject,
    change_limit,
    extend,
    hand_over,
    pause,
    restart,
    resume,
    settle,
    start,
    stop,
    turn_to,
)
from app.deadlines.actions.ladder import answered, climb
from app.deadlines.actions.notices import CALENDAR, Imported, import_notice, recompute_all
from app.deadlines.actions.sweep import sweep

__all__ = [
    "CALENDAR",
    "Imported",
    "Subject",
    "answered",
    "change_limit",
    "climb",
    "extend",
    "hand_over",
    "import_notice",
    "pause",
    "recompute_all",
    "restart",
    "resume",
    "settle",
    "start",
    "stop",
    "sweep",
    "turn_to",
]
