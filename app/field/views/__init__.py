"""The phone's pages: what waits, a visit, a case, a neighbour's matter, households, oneself."""

from app.field.views import bringing, carrying, homes, opening, own, rounds, today, visiting
from app.field.views.blueprint import bp

__all__ = ["bp", "bringing", "carrying", "homes", "opening", "own", "rounds", "today", "visiting"]
