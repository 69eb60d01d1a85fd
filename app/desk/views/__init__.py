"""Office pages that show several features: home, search, the leader's map, the inbox."""

from app.desk.views import backups, grid_files, home, inbox, journal, maps, revisions, search
from app.desk.views.blueprint import bp

__all__ = ["backups", "bp", "grid_files", "home", "inbox", "journal", "maps", "revisions", "search"]
