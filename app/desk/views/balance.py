"""均衡: how evenly a village's work is spread, and which moves would make it evener. Nothing is moved from here unasked."""

from collections.abc import Mapping
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.rules import Deed, may
from app.accounts.views import actor
from app.core import clock
from app.core.errors import Invalid, Refusal
from app.core.guard import allowed
from app.core.named import N_
from app.core.pages import sentence
from app.desk import queries
from app.desk.rules import Weighing
from app.desk.views.blueprint import bp
from app.territory import queries as land
from app.territory.rules import DivisionLevel

LONGEST = 6


class NoLimit(Invalid):
    code = "desk.no_limit"
    says = N_("%(text)s is no number: say the most that one person is to have, or nothing.")
    field = "limit"


@bp.get("/balance")
@allowed(Deed.HAND_OVER)
def own_balance() -> Response:
    """The first village in one's places."""
    villages = _villages()
    if not villages:
        abort(404)
    return redirect(url_for(".balance", code=villages[0][0]))


@bp.get("/balance/<code>")
@allowed(Deed.HAND_OVER)
def balance(code: str) -> str | tuple[str, int]:
    village = land.division(code)
    if village.level is not DivisionLevel.VILLAGE or not may(actor(), Deed.HAND_OVER, village.place_path):
        abort(404)
    by = next((one for one in Weighing if one.value == request.args.get("by")), Weighing.HOUSEHOLDS)
    errors: dict[str, str] = {}
    try:
        limit = _limit(request.args.get("limit", "").strip())
    except Refusal as refusal:
        limit, errors = None, {refusal.field or "": sentence(refusal)}
    found = queries.balance(village, by=by, now=clock.now(), taking_part=_chosen(request.args), limit=limit)
    page = render_template(
        "desk/balance.html",
        village=village,
        villages=_villages(),
        found=found,
        by=by,
        weighings=list(Weighing),
        typed=request.args,
        errors=errors,
    )
    return (page, Invalid.status) if errors else page


def _villages() -> list[tuple[str, str]]:
    """Code and name of each village where the reader may hand work over."""
    return [
        (village.code, village.short_name or village.name)
        for town in land.townships()
        for village in land.villages(town)
        if may(actor(), Deed.HAND_OVER, village.place_path)
    ]


def _limit(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < LONGEST):
        raise NoLimit(text=text[:32])
    return int(text)


def _chosen(said: Mapping[str, str]) -> set[UUID] | None:
    """Who is ticked; None before anybody was asked."""
    if "asked" not in said:
        return None
    found = set()
    for text in request.args.getlist("person"):
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
