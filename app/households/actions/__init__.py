"""Deeds on households and residents. Doors open the transaction and make the stamp."""

from app.households.actions.households import PlacedAnew, follow_land, place, place_all, put_household
from app.households.actions.imports import import_households, import_residents, keep_upload, undo
from app.households.actions.residents import put_resident, show_hidden

__all__ = [
    "PlacedAnew",
    "follow_land",
    "import_households",
    "import_residents",
    "keep_upload",
    "place",
    "place_all",
    "put_household",
    "put_resident",
    "show_hidden",
    "undo",
]
