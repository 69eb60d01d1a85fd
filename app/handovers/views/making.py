"""交接: what there was of handovers, a new one shown before it is made, and its undoing."""

from collections.abc import Mapping
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.queries import names
from app.accounts.rules import Deed, may
from app.accounts.views import actor, stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.handovers import actions, queries
from app.handovers.queries import Packet
from app.handovers.rules import HandoverKind, HandoverState
from app.handovers.views.blueprint import asked_of, bp, kind_of
from app.posts import queries as posts
from app.territory import queries as land


@bp.get("/handovers")
@allowed(Deed.HAND_OVER)
def listed() -> str:
    return render_template("handovers/list.html", handovers=queries.handovers(now=clock.now()), states=HandoverState)


@bp.get("/handovers/new")
@allowed(Deed.HAND_OVER)
def new() -> str:
    """The form; once it is said what and to whom, everything that would move, too."""
    said = request.args
    if not said.get("receiver"):
        return _page(said, {}, None)
    packet, errors = _looked_at(said)
    return _page(said, errors, packet, is_fit=not errors)


@bp.post("/handovers/new")
@allowed(Deed.HAND_OVER)
def make() -> Response | tuple[str, int]:
    """Hand over what was shown; what changed meanwhile is shown anew."""
    said = request.form
    try:
        asked = asked_of(said)
        with transaction():
            _demand_places(queries.packet(asked, now=clock.now()))
            stated = {name: said.get(name, "") for name in ("reason", "note", "digest")}
            made = actions.hand_over(asked, **stated, stamp=stamp_from_form())
            there, receiver = made.id, made.receiver.name
    except Refusal as refusal:
        packet, why_not = _looked_at(said)
        return _page(said, {refusal.field or "": sentence(refusal)}, packet, is_fit=not why_not), refusal.status
    flash(gettext("Handed over to %(person)s. For ten minutes it can be undone.", person=receiver))
    return redirect(url_for(".show", handover_id=there), 303)


@bp.post("/handovers/<uuid:handover_id>/undo")
@allowed(Deed.HAND_OVER)
def undo(handover_id: UUID) -> Response:
    try:
        with transaction():
            made = queries.handover_to_change(handover_id)
            if not may(actor(), Deed.HAND_OVER, made.place_path):
                abort(404)
            actions.undo(made, stamp=stamp_from_form())
    except Refusal as refusal:
        flash(sentence(refusal), "bad")
    else:
        flash(gettext("Undone: everything is as it was before."))
    return redirect(url_for(".show", handover_id=handover_id), 303)


def _looked_at(said: Mapping[str, str]) -> tuple[Packet | None, dict[str, str]]:
    """What would move, and why it can't, if it can't."""
    now = clock.now()
    packet = None
    try:
        packet = queries.packet(asked_of(said), now=now)
        _demand_places(packet)
        actions.check(packet, on=clock.on(now))
    except Refusal as refusal:
        return packet, {refusal.field or "": sentence(refusal)}
    return packet, {}


def _demand_places(packet: Packet) -> None:
    """Work elsewhere is not there for whoever leads here."""
    if not all(may(actor(), Deed.HAND_OVER, place) for place in packet.places):
        abort(404)


def _page(said: Mapping[str, str], errors: Mapping[str, str], packet: Packet | None, *, is_fit: bool = False) -> str:
    """`is_fit`: whether what is shown can be handed over."""
    today = clock.today()
    own = [row for row in posts.teams_with_members(today) if may(actor(), Deed.HAND_OVER, row.team.place_path)]
    above = [row for row in posts.teams_with_members(today) if _works_here(row.team.place_path) and row not in own]
    people = [(str(one.person.id), f"{one.person.name} ({row.team.name})") for row in (*own, *above) for one in row.members]
    places = actor().places
    grids = [(grid.code, grid.name) for grid in land.grids_on(today) if any(grid.place_path.startswith(path) for path in places)]
    return render_template(
        "handovers/new.html",
        typed=said,
        kind=kind_of(said),
        kinds=list(HandoverKind),
        people=[("", gettext("Choose")), *people],
        grids=[("", gettext("Choose")), *grids],
        packet=packet,
        is_fit=is_fit,
        names=names() if packet else {},
        errors=errors,
    )


def _works_here(team_path: str) -> bool:
    """Whether a team's land includes the actor's places: the township's own team may take over anywhere."""
    return any(place.startswith(team_path) for place in actor().places)
