"""The maps: `/maps/township`, `/maps/team/<id>`, the cards of villages and grids, and the way there."""

from uuid import UUID

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.core import clock
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.named import N_
from app.desk import queries
from app.desk.views import map_pages
from app.desk.views.blueprint import bp
from app.desk.views.choice import choice
from app.posts import queries as posts
from app.territory import queries as land
from app.territory.rules import DivisionLevel
from app.territory.rules.refusals import UnknownGrid


class NoTeamYet(Refusal):
    code = "maps.no_team_yet"
    status = 404
    says = N_("There is no team yet whose map could be shown.")


@bp.get("/maps")
@allowed(Deed.SEE_MAP)
def own_map() -> Response:
    """The map of one's own team; who has none, or belongs to the township's, sees the township."""
    today = clock.today()
    team = posts.team_of(actor().id, on=today)
    if map_pages.sees(land.township().place_path) and (team is None or team.division.level is DivisionLevel.TOWNSHIP):
        return redirect(url_for(".township_map"))
    team = team or next((one for one in posts.teams_on(today) if map_pages.sees(one.place_path)), None)
    if team is None:
        raise NoTeamYet
    return redirect(url_for(".team_map", team_id=team.id))


@bp.get("/maps/township")
@allowed(Deed.SEE_MAP)
def township_map() -> Response | str:
    """Every village and grid with its load; whoever sees only a part of the township goes to the own team's map."""
    town = land.township()
    if not map_pages.sees(town.place_path):
        return redirect(url_for(".own_map"))
    return map_pages.township_page(town, choice(), now=clock.now())


@bp.get("/maps/team/<uuid:team_id>")
@allowed(Deed.SEE_MAP)
def team_map(team_id: UUID) -> Response | str:
    """A team's grids with households and cases. The township's own team has the township's map."""
    team = posts.team(team_id)
    if not map_pages.sees(team.place_path):
        abort(404)
    if team.division.level is DivisionLevel.TOWNSHIP:
        return redirect(url_for(".township_map"))
    return map_pages.team_page(team, choice(), now=clock.now())


@bp.get("/maps/grids/<code>/card")
@allowed(Deed.SEE_MAP)
def grid_card(code: str) -> str:
    now = clock.now()
    try:
        grid = land.grid_on(code, clock.on(now))
    except UnknownGrid:
        abort(404)
    within = queries.Within(place_path=grid.place_path)
    (shown,) = queries.grid_work([grid], map_pages.seen_work(now, within), with_households=True)
    return map_pages.card(
        grid.name,
        within,
        shown.work,
        households=shown.households or 0,
        now=now,
        village_code=grid.village_code,
        grid_code=code,
    )


@bp.get("/maps/villages/<code>/card")
@allowed(Deed.SEE_MAP)
def village_card(code: str) -> str:
    """A village's card on the township's map, with its grids and the way to its team's map."""
    now, village = clock.now(), land.division(code)
    if village.level is not DivisionLevel.VILLAGE or not map_pages.sees(village.place_path):
        abort(404)
    within = queries.Within(place_path=village.place_path)
    work = map_pages.seen_work(now, within)
    grids = queries.grid_work(land.grids_of_village(code, clock.on(now)), work, with_households=True)
    households = sum(one.households or 0 for one in grids)
    return map_pages.card(
        village.short_name or village.name,
        within,
        work,
        households=households,
        now=now,
        village_code=code,
        grids=grids,
    )
