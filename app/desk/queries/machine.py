"""How the machine runs: its scheduler, its jobs' last runs, its newest backup. Reads only."""

import datetime as dt

from app.core import backup, runs
from app.core.lease import holder
from app.core.settings import settings
from app.desk.rules import JobState, MachineState, backup_is_old

SCHEDULER = "scheduler"
SWEEP = "clocks"
SILENT = dt.timedelta(minutes=3)


def machine(now: dt.datetime) -> MachineState:
    """Whether the clocks are watched, what ran when and what broke, and how old the newest backup is."""
    last = runs.last_runs()
    sweep = last.get(SWEEP)
    is_watched = holder(SCHEDULER, now=now) is not None and sweep is not None and now - sweep.began_at <= SILENT
    made_at = next((kept.made_at for kept in backup.backups(settings().backups)), None)
    return MachineState(
        is_watched=is_watched,
        swept_at=sweep.began_at if sweep else None,
        jobs=[JobState(run.name, run.began_at, _fault(run)) for run in last.values()],
        backed_up_at=made_at,
        backup_is_old=backup_is_old(made_at, now=now),
    )


def _fault(run: runs.JobRun) -> str:
    """What broke, unless the job has run well since."""
    is_mended = run.failed_at is None or (run.ended_at is not None and run.ended_at > run.failed_at)
    return "" if is_mended else run.fault
