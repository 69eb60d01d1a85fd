"""The office's first page: how things stand, as a sentence, four numbers and what waits."""

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.rules import Deed, Role
from app.accounts.views import actor
from app.core import clock
from app.core.guard import allowed
from app.desk import queries
from app.desk.views.blueprint import bp

ONLY_FIELD = frozenset({Role.WORKER})


@bp.get("/")
@allowed(Deed.USE_OWN_ACCOUNT)
def home() -> Response | str:
    if actor().roles <= ONLY_FIELD and actor().roles:
        return redirect(url_for("field.home"))
    if not current_user.may(Deed.READ_CASES):
        return render_template("desk/admin_home.html")
    now = clock.now()
    return render_template("desk/home.html", stands=queries.standing(now, today=clock.on(now)), now=now)
