"""The township with its villages, grids and service points, and the catalogue."""

import datetime as dt
from collections import defaultdict

import shapely

import app.catalogue.actions as catalogue
import app.territory.actions as territory
from app.catalogue.rules import parse
from app.cli.demonstration.catalogue import ITEMS_JSON
from app.cli.demonstration.land import Land
from app.cli.demonstration.loading.stamps import Stamps
from app.cli.demonstration.points import Points
from app.territory import queries
from app.territory.models import Division
from app.territory.rules import DivisionRow, GridRow, PointItemRow, PointRow, WindowRow

SHORT_NAME = "西定乡"


def pour_land(land: Land, *, from_on: dt.date, stamps: Stamps) -> Division:
    """The township, said to be made up; its villages with their outlines; its grids, each with its one village group."""
    town = territory.add_township(
        land.code, land.name, short_name=SHORT_NAME, from_on=from_on, synthetic=True, stamp=stamps.made("township")
    )
    villages = [DivisionRow(one.code, one.name, one.short_name, shapely.to_wkb(one.shape)) for one in land.villages]
    grids = [GridRow(grid.code, grid.name, groups=[grid.name], shape=shapely.to_wkb(grid.shape)) for grid in land.grids]
    territory.put_land(town, villages=villages, rows=grids, from_on=from_on, stamp=stamps.made("villages and grids"))
    return queries.township_to_change(land.code)


def pour_catalogue(*, from_on: dt.date, stamps: Stamps) -> None:
    """The sample list of items, as it stands in the package."""
    catalogue.put_items(parse(ITEMS_JSON.read_bytes()), from_on=from_on, stamp=stamps.made("catalogue"))


def pour_points(town: Division, points: Points, *, stamps: Stamps) -> None:
    """Service points with hours, contact, windows, and the items that can be done there."""
    windows: defaultdict[str, list[WindowRow]] = defaultdict(list)
    for window in points.windows:
        windows[window.point_code].append(WindowRow(window.number, window.name, window.pioneer_from_on, window.from_on))
    items: defaultdict[str, list[PointItemRow]] = defaultdict(list)
    for item in points.items:
        items[item.point_code].append(PointItemRow(item.item_code, item.from_on))
    rows = [
        PointRow(
            code=point.code,
            level=point.level,
            name=point.name,
            division_code=point.division_code,
            grid_code=point.grid_code,
            lon=point.place[0],
            lat=point.place[1],
            hours=point.hours,
            phone=point.phone,
            contact=point.contact,
            from_on=point.from_on,
            windows=tuple(windows[point.code]),
            items=tuple(items[point.code]),
        )
        for point in points.points
    ]
    territory.put_points(town, rows, stamp=stamps.made("service points"))
