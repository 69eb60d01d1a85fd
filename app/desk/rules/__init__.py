"""Whose delay it is, the line of a year, what is well with the machine, the journal in words. Pure."""

from app.desk.rules.line import Line, YearLine, line_of, running
from app.desk.rules.machine import JobState, MachineState, backup_is_old
from app.desk.rules.told import DATED, Subject, SubjectKind, coded_word, fact_word
from app.desk.rules.whose import ABOVE, is_above

__all__ = [
    "ABOVE",
    "DATED",
    "JobState",
    "Line",
    "MachineState",
    "Subject",
    "SubjectKind",
    "YearLine",
    "backup_is_old",
    "coded_word",
    "fact_word",
    "is_above",
    "line_of",
    "running",
]
