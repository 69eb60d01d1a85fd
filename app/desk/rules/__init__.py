"""Whose delay it is, the line of a year, what is well with the machine. Pure."""

from app.desk.rules.line import Line, YearLine, line_of, running
from app.desk.rules.machine import JobState, MachineState, backup_is_old
from app.desk.rules.whose import ABOVE, is_above

__all__ = [
    "ABOVE",
    "JobState",
    "Line",
    "MachineState",
    "YearLine",
    "backup_is_old",
    "is_above",
    "line_of",
    "running",
]
