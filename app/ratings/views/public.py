"""The resident's page /r/<key>: what was done, five levels, a word if one likes. No sign-in, no scripts, nobody's name.

The key is 128 random bits and opens one service, once: there is nothing to guess and nothing to try in numbers.
"""

from collections.abc import Mapping
from uuid import UUID, uuid4

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.core.errors import Invalid, Refusal
from app.core.guard import public
from app.core.journal import is_entered
from app.core.pages import sentence
from app.core.scope import Everywhere, looking
from app.core.stamp import MACHINE, Door, Stamp
from app.ratings import actions, queries
from app.ratings.queries import Served
from app.ratings.rules import Level, NobodyInvited, RatedAlready, channel_of, said
from app.ratings.views.blueprint import bp

OWN_LINK = Everywhere("whoever holds the link sees what it is about")


@bp.get("/r/<key>")
@public
def ask(key: str) -> str:
    served = _served(key)
    return render_template("ratings/rated.html", served=served) if served.is_rated else _page(served)


@bp.post("/r/<key>")
@public
def answer(key: str) -> Response | tuple[str, int]:
    served, stamp = _served(key), _stamp()
    if served.is_rated and is_entered(stamp.event_id):  # pressed twice
        return redirect(url_for(".thanks", key=key), 303)
    try:
        wanted = said(request.form)
        with looking(OWN_LINK), transaction():
            invitation = queries.invitation_to_change(served.invitation_id)
            channel = channel_of(request.form.get("via"))
            actions.rate(invitation, wanted.level, channel=channel, comment=wanted.comment, stamp=stamp)
    except RatedAlready as refusal:
        return render_template("ratings/rated.html", served=served), refusal.status
    except Invalid as refusal:
        return _page(served, typed=request.form, refusal=refusal), refusal.status
    return redirect(url_for(".thanks", key=key), 303)


@bp.get("/r/<key>/thanks")
@public
def thanks(key: str) -> Response | str:
    served = _served(key)
    if not served.is_rated:
        return redirect(url_for(".ask", key=key))
    return render_template("ratings/thanks.html", served=served)


def _served(key: str) -> Served:
    """What the link is about; 404 (NobodyInvited) for one that opens nothing any more."""
    with looking(OWN_LINK):
        found = queries.served(key)
    if found is None:
        raise NobodyInvited
    return found


def _page(served: Served, *, typed: Mapping[str, str] | None = None, refusal: Refusal | None = None) -> str:
    typed = typed or {}
    return render_template(
        "ratings/ask.html",
        served=served,
        levels=list(Level),
        typed=typed,
        via=typed.get("via") or request.args.get("via", ""),
        errors={refusal.field: sentence(refusal)} if refusal and refusal.field else {},
    )


def _stamp() -> Stamp:
    """It happens now. A stranger's stamp is the machine's; of somebody signed in it is theirs, and the deed refuses it."""
    now = clock.now()
    by = current_user.actor.id if current_user.is_authenticated else MACHINE
    return Stamp(by=by, on_behalf_of=None, at=now, recorded_at=now, event_id=_event_id(), door=Door.WEB)


def _event_id() -> UUID:
    try:
        return UUID(request.form.get("event_id", ""))
    except ValueError:
        return uuid4()
