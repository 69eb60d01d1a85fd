"""Whose delay it is, the line of a year, the journal in words, how far it is to a service point. Pure."""

from app.desk.rules.line import Line, YearLine, line_of, running
from app.desk.rules.reach import Coming, Helping, ItemReach, VillageReach, share
from app.desk.rules.told import DATED, Subject, SubjectKind, coded_word, fact_word
from app.desk.rules.whose import ABOVE, is_above

__all__ = [
    "ABOVE",
    "DATED",
    "Coming",
    "Helping",
    "ItemReach",
    "Line",
    "Subject",
    "SubjectKind",
    "VillageReach",
    "YearLine",
    "coded_word",
    "fact_word",
    "is_above",
    "line_of",
    "running",
    "share",
]
