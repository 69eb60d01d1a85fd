"""What one was told: reminders and chasers, in the page itself."""

import datetime as dt
from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.rules import Deed, Role
from app.accounts.views import actor
from app.cases.queries import case_id_of
from app.core import clock, outbox
from app.core.db import transaction
from app.core.guard import allowed
from app.core.outbox import Message
from app.core.words import day
from app.desk.views.blueprint import bp

ONLY_FIELD = frozenset({Role.WORKER})
CASES = "/cases/"


@bp.get("/inbox")
@allowed(Deed.USE_OWN_ACCOUNT)
def inbox() -> Response | str:
    if actor().roles and actor().roles <= ONLY_FIELD:
        return redirect(url_for("field.reminders"))
    return render_template("desk/inbox.html", messages=outbox.inbox(actor().id))


@bp.get("/inbox/<uuid:message_id>")
@allowed(Deed.USE_OWN_ACCOUNT)
def message(message_id: UUID) -> str:
    """One message, also by the link of its e-mail. What it is about may have gone elsewhere since: then it says so."""
    found = outbox.own_message(actor().id, message_id)
    return render_template("desk/message.html", message=found, is_there=_target(found) is not None)


@bp.post("/inbox/<uuid:message_id>/open")
@allowed(Deed.USE_OWN_ACCOUNT)
def open_message(message_id: UUID) -> Response:
    """Read a message and go to what it is about, or to the message itself when that is not in one's places any more."""
    found = outbox.own_message(actor().id, message_id)
    target = _target(found)
    with transaction():
        outbox.mark_read(actor().id, at=clock.now(), event_id=found.event_id)
    return redirect(target or url_for(".message", message_id=message_id), 303)


@bp.post("/inbox/read")
@allowed(Deed.USE_OWN_ACCOUNT)
def read() -> Response:
    with transaction():
        outbox.mark_read(actor().id, at=clock.now())
    return redirect(url_for(".inbox"))


def _target(found: Message) -> str | None:
    """Where a message leads this reader; None where there is nothing for them. A case is named by its number."""
    link = found.link or ""
    if not link.startswith(CASES):
        return link or None
    number = link.removeprefix(CASES)
    case_id = case_id_of(number) if current_user.may(Deed.READ_CASES) else None
    if case_id is None:
        return None
    is_in_field = actor().roles <= ONLY_FIELD
    return url_for("field.case", number=number) if is_in_field else url_for("cases.show", case_id=case_id)


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
