"""What staff enter for others: a call-back 电话回访 or a paper, of work that was not theirs."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import actor, demand, stamp_from_form
from app.cases import queries as cases
from app.core.db import transaction
from app.core.errors import Invalid, Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.ratings import actions, queries
from app.ratings.queries import Invitation
from app.ratings.rules import BY_STAFF, Channel, Level, NobodyInvited, NotStaffsChannel, RatedAlready, RatedRates, said
from app.ratings.views.blueprint import bp


@bp.get("/ratings/cases/<uuid:case_id>")
@allowed(Deed.RECORD_RATING)
def enter(case_id: UUID) -> str:
    case, invitation = cases.case(case_id), _invitation(case_id)
    demand(Deed.RECORD_RATING, case.place_path)
    if queries.is_rated_by(invitation, actor().id):
        raise RatedRates
    if invitation.rating is not None:
        raise RatedAlready
    return _page(case_id)


@bp.post("/ratings/cases/<uuid:case_id>")
@allowed(Deed.RECORD_RATING)
def record(case_id: UUID) -> Response | tuple[str, int]:
    cases.case(case_id)  # unknown or out of one's places: 404 before anything is read from the form
    try:
        wanted, channel = said(request.form), _channel()
        with transaction():
            invitation = queries.invitation_to_change(_invitation(case_id).id)
            demand(Deed.RECORD_RATING, invitation.place_path)
            actions.record(invitation, wanted.level, channel=channel, comment=wanted.comment, stamp=stamp_from_form())
    except Invalid as refusal:
        return _page(case_id, typed=request.form, refusal=refusal), refusal.status
    flash(gettext("The rating is kept. Thank the person who gave it."))
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _invitation(case_id: UUID) -> Invitation:
    found = queries.invitation_of(case_id)
    if found is None:
        raise NobodyInvited
    return found


def _channel() -> Channel:
    channel = next((one for one in BY_STAFF if one.value == request.form.get("channel")), None)
    if channel is None:
        raise NotStaffsChannel
    return channel


def _page(case_id: UUID, *, typed: Mapping[str, str] | None = None, refusal: Refusal | None = None) -> str:
    return render_template(
        "ratings/enter.html",
        case=cases.case(case_id),
        served=queries.served_of(case_id),
        level_options=[(level.value, gettext(level.label)) for level in Level],
        channel_options=[(channel.value, gettext(channel.label)) for channel in BY_STAFF],
        typed=typed or {},
        errors={refusal.field: sentence(refusal)} if refusal and refusal.field else {},
    )
