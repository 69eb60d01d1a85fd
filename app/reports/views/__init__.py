"""Totals and the rows behind them; the month as a file; the reviewer's list."""

from app.reports.views import months, review, totals
from app.reports.views.blueprint import bp

__all__ = ["bp", "months", "review", "totals"]
