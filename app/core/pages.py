"""Error pages: a clear sentence in the user's language, and what to do next. Nothing of the database shows through."""

import logging

from flask import Flask, current_app, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, NoResultFound, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.core.arrivals import FAULT as FAULT_CODE
from app.core.arrivals import note, request_number
from app.core.db import db
from app.core.errors import ChangedMeanwhile, Refusal
from app.core.guard import wants_json
from app.core.logs import tell
from app.core.named import N_, Named

FORM_TOO_OLD = N_("This form is too old or was opened in another sign-in. Open the page anew and send it again.")
TITLES = {
    400: N_("This can't be read"),
    401: N_("Please sign in"),
    403: N_("Not for you"),
    404: N_("Nothing here"),
    405: N_("Not in this way"),
    409: N_("Not possible now"),
    413: N_("Too large"),
    429: N_("Too many tries"),
    500: N_("Our fault"),
    503: N_("Not ready just now"),
}


def sentence(refusal: Refusal) -> str:
    """The refusal in the reader's language; facts that are enumerations or refusals themselves are translated too."""
    note(refusal.code)
    facts = {name: _told(fact) for name, fact in refusal.facts.items()}
    return str(gettext(refusal.says, **facts) if facts else gettext(refusal.says))


def _told(fact: object) -> object:
    if isinstance(fact, Refusal):
        return sentence(fact)
    return gettext(fact.label) if isinstance(fact, Named) else fact


def init_pages(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(NoResultFound, _not_found)
    app.register_error_handler(StaleDataError, _outdated)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(InterfaceError, _database_away)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def answer(status: int, text: str, *, code: str) -> Response:
    """An error, as JSON or as a page."""
    note(code)
    if wants_json():
        told_as = "description" if request.path.startswith("/ogc") else "message"  # OGC API's own word
        return current_app.make_response(({"code": code, told_as: text}, status))
    title = gettext(TITLES.get(status, TITLES[409]))
    return current_app.make_response((render_template("errors/error.html", status=status, title=title, text=text), status))


def _refused(refusal: Refusal) -> Response:
    return answer(refusal.status, sentence(refusal), code=refusal.code)


def _not_found(_: NoResultFound) -> Response:
    """`get_one` found nothing: unknown, or outside one's places, which must look the same."""
    return answer(404, gettext("There is nothing at this address, or it does not belong to your places."), code="not_found")


def _outdated(_: StaleDataError) -> Response:
    return answer(409, gettext(ChangedMeanwhile.says), code=ChangedMeanwhile.code)


def _database_away(error: OperationalError | InterfaceError) -> Response:
    """The database server is away, too busy, or without space: a deed was not done, and can be sent again as it is."""
    said = str(error.orig).lower()
    if "no such" in said:  # SQLite calls a missing table operational, too
        return _fault(error)
    if any(sign in said for sign in ("disk is full", "no space left")):
        response = _broken(error, 503, DISK_FULL, code="disk_full")
    else:
        response = _broken(error, 503, AWAY, code="database_away")
    response.headers["Retry-After"] = "5"
    return response


def _form_too_old(_: CSRFError) -> Response:
    return answer(400, gettext(FORM_TOO_OLD), code="csrf")


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 404:  # noqa: PLR2004
        return _not_found(NoResultFound())
    if status < 400:  # noqa: PLR2004  a redirect that Werkzeug raises
        return current_app.make_response(error.get_response())
    texts = {
        400: gettext("The page sent something that can't be read. Go back, look at what was entered, and send it again."),
        401: gettext("Please sign in first."),
        403: gettext(NOT_FOR_YOU),
        405: gettext("This address does not answer in this way."),
        413: gettext("The file is too large."),
    }
    return answer(status, texts.get(status, gettext(FAULT)), code=f"http_{status}")


NOT_FOR_YOU = N_("This page belongs to another post. Ask your leader or the administrator if you need it.")
AWAY = N_("The database does not answer just now. What you entered was not saved; send it again in a moment.")
DISK_FULL = N_("The server's disk is full, so nothing can be saved. Tell the administrator; then send it again.")
FAULT = N_("Something went wrong here. What you entered was not saved. Try again; if it stays, tell the administrator.")


def _fault(error: Exception) -> Response:
    if current_app.testing or current_app.debug:
        raise error
    return _broken(error, 500, FAULT, code=FAULT_CODE)


def _broken(error: Exception, status: int, says: str, *, code: str) -> Response:
    """Told to the log, and to the reader: as a page if that can still be drawn, else as a sentence and the number."""
    tell("fault", level=logging.ERROR, fault=error, request=request_number())
    try:
        db.session.rollback()  # PostgreSQL answers nothing more inside a transaction that failed, and the page's shell asks
        return answer(status, gettext(says), code=code)
    except Exception as worse:  # noqa: BLE001  the database is gone: a sentence and the number, without the shell
        tell("the error page failed too", level=logging.ERROR, fault=worse, request=request_number())
        return Response(f"{gettext(says)} {request_number()}", status, content_type="text/plain; charset=utf-8")
