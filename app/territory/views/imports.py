"""Importing shapes: choose a file and say what it is, check it (which changes nothing), then confirm.

The checked file waits in the instance folder under its digest, so that what is confirmed is what was checked.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import demand, stamp_from_form
from app.config import Settings
from app.core import clock
from app.core.db import transaction
from app.core.errors import FileMissing, Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.core.period import day_said
from app.territory import actions, queries
from app.territory.actions import Report, Said
from app.territory.rules.file_refusals import WrongWhere
from app.territory.rules.refusals import FileGone
from app.territory.views import imports_shown
from app.territory.views.blueprint import bp, town_code

SUFFIXES = {".geojson", ".json", ".gpkg", ".zip", ".kml", ".kmz"}
WAITS = dt.timedelta(days=1)
DIGEST_LENGTH = 64
AS_VILLAGES = "villages"


@bp.get("/import")
@allowed(Deed.MANAGE_LAND)
def import_form() -> str:
    typed = {"name_field": "name", "unnamed_as": gettext("unnamed {n}"), "kind": "grids", "from_on": clock.today().isoformat()}
    return _page(typed)


@bp.post("/import")
@allowed(Deed.MANAGE_LAND)
def import_shapes() -> Response | str | tuple[str, int]:
    """Check or confirm: both read the same form, and only confirming changes anything."""
    is_trial = "confirm" not in request.form
    kept = ""
    try:
        kept = _kept()
        said, from_on = _said(request.form), day_said(request.form.get("from_on", ""), field="from_on")
        with nullcontext() if is_trial else transaction():  # a look takes its time, and holds nobody up
            town = (queries.township if is_trial else queries.township_to_change)(town_code())
            demand(Deed.MANAGE_LAND, town.place_path)
            report = actions.import_grids(
                town, _folder() / kept, said, from_on=from_on, stamp=stamp_from_form(), dry_run=is_trial, strict=False
            )
    except Refusal as refusal:
        return _page(request.form, kept=kept, errors={refusal.field or "": sentence(refusal)}), refusal.status
    if is_trial or report.refusal or report.refused:
        status = 409 if report.refusal else 200
        return _page(request.form, kept=kept, report=report, is_trial=is_trial), status
    flash(gettext("%(added)s grids added, %(changed)s changed.", added=report.counts.added, changed=report.counts.changed))
    return redirect(url_for(".home"), 303)


def _folder() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.instance_folder / "uploads" / "shapes"


def _kept() -> str:
    """The name under which the file waits: the one sent now, else the one that was checked before."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        suffix = Path(sent.filename).suffix.lower()
        content = sent.read()
        name = hashlib.sha256(content).hexdigest() + (suffix if suffix in SUFFIXES else "")
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        _forget_old(folder)
        (folder / name).write_bytes(content)
        return name
    name = request.form.get("kept", "")
    if not name:
        raise FileMissing
    digest, _, suffix = name.partition(".")
    is_ours = len(digest) == DIGEST_LENGTH and digest.isalnum() and (not suffix or f".{suffix}" in SUFFIXES)
    if not is_ours or not (_folder() / name).is_file():
        raise FileGone
    return name


def _file_name() -> str:
    """As the reader knows the file."""
    sent = request.files.get("file")
    return (sent.filename if sent is not None else None) or request.form.get("file_name", "")


def _forget_old(folder: Path) -> None:
    """Files that nobody confirmed within a day."""
    for file in folder.iterdir():
        if dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC) < clock.now() - WAITS:
            file.unlink(missing_ok=True)


def _said(form: Mapping[str, str]) -> Said:
    texts = {name: form.get(name, "").strip() or None for name in ("crs", "code_field", "village_field", "unnamed_as", "where")}
    where = texts.pop("where")
    field, equals, value = (where or "").partition("=")
    if where and not equals:
        raise WrongWhere(where=where)
    return Said(
        name_field=form.get("name_field", "").strip(),
        as_villages=form.get("kind") == AS_VILLAGES,
        where=(field.strip(), value.strip()) if where else None,
        file_name=_file_name(),
        repairs=actions.chosen_repairs(request.form.getlist("repair")),
        crs=texts["crs"],
        code_field=texts["code_field"],
        village_field=texts["village_field"],
        unnamed_as=texts["unnamed_as"],
    )


def _page(
    typed: Mapping[str, str],
    *,
    kept: str = "",
    errors: Mapping[str, str] | None = None,
    report: Report | None = None,
    is_trial: bool = True,
) -> str:
    objection = report and (report.refusal or report.objection)
    return render_template(
        "territory/import.html",
        typed=typed,
        kept=kept,
        file_name=_file_name() if kept else "",
        errors=errors or {},
        report=report,
        is_trial=is_trial,
        objection=sentence(objection) if objection else None,
        faults=[(fault.line, fault.field, sentence(fault.refusal)) for fault in report.refused] if report else [],
        findings=imports_shown.findings(report) if report else [],
        repairs=imports_shown.repairs(report) if report else [],
        chosen=request.form.getlist("repair"),
        drawing=imports_shown.drawing(report.seen) if report and report.seen else None,
    )
