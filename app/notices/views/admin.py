"""What goes outside, for the system's administrator: how it stands and why, never what it is about beyond a number."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import stamp_from_form
from app.core import outbox
from app.core.db import transaction
from app.core.guard import allowed
from app.core.outbox import Channel, State
from app.notices import actions, queries
from app.notices.views.blueprint import bp


@bp.get("/admin/outbox")
@allowed(Deed.MANAGE_OUTBOX)
def outside() -> str:
    asked = request.args.get("state", "")
    state = State.of(asked) if asked in set(State) else None
    return render_template(
        "notices/outbox.html",
        messages=outbox.outside(state=state),
        counts=outbox.count_by_state(),
        asked=state,
        states=State,
        channels={channel.value: channel for channel in Channel},
        ways=outbox.ways(),
        said=lambda message: queries.said_outside(message)[1],
    )


@bp.post("/admin/outbox/<uuid:message_id>/retry")
@allowed(Deed.MANAGE_OUTBOX)
def retry(message_id: UUID) -> Response:
    with transaction():
        actions.try_again(outbox.outside_to_change(message_id), stamp=stamp_from_form())
    flash(gettext("It will be sent again with the next run."))
    return redirect(url_for(".outside"), 303)
