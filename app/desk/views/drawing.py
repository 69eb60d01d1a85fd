"""From rows to what maps/ draws. Addresses are made here, so maps/ knows none of ours."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.rules import Deed
from app.core.words import share
from app.desk import queries
from app.desk.queries import GridWork, Pin, VillageWork
from app.ratings.rules import Satisfaction
from maps import shapes, styles
from maps.facts import Mark, TeamMap, TownshipMap

Contents = Mapping[str, Satisfaction]  # by place path


@cache
def _folium() -> tuple[ModuleType, ModuleType]:
    """folium costs 0.8 s and 85 MiB: only the first map pays."""
    import maps.team  # noqa: PLC0415
    import maps.township  # noqa: PLC0415

    return maps.team, maps.township


def team_drawn(
    team: Any, grids: Sequence[GridWork], pins: Sequence[Pin], *, limits: Sequence[int], contents: Contents
) -> Any | None:
    """The team's map in parts; None when no grid has a shape: then the page is a list, which is a complete way to work."""
    shaped = [(one, one.grid.shape) for one in grids if one.grid.shape]
    bounds = shapes.bounds([shape for _, shape in shaped])
    if bounds is None:
        return None
    villages = [(village.short_name, village.outline) for village in queries.outlines_below(team.place_path) if village.outline]
    shown = TeamMap(
        grids=shapes.pieces((shape, grid_facts(one, limits=limits, contents=contents)) for one, shape in shaped),
        outlines=shapes.pieces((outline, {"name": name}) for name, outline in villages),
        bounds=bounds,
        cases=[_case(one) for one in pins],
        points=[_point(point) for point in queries.points_below(team.place_path, with_stations=True)],
        households_url=url_for("households.columns", place=team.place_path),
        card_url=url_for("households.by_number", number=0).replace("/0", "/NUMBER"),
    )
    return _folium()[0].team(shown)


def township_drawn(place_path: str, villages: Sequence[VillageWork], *, limits: Sequence[int], contents: Contents) -> Any | None:
    """The township's map in parts: as many pieces as there are grids, however many households; None without any shape."""
    shaped = [(one, grid, grid.grid.shape) for one in villages for grid in one.grids if grid.grid.shape]
    bounds = shapes.bounds([shape for _, _, shape in shaped])
    if bounds is None:
        return None
    pieces = [
        (shape, grid_facts(grid, limits=limits, contents=contents, content_at=one.village.place_path))
        for one, grid, shape in shaped
    ]
    outlines = [(one, outline) for one in villages if (outline := outline_of(one)) is not None]
    shown = TownshipMap(
        grids=shapes.pieces(pieces),
        villages=shapes.pieces((outline, _village_facts(one, contents)) for one, outline in outlines),
        bounds=bounds,
        cases=[_grid_mark(grid, shape) for _, grid, shape in shaped if grid.work.total],
        points=[_point(point) for point in queries.points_below(place_path, with_stations=True)],
    )
    return _folium()[1].township(shown)


def grid_facts(one: GridWork, *, limits: Sequence[int], contents: Contents, content_at: str | None = None) -> dict[str, object]:
    """What the browser needs of a grid; satisfaction is the grid's own, or that of the place which is asked instead."""
    load = load_of(one)
    facts = _facts(load, one.work.late_here, contents.get(content_at or one.grid.place_path, Satisfaction()))
    card = url_for("desk.grid_card", code=one.grid.code)
    return facts | {"name": one.grid.name, "load": styles.step(load, limits=limits), "card": card}


def load_of(one: GridWork | VillageWork) -> int:
    """What colours a place: its open cases; its households for whoever may not read cases."""
    return one.work.total if current_user.may(Deed.READ_CASES) else one.households or 0


def outline_of(one: VillageWork) -> bytes | None:
    """The village's own outline, else what its grids make together."""
    drawn = tuple(grid.grid.shape for grid in one.grids if grid.grid.shape)
    return one.village.outline or (shapes.union(drawn) if drawn else None)


def _village_facts(one: VillageWork, contents: Contents) -> dict[str, object]:
    facts = _facts(load_of(one), one.work.late_here, contents.get(one.village.place_path, Satisfaction()))
    return facts | {"name": one.village.short_name, "card": url_for("desk.village_card", code=one.village.code)}


def _facts(count: int, late: int, content: Satisfaction) -> dict[str, object]:
    return {
        "count": count,
        "late": late,
        "content": styles.content(content.good, content.valid),
        "share": share(content.good, content.valid),
    }


def _case(one: Pin) -> Mark:
    title = gettext("%(who)s: %(what)s", who=one.who, what=one.what or one.number)
    return Mark(one.lon, one.lat, one.light.value, title, url_for("cases.show", case_id=one.case_id))


def _grid_mark(one: GridWork, shape: bytes) -> Mark:
    lon, lat = shapes.inside(shape)
    count = one.work.total
    title = gettext("%(grid)s: %(n)s open", grid=one.grid.name, n=count)
    return Mark(lon, lat, one.work.worst.value if one.work.worst else "grey", title, count=count)


def _point(point: Any) -> Mark:
    windows = len(point.windows)
    said = ngettext("%(num)d window", "%(num)d windows", windows) if windows else ""
    title = gettext("%(who)s: %(what)s", who=point.name, what=said) if said else point.name
    return Mark(point.lon, point.lat, point.level.value, title, url_for("territory.point", point_id=point.id), count=windows)
