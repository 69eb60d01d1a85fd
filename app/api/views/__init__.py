"""`/api/v1` and `/ogc`, each with its description from its own routes."""

from app.api.views.cases import bp
from app.api.views.ogc import bp as ogc_bp

__all__ = ["bp", "ogc_bp"]
