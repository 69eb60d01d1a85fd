"""Whether the machine does what it should: its scheduler, its jobs, its backups. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

BACKUP_AT_LEAST_EVERY = dt.timedelta(hours=26)  # daily, with two hours for a machine that was off


@dataclass(frozen=True, slots=True)
class JobState:
    """A job's last run. `fault`: why it broke, if it has not run well since."""

    name: str
    ran_at: dt.datetime
    fault: str


@dataclass(frozen=True, slots=True)
class MachineState:
    """How the machine runs. `swept_at`: when the clocks were last looked at."""

    is_watched: bool
    swept_at: dt.datetime | None
    jobs: Sequence[JobState]
    backed_up_at: dt.datetime | None
    backup_is_old: bool

    @property
    def broken(self) -> Sequence[JobState]:
        return [job for job in self.jobs if job.fault]

    @property
    def is_well(self) -> bool:
        return self.is_watched and not self.broken and not self.backup_is_old


def backup_is_old(made_at: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Whether the newest backup is older than a day and two hours, or there is none."""
    return made_at is None or now - made_at > BACKUP_AT_LEAST_EVERY
