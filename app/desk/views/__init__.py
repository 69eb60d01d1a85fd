"""Office pages that show several features: home, search, the leader's map, the inbox."""

from app.desk.views import (
    backups,
    balance,
    base_maps,
    grid_files,
    home,
    inbox,
    journal,
    maps,
    reach,
    revisions,
    rounds,
    search,
    sheets,
)
from app.desk.views.blueprint import bp

__all__ = [
    "backups",
    "balance",
    "base_maps",
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
    "sheets",
]
