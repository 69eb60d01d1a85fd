"""The round 上门路线 of one's day: its order and times, by hand or made anew; and the time of day that a household wishes."""

from pathlib import Path
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import actor, stamp_from_form
from app.cases import queries as cases
from app.cases.views import words
from app.cases.views.rights import demand_here
from app.core import clock
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.core.settings import settings
from app.core.stamp import Door, Stamp
from app.field import queries
from app.field.queries import DayRound
from app.field.rules import FLAT, UnknownVisit, added, moved, order_said
from app.field.views.blueprint import bp
from app.visits import actions
from app.visits.rules import Going, Made, time_of_day, wish_said

STEPS = {"up": -1, "down": 1}


@bp.get("/round")
@allowed(Deed.PLAN_ROUND)
def day_round() -> str:
    return _page(queries.day_round(actor().id, now=clock.now()))


@bp.post("/round")
@allowed(Deed.PLAN_ROUND)
def order_round() -> Response:
    """`order`: ids of cases as the page showed them; `up`, `down` or `add`: the one to move, or to put at the end."""
    stamp, order = stamp_from_form(door=Door.FIELD), _order()
    with transaction():
        found = queries.day_round(actor().id, now=clock.now(), order=order)
        _keep(found, Made.HAND, stamp=stamp)
    return redirect(url_for(".day_round"), 303)


@bp.post("/round/anew")
@allowed(Deed.PLAN_ROUND)
def plan_round() -> Response:
    """`going`: on foot or by motorbike. The machine's order, kept instead of what was."""
    stamp = stamp_from_form(door=Door.FIELD)
    going = next((one for one in Going if one.value == request.form.get("going")), None)
    found = queries.day_round(actor().id, now=clock.now(), going=going, anew=True)
    with transaction():
        _keep(found, Made.MACHINE, stamp=stamp)
    flash(gettext("Planned anew."))
    return redirect(url_for(".day_round"), 303)


@bp.post("/cases/<number>/wish")
@allowed(Deed.PLAN_ROUND)
def wish(number: str) -> Response | tuple[str, int]:
    """`from`, `until`: times of day like 17:00 between which a visit may begin; both empty: at any time."""
    stamp = stamp_from_form(door=Door.FIELD)
    case_id = cases.case_id_of(number)
    if case_id is None:
        abort(404)
    try:
        with transaction():
            case = cases.case_to_change(case_id)
            demand_here(Deed.PLAN_ROUND, case)
            actions.wish(case, wish_said(request.form.get("from", ""), request.form.get("until", "")), stamp=stamp)
    except Refusal as refusal:
        return _page(queries.day_round(actor().id, now=clock.now()), refused=refusal, of=case_id), refusal.status
    flash(gettext("Kept. Plan anew to have the round keep to it."))
    return redirect(url_for(".day_round"), 303)


def _order() -> tuple[UUID, ...]:
    order = order_said(request.form.get("order", ""))
    for name, steps in STEPS.items():
        if which := request.form.get(name):
            order = moved(order, _only(which), by=steps)
    return added(order, _only(which)) if (which := request.form.get("add")) else order


def _only(text: str) -> UUID:
    said = order_said(text)
    if len(said) != 1:
        raise UnknownVisit
    return said[0]


def _keep(found: DayRound, made: Made, *, stamp: Stamp) -> None:
    actions.keep_round(actor().id, found.order, on=found.on, unplanned=found.left, made=made, going=found.going, stamp=stamp)


def _page(found: DayRound, *, refused: Refusal | None = None, of: UUID | None = None) -> str:
    return render_template(
        "field/round.html",
        found=found,
        words=words,
        time_of_day=time_of_day,
        goings=[(one.value, gettext(one.label)) for one in Going],
        wrong={refused.field or "": sentence(refused)} if refused else {},
        of=of,
        typed=request.form,
        flat=FLAT,
        heights_file=Path(settings().round_heights).name,
    )
