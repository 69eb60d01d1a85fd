"""How this browser wants its pages: print size and language, in two cookies, so that they also hold before a sign-in.

Whoever is signed in keeps a language of their own (app/accounts), which goes before the cookie's.
"""

from urllib.parse import urlsplit

from babel import Locale
from flask import Blueprint, Flask, abort, has_request_context, redirect, request, session
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from app.config import LANGUAGES
from app.core.guard import public
from app.core.named import N_

COOKIES = {"language": LANGUAGES, "print_size": ("standard", "large", "elder")}
SIZE_NAMES = {"standard": N_("Standard"), "large": N_("Large print"), "elder": N_("For elders")}
YEAR_S = 365 * 24 * 3600

bp = Blueprint("preferences", __name__)


def init_preferences(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(print_size=print_size, print_sizes=print_sizes, languages=languages, page_language=page_language)


def print_size() -> str:
    """standard, large or elder: the class of the page's root."""
    chosen = request.cookies.get("print_size", "") if has_request_context() else ""
    return chosen if chosen in COOKIES["print_size"] else "standard"


def print_sizes() -> list[tuple[str, str, bool]]:
    """(value, label, is_current) of each print size."""
    current = print_size()
    return [(value, gettext(SIZE_NAMES[value]), value == current) for value in COOKIES["print_size"]]


def languages() -> list[tuple[str, str, bool]]:
    """(code, the language's own name, is_current)."""
    current = _current_language()
    return [(code, str(Locale(code).display_name), code == current) for code in LANGUAGES]


def page_language() -> str:
    """For <html lang>."""
    return {"zh": "zh-CN"}.get(_current_language(), _current_language())


def _current_language() -> str:
    locale = get_locale()
    return locale.language if locale else "zh"


@bp.post("/preferences")
@public
def choose() -> Response:
    chosen = {name: request.form[name] for name in COOKIES if name in request.form}
    if not chosen or any(value not in COOKIES[name] for name, value in chosen.items()):
        abort(400)
    answer = redirect(_same_site(request.form.get("next", "/")), 303)
    for name, value in chosen.items():
        answer.set_cookie(name, value, max_age=YEAR_S, samesite="Lax", httponly=True, secure=request.is_secure)
    if "language" in chosen:
        session.pop("language", None)  # the choice just made wins over the one that the sign-in brought along
    return answer


def _same_site(address: str) -> str:
    """The way back, never to another site: an address with a host, or one that browsers read as such, leads home."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return "/"
    return address
