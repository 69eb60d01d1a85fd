"""Whose delay it is, the line of a year, the journal in words, how far it is to a service point, proposed grids. Pure."""

from app.desk.rules.dividing import GridProposal, LeftOut, ProposedGrid, Weighing, balance
from app.desk.rules.line import Line, YearLine, line_of, running
from app.desk.rules.reach import (
    Coming,
    GridReach,
    Helping,
    HomeReach,
    ItemReach,
    VillageReach,
    coming_of,
    minutes_of,
    share,
)
from app.desk.rules.rounds import shared
from app.desk.rules.told import DATED, Subject, SubjectKind, coded_word, fact_word
from app.desk.rules.whose import ABOVE, is_above

__all__ = [
    "ABOVE",
    "DATED",
    "Coming",
    "GridProposal",
    "GridReach",
    "Helping",
    "HomeReach",
    "ItemReach",
    "LeftOut",
    "Line",
    "ProposedGrid",
    "Subject",
    "SubjectKind",
    "VillageReach",
    "Weighing",
    "YearLine",
    "balance",
    "coded_word",
    "coming_of",
    "fact_word",
    "is_above",
    "line_of",
    "minutes_of",
    "running",
    "share",
    "shared",
]
