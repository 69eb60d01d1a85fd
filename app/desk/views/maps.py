"""The leader's map: `/maps/team/<id>`, the cards of its grids, and the way there."""

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.core import clock
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.named import N_
from app.desk import queries
from app.desk.views.blueprint import bp
from app.desk.views.drawing import drawn
from app.posts import queries as posts
from app.territory import queries as land
from app.territory.rules.refusals import UnknownGrid
from maps import styles


class NoTeamYet(Refusal):
    code = "maps.no_team_yet"
    status = 404
    says = N_("There is no team yet whose map could be shown.")


@bp.get("/maps")
@allowed(Deed.SEE_MAP)
def own_map() -> Response:
    """The map of one's own team; who has none sees the township's."""
    today = clock.today()
    team = posts.team_of(actor().id, on=today) or next(iter(posts.teams_on(today)), None)
    if team is None:
        raise NoTeamYet
    return redirect(url_for(".team_map", team_id=team.id))


@bp.get("/maps/team/<uuid:team_id>")
@allowed(Deed.SEE_MAP)
def team_map(team_id: UUID) -> str:
    now, team = clock.now(), posts.team(team_id)
    work = queries.open_work(now, team=team)
    shown = queries.grid_work(queries.grids_of(team, on=clock.on(now)), work)
    limits = styles.thresholds([len(one.work) for one in shown])
    return render_template(
        "desk/map.html",
        team=team,
        teams=posts.teams_on(clock.on(now)),
        map=drawn(team, shown, work, limits),
        grids=shown,
        work=work,
        crew=queries.carried_by(work),
        ramp=styles.legend(limits),
        now=now,
    )


@bp.get("/maps/grids/<code>/card")
@allowed(Deed.SEE_MAP)
def grid_card(code: str) -> str:
    now = clock.now()
    try:
        grid = land.grid_on(code, clock.on(now))
    except UnknownGrid:
        abort(404)
    work = [one for one in queries.open_work(now) if one.case.grid_id == grid.grid_id]
    (shown,) = queries.grid_work([grid], work)
    posted, away = queries.posted_to(grid, on=clock.on(now))
    completed = queries.completed_in(grid, today=clock.on(now))
    return render_template("desk/grid_card.html", shown=shown, posted=posted, away=away, completed=completed)
