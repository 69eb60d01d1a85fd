"""The worker's one list of what waits, and the reminders that came with it; one tap calls a household."""

import datetime as dt
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import app.handovers.queries as handovers
import app.households.queries as households
from app.accounts.rules import Deed, may
from app.accounts.views import actor, demand, stamp_from_form, stamp_from_json
from app.cases.queries import Case
from app.cases.views import words
from app.core import clock, outbox
from app.core.db import transaction
from app.core.guard import allowed
from app.core.stamp import Door
from app.field import queries
from app.field.views.answers import done
from app.field.views.blueprint import bp
from app.field.views.pack import about
from app.households.actions import show_hidden
from app.households.rules import Hidden, ShowReason


@bp.get("/")
@allowed(Deed.WORK_IN_FIELD)
def home() -> str:
    now = clock.now()
    found = queries.today(actor().id, now=now)
    is_empty = not found.walk and not found.elsewhere
    return render_template(
        "field/today.html",
        found=found,
        now=now,
        words=words,
        aside=about_asker(found.walk[0].case, on=clock.on(now)) if found.walk else "",
        may_call=bool(found.walk) and may_call(found.walk[0].case),
        due=queries.due_this_month(found.team, now=now) if is_empty and found.team else [],
        mine=queries.done_this_year(actor().id, today=clock.on(now)) if is_empty else 0,
        unread=outbox.unread(actor().id),
        handovers=handovers.waiting_for(actor().id),
    )


@bp.get("/reminders")
@allowed(Deed.WORK_IN_FIELD)
def reminders() -> str:
    return render_template("field/reminders.html", messages=outbox.inbox(actor().id), unread=outbox.unread(actor().id))


@bp.post("/reminders")
@allowed(Deed.WORK_IN_FIELD)
def read_reminders() -> Response:
    with transaction():
        outbox.mark_read(actor().id, at=clock.now())
    return redirect(url_for(".home"), 303)


@bp.post("/households/<uuid:household_id>/call")
@bp.post("/residents/<uuid:resident_id>/call", endpoint="call_resident")
@allowed(Deed.SHOW_HIDDEN)
def call(household_id: UUID | None = None, resident_id: UUID | None = None) -> Response | str:
    """Show a phone number to call it: one tap, and a line in the journal that says who wanted to call."""
    stamp = stamp_from_json() if request.is_json else stamp_from_form(door=Door.FIELD)
    with transaction():
        subject = households.subject_to_change(household_id=household_id, resident_id=resident_id)
        demand(Deed.SHOW_HIDDEN, subject.place_path)
        number = show_hidden(subject, Hidden.PHONE, ShowReason.CALL, stamp=stamp)
    if request.is_json:
        return done(stamp.event_id, next_url=f"tel:{number}", is_replay=False, phone=number)
    return render_template("field/call.html", number=number)


def about_asker(case: Case, *, on: dt.date) -> str:
    """How old whoever asks is, and what they speak: what one wants to know before one goes."""
    home = case.household
    asker = case.applicant or next(iter(home.residents), None) if home else case.applicant
    return about(asker, on=on, with_relation=False) if asker else ""


def may_call(case: Case) -> bool:
    """Whether the household has a phone that the actor may see."""
    home = case.household
    return home is not None and home.phone_mask is not None and may(actor(), Deed.SHOW_HIDDEN, home.place_path)
