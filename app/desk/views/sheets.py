"""One grid to carry: on paper at `/maps/grids/<code>/sheet`, in a phone at `/maps/grids/<code>/land.geojson`."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, abort, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

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
from maps import offline, sheet


@bp.get("/maps/grids/<code>/sheet")
@allowed(Deed.SEE_MAP)
def grid_sheet(code: str) -> str:
    """A4 to carry: the picture with numbered households, then their list."""
    now = clock.now()
    grid = grid_to_carry(code)
    homes, points = queries.sheet_homes(grid.grid_id), queries.points_below(grid.place_path, with_stations=True)
    picture, larger = _pictures(grid, homes, points)
    posted, away = queries.posted_below(grid.place_path, on=clock.on(now))
    return render_template(
        "desk/grid_sheet.html",
        grid=grid,
        town=next(town for town in land.townships() if grid.place_path.startswith(town.place_path)),
        homes=homes,
        points=points,
        picture=picture,
        larger=larger,
        posted=sorted(posted, key=lambda post: post.kind is not PostKind.LEADER),
        away=away,
        printed_by=actor().name,
        now=now,
    )


@bp.get("/maps/grids/<code>/land.geojson")
@allowed(Deed.SEE_MAP)
def grid_land(code: str) -> BaseResponse:
    """The grid's land with its households' numbers, small enough to lie in a phone; only this browser may keep it."""
    grid = grid_to_carry(code)
    text = offline.land(
        grid.code,
        grid.shape,
        neighbours=[(one.code, one.shape) for one in neighbours(grid) if one.shape],
        points=_spots((one.code, one) for one in queries.points_below(grid.place_path, with_stations=True)),
        homes=_spots((one.number, one) for one in queries.sheet_homes(grid.grid_id)),
    )
    answer = Response(text, mimetype="application/geo+json")
    answer.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    return answer.make_conditional(request)


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


def _spots(those: Iterable[tuple[object, Any]]) -> list[offline.Spot]:
    """Those that have a place, each as (code or number, longitude, latitude)."""
    return [(name, one.lon, one.lat) for name, one in those if one.lon is not None and one.lat is not None]


def _pictures(
    grid: GridNow, homes: Sequence[SheetHome], points: Sequence[Any]
) -> tuple[sheet.Picture | None, sheet.Picture | None]:
    """The grid, and larger where most of its households stand, if they stand close together."""
    shown = sheet.Land(
        grid.shape,
        homes=[sheet.Home(str(home.number), home.lon, home.lat) for home in homes],
        neighbours=[(one.name, one.shape) for one in neighbours(grid) if one.shape],
        points=[sheet.Point(point.name, point.lon, point.lat) for point in points],
    )
    north, title, crowd = gettext("N"), gettext("Map of %(grid)s", grid=grid.name), sheet.crowd(shown)
    whole = sheet.picture(shown, north=north, title=title, apart=crowd)
    return whole, sheet.picture(shown, north=north, title=title, part=crowd) if crowd else None
