"""我的: my grids, my leave and for whom I stand in, what I completed this year; print size, language, signing out."""

import datetime as dt

from flask import render_template

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.core import clock, outbox
from app.core.guard import allowed
from app.field import queries
from app.field.views.blueprint import bp
from app.posts import queries as posts

AHEAD = dt.timedelta(days=14)  # leave that is worth a word


@bp.get("/me")
@allowed(Deed.USE_OWN_ACCOUNT)
def own() -> str:
    today, me = clock.today(), actor()
    held = posts.posts_of(me.id, on=today)
    team = posts.team_of(me.id, on=today)
    return render_template(
        "field/own.html",
        team=team,
        grids=posts.grid_names([post.grid_id for post in held], on=today),
        leaves=posts.leaves_between(me.id, today, today + AHEAD),
        stands_in=posts.stood_in(me.id, today, today + AHEAD),
        mine=queries.done_this_year(me.id, today=today),
        ours=queries.done_by_team(team.id, today=today) if team else None,
        unread=outbox.unread(me.id),
        today=today,
    )
