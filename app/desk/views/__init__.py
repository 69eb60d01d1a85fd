"""Office pages that show several features: home, search, the leader's map, the inbox."""

from app.desk.views import backups, balance, base_maps, home, inbox, journal, maps, reach, revisions, search, sheets
from app.desk.views.blueprint import bp

__all__ = ["backups", "balance", "base_maps", "bp", "home", "inbox", "journal", "maps", "reach", "revisions", "search", "sheets"]
