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
)

__all__ = [
    "Subject",
    "change_limit",
    "extend",
    "hand_over",
    "pause",
    "restart",
    "resume",
    "settle",
    "start",
    "stop",
]
