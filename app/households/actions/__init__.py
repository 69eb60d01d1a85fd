"""Deeds on households and residents. Doors open the transaction and make the stamp."""

from app.households.actions.households import PlacedAnew, follow_land, place, place_all, put_household
from app.households.actions.imports import import_households, import_residents, keep_upload, undo
from app.households.actions.keeping import demand_no_keeping, keep, let_go
from app.households.actions.residents import put_resident, show_hidden

__all__ = [
    "PlacedAnew",
    "demand_no_keeping",
    "follow_land",
    "import_households",
    "import_residents",
    "keep",
    "keep_upload",
    "let_go",
    "place",
    "place_all",
    "put_household",
    "put_resident",
    "show_hidden",
    "undo",
]
