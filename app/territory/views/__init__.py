"""The land over HTTP: its tree, grids, service points, and the import of shapes."""

from app.territory.views import imports, pages, points
from app.territory.views.blueprint import bp

__all__ = ["bp", "imports", "pages", "points"]
