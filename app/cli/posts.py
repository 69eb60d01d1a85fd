"""Who is responsible for which grid, from a table."""

from pathlib import Path

from flask.cli import AppGroup

from app.cli import reports
from app.cli.door import as_json, command_stamp, refusing
from app.core import clock
from app.core.db import transaction
from app.posts import actions, queries
from app.territory import queries as territory
from app.territory.rules.refusals import StrictlyRefused

group = AppGroup("posts", help="Who is responsible for which grid.")


@group.command("import")
@reports.the_file
@reports.town_code
@reports.dry_run
@reports.strict
@as_json
@refusing
def import_(file: Path, town_code: str | None, dry_run: bool, strict: bool, as_json: bool) -> None:  # noqa: FBT001  click's flags
    """Put people on grids from a CSV or XLSX: grid, person, role, from, to (网格 人员 岗位 开始 结束)."""
    content, on = reports.content_of(file), clock.today()
    if dry_run:
        judged = queries.judge_posts(content, name=file.name, town=territory.township(town_code), on=on)
        stopped = strict and bool(judged.refused)
    else:
        with transaction():
            town = territory.township_to_change(town_code)
            judged = queries.judge_posts(content, name=file.name, town=town, on=on)
            stopped = strict and bool(judged.refused)
            if not stopped:
                actions.import_posts(judged.entries, town=town, digest=judged.digest, stamp=command_stamp())
    answer = {
        "read": judged.read,
        "added": 0 if stopped else judged.added,
        "changed": 0 if stopped else judged.changed,
        "refused": [reports.refused_row(fault.line, fault.field, fault.refusal) for fault in judged.refused],
    }
    reports.tell(answer, as_json=as_json, dry_run=dry_run)
    if stopped:
        raise StrictlyRefused(count=len(judged.refused))
