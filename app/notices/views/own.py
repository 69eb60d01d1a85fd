"""How one wants to be told: in the inbox always, outside by e-mail or SMS, each message or the morning's digest."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.accounts.rules import Deed
from app.accounts.views import actor, stamp_now
from app.core import outbox
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.core.settings import settings
from app.notices import actions, queries
from app.notices.rules import Choice, email_of
from app.notices.views.blueprint import bp


@bp.get("/account/notices")
@allowed(Deed.USE_OWN_ACCOUNT)
def own() -> str:
    person = accounts.person(actor().id)
    return _page(queries.choice_of(person.id), person.email or "", errors={})


@bp.post("/account/notices")
@allowed(Deed.USE_OWN_ACCOUNT)
def choose() -> Response | tuple[str, int]:
    by, typed = request.form.getlist("by"), request.form.get("email", "")
    choice = Choice(email="email" in by, sms="sms" in by, digest=request.form.get("digest") == "1")
    try:
        email = email_of(typed)
        with transaction():
            actions.choose(accounts.person_to_change(actor().id), choice, email=email, stamp=stamp_now())
    except Refusal as refusal:
        if refusal.field is None:
            raise
        return _page(choice, typed, errors={refusal.field: sentence(refusal)}), refusal.status
    flash(gettext("Saved. From now on you are told in this way."))
    return redirect(url_for(".own"), 303)


def _page(choice: Choice, email: str, *, errors: dict[str, str]) -> str:
    said = settings()
    return render_template(
        "notices/own.html",
        choice=choice,
        email=email,
        phone=accounts.person(actor().id).phone,
        errors=errors,
        ways={channel.value for channel in outbox.ways()},
        quiet=(said.quiet_from, said.quiet_until),
    )
