"""How a map's page is put together, in each of its forms: drawn, as a table, on paper; and the cards that a tap opens."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask_login import current_user

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.core import clock
from app.core.period import year_to
from app.desk import queries
from app.desk.queries import GridWork, Pin, Tally, Within, Work
from app.desk.views import choice as choosing
from app.desk.views.choice import By, Choice, Form
from app.desk.views.drawing import Colours, colours, team_drawn, township_drawn
from app.desk.views.sketches import PAPER, team_sketch, township_sketch
from app.posts import queries as posts
from app.posts.rules import PostKind
from app.territory import queries as land
from maps import styles

PAGES = {Form.MAP: "desk/map.html", Form.TABLE: "desk/map_table.html", Form.PAPER: "desk/map_paper.html"}
ON_A_CARD = 3


def township_page(town: Any, chosen: Choice, *, now: dt.datetime) -> str:
    """The township: villages and grids."""
    today = clock.on(now)
    work = seen_work(now, chosen.wanted)
    villages = queries.village_work(town, work, on=today, with_households=True)
    places = [one.village.place_path for one in villages]
    grids = [grid for one in villages for grid in one.grids]
    by = colours(grids, queries.satisfaction_of(places, year_to(today)))
    is_drawn, is_paper = chosen.form is Form.MAP, chosen.form is Form.PAPER
    return _page(
        chosen,
        now=now,
        within=chosen.wanted,
        work=work,
        colours=by,
        name=town.short_name or town.name,
        town=town,
        villages=villages,
        grids=grids,
        map=township_drawn(town.place_path, villages, by) if is_drawn else None,
        sketch=township_sketch(villages, size=PAPER) if is_paper else None,
    )


def team_page(team: Any, chosen: Choice, *, now: dt.datetime) -> str:
    """One team: its grids, households and cases."""
    today = clock.on(now)
    within = replace(chosen.wanted, team=team)
    work = seen_work(now, within)
    grids = queries.grid_work(queries.grids_of(team, on=today), work, with_households=True)
    by = colours(grids, queries.satisfaction_of([one.grid.place_path for one in grids], year_to(today)))
    return _page(
        chosen,
        now=now,
        within=within,
        work=work,
        colours=by,
        name=team.name,
        team=team,
        grids=grids,
        map=team_drawn(team, grids, _pins(now, within), by) if chosen.form is Form.MAP else None,
        sketch=team_sketch(team.place_path, grids, size=PAPER) if chosen.form is Form.PAPER else None,
    )


def sees(place_path: str) -> bool:
    """Whether a place lies within one's own; beyond, everything would look as if nothing were open."""
    return any(place_path.startswith(place) for place in actor().places)


def seen_work(now: dt.datetime, within: Within) -> Tally:
    """The open cases to show; whoever may not read cases gets none: administrators look after the land only."""
    return queries.tally(now, within) if current_user.may(Deed.READ_CASES) else Tally()


def _first(now: dt.datetime, within: Within, *, limit: int = queries.LISTED) -> list[Work]:
    return queries.first_work(now, within, limit=limit) if current_user.may(Deed.READ_CASES) else []


def _pins(now: dt.datetime, within: Within) -> list[Pin]:
    return queries.pins(now, within) if current_user.may(Deed.READ_CASES) else []


def card(
    name: str,
    within: Within,
    work: Tally,
    *,
    households: int,
    now: dt.datetime,
    village_code: str,
    grids: Sequence[GridWork] = (),
    grid_code: str | None = None,
) -> str:
    """What a tap on a grid or a village opens: people, open cases, lights, this month's total, the ways to the work."""
    today, place_path = clock.on(now), within.place_path or ""
    posted, away = queries.posted_below(place_path, on=today)
    people = {(post.person_id, post.kind): post for post in sorted(posted, key=lambda post: post.kind is not PostKind.LEADER)}
    return render_template(
        "desk/place_card.html",
        name=name,
        place_path=place_path,
        village_code=village_code,
        grid_code=grid_code,
        work=work,
        first=_first(now, within, limit=ON_A_CARD - bool(grids)),
        households=households,
        posted=list(people.values()),
        away=away,
        completed=queries.completed_in(place_path, today=today),
        grids=[one for one in grids if one.work.total],
        team=_team_at(place_path, today) if grids else None,
        lights=_lights(work),
    )


def _page(chosen: Choice, *, now: dt.datetime, within: Within, work: Tally, colours: Colours, **more: Any) -> str:
    today = clock.on(now)
    offered = choosing.options(today, with_teams=more.get("town") is not None)
    shown: Mapping[str, Any] = {
        "teams": [],
        "villages": [],
        "team": None,
        "town": None,
        **more,
        "chosen": chosen,
        "options": offered,
        "part": choosing.part(offered, chosen.wanted),
        "here": request.path,
        "work": work,
        "first": _first(now, within),
        "hands": queries.hands_of_late(work),
        "crew": queries.carried_by(work),
        "ramp": styles.legend(colours.limits),
        "limits": colours.limits,
        "contents": colours.contents,
        "content_ramp": styles.content_legend(),
        "by": list(By),
        "load_of": colours.load_of,
        "sees_all": any(sees(town.place_path) for town in land.townships()),
        "now": now,
    }
    return render_template(PAGES[chosen.form], **shown)


def _lights(work: Tally) -> list[tuple[Any, int]]:
    """How many of these show each light, the most pressing first; none that nobody shows."""
    counts = [(light, work.count(light)) for light in choosing.LIGHTS]
    return [(light, count) for light, count in counts if count]


def _team_at(place_path: str, today: dt.date) -> Any:
    return next((team for team in posts.teams_on(today) if team.place_path == place_path), None)
