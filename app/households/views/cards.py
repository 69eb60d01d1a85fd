"""One household's card, and showing what is hidden there: a deed with a reason, by POST, so that no number is in an address."""

from uuid import UUID

from flask import render_template, request
from flask_babel import gettext

from app.accounts.rules import Deed
from app.accounts.views import stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.guard import allowed
from app.core.pages import sentence
from app.households import actions, queries
from app.households.rules import CareMark, Hidden, ShowReason
from app.households.rules.refusals import NothingHidden, ReasonMissing
from app.households.views.blueprint import bp
from app.households.views.choices import sexes
from app.households.views.places import demand_at

Answer = str | tuple[str, int]


@bp.get("/<uuid:household_id>")
@allowed(Deed.READ_HOUSEHOLDS)
def show(household_id: UUID) -> str:
    household = queries.household(household_id)
    grids = queries.claims(household, on=clock.today())
    return render_template("households/show.html", household=household, grids=grids, sexes=sexes())


@bp.get("/<uuid:household_id>/hidden/<any(phone):field>")
@bp.get("/residents/<uuid:resident_id>/hidden/<any(phone,id_number,care):field>", endpoint="ask_resident")
@allowed(Deed.SHOW_HIDDEN)
def ask(field: str, household_id: UUID | None = None, resident_id: UUID | None = None) -> str:
    """The question why, as a page of its own: where no dialog opens."""
    return _ask(Hidden(field), household_id, resident_id)


@bp.post("/<uuid:household_id>/hidden/<any(phone):field>")
@allowed(Deed.SHOW_HIDDEN)
def reveal(household_id: UUID, field: str) -> Answer:
    return _reveal(Hidden(field), household_id=household_id)


@bp.post("/residents/<uuid:resident_id>/hidden/<any(phone,id_number,care):field>")
@allowed(Deed.SHOW_HIDDEN)
def reveal_resident(resident_id: UUID, field: str) -> Answer:
    return _reveal(Hidden(field), resident_id=resident_id)


def _reveal(field: Hidden, *, household_id: UUID | None = None, resident_id: UUID | None = None) -> Answer:
    try:
        with transaction():
            subject = queries.subject_to_change(household_id=household_id, resident_id=resident_id)
            demand_at(Deed.SHOW_HIDDEN, subject)
            value = actions.show_hidden(subject, field, _reason(), stamp=stamp_from_form())
    except (ReasonMissing, NothingHidden) as refusal:
        return _ask(field, household_id, resident_id, error=sentence(refusal)), refusal.status
    words = [gettext(CareMark(code).label) for code in value.split(",")] if field is Hidden.CARE else [value]
    if is_part():
        return render_template("households/shown_part.html", words=words)
    return render_template("households/shown.html", field=field, words=words, **_whose(household_id, resident_id))


def is_part() -> bool:
    """Whether htmx asks for a part of a page; a browser without scripts asks for the whole."""
    return request.headers.get("HX-Request") == "true"


def _ask(field: Hidden, household_id: UUID | None, resident_id: UUID | None, *, error: str | None = None) -> str:
    asked = {"field": field, "reasons": list(ShowReason), "error": error, "action": request.path}
    page = "households/why_part.html" if is_part() else "households/why.html"
    return render_template(page, **asked, **_whose(household_id, resident_id))


def _whose(household_id: UUID | None, resident_id: UUID | None) -> dict[str, object]:
    if household_id:
        return {"household": queries.household(household_id), "resident": None}
    resident = queries.resident(resident_id or UUID(int=0))
    return {"household": resident.household, "resident": resident}


def _reason() -> ShowReason:
    try:
        return ShowReason(request.form.get("reason", ""))
    except ValueError:
        raise ReasonMissing from None
