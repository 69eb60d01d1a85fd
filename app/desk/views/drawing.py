"""From rows to what maps/ draws. Addresses are made here, so maps/ knows none of ours."""

from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.desk import queries
from app.desk.queries import GridWork, Work
from maps import shapes, styles
from maps.facts import Mark, TeamMap


@cache
def _folium() -> ModuleType:
    """folium costs 0.8 s and 85 MiB: only the first map pays."""
    import maps.team  # noqa: PLC0415

    return maps.team


def drawn(team: Any, grids: Sequence[GridWork], work: Sequence[Work], limits: Sequence[int]) -> Any | None:
    """The team's map in parts; None when no grid has a shape: then the page is a list, which is a complete way to work."""
    shaped = [(one, one.grid.shape) for one in grids if one.grid.shape]
    bounds = shapes.bounds([shape for _, shape in shaped]) if shaped else None
    if bounds is None:
        return None
    villages = [(village.short_name, village.outline) for village in queries.outlines_of(team) if village.outline]
    shown = TeamMap(
        grids=shapes.collection(shapes.feature(shape, _facts(one, limits)) for one, shape in shaped),
        outlines=shapes.collection(shapes.feature(outline, {"name": name}) for name, outline in villages),
        bounds=bounds,
        cases=[_case(one) for one in work if one.case.household and one.case.household.lon is not None],
        points=[_point(point) for point in queries.points_of(team)],
        households_url=url_for("households.columns", place=team.place_path),
        card_url=url_for("households.by_number", number=0).replace("/0", "/NUMBER"),
    )
    return _folium().team(shown)


def _facts(one: GridWork, limits: Sequence[int]) -> dict[str, object]:
    return {
        "name": one.grid.name,
        "count": len(one.work),
        "load": styles.step(len(one.work), limits=limits),
        "late": one.late,
        "card": url_for("desk.grid_card", code=one.grid.code),
    }


def _case(one: Work) -> Mark:
    case, home = one.case, one.case.household
    what = case.items[0].version.name if case.items else case.number
    title = gettext("%(who)s: %(what)s", who=case.who, what=what)
    return Mark(home.lon, home.lat, one.light.value, title, url_for("cases.show", case_id=case.id))  # type: ignore[union-attr, arg-type]


def _point(point: Any) -> Mark:
    return Mark(point.lon, point.lat, point.level.value, point.name, url_for("territory.point", point_id=point.id))
