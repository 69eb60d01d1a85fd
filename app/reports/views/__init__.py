"""Totals and the rows behind them; the reviewer's list."""

from app.reports.views import review, totals
from app.reports.views.blueprint import bp

__all__ = ["bp", "review", "totals"]
