"""Leave with its stand-in: who, from, to, who stands in. Ended early when somebody is back."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.accounts.rules import Deed, may
from app.accounts.views import actor, stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.errors import NotAllowed, Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.posts import actions, queries
from app.posts.rules.refusals import PersonUnsaid
from app.posts.views.blueprint import bp, demand_for, form_day, form_id

LONGEST_REASON = 128


@bp.get("/posts/leave/new")
@allowed(Deed.RECORD_LEAVE)
def new_leave() -> str:
    today = clock.today().isoformat()
    return _page({}, typed={"person": request.args.get("person", ""), "from_on": today, "to_on": today})


@bp.post("/posts/leave/new")
@allowed(Deed.RECORD_LEAVE)
def add_leave() -> Response | tuple[str, int]:
    person_id = form_id("person")
    try:
        if person_id is None:
            raise PersonUnsaid
        demand_for(Deed.RECORD_LEAVE, person_id, on=clock.today())
        name = _record(person_id)
    except NotAllowed:
        raise
    except Refusal as refusal:
        field = "stand_in" if refusal.facts.get("for") == "stand_in" else refusal.field or ""
        return _page({field: sentence(refusal)}, typed=request.form), refusal.status
    flash(gettext("The leave of %(person)s is recorded.", person=name))
    return redirect(url_for(".home"), 303)


@bp.post("/posts/leave/<uuid:leave_id>/end")
@allowed(Deed.RECORD_LEAVE)
def end_leave(leave_id: UUID) -> Response:
    leave = queries.leave(leave_id)
    demand_for(Deed.RECORD_LEAVE, leave.person_id, on=clock.today())
    name = leave.person.name
    with transaction():
        actions.end_leave(queries.leave_to_change(leave_id), stamp=stamp_from_form())
    flash(gettext("%(person)s is back.", person=name))
    return redirect(url_for(".home"), 303)


def _record(person_id: UUID) -> str:
    from_on = form_day("from_on") or clock.today()
    to_on = form_day("to_on") or from_on
    stand_in_id = form_id("stand_in")
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    with transaction():
        person = people.person_to_change(person_id)
        stand_in = people.person(stand_in_id) if stand_in_id else None
        actions.record_leave(person, from_on=from_on, to_on=to_on, stand_in=stand_in, reason=reason, stamp=stamp_from_form())
        return person.name


def _page(errors: Mapping[str, str], *, typed: Mapping[str, str]) -> str:
    rows = queries.teams_with_members(clock.today())
    everybody = [(row.team, one.person) for row in rows for one in row.members]
    own = [(team, one) for team, one in everybody if may(actor(), Deed.RECORD_LEAVE, team.place_path)]
    choices = [(str(one.id), f"{one.name} ({team.name})") for team, one in own]
    stand_ins = [(str(one.id), f"{one.name} ({team.name})") for team, one in [*own, *(p for p in everybody if p not in own)]]
    return render_template(
        "posts/leave.html",
        errors=errors,
        typed=typed,
        people=[("", gettext("Choose")), *choices],
        stand_ins=[("", gettext("nobody: new work goes to the grid leader")), *stand_ins],
    )
