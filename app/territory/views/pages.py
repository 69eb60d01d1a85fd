"""Pages that show the land."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from flask import render_template

from app.accounts.rules import Deed
from app.core import clock
from app.core.guard import allowed
from app.territory import queries
from app.territory.rules import PointLevel, came_later, pioneer_steps
from app.territory.rules.refusals import NoTownship
from app.territory.views.blueprint import bp, town_code

if TYPE_CHECKING:
    from app.territory.models import ServicePoint


@bp.get("", strict_slashes=False)
@allowed(Deed.READ_LAND)
def home() -> str:
    try:
        town = queries.township(town_code())
    except NoTownship:
        return render_template("territory/nothing.html")
    branches = queries.tree(town, on=clock.today())
    levels = Counter(point.level for branch in branches for point in branch.points)
    return render_template(
        "territory/home.html",
        town=town,
        own=branches[0],
        villages=branches[1:],
        levels=levels,
        PointLevel=PointLevel,
        grids=sum(len(branch.grids) for branch in branches),
        shapeless=sum(grid.shape is None for branch in branches for grid in branch.grids),
    )


@bp.get("/grids/<code>")
@allowed(Deed.READ_LAND)
def grid(code: str) -> str:
    whole = queries.grid(code)
    today, (parents, children) = clock.today(), queries.descent(whole.id)
    now = next((one for one in queries.grids_on(today) if one.code == code), None)
    return render_template(
        "territory/grid.html",
        grid=whole,
        now=now,
        area_m2=queries.area_m2(now.shape) if now else None,
        points=queries.points_of_grid(whole.id),
        parents=parents,
        children=children,
        today=today,
    )


@bp.get("/points/<uuid:point_id>")
@allowed(Deed.READ_LAND)
def point(point_id: UUID) -> str:
    shown = queries.point(point_id)
    return render_template(
        "territory/point.html",
        point=shown,
        today=clock.today(),
        pioneers=pioneer_steps((window.pioneer_from_on, window.to_on) for window in shown.windows),
        later=came_later(shown.items, opened_on=shown.from_on),
    )


@bp.app_template_global("points_of_item")
def points_of_item(item_code: str) -> "Sequence[ServicePoint]":
    """Where an item can be done today, for pages of features that know its code only."""
    return queries.points_with_item(item_code, on=clock.today())
