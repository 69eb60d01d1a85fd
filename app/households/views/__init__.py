"""Households and residents over HTTP: lists, cards, forms, what is hidden, imports."""

from app.households.views import cards, forms, imports, lists, reports
from app.households.views.blueprint import bp

__all__ = ["bp", "cards", "forms", "imports", "lists", "reports"]
