"""Households and residents over HTTP: lists, cards, forms, what is hidden, imports."""

from app.households.views.blueprint import bp
from app.households.views.cards import show
from app.households.views.forms import new
from app.households.views.imports import batches
from app.households.views.lists import listed
from app.households.views.reports import refused_in_batch

__all__ = ["batches", "bp", "listed", "new", "refused_in_batch", "show"]
