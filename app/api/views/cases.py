"""`/api/v1`: cases as JSON, through the pages' own actions. Who asks is signed in like a browser and sends the CSRF token."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, request, url_for

import app.households.queries as households
from app.accounts.rules import Deed
from app.accounts.views import demand, stamp_from_json
from app.api.views.document import document
from app.cases import actions, queries
from app.cases.rules import move_of, opening_said
from app.cases.views import demand_move, look_for_duplicates, opened_answer
from app.core import clock
from app.core.db import transaction
from app.core.errors import Invalid, Refusal
from app.core.guard import allowed, public
from app.core.journal import is_entered
from app.core.named import N_
from app.core.pages import sentence
from app.core.stamp import Door, Stamp
from app.visits import actions as visits
from app.visits.rules import step_of
from app.visits.views import demand_step, whole_answer

bp = Blueprint("api", __name__, url_prefix="/api/v1")
Answer = Response | tuple[Response, int]


class NotAnObject(Invalid):
    code = "api.not_an_object"
    says = N_("Send one JSON object.")


class HouseholdUnnamed(Invalid):
    code = "api.household_unnamed"
    says = N_("Name the household by its code.")
    field = "household"


@bp.errorhandler(Refusal)
def refused(refusal: Refusal) -> tuple[Response, int]:
    """`{"code", "message", "field"}`: the code is stable, the message is for people, the field is what to mend."""
    return jsonify(code=refusal.code, message=sentence(refusal), field=refusal.field), refusal.status


@bp.post("/cases")
@allowed(Deed.OPEN_CASE)
def open_case() -> Answer:
    said, stamp = _said(), stamp_from_json(door=Door.API)
    arguments = opening_said(said)
    code, town_code = said.get("household"), said.get("town")
    if not isinstance(code, str) or not code.strip():
        raise HouseholdUnnamed
    is_replay = is_entered(stamp.event_id)
    with transaction():
        household = households.household_by_code(code.strip(), town_code)
        demand(Deed.OPEN_CASE, household.place_path)
        if said.get("another") is not True and not is_replay:
            look_for_duplicates(household.id, arguments, on=clock.on(stamp.at))
        case = actions.open_case(household, **arguments, stamp=stamp)
    answer = jsonify(opened_answer(queries.case(case.id), now=clock.now()))
    answer.headers["Location"] = url_for(".show", number=case.number)
    return answer, 200 if is_replay else 201


@bp.get("/cases/<number>")
@allowed(Deed.READ_CASES)
def show(number: str) -> Answer:
    return jsonify(whole_answer(queries.case_by_number(number), now=clock.now()))


@bp.post("/cases/<number>/moves")
@allowed(Deed.READ_CASES)
def move(number: str) -> Answer:
    """One move; the same event again answers the same and changes nothing."""
    said, stamp = _said(), stamp_from_json(door=Door.API)
    chosen = move_of(str(said.get("move", "")))
    case_id = queries.case_by_number(number).id
    with transaction():
        case = queries.case_to_change(case_id)
        demand_move(chosen, case)
        actions.make(case, chosen, said, stamp=stamp)
    if not queries.is_there(case_id):
        return jsonify(number=number, stage=None, event_id=str(stamp.event_id)), 200
    return _done(case_id, stamp)


@bp.post("/cases/<number>/deliveries")
@allowed(Deed.READ_CASES)
def deliver(number: str) -> Answer:
    """One step of a certificate brought home 送证上门; the same event again answers the same and changes nothing."""
    said, stamp = _said(), stamp_from_json(door=Door.API)
    chosen = step_of(str(said.get("step", "")))
    case_id = queries.case_by_number(number).id
    with transaction():
        case = queries.case_to_change(case_id)
        demand_step(chosen, case)
        visits.make(case, chosen, said, stamp=stamp)
    return _done(case_id, stamp)


@bp.get("/openapi.json")
@public
def openapi() -> Answer:
    rules = [rule for rule in current_app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    return jsonify(document(rules))


def _done(case_id: UUID, stamp: Stamp) -> Response:
    return jsonify({**whole_answer(queries.case(case_id), now=clock.now()), "event_id": str(stamp.event_id)})


def _said() -> Mapping[str, Any]:
    said = request.get_json(silent=True)
    if not isinstance(said, dict):
        raise NotAnObject
    return said
