"""Signing in and out. The browser's signed cookie holds a key; whether it still opens anything is a row of ours."""

from flask import Flask, current_app, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, logout_user
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from app.accounts import actions, queries
from app.accounts.rules import Deed
from app.accounts.rules.refusals import TooManyTries, WrongNameOrPassword
from app.accounts.views.blueprint import bp
from app.accounts.views.second_factor import HALF
from app.accounts.views.visitor import Visitor, inside, let_in, visitor
from app.core import clock
from app.core.db import transaction
from app.core.errors import NotAllowed
from app.core.guard import allowed, public, wants_json
from app.core.pages import answer, sentence

csrf = CSRFProtect()
login = LoginManager()
STILL_OPEN = frozenset({"static"}) | {
    f"accounts.{name}" for name in ("own", "change_password", "choose_language", "sign_out", "heartbeat")
}
SETS_UP = frozenset({"accounts.second_factor", "accounts.begin_second_factor", "accounts.confirm_second_factor"})


def init_accounts(app: Flask) -> None:
    csrf.init_app(app)
    app.register_blueprint(bp)
    login.init_app(app)
    login.session_protection = None  # phones change their address all day; the row decides, not the address


@login.user_loader  # type: ignore[untyped-decorator]
def _visitor(key: str) -> Visitor | None:
    return visitor(key)


@bp.before_app_request
def demand_own_password() -> Response | None:
    """Whoever has a temporary password, or lacks a second factor that is demanded, sees nothing but the page that mends it."""
    if request.endpoint is None or request.endpoint in STILL_OPEN:
        return None
    if getattr(current_app.view_functions[request.endpoint], "is_public", False) or not current_user.is_authenticated:
        return None
    if current_user.actor.must_change_password:
        code, mends = "accounts.must_change_password", "accounts.own"
    elif current_user.actor.must_set_up_second_factor and request.endpoint not in SETS_UP:
        code, mends = "accounts.must_set_up_second_factor", "accounts.second_factor"
    else:
        return None
    if wants_json():
        return answer(NotAllowed.status, sentence(NotAllowed()), code=code)
    return redirect(url_for(mends), 303)


@bp.get("/sign-in")
@public
def sign_in() -> str:
    return _page(name="", target=request.args.get("next"))


@bp.post("/sign-in")
@public
def begin() -> Response | tuple[str, int]:
    name, password, target = (request.form.get(field, "") for field in ("name", "password", "next"))
    try:
        key, is_half = _begin_sign_in(name.strip(), password)
    except (WrongNameOrPassword, TooManyTries) as refusal:
        return _page(name=name, target=target, error=sentence(refusal)), refusal.status
    session.clear()  # a new CSRF secret with the new sign-in
    if is_half:
        session[HALF] = key
        return redirect(url_for(".code", next=inside(target)), 303)
    let_in(key)
    return redirect(inside(target) or url_for("desk.home"))


@bp.post("/sign-out")
@allowed(Deed.USE_OWN_ACCOUNT)
def sign_out() -> Response:
    with transaction():
        actions.sign_out(current_user.key, at=clock.now())
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@bp.post("/heartbeat")
@allowed(Deed.USE_OWN_ACCOUNT)
def heartbeat() -> Response:
    with transaction():
        actions.seen(current_user.key, at=clock.now())
    return current_app.response_class(status=204)


def _begin_sign_in(name: str, password: str) -> tuple[str, bool]:
    """The key of the new sign-in, and whether it still waits for a code; raises WrongNameOrPassword, TooManyTries."""
    now = clock.now()
    person_id = actions.proved(name, password, at=now)
    is_half = person_id is not None and queries.has_second_factor(person_id)
    with transaction():
        if person_id is not None and is_half:
            return actions.begin_half(queries.person(person_id), at=now), True
        key = actions.sign_in(name, person_id, at=now)
    if key is None:
        raise WrongNameOrPassword
    return key, False


def _page(*, name: str, target: str | None, error: str | None = None) -> str:
    return render_template("accounts/sign_in.html", next=inside(target), name=name, error=error)
