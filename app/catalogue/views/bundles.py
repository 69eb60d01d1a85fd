"""Bundles 一件事: the list, and one with its steps, what is brought once for all of them, and how long each takes."""

from flask import render_template

from app.accounts.rules import Deed
from app.catalogue import queries
from app.catalogue.views.blueprint import bp
from app.core import clock
from app.core.guard import allowed


@bp.get("/bundles")
@allowed(Deed.READ_CATALOGUE)
def bundles() -> str:
    today = clock.today()
    found = queries.bundles_on(today)
    procedures = {one.procedure.bundle_code: one for one in queries.procedures_on(today)}
    return render_template("catalogue/bundles.html", found=found, procedures=procedures)


@bp.get("/bundles/<code>")
@allowed(Deed.READ_CATALOGUE)
def bundle(code: str) -> str:
    today = clock.today()
    shown = queries.shown_bundle(code, on=today)
    steps = queries.steps_on(shown, on=today)
    return render_template(
        "catalogue/bundle.html",
        bundle=shown,
        steps=steps,
        papers=queries.papers_once(steps),
        versions=queries.bundle(code).versions,
        procedure=next((one for one in queries.procedures_on(today) if one.procedure.bundle_code == code), None),
        is_valid=shown.to_on is None or today <= shown.to_on,
    )
