"""Name and password with the request itself (HTTP Basic), judged like a sign-in: for GIS programs, which know no form.

Only with a GET, and only of a view that says so. Nothing begins: no row, no cookie; a wrong password is counted all the same.
"""

from flask import Request

from app.accounts import actions, queries
from app.accounts.rules.refusals import PasswordAloneWontDo, PasswordIsTemporary, WrongNameOrPassword
from app.accounts.views.sign_in import login
from app.accounts.views.visitor import Visitor, visitor_for_once
from app.core import clock
from app.core.db import transaction
from app.core.guard import takes_basic


@login.request_loader  # type: ignore[untyped-decorator]
def _by_basic(asked: Request) -> Visitor | None:
    """Whoever no session knows."""
    said = asked.authorization
    if said is None or said.type != "basic" or not takes_basic():
        return None
    return judged((said.username or "").strip(), said.password or "")


def judged(name: str, password: str) -> Visitor:
    """Raises WrongNameOrPassword, TooManyTries, PasswordAloneWontDo, PasswordIsTemporary."""
    now = clock.now()
    person_id = actions.proved_now(name, password, at=now)
    if person_id is None:
        with transaction(in_get=True):
            actions.sign_in(name, None, at=now)
        raise WrongNameOrPassword
    visitor = visitor_for_once(person_id)
    if visitor.actor.must_set_up_second_factor or queries.has_second_factor(person_id):
        raise PasswordAloneWontDo
    if visitor.actor.must_change_password:
        raise PasswordIsTemporary
    return visitor
