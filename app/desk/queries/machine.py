"""How the machine runs: its scheduler, its jobs' last runs, its newest backup. Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.core import backup, runs
from app.core.settings import settings
from app.core.watch import Watch, backup_is_old


@dataclass(frozen=True, slots=True)
class MachineState:
    """How the machine runs."""

    watch: Watch
    jobs: Sequence[runs.JobRun]
    backed_up_at: dt.datetime | None
    backup_is_old: bool

    @property
    def broken(self) -> Sequence[runs.JobRun]:
        return [job for job in self.jobs if job.is_broken]

    @property
    def is_well(self) -> bool:
        return self.watch.is_on and not self.broken and not self.backup_is_old


def machine(now: dt.datetime) -> MachineState:
    """Whether the clocks are watched, what ran when and what broke, and how old the newest backup is."""
    made_at = next((kept.made_at for kept in backup.backups(settings().backups)), None)
    jobs = list(runs.last_runs().values())
    return MachineState(runs.watch(now), jobs, made_at, backup_is_old(made_at, now=now))
