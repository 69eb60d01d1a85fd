"""代群众登记: a neighbour's matter in a minute. Find the household, tick who asks, choose the item, send one JSON deed."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

import app.catalogue.queries as catalogue
import app.households.queries as households
from app.accounts.rules import Deed
from app.accounts.views import actor, demand, stamp_from_json
from app.cases import actions, queries
from app.cases.rules import Intake, Mode, NothingAsked, opening_said
from app.cases.views import bundle_of, look_for_duplicates, told_at_item, words
from app.core import clock
from app.core.db import transaction
from app.core.guard import allowed
from app.core.journal import is_entered
from app.core.named import N_
from app.deadlines.queries import lights
from app.field.rules import HouseholdNeeded
from app.field.views.answers import Answer, done, json_deed, said
from app.field.views.blueprint import bp
from app.field.views.homes import place_of_actor

MODES = {
    Mode.PROXY: N_("we do it for them"),
    Mode.HOME: N_("at their home"),
    Mode.ASSIST: N_("we help, they hand in"),
}
INTAKES = (Intake.HOME, Intake.PHONE, Intake.GROUP, Intake.STATION)


@bp.get("/cases/new")
@allowed(Deed.OPEN_CASE)
def new() -> str:
    """First the household (by its short number in the address), then the form."""
    number = request.args.get("household", type=int)
    if number is None:
        return render_template("field/new_whose.html", groups=households.groups(place_of_actor()))
    household, today = households.household_by_number(number), clock.today()
    return render_template(
        "field/new.html",
        household=household,
        residents=[one for one in household.residents if one.left_on is None or one.left_on > today],
        items=catalogue.items_on(today),
        bundles=catalogue.bundles_with_steps(today),
        classes=catalogue.classes(),
        mode_options=[(mode.value, gettext(mode.label), gettext(hint)) for mode, hint in MODES.items()],
        intake_options=[(intake.value, gettext(intake.label)) for intake in INTAKES],
        draft=f"new-{actor().id}-{household.id}",
    )


@bp.post("/cases")
@allowed(Deed.OPEN_CASE)
@json_deed
@told_at_item()
def open_case() -> Answer:
    """`{"event_id", "at", "household": number, "applicant", "item": "CODE|VARIANT", "mode", "intake", "complete_papers", …}`.

    A bundle is `"item": "bundle:CODE"`, and `"steps": {CODE: [item codes]}` those that apply.
    """
    body, stamp = said(), stamp_from_json()
    arguments, is_replay = opening_said({**body, **_asked(body)}), is_entered(stamp.event_id)
    with transaction():
        household = households.household_by_number(_number(body))
        demand(Deed.OPEN_CASE, household.place_path)
        if body.get("another") is not True and not is_replay:
            look_for_duplicates(household.id, arguments, on=clock.on(stamp.at))
        case = actions.open_case(household, **arguments, stamp=stamp)
        number, tracking = case.number, case.tracking
    next_url = url_for(".opened", number=number)
    return done(stamp.event_id, next_url=next_url, is_replay=is_replay, case=number, tracking=tracking)


@bp.get("/cases/<number>/opened")
@allowed(Deed.READ_CASES)
def opened(number: str) -> str:
    """What to tell them: who will do it, by when, and the number to ask with."""
    case, now = queries.case_by_number(number), clock.now()
    face = lights("case", [case.id], now=now).get(case.id)
    return render_template("field/opened.html", case=case, face=face, words=words, is_mine=case.person_id == actor().id)


def _asked(body: Mapping[str, Any]) -> dict[str, Any]:
    """What `opening_said` reads: one item with its variant, or a bundle with the steps ticked under its code."""
    item, _, variant = str(body.get("item") or "").partition("|")
    bundle, steps = bundle_of(item), body.get("steps")
    if not bundle:
        return {"item": item, "variant": variant}
    ticked = steps.get(bundle) if isinstance(steps, Mapping) else None
    if not ticked or not isinstance(ticked, list):
        raise NothingAsked
    return {"item": "", "bundle": bundle, "items": [{"item": code} for code in ticked]}


def _number(body: Mapping[str, Any]) -> int:
    try:
        return int(str(body.get("household")))
    except ValueError:
        raise HouseholdNeeded from None
