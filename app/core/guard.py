"""What every request passes: a sign-in and a deed one may do unless the view is public, no write in a GET, a strict CSP.

A view says `@allowed(deed)` or `@public`; one that says neither is refused, and a test asks every route of the running app.
"""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.core.db import db

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MACHINES = ("/api/", "/ogc/")  # what lies below answers in JSON, whoever asks
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:{pictures}; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class CookieByScheme(SecureCookieSessionInterface):
    """`Secure` under https, and only there: a township without a certificate signs in by plain http on its own network."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def public(view: View) -> View:
    """Mark a view that needs no sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def allowed(deed: str, *, basic: bool = False) -> Callable[[View], View]:
    """Mark a view with the deed that one must be allowed to do, at some place at least; the place itself is asked inside.

    `basic`: name and password may come with a GET itself (HTTP Basic), from programs that know no form.
    """

    def mark(view: View) -> View:
        view.deed = deed  # type: ignore[attr-defined]
        view.takes_basic = basic  # type: ignore[attr-defined]
        return view

    return mark


def allow_pictures(*hosts: str) -> None:
    """The page that is being made may load pictures from these hosts too (`https://t0.example.cn`), and from no other."""
    g.picture_hosts = hosts


def init_guard(app: Flask) -> None:
    app.session_interface = CookieByScheme()
    app.before_request(_begin)
    app.after_request(_harden)
    app.context_processor(lambda: {"nonce": _nonce})


def wants_json() -> bool:
    """Machines and phone pages send JSON and get errors as JSON."""
    return request.is_json or f"{request.path}/".startswith(MACHINES)


def takes_basic() -> bool:
    """Whether the view that is asked for lets name and password come with the request; never where something is sent."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in SAFE and bool(getattr(view, "takes_basic", False))


def _nonce() -> str:
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _begin() -> BaseResponse | None:
    db.session().info["safe_request"] = request.method in SAFE
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_public", False):
        return None
    if not current_user.is_authenticated:
        if wants_json():
            abort(401)
        came_for = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=came_for if came_for != "/" else None))
    if not current_user.may(getattr(view, "deed", None)):
        abort(403)
    return None


def _harden(response: Response) -> Response:
    pictures = "".join(f" {host}" for host in g.get("picture_hosts", ()))
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=_nonce(), pictures=pictures)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Permissions-Policy"] = "geolocation=(self), camera=(self), microphone=()"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Referrer-Policy"] = "same-origin"  # "no-referrer" breaks Flask-WTF's CSRF check under https
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static" and not response.cache_control.private:  # a view that says so lets the browser keep it
        response.headers["Cache-Control"] = "no-store"
    return response
