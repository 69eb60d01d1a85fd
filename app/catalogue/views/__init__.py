"""The catalogue over HTTP: items, bundles, walk-throughs with their bottlenecks, procedures."""

from app.catalogue.views import bundles, improving, items, procedures
from app.catalogue.views.blueprint import bp

__all__ = ["bp", "bundles", "improving", "items", "procedures"]
