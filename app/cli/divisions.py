"""Villages from a table."""

from pathlib import Path

from flask.cli import AppGroup

from app.cli import reports
from app.cli.door import as_json, command_stamp, refusing
from app.core.db import transaction
from app.territory import queries
from app.territory.actions import import_divisions

group = AppGroup("divisions", help="The township's villages.")


@group.command("import")
@reports.the_file
@reports.town_code
@reports.dry_run
@reports.strict
@as_json
@refusing
def import_(file: Path, town_code: str | None, dry_run: bool, strict: bool, as_json: bool) -> None:  # noqa: FBT001  click's flags
    """Add or rename villages from a CSV or XLSX: code, name, short_name (代码, 名称, 简称)."""
    content = reports.content_of(file)
    with transaction():
        town = queries.township_to_change(town_code)
        report = import_divisions(town, content, name=file.name, stamp=command_stamp(), dry_run=dry_run, strict=strict)
    answer = {
        "read": report.read,
        "added": report.counts.added,
        "changed": report.counts.changed,
        "refused": [reports.refused_row(fault.line, fault.field, fault.refusal) for fault in report.refused],
    }
    reports.tell(answer, as_json=as_json, dry_run=dry_run)
    if report.refusal:
        raise report.refusal
