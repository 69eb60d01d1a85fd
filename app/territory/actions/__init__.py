"""Deeds of the land: townships, villages, grids with their dated versions, service points."""

from app.territory.actions.division_sheet import import_divisions
from app.territory.actions.divisions import add_township, put_divisions, put_grids, put_land
from app.territory.actions.grid_file import Said, check, import_grids
from app.territory.actions.grid_repairs import chosen_repairs
from app.territory.actions.points import put_point, put_point_item, put_points, put_window
from app.territory.actions.reports import Offer, Report, Seen
from app.territory.actions.revisions import begin, come_into_force, draw, drawn, plan, take_back, undo

__all__ = [
    "Offer",
    "Report",
    "Said",
    "Seen",
    "add_township",
    "begin",
    "check",
    "chosen_repairs",
    "come_into_force",
    "draw",
    "drawn",
    "import_divisions",
    "import_grids",
    "plan",
    "put_divisions",
    "put_grids",
    "put_land",
    "put_point",
    "put_point_item",
    "put_points",
    "put_window",
    "take_back",
    "undo",
]
