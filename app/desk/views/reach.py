"""`/maps/reach`, 十五分钟服务圈: how many households are near a point that may do an item, as a sentence, a map and a table."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import render_template, request, url_for

from app.accounts.rules import Deed
from app.catalogue import queries as catalogue
from app.core import clock
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.core.words import word
from app.desk import queries
from app.desk.rules import Coming, ItemReach, coming_of, minutes_of
from app.desk.views import map_pages
from app.desk.views.blueprint import bp
from app.desk.views.reach_drawing import reach_drawn
from app.territory import queries as land
from app.territory.rules import PointLevel
from grids.reach import DETOUR, MOTORBIKE_KMH, WALKING_KMH
from maps import styles

USUAL_MINUTES = "15"
ASSUMED = {"detour": f"{DETOUR:g}", "walking": f"{WALKING_KMH:g}", "motorbike": f"{MOTORBIKE_KMH:g}"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was asked, as it was typed; without an item, the first that may be done anywhere."""

    item: str
    by: str
    minutes: str


@bp.get("/maps/reach")
@allowed(Deed.SEE_MAP)
def reach_map() -> str | tuple[str, int]:
    """`?item=CODE&by=walking|motorbike&minutes=15`; `&more=1` says where one more station would help most, to htmx only that."""
    offered = queries.items_done(on=clock.today())
    typed, wants_more = _typed(offered), request.args.get("more") == "1"
    if not typed.item:
        return _page(typed, offered, None, wants_more=False, errors={})
    try:
        found = _found(typed, wants_more=wants_more)
    except Refusal as refusal:
        return _page(typed, offered, None, wants_more=False, errors={refusal.field or "": sentence(refusal)}), refusal.status
    if wants_more and request.headers.get("HX-Request") == "true":
        return render_template("desk/reach_more.html", found=found, wants_more=True, place=_place_helped(found))
    return _page(typed, offered, found, wants_more=wants_more, errors={})


def _typed(offered: Mapping[str, str]) -> Typed:
    said = {name: request.args.get(name, "").strip() for name in ("item", "by", "minutes")}
    return Typed(said["item"] or next(iter(offered), ""), said["by"] or Coming.WALKING.value, said["minutes"] or USUAL_MINUTES)


def _found(typed: Typed, *, wants_more: bool) -> ItemReach:
    by, minutes = coming_of(typed.by), minutes_of(typed.minutes)
    return queries.item_reach(typed.item, on=clock.today(), by=by, within_min=minutes, with_one_more=wants_more)


def _page(
    typed: Typed, offered: Mapping[str, str], found: ItemReach | None, *, wants_more: bool, errors: Mapping[str, str]
) -> str:
    today = clock.today()
    points = queries.points_doing(found.item, on=today) if found else []
    return render_template(
        "desk/reach.html",
        typed=typed,
        items=_item_options(typed, offered or catalogue.names_on(today)),
        ways=[(coming.value, word(coming)) for coming in Coming],
        found=found,
        map=reach_drawn(found, points, on=today) if found else None,
        has_stations=any(point.level is PointLevel.STATION for point in points),
        has_centres=any(point.level is not PointLevel.STATION for point in points),
        ramp=styles.reach_legend(),
        wants_more=wants_more,
        more_url=url_for(".reach_map", **asdict(typed), more=1),
        names=_short_names(),
        place=_place_helped(found) if found else "",
        assumed=ASSUMED,
        sees_all=any(map_pages.sees(town.place_path) for town in land.townships()),
        errors=errors,
        now=clock.now(),
    )


def _item_options(typed: Typed, offered: Mapping[str, str]) -> list[tuple[str, str]]:
    """With what was typed, whatever it is."""
    names = dict(offered) if not typed.item or typed.item in offered else {typed.item: _name(typed.item), **offered}
    return [(code, f"{code} {name}".strip()) for code, name in names.items()]


def _name(code: str) -> str:
    return catalogue.names_on(clock.today()).get(code, "")


def _short_names() -> dict[str, str]:
    """Village code → short name."""
    return {village.code: village.short_name for town in land.townships() for village in land.villages(town)}


def _place_helped(found: ItemReach) -> str:
    """Village and grid where one more station would help most; empty where it stands in neither, or nobody asked."""
    if (more := found.one_more) is None:
        return ""
    grid = next((one for one in land.grids_on(clock.today()) if one.grid_id == more.grid_id), None)
    if grid is None:
        return more.village or ""
    village = _short_names().get(grid.village_code, grid.village_name)
    return grid.name if grid.name.startswith(village) else f"{village}{grid.name}"
