"""The catalogue's items from a list."""

import datetime as dt
from pathlib import Path

from flask.cli import AppGroup

from app.catalogue.actions import import_items
from app.cli import reports
from app.cli.door import as_json, command_stamp, refusing
from app.core import clock
from app.core.db import transaction

group = AppGroup("items", help="The catalogue of items.")


@group.command("import")
@reports.the_file
@reports.dry_run
@reports.strict
@reports.from_on
@as_json
@refusing
def import_(file: Path, dry_run: bool, strict: bool, from_on: dt.datetime | None, as_json: bool) -> None:  # noqa: FBT001  click's flags
    """Add items, or versions of those that changed, from a JSON list (docs/catalogue.md)."""
    content = reports.content_of(file)
    day = from_on.date() if from_on else clock.today()
    with transaction():
        report = import_items(content, from_on=day, stamp=command_stamp(), dry_run=dry_run, strict=strict)
    answer = {
        "read": report.listing.read,
        "added": report.counts.added,
        "changed": report.counts.changed,
        "refused": [reports.refused_row(fault.row, fault.field, fault.refusal) for fault in report.listing.faults],
        "bundles": {
            "read": len(report.listing.bundles) + len(report.listing.refused_bundles),
            "added": report.counts.bundles_added,
            "changed": report.counts.bundles_changed,
        },
    }
    reports.tell(answer, as_json=as_json, dry_run=dry_run)
    if report.refusal:
        raise report.refusal
