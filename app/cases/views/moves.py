"""Moves by form: made, or answered with the same page and what is wrong, or with both versions when somebody was faster."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.queries import names
from app.accounts.rules import Deed
from app.accounts.views import stamp_from_form
from app.cases import actions, queries
from app.cases.queries import Case
from app.cases.rules import Move, move_of
from app.cases.views import words
from app.cases.views.blueprint import bp
from app.cases.views.forms import move_form
from app.cases.views.page import OUTSIDE, page
from app.cases.views.rights import demand_here, demand_move
from app.core.db import transaction
from app.core.errors import NotAllowed, Refusal
from app.core.guard import allowed
from app.core.journal import is_entered
from app.core.named import N_
from app.core.pages import sentence

Answer = Response | tuple[str, int]
_NOT_SAID = {"csrf_token", "event_id", "at", "version"}


class Outdated(Exception):
    """The form was made from an older version of the case."""


@bp.post(
    "/<uuid:case_id>/<any(accept,assign,take,collect,forward,send_back,resume,pause,pass_on,place,complete,withdraw,reject,reopen):move>"
)
@allowed(Deed.READ_CASES)
def move(case_id: UUID, move: str) -> Answer:
    """Any move. The deed and the place are asked inside: they depend on the move and on the case."""
    chosen, said = move_of(move), move_form(request.form)
    try:
        stamp = stamp_from_form()
        if is_entered(stamp.event_id) and not queries.is_there(case_id):
            return _after(case_id, chosen)  # done already, and by that the case left what one sees
        with transaction():
            case = queries.case_to_change(case_id)
            demand_move(chosen, case)
            _check_version(case, event_id=stamp.event_id)
            actions.make(case, chosen, said, stamp=stamp)
    except Outdated:
        return _conflict(case_id, words.BUTTONS[chosen]), 409
    except NotAllowed:
        raise
    except Refusal as refusal:
        errors = {refusal.field or "": sentence(refusal)}
        return page(queries.case(case_id), asked=chosen.value, typed=said, errors=errors), refusal.status
    return _after(case_id, chosen)


@bp.post("/<uuid:case_id>/outside")
@allowed(Deed.CARRY_CASE)
def outside(case_id: UUID) -> Answer:
    """The number that the province's system gave it."""
    said = request.form
    try:
        stamp = stamp_from_form()
        with transaction():
            case = queries.case_to_change(case_id)
            demand_here(Deed.CARRY_CASE, case)
            _check_version(case, event_id=stamp.event_id)
            system, number = said.get("outside_system", ""), said.get("outside_number", "")
            actions.link_outside(case, system=system, number=number, stamp=stamp)
    except Outdated:
        return _conflict(case_id, gettext("Outside number")), 409
    except NotAllowed:
        raise
    except Refusal as refusal:
        errors = {refusal.field or "": sentence(refusal)}
        return page(queries.case(case_id), asked=OUTSIDE, typed=said, errors=errors), refusal.status
    flash(gettext("The outside number is kept."))
    return redirect(url_for(".show", case_id=case_id))


def _check_version(case: Case, *, event_id: UUID) -> None:
    """An old page in a second browser; a second press of the same button is a replay, and none."""
    said = request.form.get("version", "")
    if said and said != str(case.version) and not is_entered(event_id):
        raise Outdated


def _after(case_id: UUID, chosen: Move) -> Response:
    """Back to the case; to the list when it has left the places that one sees."""
    if not queries.is_there(case_id):
        flash(gettext("“%(move)s” is done. The case belongs to another place now.", move=gettext(words.BUTTONS[chosen])))
        return redirect(url_for(".listed"))
    flash(gettext("“%(move)s” is done.", move=gettext(words.BUTTONS[chosen])))
    return redirect(url_for(".show", case_id=case_id))


def _conflict(case_id: UUID, deed: str) -> str:
    """Both versions: what was sent, and what stands now."""
    case = queries.case(case_id)
    last = queries.timeline(case)[-1]
    sent = [(gettext("Deed"), gettext(deed)), *_typed(request.form.to_dict(flat=False))]
    resend = [(name, value) for name in request.form if name not in _NOT_SAID for value in request.form.getlist(name)]
    return render_template(
        "errors/conflict.html",
        subject=f"{case.number} {case.who} · {words.items_of(case)}",
        mine=[
            *sent,
            (gettext("Stage"), request.form.get("stage_shown", "")),
            (gettext("Responsible"), request.form.get("hands_shown", "")),
        ],
        theirs=[
            (gettext("Deed"), gettext(words.BUTTONS[last.move]) if last.move else ""),
            (gettext("Reason"), last.reason),
            (gettext("Stage"), gettext(case.stage.label)),
            (gettext("Responsible"), words.hands_of(case)),
        ],
        who=names().get(last.by),
        at=last.at,
        now_url=url_for(".show", case_id=case_id),
        action=request.path,
        resend=[*resend, ("version", str(case.version))],
    )


def _typed(form: Mapping[str, list[str]]) -> list[tuple[str, Any]]:
    """What was typed, under the names of the form's fields."""
    return [
        (gettext(label), "、".join(values)) for name, label in _FIELDS.items() if (values := [v for v in form.get(name, []) if v])
    ]


_FIELDS = {
    "reason": N_("Reason"),
    "note": N_("Note"),
    "late_reason": N_("Why it is late"),
    "to": N_("To whom"),
    "outside_system": N_("Other system"),
    "outside_number": N_("Number there"),
}
