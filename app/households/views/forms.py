"""Forms: a household, a resident. What was typed stays, faults stand beside their fields, an old page gets both versions."""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.errors import ChangedMeanwhile, Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.households import actions, queries
from app.households.rules import HOUSEHOLD_HEADINGS, RESIDENT_HEADINGS, Hidden, household_row, resident_row
from app.households.rules.vocabulary import birthday
from app.households.views.blueprint import bp
from app.households.views.choices import household_choices, resident_choices
from app.households.views.places import demand_at
from app.households.views.typed import (
    Typed,
    blank,
    facts_of,
    typed_of_household,
    typed_of_resident,
)
from app.territory import queries as territory


class Versioned(Protocol):
    version: int


Answer = str | Response | tuple[str, int]
Faults = Mapping[str, Refusal]


@bp.get("/new")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def new() -> str:
    return _household_page(blank(HOUSEHOLD_HEADINGS), None)


@bp.post("/new")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def add() -> Answer:
    return _put_household(None)


@bp.get("/<uuid:household_id>/edit")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def edit(household_id: UUID) -> str:
    return _household_page(typed_of_household(queries.household(household_id)), household_id)


@bp.post("/<uuid:household_id>/edit")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def change(household_id: UUID) -> Answer:
    try:
        return _put_household(household_id)
    except ChangedMeanwhile:
        return _outdated(household_id), 409


@bp.get("/<uuid:household_id>/residents/new")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def new_resident(household_id: UUID) -> str:
    return _resident_page(blank(RESIDENT_HEADINGS), household_id, None)


@bp.post("/<uuid:household_id>/residents/new")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def add_resident(household_id: UUID) -> Answer:
    return _put_resident(household_id, None)


@bp.get("/residents/<uuid:resident_id>/edit")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def edit_resident(resident_id: UUID) -> str:
    resident = queries.resident(resident_id)
    return _resident_page(typed_of_resident(resident), resident.household_id, resident_id)


@bp.post("/residents/<uuid:resident_id>/edit")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def change_resident(resident_id: UUID) -> Answer:
    return _put_resident(queries.resident(resident_id).household_id, resident_id)


def _put_household(household_id: UUID | None) -> Answer:
    typed = Typed.of_form(request.form, HOUSEHOLD_HEADINGS)
    left_on, wrong = _left_on(typed)
    keep_phone = household_id is not None and typed.cells["phone"] == (queries.household(household_id).phone_mask or "")
    row, faults = household_row({**typed.cells, **({"phone": ""} if keep_phone else {})})
    if row is None or wrong:
        return _household_page(typed, household_id, {**faults, **wrong}), 400
    try:
        with transaction():
            household = queries.household_to_change(household_id) if household_id else None
            if household is not None:
                demand_at(Deed.MANAGE_HOUSEHOLDS, household)
                _demand_new_page(household)
            town = territory.township(household.town_code if household else typed.more["town"] or None)
            entry = queries.judge_household(
                row, town=town, on=clock.today(), crs=typed.more["crs"], besides=household_id, grid_code=typed.more["grid"]
            )
            put = actions.put_household(
                entry,
                town=town,
                household=household,
                crs=typed.more["crs"],
                keep_phone=keep_phone,
                left_on=left_on,
                stamp=stamp_from_form(),
            )
            demand_at(Deed.MANAGE_HOUSEHOLDS, put)
            household_id = put.id
    except Refusal as refusal:
        if refusal.field is None:
            raise
        return _household_page(typed, household_id, {refusal.field: refusal}), 400
    return redirect(url_for(".show", household_id=household_id))


def _put_resident(household_id: UUID, resident_id: UUID | None) -> Answer:
    typed = Typed.of_form(request.form, RESIDENT_HEADINGS)
    left_on, wrong = _left_on(typed)
    keep = _kept(typed, resident_id)
    cells = typed.cells | {"household": "-"} | {name.value: "" for name in keep}
    if Hidden.ID_NUMBER in keep:
        cells["id_type"] = ""
    row, faults = resident_row(cells, today=clock.today())
    if row is None or wrong:
        return _resident_page(typed, household_id, resident_id, {**faults, **wrong}), 400
    with transaction():
        household = queries.household_to_change(household_id)
        demand_at(Deed.MANAGE_HOUSEHOLDS, household)
        resident = queries.resident_to_change(resident_id) if resident_id else None
        if resident is not None:
            _demand_new_page(resident)
        taken = queries.resident_with_id_number(row.id_number, besides=resident_id) if row.id_number else None
        if taken is None:
            actions.put_resident(household, row, resident=resident, keep=keep, left_on=left_on, stamp=stamp_from_form())
    if taken is not None:
        return _resident_page(typed, household_id, resident_id, {"id_number": taken}), 400
    return redirect(url_for(".show", household_id=household_id))


def _demand_new_page(thing: Versioned) -> None:
    """An old page in a second browser must not undo what was changed meanwhile. Raises ChangedMeanwhile."""
    if request.form.get("version") != str(thing.version):
        raise ChangedMeanwhile


def _kept(typed: Typed, resident_id: UUID | None) -> frozenset[Hidden]:
    """The hidden values whose mask came back as it was sent: they stay. Marks stay unless somebody says them anew."""
    if resident_id is None:
        return frozenset()
    resident = queries.resident(resident_id)
    masks = {Hidden.PHONE: resident.phone_mask or "", Hidden.ID_NUMBER: resident.id_mask or ""}
    kept = {field for field, mask in masks.items() if typed.cells[field.value] == mask}
    return frozenset(kept if typed.more["care_anew"] else kept | {Hidden.CARE})


def _left_on(typed: Typed) -> tuple[dt.date | None, Faults]:
    try:
        return birthday(typed.more["left_on"], today=clock.today()), {}
    except Refusal as refusal:
        return None, {"left_on": refusal}


def _household_page(typed: Typed, household_id: UUID | None, faults: Faults | None = None) -> str:
    return render_template(
        "households/form.html",
        typed=typed,
        household=queries.household(household_id) if household_id else None,
        errors=_sentences(faults),
        choices=household_choices(territory.grids_on(clock.today())),
    )


def _resident_page(typed: Typed, household_id: UUID, resident_id: UUID | None, faults: Faults | None = None) -> str:
    return render_template(
        "households/resident_form.html",
        typed=typed,
        household=queries.household(household_id),
        resident=queries.resident(resident_id) if resident_id else None,
        errors=_sentences(faults),
        choices=resident_choices(typed.cells["relation"]),
    )


def _sentences(faults: Faults | None) -> dict[str, str]:
    return {field: sentence(refusal) for field, refusal in (faults or {}).items()}


def _outdated(household_id: UUID) -> str:
    """Both versions: what was sent, and what stands now."""
    household = queries.household(household_id)
    typed = Typed.of_form(request.form, HOUSEHOLD_HEADINGS)
    resend = [(name, value) for name, value in request.form.items() if name not in {"csrf_token", "event_id", "at", "version"}]
    return render_template(
        "errors/conflict.html",
        subject=f"{household.code} {household.head}",
        mine=facts_of(typed),
        theirs=facts_of(typed_of_household(household)),
        now_url=url_for(".show", household_id=household_id),
        action=url_for(".change", household_id=household_id),
        resend=[*resend, ("version", str(household.version))],
    )
