"""What one was told: reminders and chasers, in the page itself."""

import datetime as dt

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.core import clock, outbox
from app.core.db import transaction
from app.core.guard import allowed
from app.core.outbox import Message
from app.core.words import day
from app.desk.views.blueprint import bp


@bp.get("/inbox")
@allowed(Deed.USE_OWN_ACCOUNT)
def inbox() -> str:
    return render_template("desk/inbox.html", messages=outbox.inbox(actor().id))


@bp.post("/inbox/read")
@allowed(Deed.USE_OWN_ACCOUNT)
def read() -> Response:
    with transaction():
        outbox.mark_read(actor().id, at=clock.now())
    return redirect(url_for(".inbox"))


@bp.app_template_filter("letter")
def letter(message: Message) -> str:
    """A message in the reader's language; its facts are filled in, dates as dates."""
    facts = {name: _fact(value) for name, value in message.facts.items()}
    return str(gettext(message.says, **facts) if facts else gettext(message.says))


def _fact(value: object) -> object:
    """Facts are kept as JSON: a day comes back as text."""
    try:
        return day(dt.date.fromisoformat(value)) if isinstance(value, str) else value
    except ValueError:
        return value
