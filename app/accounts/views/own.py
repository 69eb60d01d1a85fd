"""One's own account: password, language, size of print; and the one-time link."""

from uuid import uuid4

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import actions, queries
from app.accounts.actions import PasswordTooShort, WrongNameOrPassword
from app.accounts.rules import Deed
from app.accounts.views.blueprint import bp
from app.accounts.views.door import actor, stamp_now
from app.core import clock
from app.core.db import transaction
from app.core.errors import Invalid
from app.core.guard import allowed, public
from app.core.named import N_
from app.core.pages import sentence
from app.core.stamp import MACHINE, Door, Stamp

CHOICES = {"language": ("zh", "en"), "print_size": ("standard", "large", "elder")}
YEAR_S = 31_536_000


class UnknownChoice(Invalid):
    code = "accounts.unknown_choice"
    says = N_("There is no such choice.")


class DifferentPasswords(Invalid):
    code = "accounts.different_passwords"
    says = N_("The two new passwords differ.")
    field = "again"


@bp.get("/account")
@allowed(Deed.USE_OWN_ACCOUNT)
def own() -> str:
    return render_template("accounts/own.html", person=queries.person(actor().id), errors={})


@bp.post("/account/password")
@allowed(Deed.USE_OWN_ACCOUNT)
def change_password() -> Response | tuple[str, int]:
    try:
        new = _new_password()
        with transaction():
            person = queries.person_to_change(actor().id)
            actions.change_password(
                person, old=request.form.get("password", ""), new=new, keep=current_user.key, stamp=stamp_now()
            )
    except (WrongNameOrPassword, PasswordTooShort, DifferentPasswords) as refusal:
        errors = {refusal.field: sentence(refusal)}
        return render_template("accounts/own.html", person=queries.person(actor().id), errors=errors), 400
    return redirect(url_for(".own", changed=1))


@bp.post("/account/<any(language,print_size):choice>")
@public
def choose(choice: str) -> Response:
    """Language and size of print live in a cookie: they belong to the screen, not to the person."""
    value = request.form.get("value", "")
    if value not in CHOICES[choice]:
        raise UnknownChoice
    back = request.form.get("back", "/")
    answer = redirect(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")
    answer.set_cookie(choice, value, max_age=YEAR_S, samesite="Lax", secure=request.is_secure, httponly=True)
    return answer


@bp.get("/first/<key>")
@public
def first(key: str) -> str:
    link = queries.link(key)
    if link is None or link.used_at is not None or link.ends_at <= clock.now():
        raise actions.LinkUsedUp
    return render_template("accounts/first.html", key=key, person=queries.person(link.person_id), errors={})


@bp.post("/first/<key>")
@public
def first_password(key: str) -> Response | tuple[str, int]:
    try:
        new = _new_password()
        now = clock.now()
        stamp = Stamp(by=MACHINE, on_behalf_of=None, at=now, recorded_at=now, event_id=uuid4(), door=Door.WEB)
        with transaction():
            actions.use_link(key, new=new, stamp=stamp)
    except (PasswordTooShort, DifferentPasswords) as refusal:
        link = queries.link(key)
        person = queries.person(link.person_id) if link else None
        errors = {refusal.field: sentence(refusal)}
        return render_template("accounts/first.html", key=key, person=person, errors=errors), 400
    return redirect(url_for(".sign_in"))


def _new_password() -> str:
    new = request.form.get("new_password", "")
    if new != request.form.get("again", ""):
        raise DifferentPasswords
    return new
