"""A handover's packet, for the receiver, the giver and whoever leads there; and the receipt."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.queries import names
from app.accounts.rules import Deed, may
from app.accounts.views import actor, stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.handovers import actions, queries
from app.handovers.rules import UNDO_WITHIN, HandoverState
from app.handovers.views.blueprint import bp


@bp.get("/handovers/<uuid:handover_id>")
@allowed(Deed.READ_CASES)
def show(handover_id: UUID) -> str:
    shown, now = queries.handover(handover_id), clock.now()
    if not _concerns(shown):
        abort(404)
    is_open = shown.state is not HandoverState.UNDONE and now - shown.recorded_at <= UNDO_WITHIN
    return render_template(
        "handovers/show.html",
        handover=shown,
        contents=queries.contents(shown),
        names=names(),
        states=HandoverState,
        is_mine=shown.receiver_id == actor().id,
        may_undo=is_open and may(actor(), Deed.HAND_OVER, shown.place_path),
        undo_until=shown.recorded_at + UNDO_WITHIN,
    )


@bp.post("/handovers/<uuid:handover_id>/receive")
@allowed(Deed.RECEIVE_HANDOVER)
def receive(handover_id: UUID) -> Response:
    """The receipt: what is ticked is here; what isn't stays with the giver."""
    try:
        with transaction():
            waiting = queries.handover_to_change(handover_id)
            if waiting.receiver_id != actor().id:
                abort(404)
            here = {int(text) for text in request.form.getlist("here") if text.isascii() and text.isdecimal()}
            actions.receive(waiting, missing=queries.on_receipt(waiting) - here, stamp=stamp_from_form())
    except Refusal as refusal:
        flash(sentence(refusal), "bad")
    else:
        flash(gettext("You have it now. What was not there stays with whoever had it."))
    return redirect(url_for(".show", handover_id=handover_id), 303)


def _concerns(shown: Any) -> bool:
    """The receiver, the giver, whoever made it, and who may hand over there."""
    return actor().id in {shown.receiver_id, shown.giver_id, shown.by} or may(actor(), Deed.HAND_OVER, shown.place_path)
