"""One's own account: password, language, size of print; and the one-time link by which a first password is set."""

from uuid import uuid4

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import actions, queries
from app.accounts.rules import SHORTEST_PASSWORD, Deed
from app.accounts.rules.refusals import DifferentPasswords, LinkUsedUp, SamePassword, WrongPassword
from app.accounts.views.blueprint import bp
from app.accounts.views.door import actor, stamp_now
from app.accounts.views.visitor import inside
from app.core import clock
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.guard import allowed, public
from app.core.pages import sentence
from app.core.stamp import MACHINE, Door, Stamp


@bp.get("/account")
@allowed(Deed.USE_OWN_ACCOUNT)
def own() -> str:
    return _own_page({})


@bp.post("/account/password")
@allowed(Deed.USE_OWN_ACCOUNT)
def change_password() -> Response | tuple[str, int]:
    try:
        was, hashed = _proved_and_hashed()
        with transaction():
            person = queries.person_to_change(actor().id)
            actions.change_password(person, was=was, hashed=hashed, keep=current_user.key, stamp=stamp_now())
    except Refusal as refusal:
        if refusal.field is None:
            raise
        return _own_page({refusal.field: sentence(refusal)}), refusal.status
    flash(gettext("Your password was changed. You are signed out everywhere else."))
    return redirect(url_for(".own"), 303)


@bp.post("/account/language")
@allowed(Deed.USE_OWN_ACCOUNT)
def choose_language() -> Response:
    """The switch of every page, for whoever is signed in: it holds wherever they sign in, and for what is sent to them."""
    language = request.form.get("language", "")
    with transaction():
        actions.choose_language(queries.person_to_change(actor().id), language, stamp=stamp_now())
    session["language"] = language
    return redirect(inside(request.form.get("next")) or url_for("desk.home"), 303)


@bp.get("/first/<key>")
@public
def first(key: str) -> str:
    return _first_page(key, {})


@bp.post("/first/<key>")
@public
def first_password(key: str) -> Response | tuple[str, int]:
    now = clock.now()
    link = queries.link(key, now=now)
    if link is None:
        raise LinkUsedUp
    name = queries.person(link.person_id).sign_in_name
    stamp = Stamp(by=MACHINE, on_behalf_of=None, at=now, recorded_at=now, event_id=uuid4(), door=Door.WEB)
    try:
        hashed = actions.hash_of(_new_password(), name=name)
        with transaction():
            actions.use_link(key, hashed=hashed, stamp=stamp)
    except Refusal as refusal:
        if refusal.field is None:
            raise
        return _first_page(key, {refusal.field: sentence(refusal)}), refusal.status
    flash(gettext("Your password is set. Sign in as %(name)s.", name=name))
    return redirect(url_for(".sign_in"), 303)


def _proved_and_hashed() -> tuple[str | None, str]:
    """The present password's hash, proved, and the hash of the new one. Wrong tries count like those of signing in."""
    person, now = queries.person(actor().id), clock.now()
    name, was, old = person.sign_in_name, person.password_hash, request.form.get("password", "")
    new = _new_password()
    if actions.proved(name, old, at=now) is None:
        with transaction():
            actions.note_failure(name, at=now)
        raise WrongPassword
    if new == old:
        raise SamePassword
    return was, actions.hash_of(new, name=name)


def _new_password() -> str:
    new = request.form.get("new_password", "")
    if new != request.form.get("again", ""):
        raise DifferentPasswords
    return new


def _own_page(errors: dict[str, str]) -> str:
    person, today = queries.person(actor().id), clock.today()
    grants = queries.grants_of(person.id, on=today)
    return render_template(
        "accounts/own.html",
        person=person,
        grants=grants,
        must_change=person.must_change_password,
        has_second_factor=queries.has_second_factor(person.id),
        errors=errors,
        least=SHORTEST_PASSWORD,
    )


def _first_page(key: str, errors: dict[str, str]) -> str:
    link = queries.link(key, now=clock.now())
    if link is None:
        raise LinkUsedUp
    person = queries.person(link.person_id)
    return render_template("accounts/first.html", key=key, person=person, errors=errors, least=SHORTEST_PASSWORD)
