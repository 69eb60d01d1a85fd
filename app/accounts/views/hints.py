"""First steps on a first page, until their reader puts them away: kept in a cookie of this browser, by person."""

import hashlib
from collections.abc import Sequence

from flask import redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.rules import Deed, Role
from app.accounts.rules.hints import hints_of
from app.accounts.views.blueprint import bp
from app.accounts.views.door import actor
from app.core.guard import allowed
from app.core.preferences import YEAR_S

FIRST_PAGES = ("desk.home", "field.home")


@bp.post("/hints")
@allowed(Deed.USE_OWN_ACCOUNT)
def put_away() -> Response:
    """Don't show the first steps to this person any more."""
    page = request.form.get("page", "")
    answer = redirect(url_for(page if page in FIRST_PAGES else FIRST_PAGES[0]), 303)
    answer.set_cookie(_cookie(), "away", max_age=YEAR_S, samesite="Lax", httponly=True, secure=request.is_secure)
    return answer


@bp.app_template_global("first_steps")
def first_steps(role: str) -> Sequence[tuple[str, str]]:
    """(sentence, address) of the hints for a page of this role; none once they are put away."""
    if not current_user.is_authenticated or request.cookies.get(_cookie()):
        return []
    return [
        (gettext(hint.says), url_for(hint.endpoint) if hint.endpoint else "")
        for hint in hints_of(actor().roles, shown=Role.of(role))
    ]


def _cookie() -> str:
    """Its name tells two people at one computer apart, and nobody's name."""
    return f"hints_{hashlib.sha256(actor().id.bytes).hexdigest()[:12]}"
