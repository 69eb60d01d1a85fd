"""Opening a case 登记办件: find the household, choose the item, tick the papers; one form that keeps what was typed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import app.catalogue.queries as catalogue
import app.households.queries as households
from app.accounts.rules import Deed
from app.accounts.views import demand, stamp_from_form
from app.cases import actions, queries
from app.cases.actions import check_outside
from app.cases.queries import Case
from app.cases.rules import Intake, LikelyDuplicate, Mode, NothingAsked, is_required, opening_said
from app.cases.views import words
from app.cases.views.asked import bundle_of, items_of_steps, look_for_duplicates, sheets_of, steps_of, told_at_item
from app.cases.views.blueprint import bp
from app.cases.views.forms import opening_form
from app.catalogue.rules import Need
from app.core import clock
from app.core.db import transaction
from app.core.errors import NotAllowed, Refusal
from app.core.guard import allowed
from app.core.journal import is_entered
from app.core.named import N_
from app.core.pages import sentence

Answer = str | Response | tuple[str, int]
HITS = 20


@bp.get("/new")
@allowed(Deed.OPEN_CASE)
def new() -> str:
    """The form; `household` and `item` in the address choose them beforehand."""
    return _page({"item": request.args.get("item", ""), **_FIRST}, household_id=_id(request.args.get("household")))


@bp.post("/new/find")
@allowed(Deed.OPEN_CASE)
def find() -> str:
    """Look for the household by code, name or phone: sent by POST, so that no name stands in an address."""
    return _page({**_FIRST, **request.form.to_dict()}, looked_for=request.form.get("find", "").strip())


@bp.get("/new/papers")
@allowed(Deed.OPEN_CASE)
def papers() -> str:
    """The papers that an item, or the ticked steps of a bundle, ask for: the part of the form that changes with them."""
    item, steps = request.args.get("item", ""), request.args.getlist("step")
    return render_template(
        "cases/papers_part.html", sheets=sheets_of(item, steps), steps=steps_of(item), chosen=steps, typed={}, ticked=[]
    )


@bp.post("/new")
@allowed(Deed.OPEN_CASE)
def create() -> Answer:
    typed, household_id = request.form.to_dict(), _id(request.form.get("household"))
    if household_id is None:
        return _page(typed, errors={"find": gettext("Choose the household first.")}), 400
    try:
        case = _open(household_id)
    except NotAllowed:
        raise
    except LikelyDuplicate as refusal:
        again = {"another": sentence(refusal)}
        return _page(typed, household_id=household_id, errors=again, duplicate=True), refusal.status
    except Refusal as refusal:
        return _page(typed, household_id=household_id, errors={refusal.field or "": sentence(refusal)}), refusal.status
    flash(gettext("Opened under number %(number)s. Responsible: %(who)s.", number=case.number, who=words.hands_of(case)))
    return redirect(url_for(".show", case_id=case.id))


@told_at_item()
def _open(household_id: UUID) -> Case:
    stamp, form = stamp_from_form(), request.form
    if not form.get("item") or (bundle_of(form["item"]) and not form.getlist("step")):
        raise NothingAsked
    sheets = sheets_of(form["item"], form.getlist("step"))
    said = opening_said(
        opening_form(
            form,
            required=[at for at, sheet in sheets if is_required(sheet.need)],
            deferrable=[at for at, sheet in sheets if sheet.need is Need.DEFERRABLE],
            positions=[at for at, _ in sheets],
        )
    )
    check_outside(said["outside_system"] or "", said["outside_number"] or "")
    with transaction():
        household = households.household(household_id)
        demand(Deed.OPEN_CASE, household.place_path)
        if not form.get("another") and not is_entered(stamp.event_id):
            look_for_duplicates(household_id, said, on=clock.today())
        return actions.open_case(household, **said, stamp=stamp)


def _page(
    typed: Mapping[str, Any],
    *,
    household_id: UUID | None = None,
    looked_for: str | None = None,
    errors: Mapping[str, str] | None = None,
    duplicate: bool = False,
) -> str:
    today, item = clock.today(), str(typed.get("item", ""))
    household = households.household(household_id) if household_id else None
    codes = items_of_steps(item, request.form.getlist("step")) if bundle_of(item) else [item.partition("|")[0]]
    known = queries.likely_duplicates(household_id, codes, today) if household_id and duplicate else []
    return render_template(
        "cases/new.html",
        typed=typed,
        household=household,
        looked_for=looked_for,
        hits=households.search(looked_for, limit=HITS) if looked_for else [],
        errors=errors or {},
        known=known,
        items=catalogue.items_on(today),
        classes=catalogue.classes(),
        bundles=catalogue.bundles_on(today),
        steps=steps_of(item),
        chosen=request.form.getlist("step"),
        sheets=sheets_of(item, request.form.getlist("step")) if item else [],
        ticked=request.form.getlist("here"),
        kept=request.form.getlist("kept"),
        mode_options=[(mode.value, gettext(mode.label), gettext(_MODES[mode])) for mode in Mode],
        intake_options=[(intake.value, gettext(intake.label)) for intake in Intake],
        words=words,
    )


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


_FIRST = {"mode": Mode.PROXY.value, "intake": Intake.WINDOW.value}
_MODES = {
    Mode.ASSIST: N_("we help, they hand in"),
    Mode.PROXY: N_("we do it for them"),
    Mode.HOME: N_("at their home"),
    Mode.SELF: N_("they do it themselves; no team"),
}
