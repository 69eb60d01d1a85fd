"""Totals and the rows behind them. Reads only."""

from app.ledger.queries.asked import MONTH, Asked, conditions
from app.ledger.queries.checks import mismatches, months_amiss, sums, years
from app.ledger.queries.entries import entries_of, entries_of_case, rows
from app.ledger.queries.names import in_order, name_of, names_of
from app.ledger.queries.totals import register_cases, register_cases_by, totals

__all__ = [
    "MONTH",
    "Asked",
    "conditions",
    "entries_of",
    "entries_of_case",
    "in_order",
    "mismatches",
    "months_amiss",
    "name_of",
    "names_of",
    "register_cases",
    "register_cases_by",
    "rows",
    "sums",
    "totals",
    "years",
]
