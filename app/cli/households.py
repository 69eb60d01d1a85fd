"""Households and residents from tables, placed anew when the land has changed; imports listed and taken back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli import reports
from app.cli.door import as_json, command_stamp, refusing, show
from app.core import clock
from app.core.db import transaction
from app.core.pages import sentence
from app.households import actions, queries
from app.households.rules import Flaw, Judged
from app.households.rules.refusals import StrictlyRefused
from app.territory import queries as territory

households = AppGroup("households", help="The township's households.")
residents = AppGroup("residents", help="The people of the households.")
imports = AppGroup("imports", help="Files that were brought in.")


@households.command("import")
@reports.the_file
@reports.town_code
@click.option("--crs", default="EPSG:4490", show_default=True, help="The system of the points: an EPSG code, gcj02 or bd09.")
@reports.dry_run
@reports.strict
@as_json
@refusing
def import_households(file: Path, town_code: str | None, crs: str, dry_run: bool, strict: bool, as_json: bool) -> None:  # noqa: FBT001
    """Enter households from a CSV or XLSX: code, village, group, address, head, phone, lon, lat (户编号, 行政村 …)."""
    candidates = queries.households_in(reports.content_of(file), name=file.name)
    if dry_run:
        judged = queries.judge_households(candidates, town=territory.township(town_code), on=clock.today(), crs=crs)
        _tell(judged, None, as_json=as_json, dry_run=True, strict=strict)
        return
    with transaction():
        town = territory.township_to_change(town_code)
        judged = queries.judge_households(candidates, town=town, on=clock.today(), crs=crs)
        batch = None
        if judged.entries and not (strict and judged.flaws):
            batch = actions.import_households(judged, town=town, stamp=command_stamp()).id
    _tell(judged, batch, as_json=as_json, dry_run=False, strict=strict)


@residents.command("import")
@reports.the_file
@reports.town_code
@reports.dry_run
@reports.strict
@as_json
@refusing
def import_residents(file: Path, town_code: str | None, dry_run: bool, strict: bool, as_json: bool) -> None:  # noqa: FBT001
    """Enter residents from a CSV or XLSX: household, name, relation, sex, born_on, id_number … (户编号, 姓名 …)."""
    candidates = queries.residents_in(reports.content_of(file), name=file.name, today=clock.today())
    if dry_run:
        judged = queries.judge_residents(candidates, town=territory.township(town_code))
        _tell(judged, None, as_json=as_json, dry_run=True, strict=strict)
        return
    with transaction():
        judged = queries.judge_residents(candidates, town=territory.township_to_change(town_code))
        batch = None
        if judged.entries and not (strict and judged.flaws):
            batch = actions.import_residents(judged, stamp=command_stamp()).id
    _tell(judged, batch, as_json=as_json, dry_run=False, strict=strict)


@households.command("place")
@reports.town_code
@as_json
@refusing
def place(town_code: str | None, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Find every household's grid anew, as the land is today."""
    with transaction():
        anew = actions.place_all(territory.township_to_change(town_code), stamp=command_stamp())
    answer = {**anew.placed, "changed": anew.changed}
    show(answer, as_json=as_json, plain=f"{_standing(anew.placed)}; {anew.changed} changed.")


@imports.command("list")
@as_json
@refusing
def list_imports(as_json: bool) -> None:  # noqa: FBT001  click's flag
    """List what was brought in, the latest first."""
    rows = [
        {
            "batch": str(batch.id),
            "kind": batch.kind.value,
            "file": batch.file_name,
            "at": batch.at.isoformat(),
            "read": batch.counts["read"],
            "added": batch.counts["added"],
            "refused": batch.counts["refused"],
            "undone_at": batch.undone_at.isoformat() if batch.undone_at else None,
        }
        for batch in queries.batches()
    ]
    lines = [f"{row['batch']}  {row['at']}  {row['kind']}  {row['file']}  {row['added']} added" for row in rows]
    show(rows, as_json=as_json, plain="\n".join(lines) or "Nothing was brought in yet.")


@imports.command("undo")
@click.argument("batch", type=click.UUID)
@as_json
@refusing
def undo(batch: UUID, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Take an import back as a whole, or say what stands in the way."""
    with transaction():
        gone = actions.undo(queries.batch_to_change(batch), stamp=command_stamp())
    show({"batch": str(batch), "removed": gone}, as_json=as_json, plain=f"{gone} rows taken back.")


def _tell(judged: Judged[Any], batch: UUID | None, *, as_json: bool, dry_run: bool, strict: bool) -> None:
    """Answer with the counts; a strict import with faults is refused after they are shown."""
    stopped = strict and bool(judged.flaws)
    answer: dict[str, object] = {
        "batch": str(batch) if batch else None,
        "read": judged.read,
        "added": 0 if stopped else len(judged.entries),
        "changed": 0,
        "refused": [_refused(flaws) for flaws in judged.refused],
        "remarks": [_refused([flaw]) for flaw in judged.remarks],
        "seen_before": judged.seen_before.isoformat() if judged.seen_before else None,
    }
    if judged.placed:
        answer["placed"] = dict(judged.placed)
    notes = [_standing(judged.placed)] if judged.placed else []
    notes += [f"This very file was brought in before, at {judged.seen_before:%Y-%m-%d %H:%M}."] if judged.seen_before else []
    notes += [f"Batch {batch}: imports undo takes it back."] if batch else []
    reports.tell(answer, as_json=as_json, dry_run=dry_run, notes=notes)
    if stopped:
        raise StrictlyRefused(count=len(judged.refused), line=judged.refused[0][0].line)


def _refused(flaws: Sequence[Flaw]) -> dict[str, object]:
    """One row as JSON has it; all that is wrong with it in one text."""
    words = [sentence(flaw.refusal) if n == 0 else f"{flaw.field}: {sentence(flaw.refusal)}" for n, flaw in enumerate(flaws)]
    return {"row": flaws[0].line, "field": flaws[0].field, "why": " ".join(words)}


def _standing(placed: Any) -> str:
    return ", ".join(f"{count} {name}" for name, count in placed.items())
