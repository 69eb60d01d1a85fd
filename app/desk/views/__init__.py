"""Office pages that show several features: home, search, the leader's map, the inbox."""

from app.desk.views import backups, balance, grid_files, home, inbox, journal, maps, reach, revisions, rounds, search
from app.desk.views.blueprint import bp

__all__ = [
    "backups",
    "balance",
    "bp",
    "grid_files",
    "home",
    "inbox",
    "journal",
    "maps",
    "reach",
    "revisions",
    "rounds",
    "search",
]
