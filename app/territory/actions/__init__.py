"""Deeds of the land: townships, villages, grids with their dated versions, service points."""

from app.territory.actions.division_sheet import import_divisions
from app.territory.actions.divisions import add_township, put_divisions, put_grids, put_land
from app.territory.actions.grid_file import Said, check, import_grids
from app.territory.actions.points import put_point, put_point_item, put_points, put_window
from app.territory.actions.reports import Report

__all__ = [
    "Report",
    "Said",
    "add_township",
    "check",
    "import_divisions",
    "import_grids",
    "put_divisions",
    "put_grids",
    "put_land",
    "put_point",
    "put_point_item",
    "put_points",
    "put_window",
]
