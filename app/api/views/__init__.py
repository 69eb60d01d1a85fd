"""`/api/v1`, and its description from its own routes."""

from app.api.views.cases import bp

__all__ = ["bp"]
