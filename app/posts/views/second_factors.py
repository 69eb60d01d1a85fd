"""Second factors for the security administrator: who has one, and resetting one whose phone is lost."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.rules import Deed, needs_second_factor
from app.accounts.rules.refusals import OwnAccount
from app.accounts.views import actor, stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.guard import allowed
from app.core.settings import settings
from app.posts import queries
from app.posts.views.blueprint import bp, demand_for


@bp.get("/second-factors")
@allowed(Deed.RESET_SECOND_FACTOR)
def second_factors() -> str:
    today, since, setting = clock.today(), people.second_factors(), settings().second_factor
    staff = [row.person for row in queries.staff(today, places=actor().places) if not row.has_left]
    needing = {one.id for one in staff if needs_second_factor(people.roles_of(one.id, on=today), setting=setting)}
    shown = sorted(staff, key=lambda one: (one.id not in since, one.id not in needing, one.sign_in_name))
    return render_template("posts/second_factors.html", people=shown, since=since, needing=needing, setting=setting)


@bp.post("/second-factors/<uuid:person_id>/reset")
@allowed(Deed.RESET_SECOND_FACTOR)
def reset_second_factor(person_id: UUID) -> Response:
    demand_for(Deed.RESET_SECOND_FACTOR, person_id, on=clock.today())
    if person_id == actor().id:
        raise OwnAccount
    with transaction():
        person = people.person_to_change(person_id)
        accounts.reset_second_factor(person, stamp=stamp_from_form())
        name = person.name
    flash(gettext("The second factor of %(name)s was reset. All their sign-ins have ended.", name=name))
    return redirect(url_for(".second_factors"), 303)
