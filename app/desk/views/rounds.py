"""The rounds 上门路线 of a team's day: who goes where in which order, on a map and as lists."""

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request, url_for

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.cases.views import words
from app.core import clock
from app.core.guard import allowed
from app.desk import queries
from app.desk.queries import MemberRound
from app.desk.rules import shared
from app.desk.views import map_pages
from app.desk.views.blueprint import bp
from app.desk.views.drawing import folium
from app.desk.views.maps import NoTeamYet
from app.posts import queries as posts
from app.visits.rules import time_of_day
from maps import shapes
from maps.facts import Line, Mark, RoundsMap

COLOURS = 6


@bp.get("/rounds")
@allowed(Deed.ASSIGN_CASE)
def rounds() -> str:
    """`?team=`: one of the teams within one's places; one's own unless said. `?together=1`: one plan for all of them."""
    now, today = clock.now(), clock.today()
    teams = [team for team in posts.teams_on(today) if map_pages.sees(team.place_path)]
    team = _chosen(teams)
    is_joint = bool(request.args.get("together"))
    found, left = (
        queries.team_day_together(team, now=now, on=today) if is_joint else (queries.team_day(team, now=now, on=today), ())
    )
    return render_template(
        "desk/rounds.html",
        team=team,
        teams=[(str(one.id), one.name) for one in teams],
        found=found,
        left=left,
        is_joint=is_joint,
        total=sum(len(one.round.visits) for one in found if one.round),
        shared=frozenset() if is_joint else shared([one.round.order for one in found if one.round]),
        on=next((one.round.on for one in found if one.round), today),
        map=_drawn(team.place_path, found),
        colour_of=colour_of,
        words=words,
        time_of_day=time_of_day,
        now=now,
    )


def colour_of(number: int) -> int:
    """The colour of the n-th person of a team, from 0 on."""
    return number % COLOURS + 1


def _chosen(teams: Sequence[Any]) -> Any:
    if not teams:
        raise NoTeamYet
    if asked := request.args.get("team"):
        return next((one for one in teams if str(one.id) == asked), None) or abort(404)
    own = posts.team_of(actor().id, on=clock.today())
    return next((one for one in teams if own and one.id == own.id), teams[0])


def _drawn(place_path: str, found: Sequence[MemberRound]) -> Any | None:
    """None where there is nothing to draw."""
    lines = [_line(number, one) for number, one in enumerate(found) if one.round and one.round.visits]
    if not lines:
        return None
    outlines = [(one.outline, {"name": one.short_name}) for one in queries.outlines_below(place_path) if one.outline]
    lons, lats = zip(*(point for line in lines for point in line.points), strict=True)
    bounds = (min(lats), min(lons)), (max(lats), max(lons))
    return folium().rounds.rounds(RoundsMap(shapes.pieces(outlines), lines, bounds))


def _line(number: int, one: MemberRound) -> Line:
    base = [(one.round.base.lon, one.round.base.lat)] if one.round and one.round.base else []
    visits = one.round.visits if one.round else []
    stops = [
        Mark(visit.spot.lon, visit.spot.lat, "stop", _title(one, visit), url_for("cases.show", case_id=visit.case.id))
        for visit in visits
    ]
    return Line(one.person.name, colour_of(number), [*base, *((stop.lon, stop.lat) for stop in stops), *base], stops)


def _title(one: MemberRound, visit: Any) -> str:
    return f"{time_of_day(visit.arrives)} {visit.case.who} · {one.person.name}"
