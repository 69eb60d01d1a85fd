"""From rows to what maps/ draws. Addresses are made here, so maps/ knows none of ours."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

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
Load = Callable[[GridWork | VillageWork], int]
STANDS_FOR_IT = "THIS"


class Maps(NamedTuple):
    """The modules that draw, each one kind of map."""

    team: ModuleType
    township: ModuleType
    draft: ModuleType
    reach: ModuleType
    rounds: ModuleType


@cache
def folium() -> Maps:
    """Whoever draws with folium, which costs 0.8 s and 85 MiB: only the first map pays."""
    import maps.draft  # noqa: PLC0415
    import maps.reach  # noqa: PLC0415
    import maps.rounds  # noqa: PLC0415
    import maps.team  # noqa: PLC0415
    import maps.township  # noqa: PLC0415

    return Maps(maps.team, maps.township, maps.draft, maps.reach, maps.rounds)


@dataclass(frozen=True, slots=True)
class Colours:
    """What colours places: the load of each, the limits between its steps, and satisfaction by place path."""

    load_of: Load
    limits: Sequence[int]
    contents: Contents


def colours(grids: Iterable[GridWork], contents: Contents | None = None) -> Colours:
    """A grid's load is its open cases; its households for whoever may not read cases."""
    load_of = _open_cases if current_user.may(Deed.READ_CASES) else _households
    return Colours(load_of, styles.thresholds([load_of(one) for one in grids]), contents or {})


def team_drawn(team: Any, grids: Sequence[GridWork], pins: Sequence[Pin], by: Colours) -> Any | None:
    """The team's map in parts; None when no grid has a shape: then the page is a list, which is a complete way to work."""
    shaped = [(one, one.grid.shape) for one in grids if one.grid.shape]
    bounds = shapes.bounds([shape for _, shape in shaped])
    if bounds is None:
        return None
    villages = [(village.short_name, village.outline) for village in queries.outlines_below(team.place_path) if village.outline]
    card_at = addresses("desk.grid_card", "code")
    shown = TeamMap(
        grids=shapes.pieces((shape, _grid_facts(one, by, one.grid.place_path, card_at)) for one, shape in shaped),
        outlines=shapes.pieces((outline, {"name": name}) for name, outline in villages),
        bounds=bounds,
        cases=[_case(one) for one in pins],
        points=[point_mark(point) for point in queries.points_below(team.place_path, with_stations=True)],
        households_url=url_for("households.columns", place=team.place_path),
        card_url=url_for("households.by_number", number=0).replace("/0", "/NUMBER"),
    )
    return folium().team.team(shown)


def township_drawn(place_path: str, villages: Sequence[VillageWork], by: Colours) -> Any | None:
    """The township's map in parts: as many pieces as there are grids, however many households; None without any shape."""
    shaped = [(one, grid, grid.grid.shape) for one in villages for grid in one.grids if grid.grid.shape]
    bounds = shapes.bounds([shape for _, _, shape in shaped])
    if bounds is None:
        return None
    card_at = addresses("desk.grid_card", "code")
    outlines = [(one, outline) for one in villages if (outline := outline_of(one)) is not None]
    shown = TownshipMap(
        grids=shapes.pieces((shape, _grid_facts(grid, by, one.village.place_path, card_at)) for one, grid, shape in shaped),
        villages=shapes.pieces((outline, _village_facts(one, by)) for one, outline in outlines),
        bounds=bounds,
        cases=[_grid_mark(grid, shape) for _, grid, shape in shaped if grid.work.total],
        points=[point_mark(point) for point in queries.points_below(place_path, with_stations=True)],
    )
    return folium().township.township(shown)


def addresses(endpoint: str, name: str) -> Callable[[object], str]:
    """The addresses of many things that differ in one word: letters, digits and hyphens, as in codes and ids."""
    named: dict[str, Any] = {name: STANDS_FOR_IT}
    pattern = url_for(endpoint, **named)
    return lambda word: pattern.replace(STANDS_FOR_IT, str(word))


def _open_cases(one: GridWork | VillageWork) -> int:
    return one.work.total


def _households(one: GridWork | VillageWork) -> int:
    return one.households or 0


def outline_of(one: VillageWork) -> bytes | None:
    """The village's own outline, else what its grids make together."""
    drawn = tuple(grid.grid.shape for grid in one.grids if grid.grid.shape)
    return one.village.outline or (shapes.union(drawn) if drawn else None)


def _grid_facts(one: GridWork, by: Colours, content_at: str, card_at: Callable[[object], str]) -> dict[str, object]:
    """What the browser needs of a grid; satisfaction is that of the place which is asked."""
    load = by.load_of(one)
    facts = _facts(load, one.work.late_here, by.contents.get(content_at, Satisfaction()))
    return facts | {"name": one.grid.name, "load": styles.step(load, limits=by.limits), "card": card_at(one.grid.code)}


def _village_facts(one: VillageWork, by: Colours) -> dict[str, object]:
    facts = _facts(by.load_of(one), one.work.late_here, by.contents.get(one.village.place_path, Satisfaction()))
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


def point_mark(point: Any) -> Mark:
    windows = len(point.windows)
    said = ngettext("%(num)d window", "%(num)d windows", windows) if windows else ""
    title = gettext("%(who)s: %(what)s", who=point.name, what=said) if said else point.name
    return Mark(point.lon, point.lat, point.level.value, title, url_for("territory.point", point_id=point.id), count=windows)
