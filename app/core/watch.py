"""What the installation must do by itself, and when it is overdue. Pure."""

import datetime as dt
from dataclasses import dataclass

SCHEDULER = "scheduler"  # the lease of whoever runs the timetable
SWEEP = "clocks"  # the job of every minute: while it runs, somebody watches
SILENT = dt.timedelta(minutes=3)
BACKUP_AT_LEAST_EVERY = dt.timedelta(hours=26)  # daily, with two hours for a machine that was off


@dataclass(frozen=True, slots=True)
class Watch:
    """Whether somebody watches the clocks at an instant: the lease is held, and the sweep began lately."""

    is_held: bool
    swept_at: dt.datetime | None
    now: dt.datetime

    @property
    def is_on(self) -> bool:
        return self.is_held and self.swept_at is not None and self.now - self.swept_at <= SILENT


def is_broken(began_at: dt.datetime, failed_at: dt.datetime | None) -> bool:
    """Whether a job's last run failed; one that began anew since may be well."""
    return failed_at is not None and failed_at >= began_at


def backup_is_old(made_at: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Whether the newest backup is older than a day and two hours, or there is none."""
    return made_at is None or now - made_at > BACKUP_AT_LEAST_EVERY
