"""The second factor: set up on one's own account, and asked for after the password. Works without scripts."""

import pyotp
import segno
from flask import flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.accounts import actions, queries
from app.accounts.rules import Deed, shown_code
from app.accounts.rules.refusals import HalfTooOld, TooManyTries, WrongCode, WrongPassword
from app.accounts.views.blueprint import bp
from app.accounts.views.door import actor, stamp_now
from app.accounts.views.visitor import inside, let_in
from app.core import clock
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.guard import allowed, public
from app.core.pages import sentence

HALF = "half"
ISSUER = "Daiban"


@bp.get("/account/second-factor")
@allowed(Deed.USE_OWN_ACCOUNT)
def second_factor() -> str:
    return _page({})


@bp.post("/account/second-factor")
@allowed(Deed.USE_OWN_ACCOUNT)
def begin_second_factor() -> Response:
    """A new secret, shown on the page until a first code proves that the phone has it."""
    with transaction():
        actions.begin_second_factor(queries.person_to_change(actor().id), at=clock.now())
    return redirect(url_for(".second_factor"), 303)


@bp.post("/account/second-factor/confirm")
@allowed(Deed.USE_OWN_ACCOUNT)
def confirm_second_factor() -> str | tuple[str, int]:
    """The recovery codes are shown once, on the answer itself."""
    try:
        with transaction():
            codes = actions.confirm_second_factor(
                queries.person_to_change(actor().id), request.form.get("code", ""), keep=current_user.key, stamp=stamp_now()
            )
    except Refusal as refusal:
        return _page({refusal.field or "": sentence(refusal)}), refusal.status
    return render_template("accounts/recovery_codes.html", codes=[shown_code(code) for code in codes])


@bp.post("/account/second-factor/replace")
@allowed(Deed.USE_OWN_ACCOUNT)
def replace_second_factor() -> Response | tuple[str, int]:
    """A new phone, without anybody's help: by the password and a code of the old phone or of the paper."""
    try:
        _begin_replacing(request.form.get("password", ""), request.form.get("code", ""))
    except Refusal as refusal:
        return _page({refusal.field or "": sentence(refusal)}), refusal.status
    return redirect(url_for(".second_factor"), 303)


@bp.get("/sign-in/code")
@public
def code() -> Response | str:
    if queries.half_sign_in(session.get(HALF, ""), now=clock.now()) is None:
        return redirect(url_for(".sign_in"))
    return _code_page(request.args.get("next"))


@bp.post("/sign-in/code")
@public
def finish() -> Response | tuple[str, int]:
    target = request.form.get("next", "")
    try:
        key = _finish_half(request.form.get("code", ""))
    except HalfTooOld as refusal:
        flash(sentence(refusal))
        return redirect(url_for(".sign_in", next=inside(target)), 303)
    except (WrongCode, TooManyTries) as refusal:
        return _code_page(target, error=sentence(refusal)), refusal.status
    session.clear()  # a new CSRF secret with the new sign-in
    let_in(key)
    return redirect(inside(target) or url_for("desk.home"))


def _finish_half(code: str) -> str:
    """The key of the finished sign-in; raises HalfTooOld, TooManyTries, WrongCode."""
    with transaction():
        key = actions.finish_half(session.get(HALF, ""), code, at=clock.now())
    if key is None:
        raise WrongCode
    return key


def _begin_replacing(password: str, code: str) -> None:
    """Raises WrongPassword, WrongCode, TooManyTries, NoSecondFactor; wrong tries count like those of signing in."""
    name, now = queries.person(actor().id).sign_in_name, clock.now()
    if actions.proved(name, password, at=now) is None:
        with transaction():
            actions.note_failure(name, at=now)
        raise WrongPassword
    with transaction():
        is_begun = actions.begin_replacing(queries.person_to_change(actor().id), code, at=now)
    if not is_begun:
        raise WrongCode


def _code_page(target: str | None, *, error: str | None = None) -> str:
    return render_template("accounts/code.html", next=inside(target), error=error)


def _page(errors: dict[str, str]) -> str:
    person, factor = queries.person(actor().id), queries.second_factor(actor().id)
    secret = queries.waiting_secret(factor, now=clock.now()) or ""
    return render_template(
        "accounts/second_factor.html",
        since=factor.confirmed_at if factor is not None else None,
        left=queries.unused_codes(person.id),
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        picture=_picture(secret, person.sign_in_name) if secret else "",
        demanded=actor().must_set_up_second_factor,
        errors=errors,
    )


def _picture(secret: str, name: str) -> Markup:
    """The secret for the phone's camera, as an SVG inside the page: no file, no other host."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=5, border=4, light="#fff", svgclass="qr")
    return Markup(drawn)  # noqa: S704  segno's own drawing: no text of anybody's stands in it
