"""The catalogue for everybody who is signed in: the list, an item's page; and the list's import for administrators."""

import dataclasses
from collections import Counter
from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import stamp_from_form
from app.catalogue import actions, queries
from app.catalogue.rules import Chip, Wanted, required_materials
from app.catalogue.rules.refusals import ItemUnknown, VariantUnknown
from app.catalogue.views.blueprint import bp
from app.core import clock
from app.core.db import transaction
from app.core.errors import FileMissing, Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.core.period import day_said


@bp.get("", strict_slashes=False)
@allowed(Deed.READ_CATALOGUE)
def home() -> str:
    wanted = _wanted()
    everything, classes = queries.items_on(clock.today()), queries.classes()
    return render_template(
        "catalogue/home.html",
        everything=everything,
        found=[version for version in everything if queries.is_wanted(version, wanted)],
        classes=classes,
        class_options=[("", gettext("All classes")), *((one.code, one.name) for one in classes)],
        chip_links=[(gettext(chip.label), _address(wanted, toggled=chip), chip in wanted.chips) for chip in Chip],
        without_department=_address(dataclasses.replace(wanted, department="")),
        bundles=queries.bundles_on(clock.today()),
        by_department=Counter(version.department.name for version in everything),
        departments=queries.departments(),
        wanted=wanted,
        chips=Chip,
        chips_of=queries.chips_of,
    )


@bp.get("/<code>")
@allowed(Deed.READ_CATALOGUE)
def item(code: str) -> str:
    today = clock.today()
    try:
        whole = queries.item(code)
    except ItemUnknown:
        abort(404)
    version = queries.shown_version(whole, on=today)
    asked = request.args.get("variant") or next((one.code for one in version.variants), None)
    variant = next((one for one in version.variants if one.code == asked), None)
    if asked is not None and variant is None:
        raise VariantUnknown(code=code, variant=asked)
    materials = required_materials(version.materials, variant.id if variant else None)
    return render_template(
        "catalogue/item.html",
        item=whole,
        version=version,
        variant=variant,
        materials=materials,
        today=today,
        is_valid=version.from_on <= today and (version.to_on is None or today <= version.to_on),
    )


@bp.get("/import")
@allowed(Deed.MANAGE_CATALOGUE)
def import_form() -> str:
    return _import_page({}, typed={"from_on": clock.today().isoformat()})


@bp.post("/import")
@allowed(Deed.MANAGE_CATALOGUE)
def import_items() -> Response | str | tuple[str, int]:
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise FileMissing
        content, is_trial = sent.read(), "check" in request.form
        with transaction():
            report = actions.import_items(
                content,
                from_on=day_said(request.form.get("from_on", ""), field="from_on"),
                stamp=stamp_from_form(),
                dry_run=is_trial,
            )
    except Refusal as refusal:
        return _import_page({refusal.field or "": sentence(refusal)}, typed=request.form), refusal.status
    if is_trial or report.listing.faults:
        return _import_page({}, typed=request.form, report=report, is_trial=is_trial)
    flash(gettext("%(added)s items added, %(changed)s changed.", added=report.counts.added, changed=report.counts.changed))
    return redirect(url_for(".home"), 303)


@bp.app_template_global("item_name")
def item_name(code: str) -> str:
    """The name of an item today, for pages of features that know its code only; the code where nothing is known."""
    return queries.names_on(clock.today()).get(code, code)


def _wanted() -> Wanted:
    chosen = frozenset(chip for chip in Chip if chip.value in request.args.getlist("chip"))
    text, class_code, department = (request.args.get(name, "").strip() for name in ("q", "class", "department"))
    return Wanted(text, class_code, department, chosen)


def _address(wanted: Wanted, *, toggled: Chip | None = None) -> str:
    """The list's address for what is looked for, with one mark put on or taken off."""
    chips = sorted(wanted.chips ^ {toggled} if toggled else wanted.chips)
    return url_for(
        ".home",
        q=wanted.text or None,
        department=wanted.department or None,
        chip=[chip.value for chip in chips],
        **{"class": wanted.class_code or None},  # type: ignore[arg-type]
    )


def _import_page(
    errors: Mapping[str, str],
    *,
    typed: Mapping[str, str],
    report: actions.Report | None = None,
    is_trial: bool = False,
) -> str:
    faults = [(fault.row, fault.field, sentence(fault.refusal)) for fault in report.listing.faults] if report else []
    return render_template("catalogue/import.html", errors=errors, typed=typed, report=report, faults=faults, is_trial=is_trial)
