"""边界调整: a village's revisions, and the page on which one is drawn, judged and settled."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed, may
from app.accounts.views import actor, stamp_from_form, stamp_from_json
from app.core import clock
from app.core.db import transaction
from app.core.errors import Invalid, Refusal
from app.core.guard import allowed
from app.core.named import N_
from app.core.pages import sentence
from app.core.period import day_said
from app.desk import queries
from app.desk.queries import RoadFile
from app.desk.rules import Weighing
from app.desk.views.blueprint import bp
from app.desk.views.drafting import draft_drawn, findings_told
from app.territory import actions
from app.territory import queries as land
from app.territory.rules import Divide, DivisionLevel, RevisionState, step_of

OPEN_ONES = {RevisionState.DRAFT, RevisionState.PLANNED}


class StepsNotSeen(Invalid):
    code = "revisions.steps_not_seen"
    status = 409
    says = N_("%(name)s drew on this meanwhile. Open the page anew and look; what you drew stays here until then.")


class NoNumber(Invalid):
    code = "revisions.no_number"
    says = N_("%(text)s is no number of grids.")
    field = "into"


@bp.get("/territory/villages/<code>/revisions")
@allowed(Deed.DRAW_GRIDS)
def revisions(code: str) -> str:
    return _listed(_village(code), {}, {})


@bp.post("/territory/villages/<code>/revisions")
@allowed(Deed.DRAW_GRIDS)
def begin_revision(code: str) -> Response | tuple[str, int]:
    village = _village(code)
    try:
        with transaction():
            draft = actions.begin(village, request.form.get("title", ""), stamp=stamp_from_form())
            there = draft.id
    except Refusal as refusal:
        return _listed(_village(code), request.form, {refusal.field or "": sentence(refusal)}), refusal.status
    return redirect(url_for(".revision", revision_id=there), 303)


@bp.get("/territory/revisions/<uuid:revision_id>")
@allowed(Deed.DRAW_GRIDS)
def revision(revision_id: UUID) -> str:
    return _page(revision_id, {}, {})


@bp.post("/territory/revisions/<uuid:revision_id>/steps")
@allowed(Deed.DRAW_GRIDS)
def draw_step(revision_id: UUID) -> Response | tuple[Response, int]:
    """`{"step": {"kind", …}, "after": n, "event_id", "at"}`: n is how many steps the page showed."""
    said = request.get_json()
    try:
        with transaction():
            draft = _to_change(revision_id)
            stamp = stamp_from_json()
            if said.get("after") != len(draft.steps) and draft.drawn_by != actor().id:
                raise StepsNotSeen(name=queries.names_of({draft.drawn_by}).get(draft.drawn_by, ""))
            step = said.get("step")
            actions.draw(draft, step_of(step if isinstance(step, Mapping) else {}), stamp=stamp)
    except Refusal as refusal:
        return jsonify(code=refusal.code, message=sentence(refusal), field=refusal.field), refusal.status
    return jsonify(steps=len(draft.steps))


@bp.post("/territory/revisions/<uuid:revision_id>/divide")
@allowed(Deed.DRAW_GRIDS)
def divide_draft(revision_id: UUID) -> Response | tuple[str, int]:
    """Propose grids for the whole village as one more step of the draft, to be pulled right by hand."""
    try:
        into, by, edges = _dividing()
        with transaction():
            draft = _to_change(revision_id)
            found = queries.propose(on=clock.today(), village_code=draft.division.code, into=into, by=by, edges=edges)
            step = Divide(tuple((grid.code, grid.name, grid.shape.hex()) for grid in found.grids))
            actions.draw(draft, step, stamp=stamp_from_form())
    except Refusal as refusal:
        return _refused(revision_id, refusal)
    flash(
        gettext(
            "%(n)s grids, the largest %(balance)s times the smallest; %(far)s households walk longer than %(minutes)s minutes.",
            n=len(found.grids),
            balance=f"{found.balance or 1:.2f}",
            far=found.far,
            minutes=f"{found.within_min:g}",
        )
    )
    return redirect(url_for(".revision", revision_id=revision_id), 303)


@bp.post("/territory/revisions/<uuid:revision_id>/take-back")
@allowed(Deed.DRAW_GRIDS)
def take_back_step(revision_id: UUID) -> Response | tuple[str, int]:
    try:
        with transaction():
            draft = _to_change(revision_id)
            actions.take_back(draft, stamp=stamp_from_form())
    except Refusal as refusal:
        return _refused(revision_id, refusal)
    return redirect(url_for(".revision", revision_id=revision_id), 303)


@bp.post("/territory/revisions/<uuid:revision_id>/plan")
@allowed(Deed.DRAW_GRIDS)
def plan_revision(revision_id: UUID) -> Response | tuple[str, int]:
    """Settle the day: from it on the grids are as drawn."""
    try:
        from_on = day_said(request.form.get("from_on", ""), field="from_on")
        with transaction():
            draft = _to_change(revision_id)
            actions.plan(draft, from_on=from_on, stamp=stamp_from_form())
    except Refusal as refusal:
        return _refused(revision_id, refusal)
    flash(gettext("The grids are as drawn from that day on."))
    return redirect(url_for(".revision", revision_id=revision_id), 303)


@bp.post("/territory/revisions/<uuid:revision_id>/undo")
@allowed(Deed.DRAW_GRIDS)
def undo_revision(revision_id: UUID) -> Response | tuple[str, int]:
    try:
        with transaction():
            planned = _to_change(revision_id)
            actions.undo(planned, stamp=stamp_from_form())
            code = planned.division.code
    except Refusal as refusal:
        return _refused(revision_id, refusal)
    flash(gettext("Undone: the grids stay as they are."))
    return redirect(url_for(".revisions", code=code), 303)


def _village(code: str) -> Any:
    village = land.division(code)
    if village.level is not DivisionLevel.VILLAGE or not may(actor(), Deed.DRAW_GRIDS, village.place_path):
        abort(404)
    return village


def _dividing() -> tuple[int | None, Weighing, RoadFile | None]:
    """How many grids (None: one around each station), by what they are balanced, and lines that no grid crosses."""
    said = request.form.get("into", "").strip()
    if said and not (said.isascii() and said.isdecimal() and len(said) < 4):  # noqa: PLR2004
        raise NoNumber(text=said)
    by = next((one for one in Weighing if one.value == request.form.get("by")), Weighing.HOUSEHOLDS)
    file = request.files.get("edges")
    return int(said) if said else None, by, RoadFile(file.filename, file.read()) if file is not None and file.filename else None


def _to_change(revision_id: UUID) -> Any:
    """A revision of one's own village, locked; what is drawn elsewhere answers as what isn't there."""
    found = land.revision_to_change(revision_id)
    if not may(actor(), Deed.DRAW_GRIDS, found.place_path):
        abort(404)
    return found


def _listed(village: Any, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    there = land.revisions(village.code)
    names = queries.names_of({one.drawn_by for one in there})
    return render_template(
        "desk/revisions.html", village=village, revisions=there, names=names, typed=typed, errors=errors, states=RevisionState
    )


def _refused(revision_id: UUID, refusal: Refusal) -> tuple[str, int]:
    return _page(revision_id, request.form, {refusal.field or "": sentence(refusal)}), refusal.status


def _page(revision_id: UUID, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    """A draft as it would be today; a settled one as it was judged on its day."""
    shown, today = land.revision(revision_id), clock.today()
    if not may(actor(), Deed.DRAW_GRIDS, shown.place_path):
        abort(404)
    is_draft = shown.state is RevisionState.DRAFT
    drawn = actions.drawn(shown, on=today) if is_draft else None
    settled = land.drawn(shown.division, [], on=shown.from_on or today)
    return render_template(
        "desk/revision.html",
        revision=shown,
        village=shown.division,
        drawn=drawn,
        map=draft_drawn(drawn or settled, is_draft=is_draft),
        effects=queries.effects(drawn, on=today) if drawn and shown.steps else None,
        findings=findings_told(drawn) if drawn else [],
        broken=sentence(drawn.broken) if drawn and drawn.broken else None,
        rivals=[one for one in land.revisions(shown.division.code) if one.id != shown.id and one.state in OPEN_ONES],
        names=queries.names_of({shown.drawn_by}),
        states=RevisionState,
        weighings=list(Weighing),
        today=today,
        typed=typed,
        errors=errors,
    )
