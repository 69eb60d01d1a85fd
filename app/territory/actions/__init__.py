"""Deeds of the land: townships, villages, grids with their dated versions, service points."""

from app.territory.actions.divisions import add_township, put_divisions, put_grids, put_land
from app.territory.actions.points import put_point, put_point_item, put_points, put_window

__all__ = [
    "add_township",
    "put_divisions",
    "put_grids",
    "put_land",
    "put_point",
    "put_point_item",
    "put_points",
    "put_window",
]
