"""Ratings over HTTP: the resident's own page, the figures with their rows, what staff enter, the link on pages of others."""

from app.ratings.views import entering, figures, links, public
from app.ratings.views.blueprint import bp

__all__ = ["bp", "entering", "figures", "links", "public"]
