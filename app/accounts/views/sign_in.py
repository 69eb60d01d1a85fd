"""Signing in and out. The browser's signed cookie holds a key; whether it still opens anything is a row of ours."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from app.accounts import actions, queries
from app.accounts.rules import Actor, Deed, may
from app.accounts.rules.refusals import TooManyTries, WrongNameOrPassword
from app.accounts.views.blueprint import bp
from app.core import clock
from app.core.db import transaction
from app.core.errors import NotAllowed
from app.core.guard import allowed, public, wants_json
from app.core.pages import answer, sentence
from app.core.scope import Places, enter_scope

csrf = CSRFProtect()
login = LoginManager()
STILL_OPEN = frozenset({"accounts.own", "accounts.change_password", "accounts.sign_out", "accounts.heartbeat", "static"})


@dataclass(frozen=True)
class Visitor:
    """What Flask-Login carries: the key of the sign-in, and who is behind it."""

    key: str
    actor: Actor
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        return self.key

    def may(self, deed: Deed | None, place_path: str | None = None) -> bool:
        """For the guard and for templates: buttons show where this says yes."""
        return may(self.actor, deed, place_path)


def init_accounts(app: Flask) -> None:
    csrf.init_app(app)
    app.register_blueprint(bp)
    login.init_app(app)
    login.session_protection = None  # phones change their address all day; the row decides, not the address


@login.user_loader  # type: ignore[untyped-decorator]
def _visitor(key: str) -> Visitor | None:
    actor = queries.actor_of(key, now=clock.now(), today=clock.today())
    if actor is None:
        return None
    enter_scope(Places(actor.places))
    g.actor_id = actor.id  # for the log: who, without a name
    return Visitor(key=key, actor=actor)


@bp.before_app_request
def demand_own_password() -> Response | None:
    """Whoever has a temporary password sees nothing but the page on which to change it."""
    if request.endpoint is None or request.endpoint in STILL_OPEN:
        return None
    if getattr(current_app.view_functions[request.endpoint], "is_public", False):
        return None
    if not current_user.is_authenticated or not current_user.actor.must_change_password:
        return None
    if wants_json():
        return answer(NotAllowed.status, sentence(NotAllowed()), code="accounts.must_change_password")
    return redirect(url_for("accounts.own"), 303)


@bp.get("/sign-in")
@public
def sign_in() -> str:
    return _page(name="", target=request.args.get("next"))


@bp.post("/sign-in")
@public
def begin() -> Response | tuple[str, int]:
    name, password, target = (request.form.get(field, "") for field in ("name", "password", "next"))
    try:
        key = _begin_sign_in(name.strip(), password)
    except (WrongNameOrPassword, TooManyTries) as refusal:
        return _page(name=name, target=target, error=sentence(refusal)), refusal.status
    session.clear()  # a new CSRF secret with the new sign-in
    login_user(_visitor(key))
    return redirect(_inside(target) or url_for("desk.home"))


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


def _begin_sign_in(name: str, password: str) -> str:
    """The key of the new sign-in; raises WrongNameOrPassword, TooManyTries."""
    now = clock.now()
    person_id = actions.proved(name, password, at=now)
    with transaction():
        key = actions.sign_in(name, person_id, at=now)
    if key is None:
        raise WrongNameOrPassword
    return key


def _page(*, name: str, target: str | None, error: str | None = None) -> str:
    return render_template("accounts/sign_in.html", next=_inside(target), name=name, error=error)


def _inside(target: str | None) -> str | None:
    """Only an address of ours: never send somebody elsewhere after signing in."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None
