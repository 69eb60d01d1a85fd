"""Bringing a file in: upload, a trial told row by row, entry, the report with what was refused, and taking it back."""

from collections import defaultdict
from typing import Any, TypeAlias
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import actor, demand, stamp_from_form, stamp_now
from app.core import clock
from app.core.db import transaction
from app.core.errors import FileMissing, Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.households import actions, queries
from app.households.rules import ImportKind, Judged
from app.households.rules.refusals import UploadGone
from app.households.views.blueprint import bp
from app.households.views.choices import import_choices
from app.households.views.typed import CRS, LABELS
from app.territory import queries as territory

Answer: TypeAlias = str | Response | tuple[str, int]
Told: TypeAlias = list[tuple[int, list[tuple[str, str]]]]
SHOWN_ROWS = 100


@bp.get("/import")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def choose() -> str:
    return _choose({"kind": request.args.get("kind", ImportKind.HOUSEHOLDS.value), "crs": CRS})


@bp.post("/import")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def try_out() -> Answer:
    """Keep the file, sealed, and go to its trial: nothing of it is entered yet."""
    try:
        with transaction():
            town = territory.township(request.form.get("town") or None)
            demand(Deed.MANAGE_HOUSEHOLDS, town.place_path)
            kept = actions.keep_upload(_content(), town_code=town.code, stamp=stamp_now(), **_said())
            judge(kept.id)  # what is wrong with the file as a whole is said at once, and nothing is kept
            upload_id = kept.id
    except Refusal as refusal:
        if refusal.field is None:
            raise
        return _choose(request.form.to_dict(), error=refusal), refusal.status
    return redirect(url_for(".trial", upload_id=upload_id))


@bp.get("/import/<uuid:upload_id>")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def trial(upload_id: UUID) -> str:
    judged = judge(upload_id)
    remarks = [(flaw.line, [(flaw.field, sentence(flaw.refusal))]) for flaw in judged.remarks]
    return render_template(
        "households/trial.html",
        judged=judged,
        upload_id=upload_id,
        rows=rows_of(judged),
        remarks=remarks,
        shown=SHOWN_ROWS,
        labels=LABELS,
    )


@bp.post("/import/<uuid:upload_id>/enter")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def enter(upload_id: UUID) -> Answer:
    with transaction():
        kept = _kept(upload_id)
        town = territory.township_to_change(kept.town_code)
        demand(Deed.MANAGE_HOUSEHOLDS, town.place_path)
        stamp, judged = stamp_from_form(), judge(upload_id)
        if kept.kind is ImportKind.HOUSEHOLDS:
            batch = actions.import_households(judged, town=town, stamp=stamp, upload_id=upload_id)
        else:
            batch = actions.import_residents(judged, stamp=stamp, upload_id=upload_id)
        batch_id = batch.id
    return redirect(url_for(".batch", batch_id=batch_id))


@bp.get("/imports")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def batches() -> str:
    return render_template("households/batches.html", batches=queries.batches())


@bp.get("/imports/<uuid:batch_id>")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def batch(batch_id: UUID) -> str:
    return _batch(batch_id)


@bp.post("/imports/<uuid:batch_id>/undo")
@allowed(Deed.MANAGE_HOUSEHOLDS)
def undo(batch_id: UUID) -> Answer:
    try:
        with transaction():
            found = queries.batch_to_change(batch_id)
            demand(Deed.MANAGE_HOUSEHOLDS, found.place_path)
            actions.undo(found, stamp=stamp_from_form())
    except Refusal as refusal:
        return _batch(batch_id, objection=sentence(refusal)), refusal.status
    return redirect(url_for(".batch", batch_id=batch_id))


def rows_of(judged: Judged[Any]) -> Told:
    """The refused lines of a trial, each with its columns and what is wrong there, in words."""
    return [(flaws[0].line, [(flaw.field, sentence(flaw.refusal)) for flaw in flaws]) for flaws in judged.refused]


def rows_of_batch(batch_id: UUID) -> Told:
    """The same for an import that was entered."""
    lines: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for flaw in queries.flaws_of(queries.batch(batch_id)):
        facts = {name: gettext(fact) if fact else "" for name, fact in flaw.facts.items()}
        lines[flaw.line].append((flaw.field, gettext(flaw.says, **facts) if facts else gettext(flaw.says)))
    return list(lines.items())


def judge(upload_id: UUID) -> Judged[Any]:
    """What entering a kept file would do now. Raises UploadGone."""
    kept = _kept(upload_id)
    town, content = territory.township(kept.town_code), queries.content_of(kept)
    if kept.kind is ImportKind.RESIDENTS:
        return queries.judge_residents(queries.residents_in(content, name=kept.file_name, today=clock.today()), town=town)
    candidates = queries.households_in(content, name=kept.file_name)
    return queries.judge_households(candidates, town=town, on=clock.today(), crs=kept.crs)


def _kept(upload_id: UUID) -> Any:
    kept = queries.upload(upload_id, by=actor().id, now=clock.now())
    if kept is None:
        raise UploadGone
    return kept


def _content() -> bytes:
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        raise FileMissing
    return content


def _said() -> dict[str, Any]:
    file = request.files["file"]
    kind = ImportKind(request.form.get("kind", "")) if request.form.get("kind") in list(ImportKind) else ImportKind.HOUSEHOLDS
    return {"name": file.filename or "?", "kind": kind, "crs": queries.known_crs(request.form.get("crs", ""))}


def _choose(typed: dict[str, str], *, error: Refusal | None = None) -> str:
    return render_template(
        "households/import.html",
        typed=typed,
        errors={error.field: sentence(error)} if error else {},
        choices=import_choices(),
    )


def _batch(batch_id: UUID, *, objection: str | None = None) -> str:
    found = queries.batch(batch_id)
    rows = rows_of_batch(batch_id)
    return render_template("households/batch.html", batch=found, rows=rows, shown=SHOWN_ROWS, objection=objection, labels=LABELS)
