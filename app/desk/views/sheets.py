"""One grid on paper: `/maps/grids/<code>/sheet`."""

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template
from flask_babel import gettext
from flask_login import current_user

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.core import clock
from app.core.guard import allowed
from app.desk import queries
from app.desk.queries import SheetHome
from app.desk.views.blueprint import bp
from app.posts.rules import PostKind
from app.territory import queries as land
from app.territory.rules import GridNow
from app.territory.rules.refusals import UnknownGrid
from maps import sheet


@bp.get("/maps/grids/<code>/sheet")
@allowed(Deed.SEE_MAP)
def grid_sheet(code: str) -> str:
    """A4 to carry: the picture with numbered households, then their list."""
    now = clock.now()
    grid = grid_to_carry(code)
    homes, points = queries.sheet_homes(grid.grid_id), queries.points_below(grid.place_path, with_stations=True)
    posted, away = queries.posted_below(grid.place_path, on=clock.on(now))
    return render_template(
        "desk/grid_sheet.html",
        grid=grid,
        town=next(town for town in land.townships() if grid.place_path.startswith(town.place_path)),
        homes=homes,
        points=points,
        picture=_picture(grid, homes, points),
        posted=sorted(posted, key=lambda post: post.kind is not PostKind.LEADER),
        away=away,
        printed_by=actor().name,
        now=now,
    )


def grid_to_carry(code: str) -> GridNow:
    """The grid of today, for who may see the map and its households there; else there is no such page."""
    try:
        grid = land.grid_on(code, clock.today())
    except UnknownGrid:
        abort(404)
    if not all(current_user.may(deed, grid.place_path) for deed in (Deed.SEE_MAP, Deed.READ_HOUSEHOLDS)):
        abort(404)
    return grid


def neighbours(grid: GridNow) -> list[GridNow]:
    """The other grids of today that have a shape."""
    return [one for one in land.grids_on(clock.today()) if one.shape and one.code != grid.code]


def _picture(grid: GridNow, homes: Sequence[SheetHome], points: Sequence[Any]) -> sheet.Picture | None:
    shown = sheet.Land(
        grid.shape,
        homes=[sheet.Home(str(home.number), home.lon, home.lat) for home in homes],
        neighbours=[(one.name, one.shape) for one in neighbours(grid) if one.shape],
        points=[sheet.Point(point.name, point.lon, point.lat) for point in points],
    )
    return sheet.picture(shown, north=gettext("N"), title=gettext("Map of %(grid)s", grid=grid.name))
