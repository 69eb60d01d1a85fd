"""Procedures 办事规程 with their guides: the list, one as it can be printed, and the form that writes a new version."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import stamp_from_form
from app.catalogue import actions, queries
from app.catalogue.rules import procedure_said
from app.catalogue.views.blueprint import bp
from app.core import clock
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.core.period import day_said

Answer = Response | tuple[str, int]
FIELDS = ("title", "purpose", "place", "guide", "advice")


@bp.get("/procedures")
@allowed(Deed.READ_CATALOGUE)
def procedures() -> str:
    today = clock.today()
    names = {one.bundle.code: one.name for one in queries.bundles_on(today)}
    return render_template("catalogue/procedures.html", found=queries.procedures_on(today), names=names)


@bp.get("/procedures/new")
@allowed(Deed.IMPROVE)
def new_procedure() -> str:
    return _form({"from_on": clock.today().isoformat(), "bundle": request.args.get("bundle", "")}, {})


@bp.post("/procedures/new")
@allowed(Deed.IMPROVE)
def put_procedure() -> Answer:
    """Also a new version: the code says of which procedure."""
    try:
        facts, from_on = procedure_said(request.form), day_said(request.form.get("from_on", ""), field="from_on")
        with transaction():
            actions.put_procedure(facts, from_on=from_on, stamp=stamp_from_form())
    except Refusal as refusal:
        return _form(request.form, {refusal.field or "": sentence(refusal)}), refusal.status
    flash(gettext("The procedure is kept."))
    return redirect(url_for(".procedure", code=facts.code), 303)


@bp.get("/procedures/<code>")
@allowed(Deed.READ_CATALOGUE)
def procedure(code: str) -> str:
    today, found = clock.today(), queries.procedure(code)
    valid = [one for one in found.versions if one.from_on <= today and (one.to_on is None or one.to_on >= today)]
    bundle = queries.shown_bundle(found.bundle_code, on=today)
    steps = queries.steps_on(bundle, on=today)
    return render_template(
        "catalogue/procedure.html",
        procedure=found,
        version=(valid or found.versions)[-1],
        bundle=bundle,
        steps=steps,
        papers=queries.papers_once(steps),
    )


@bp.get("/procedures/<code>/edit")
@allowed(Deed.IMPROVE)
def edit_procedure(code: str) -> str:
    found = queries.procedure(code)
    told = {name: str(getattr(found.versions[-1], name)) for name in FIELDS}
    return _form({**told, "code": code, "bundle": found.bundle_code, "from_on": clock.today().isoformat()}, {}, is_new=False)


def _form(typed: Mapping[str, str], errors: Mapping[str, str], *, is_new: bool = True) -> str:
    options = [("", gettext("Choose")), *((one.bundle.code, one.name) for one in queries.bundles_on(clock.today()))]
    return render_template("catalogue/procedure_form.html", typed=typed, errors=errors, bundle_options=options, is_new=is_new)
