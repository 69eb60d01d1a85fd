"""A certificate brought home 送证, on the phone: each step one deed, JSON, or a form where a picture comes along."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, request, url_for
from flask_babel import gettext

from app.accounts.rules import Deed
from app.accounts.views import stamp_from_form, stamp_from_json
from app.cases import queries as cases
from app.cases.queries import case_id_of
from app.core.db import transaction
from app.core.guard import allowed
from app.core.journal import is_entered
from app.core.stamp import Door, Stamp
from app.core.words import word
from app.field.views.answers import Answer, done, json_deed, said
from app.field.views.blueprint import bp
from app.visits import actions
from app.visits.rules import step_of
from app.visits.views import demand_step, photos_of_form


@bp.post("/cases/<number>/deliveries/<step>")
@allowed(Deed.READ_CASES)
@json_deed
def deliver(number: str, step: str) -> Answer:
    """`{"event_id", "at", "item": position, …what the step takes}`. The deed and the place are asked inside."""
    told, stamp = _told()
    chosen, case_id, is_replay = step_of(step), case_id_of(number), is_entered(stamp.event_id)
    if case_id is None and not is_replay:
        abort(404)
    if case_id is not None:
        with transaction():
            case = cases.case_to_change(case_id)
            demand_step(chosen, case)
            actions.make(case, chosen, told, stamp=stamp)
    flash(gettext("“%(move)s” is done.", move=word(chosen)))
    next_url = url_for(".case", number=number) if case_id is not None else url_for(".home")
    return done(stamp.event_id, next_url=next_url, is_replay=is_replay, case=number)


def _told() -> tuple[Mapping[str, Any], Stamp]:
    if request.is_json:
        return said(), stamp_from_json()
    return {**request.form.to_dict(), "photos": photos_of_form(request.files)}, stamp_from_form(door=Door.FIELD)
