"""Office pages that show several features: home, search, the leader's map, the inbox; and health for machines."""

from app.desk.views import backups, health, home, inbox, maps, search
from app.desk.views.blueprint import bp

__all__ = ["backups", "bp", "health", "home", "inbox", "maps", "search"]
