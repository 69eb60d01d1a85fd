"""When each scheduled job last ran and what came of it: one row per job, for the list of jobs and the health page."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db, insert_if_absent
from app.core.lease import holder
from app.core.watch import SCHEDULER, SWEEP, Watch, is_broken


class JobRun(Base):
    """The last run of a job. `result` says what it did; `failed_at` is the last time it broke, with what."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    result: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    failed_at: Mapped[dt.datetime | None]
    fault: Mapped[str] = mapped_column(sa.String(256), default="")

    @property
    def is_broken(self) -> bool:
        return is_broken(self.began_at, self.failed_at)


def begin(name: str, *, at: dt.datetime) -> None:
    insert_if_absent(JobRun, name=name, began_at=at, result={}, fault="")
    db.session.execute(sa.update(JobRun).where(JobRun.name == name).values(began_at=at, ended_at=None))


def end(name: str, *, at: dt.datetime, result: Mapping[str, object]) -> None:
    db.session.execute(sa.update(JobRun).where(JobRun.name == name).values(ended_at=at, result=dict(result)))


def fail(name: str, *, at: dt.datetime, fault: str) -> None:
    insert_if_absent(JobRun, name=name, began_at=at, result={}, fault="")
    db.session.execute(sa.update(JobRun).where(JobRun.name == name).values(failed_at=at, fault=fault[:256]))


def last_runs() -> dict[str, JobRun]:
    return {run.name: run for run in db.session.scalars(sa.select(JobRun))}


def watch(now: dt.datetime) -> Watch:
    """Whether somebody watches the clocks now."""
    sweep = last_runs().get(SWEEP)
    return Watch(is_held=holder(SCHEDULER, now=now) is not None, swept_at=sweep.began_at if sweep else None, now=now)
