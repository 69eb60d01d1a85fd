"""The journal's seals for the auditor: how far it is sealed, when all was last verified, and a button that asks for it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views.blueprint import bp
from app.accounts.views.door import actor, stamp_from_form
from app.core import clock, journal, runs, seals
from app.core.db import transaction
from app.core.guard import allowed
from app.core.pager import Pager

PER_PAGE = 50


@bp.get("/journal/seals")
@allowed(Deed.READ_JOURNAL)
def sealed() -> str:
    number = max(1, request.args.get("page", 1, type=int))
    rows, pages = seals.seals(page=number, per_page=PER_PAGE)
    checked, asked_at = runs.last_runs().get("audit"), journal.last_entered(Deed.VERIFY_JOURNAL)
    return render_template(
        "accounts/seals.html",
        seals=rows,
        last=seals.last_seal(),
        waiting=seals.waiting(),
        checked=checked if checked is not None and checked.result else None,
        is_waiting=asked_at is not None and (checked is None or asked_at > checked.began_at or checked.ended_at is None),
        page=Pager("accounts.sealed", number, pages),
        now=clock.now(),
    )


@bp.post("/journal/seals")
@allowed(Deed.VERIFY_JOURNAL)
def ask_verification() -> Response:
    """The scheduler does it: a long journal takes longer than a page may."""
    with transaction():
        journal.enter(Deed.VERIFY_JOURNAL, subject=actor().id, body={"verification": "asked"}, stamp=stamp_from_form())
    flash(gettext("The verification was asked for; it begins within a minute."))
    return redirect(url_for(".sealed"), 303)
