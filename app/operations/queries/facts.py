"""All facts of the health page, gathered at one instant."""

import datetime as dt
from collections.abc import Sequence

from app.core import outbox, runs
from app.core.backup import backups
from app.core.lease import held
from app.core.settings import settings
from app.core.watch import SCHEDULER
from app.operations.queries.database import database
from app.operations.queries.machine import certificate, store
from app.operations.rules import Facts, JobFacts, Planned, Waiting


def gathered(now: dt.datetime, *, timetable: Sequence[Planned]) -> Facts:
    """What is known now; `timetable` comes from above, where the jobs are."""
    base = database(now)  # first: it compares the clocks
    backlog, lease, instance = outbox.backlog(now), held(SCHEDULER), settings().instance_folder
    return Facts(
        now=now,
        store=store(instance, needs_session_key=not settings().secret_key),
        database=base,
        waiting=Waiting(due=backlog.due, oldest_at=backlog.oldest_at, given_up=backlog.given_up),
        jobs=jobs(timetable),
        backup_at=next((kept.made_at for kept in backups(settings().backups)), None),
        holder=lease[0] if lease else None,
        held_until=lease[1] if lease else None,
        certificate=certificate(settings().certificate_file),
    )


def jobs(timetable: Sequence[Planned]) -> tuple[JobFacts, ...]:
    """Every job of the timetable as it ran last."""
    ran = runs.last_runs()
    return tuple(_job(line, ran.get(line.name)) for line in timetable)


def _job(line: Planned, run: runs.JobRun | None) -> JobFacts:
    if run is None:
        return JobFacts(line.name, line.says, next_at=line.next_at)
    return JobFacts(
        line.name,
        line.says,
        began_at=run.began_at,
        ended_at=run.ended_at,
        failed_at=run.failed_at,
        fault=run.fault,
        next_at=line.next_at,
    )
