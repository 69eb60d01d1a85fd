"""Deeds of the catalogue: its list of items and bundles, and how procedures are made better."""

from app.catalogue.actions.improving import close_bottleneck, find_bottleneck, put_procedure, record_walk_through, take_on
from app.catalogue.actions.items import CATALOGUE, Report, difference, import_items, put_items

__all__ = [
    "CATALOGUE",
    "Report",
    "close_bottleneck",
    "difference",
    "find_bottleneck",
    "import_items",
    "put_items",
    "put_procedure",
    "record_walk_through",
    "take_on",
]
