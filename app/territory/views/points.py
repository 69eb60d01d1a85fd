"""Adding and changing a service point with its hours and windows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import demand, stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.named import N_
from app.core.pages import sentence
from app.territory import actions, queries
from app.territory.rules import PointLevel, PointRow
from app.territory.rules.point_form import PointForm, read_point, seen
from app.territory.rules.refusals import PlaceUnsaid
from app.territory.views.blueprint import bp, town_code

LABELS = {
    "name": N_("Name"),
    "hours": N_("Opening hours"),
    "phone": N_("Phone"),
    "contact": N_("Contact"),
    "lon": N_("Longitude"),
    "lat": N_("Latitude"),
}
WINDOW_LABELS = {
    "name": N_("Name"),
    "pioneer_from_on": N_("Party-vanguard window since"),
    "to_on": N_("Open until"),
}
LEVEL_OF_LENGTH = {12: PointLevel.VILLAGE_CENTRE, 15: PointLevel.STATION}


@bp.get("/points/new")
@allowed(Deed.MANAGE_LAND)
def new_point() -> str:
    return _new_page({}, typed={"place": request.args.get("place", "")})


@bp.post("/points/new")
@allowed(Deed.MANAGE_LAND)
def add_point() -> Response | tuple[str, int]:
    form, place = read_point(request.form), request.form.get("place", "")
    town = queries.township(town_code())
    errors: dict[str, Refusal] = dict(form.errors)
    if place not in dict(_places()):
        errors["place"] = PlaceUnsaid()
    if errors:
        return _new_page(_told(errors), typed=request.form), 400
    level = PointLevel.TOWNSHIP_CENTRE if place == town.code else LEVEL_OF_LENGTH[len(place)]
    demand(Deed.MANAGE_LAND, town.place_path)
    with transaction():
        grid_code = place if level is PointLevel.STATION else None
        row = _row(form, queries.free_point_code(place), level=level, division_code=place[:12], grid_code=grid_code)
        point_id = actions.put_point(row, stamp=stamp_from_form()).id
    flash(gettext("%(name)s was added.", name=form.name))
    return redirect(url_for(".point", point_id=point_id), 303)


@bp.get("/points/<uuid:point_id>/edit")
@allowed(Deed.MANAGE_LAND)
def edit_point(point_id: UUID) -> str:
    point = queries.point(point_id)
    return _edit_page(point, {}, typed=_shown(point), shown=seen(_shown(point).values()))


@bp.post("/points/<uuid:point_id>/edit")
@allowed(Deed.MANAGE_LAND)
def change_point(point_id: UUID) -> Response | tuple[str, int]:
    form, point = read_point(request.form), queries.point(point_id)
    demand(Deed.MANAGE_LAND, point.place_path)
    if form.errors:
        return _edit_page(point, _told(form.errors), typed=request.form, shown=request.form.get("seen", "")), 400
    with transaction():
        point = queries.point_to_change(point_id)
        standing = _shown(point)
        is_current = request.form.get("seen") == seen(standing.values())
        if is_current:
            grid_code = queries.grid_code(point.grid_id) if point.grid_id else None
            row = _row(form, point.code, level=point.level, division_code=point.division.code, grid_code=grid_code)
            actions.put_point(row, stamp=stamp_from_form())
    if not is_current:
        return _conflict(point_id, standing), 409
    flash(gettext("%(name)s was changed.", name=form.name))
    return redirect(url_for(".point", point_id=point_id), 303)


def _row(form: PointForm, code: str, *, level: PointLevel, division_code: str, grid_code: str | None) -> PointRow:
    return PointRow(
        code=code,
        level=level,
        name=form.name,
        division_code=division_code,
        grid_code=grid_code,
        lon=form.lon,
        lat=form.lat,
        hours=form.hours,
        phone=form.phone,
        contact=form.contact,
        windows=form.windows,
    )


def _places() -> list[tuple[str, str]]:
    """(code, name) of the township, its villages and its grids: where a service point can stand."""
    town = queries.township(town_code())
    branches = queries.tree(town, on=clock.today())
    places = [(branch.division.code, branch.division.name) for branch in branches]
    return places + [(grid.code, f"{grid.village_name} {grid.name}") for branch in branches for grid in branch.grids]


def _shown(point: Any) -> dict[str, object]:
    """What the form shows of a point, by the names of its fields."""
    facts: dict[str, object] = {name: getattr(point, name) for name in LABELS}
    for window in point.windows:
        facts[f"window-{window.number}-name"] = window.name
        facts[f"window-{window.number}-pioneer_from_on"] = window.pioneer_from_on
        facts[f"window-{window.number}-to_on"] = window.to_on
    return facts


def _label(name: str) -> str:
    """The label of a field: of a window's field with the window's number."""
    if name in LABELS:
        return str(gettext(LABELS[name]))
    _, number, part = name.split("-")
    window = gettext("Window %(n)s", n=number)
    return f"{window} · {gettext(WINDOW_LABELS[part])}"


def _told(errors: Mapping[str, Refusal]) -> dict[str, str]:
    return {name: sentence(refusal) for name, refusal in errors.items()}


def _new_page(errors: Mapping[str, str], *, typed: Mapping[str, object]) -> str:
    options = [("", gettext("Choose")), *_places()]
    return render_template("territory/new_point.html", errors=errors, typed=typed, places=options, numbers=[1])


def _edit_page(point: Any, errors: Mapping[str, str], *, typed: Mapping[str, object], shown: str) -> str:
    there = [window.number for window in point.windows]
    numbers = [*there, max(there, default=0) + 1]  # the last one is for a new window
    return render_template("territory/edit_point.html", point=point, errors=errors, typed=typed, seen=shown, numbers=numbers)


def _conflict(point_id: UUID, standing: Mapping[str, object]) -> str:
    sent = {name: request.form.get(name, "") for name in standing}
    labels = {name: _label(name) for name in standing}
    resend = [(name, value) for name, value in request.form.items() if name not in {"csrf_token", "event_id", "at", "seen"}]
    return render_template(
        "errors/conflict.html",
        subject=standing["name"],
        mine=[(labels[name], value) for name, value in sent.items()],
        theirs=[(labels[name], "" if value is None else str(value)) for name, value in standing.items()],
        now_url=url_for(".point", point_id=point_id),
        action=url_for(".change_point", point_id=point_id),
        resend=[*resend, ("seen", seen(standing.values()))],
    )
