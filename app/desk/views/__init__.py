"""Office pages that show several features: home, search, the leader's map, the inbox."""

from app.desk.views import backups, home, inbox, journal, maps, revisions, rounds, search
from app.desk.views.blueprint import bp

__all__ = ["backups", "bp", "home", "inbox", "journal", "maps", "revisions", "rounds", "search"]
