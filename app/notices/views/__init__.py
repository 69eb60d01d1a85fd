"""How one wants to be told, and the administrator's page of what goes outside."""

from app.notices.views import admin, own
from app.notices.views.blueprint import bp

__all__ = ["admin", "bp", "own"]
