"""People and posts from tables on a page: checked first, which changes nothing, then confirmed.

What was checked travels in the form itself, so that what is confirmed is what was checked and no table with names lies about.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import demand, stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.errors import FileMissing, NotAllowed, Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.posts import actions, queries
from app.posts.queries import Giving, Judged
from app.posts.views.blueprint import bp, town_code
from app.territory import queries as territory
from app.territory.rules.refusals import FileGone

LARGEST_KEPT = 300_000  # bytes; a form's field may hold half a million characters


@bp.get("/people/import")
@allowed(Deed.MANAGE_PEOPLE)
def people_form() -> str:
    return _page("people")


@bp.post("/people/import")
@allowed(Deed.MANAGE_PEOPLE)
def import_people() -> Response | tuple[str, int]:
    def judged(content: bytes, name: str, town: Any) -> Judged[Any]:
        return queries.judge_people(content, name=name, town=town, on=clock.today(), giving=Giving.ASK)

    def enter(found: Any, town: Any) -> None:
        actions.import_people(found.entries, town=town, digest=found.digest, giving=Giving.ASK, stamp=stamp_from_form())

    return _imported("people", Deed.MANAGE_PEOPLE, judged, enter)


@bp.get("/posts/import")
@allowed(Deed.MANAGE_POSTS)
def posts_form() -> str:
    return _page("posts")


@bp.post("/posts/import")
@allowed(Deed.MANAGE_POSTS)
def import_posts() -> Response | tuple[str, int]:
    def judged(content: bytes, name: str, town: Any) -> Judged[Any]:
        return queries.judge_posts(content, name=name, town=town, on=clock.today())

    def enter(found: Any, town: Any) -> None:
        actions.import_posts(found.entries, town=town, digest=found.digest, stamp=stamp_from_form())

    return _imported("posts", Deed.MANAGE_POSTS, judged, enter)


def _imported(
    what: str, deed: Deed, judge: Callable[[bytes, str, Any], Judged[Any]], enter: Callable[[Any, Any], None]
) -> Response | tuple[str, int]:
    """Check or confirm: both judge the same file, and only confirming changes anything."""
    content, name = b"", ""
    try:
        content, name = _sent()
        if "confirm" not in request.form:
            town = territory.township(town_code())
            demand(deed, town.place_path)
            return _page(what, content=content, name=name, judged=judge(content, name, town)), 200
        with transaction():
            town = territory.township_to_change(town_code())
            demand(deed, town.place_path)
            found = judge(content, name, town)
            enter(found, town)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page(what, content=content, name=name, error=sentence(refusal)), refusal.status
    flash(gettext("%(added)s added, %(changed)s changed.", added=found.added, changed=found.changed))
    return redirect(url_for(".people" if what == "people" else ".home"), 303)


def _sent() -> tuple[bytes, str]:
    """The file sent now, else the one that was checked before; raises FileMissing, FileGone."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return sent.read(), sent.filename
    kept = request.form.get("kept", "")
    if not kept:
        raise FileMissing
    try:
        return base64.b64decode(kept, validate=True), request.form.get("file_name", "")
    except binascii.Error:
        raise FileGone from None


def _page(what: str, *, content: bytes = b"", name: str = "", judged: Judged[Any] | None = None, error: str = "") -> str:
    keeps = judged is not None and len(content) <= LARGEST_KEPT
    return render_template(
        "posts/import.html",
        what=what,
        kept=base64.b64encode(content).decode() if keeps else "",
        file_name=name,
        judged=judged,
        faults=[(fault.line, fault.field, sentence(fault.refusal)) for fault in judged.refused] if judged else [],
        error=error,
    )
