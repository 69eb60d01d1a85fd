"""The timetable of scheduled deeds, and the process that keeps it.

Every job is a sweep over state, "everything due and not yet done", so that a late start catches up; every batch is a
transaction of its own that begins with the lease's fence. Two schedulers started by mistake do nothing twice.
"""

import datetime as dt
import logging
import os
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from app import sending
from app.accounts import actions as accounts
from app.accounts.rules import Deed
from app.cases import actions as cases
from app.cases import queries as case_queries
from app.core import backup, clock, journal, runs, seals
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.lease import Keeper, LeaseLost, fence
from app.core.logs import in_short, tell
from app.core.named import N_
from app.core.outbox import Channel
from app.core.scope import Everywhere, looking
from app.core.settings import settings
from app.core.watch import SCHEDULER, SWEEP
from app.deadlines import actions as deadlines
from app.ledger import queries as ledger
from app.notices import actions as notices
from app.operations.rules import Planned
from app.ratings import queries as ratings
from app.territory import actions as territory

EVERY = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
Batch = Callable[[dt.datetime, int | None], int]
Once = Callable[[dt.datetime], Mapping[str, object]]


class UnknownJob(Refusal):
    code = "jobs.unknown"
    says = N_("There is no job %(name)s. Known are: %(known)s.")


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable. A batch is repeated until it finds nothing; what is done once answers what it found."""

    name: str
    says: str
    when: str
    trigger: BaseTrigger
    batch: Batch | None = None
    once: Once | None = None


def _clocks(now: dt.datetime, token: int | None) -> int:
    return deadlines.sweep(now, token=token)


def _climb(now: dt.datetime, token: int | None) -> int:
    return deadlines.climb(now, token=token)


def _deliver(now: dt.datetime, _: int | None) -> int:
    return notices.deliver(now) + notices.show_test(now)


def _digest(now: dt.datetime, _: int | None) -> int:
    return notices.make_digests(now)


def _mail(now: dt.datetime) -> Mapping[str, object]:
    return sending.send_out(Channel.EMAIL, now=now)


def _sms(now: dt.datetime) -> Mapping[str, object]:
    return sending.send_out(Channel.SMS, now=now)


def _deem(now: dt.datetime, _: int | None) -> int:
    return cases.accept_deemed(now)


def _let_go(now: dt.datetime, _: int | None) -> int:
    return cases.let_go(now)


def _land(now: dt.datetime, _: int | None) -> int:
    return territory.come_into_force(now)


def _forget_failures(now: dt.datetime, _: int | None) -> int:
    return accounts.forget_failures(now)


def _seal(now: dt.datetime, _: int | None) -> int:
    return seals.seal_waiting(now)


def _verify_journal(now: dt.datetime) -> Mapping[str, object]:
    return seals.told(seals.verify(), at=now)


def _check_totals(now: dt.datetime) -> Mapping[str, object]:
    looked_at, wrong = case_queries.mismatches()
    return {
        "cases": looked_at,
        "wrong_stages": len(wrong),
        "wrong_entries": len(ledger.mismatches()),
        "wrong_months": len({*ledger.months_amiss(), *ratings.months_amiss()}),
    }


def _backup(now: dt.datetime) -> Mapping[str, object]:
    said = settings()
    file = backup.make_backup(said.backups, now=now, figures=ledger.sums)
    keep = {"daily": said.backup_daily, "weekly": said.backup_weekly, "monthly": said.backup_monthly}
    over = backup.rotate(said.backups, now=now, **keep)
    return {"file": file.name, "bytes": file.stat().st_size, "deleted": over}


def _prove_backup(now: dt.datetime) -> Mapping[str, object]:
    return backup.prove(settings().backups, now=now, figures=ledger.sums)


def _asked(now: dt.datetime) -> Mapping[str, object]:
    """Run what somebody asked for at a page: the newest entry of the deed is younger than the job's last run."""
    ran, done = runs.last_runs(), []
    for deed, name in ASKED.items():
        at = journal.last_entered(deed)
        if at is not None and (name not in ran or at > ran[name].began_at):
            run(name, now=clock.now())
            done.append(name)
    return {"done": done}


ASKED: Mapping[str, str] = {Deed.MAKE_BACKUP: "backup", Deed.VERIFY_JOURNAL: "audit"}
ZONE = clock.SHANGHAI
TIMETABLE: Mapping[str, Job] = {
    job.name: job
    for job in (
        Job(SWEEP, N_("Turn lights, make reminders and chasers"), "1 min", IntervalTrigger(minutes=1), batch=_clocks),
        Job("ladder", N_("Take unanswered chasers to the leader and the township"), "1 min", IntervalTrigger(minutes=1), _climb),
        Job("land", N_("Let revisions of the land come into force"), "1 min", IntervalTrigger(minutes=1), batch=_land),
        Job("let_go", N_("Take open cases out of hands that are gone"), "1 min", IntervalTrigger(minutes=1), batch=_let_go),
        Job("digest", N_("Tell everybody in the morning what the day holds"), "1 min", IntervalTrigger(minutes=1), _digest),
        Job("outbox", N_("Deliver what is to be told"), "5 s", IntervalTrigger(seconds=5), batch=_deliver),
        Job("seal", N_("Seal the journal"), "1 min", IntervalTrigger(minutes=1), batch=_seal),
        Job("email", N_("Send e-mail"), "15 s", IntervalTrigger(seconds=15), once=_mail),
        Job("sms", N_("Send SMS"), "15 s", IntervalTrigger(seconds=15), once=_sms),
        Job("totals", N_("Compare stages, events and ledger"), "5 min", IntervalTrigger(minutes=5), once=_check_totals),
        Job(
            "deemed", N_("Accept permits on which nobody answered"), "02:10", CronTrigger(hour=2, minute=10, timezone=ZONE), _deem
        ),
        Job("close_day", N_("Close the day"), "02:20", CronTrigger(hour=2, minute=20, timezone=ZONE), _forget_failures),
        Job("backup", N_("Back up the database"), "02:40", CronTrigger(hour=2, minute=40, timezone=ZONE), once=_backup),
        Job("asked", N_("Run what was asked for at a page"), "5 s", IntervalTrigger(seconds=5), once=_asked),
        Job(
            "prove_backup",
            N_("Prove that the newest backup can be restored"),
            "Sun 03:40",
            CronTrigger(day_of_week="sun", hour=3, minute=40, timezone=ZONE),
            once=_prove_backup,
        ),
        Job(
            "audit",
            N_("Verify the journal's seals"),
            "03:10",
            CronTrigger(hour=3, minute=10, timezone=ZONE),
            once=_verify_journal,
        ),
    )
}


def run(name: str, *, now: dt.datetime, token: int | None = None) -> Mapping[str, object]:
    """Run a job now; what it did. `token`: the lease it runs under, none from the command line. Raises UnknownJob."""
    if name not in TIMETABLE:
        raise UnknownJob(name=name, known="、".join(TIMETABLE))
    job = TIMETABLE[name]
    with looking(Everywhere(f"job {name}")):
        _write(lambda: runs.begin(name, at=now), token=token)
        result = _repeat(job.batch, now=now, token=token) if job.batch else _only_once(job, now=now)
        _write(lambda: runs.end(name, at=clock.now(), result=result), token=token)
    return result


def next_run(job: Job, *, now: dt.datetime, after: dt.datetime | None = None) -> dt.datetime | None:
    """When the timetable runs the job next; the first time `after` a run, if given, be it past."""
    found: dt.datetime | None = job.trigger.get_next_fire_time(after, after or now)
    return found


def planned(now: dt.datetime) -> list[Planned]:
    """The timetable for the health page: of a job that ran, when it is due after that."""
    ran = runs.last_runs()
    return [
        Planned(job.name, job.says, next_run(job, now=now, after=ran[job.name].began_at if job.name in ran else None))
        for job in TIMETABLE.values()
    ]


def serve(app: Flask, *, lease_s: float) -> None:
    """Keep the timetable until SIGTERM. Any number of these may run: one works, the others wait."""
    holder = f"{socket.gethostname()}:{os.getpid()}"
    keeper = Keeper(app, SCHEDULER, holder=holder, seconds=lease_s, now=clock.now)
    scheduler = BlockingScheduler(timezone="UTC")
    _fill(scheduler, app, keeper)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: scheduler.shutdown(wait=False))
    keeper.start()
    scheduler.start()
    keeper.stop()


def _fill(scheduler: BackgroundScheduler | BlockingScheduler, app: Flask, keeper: Keeper) -> None:
    """Every job once at the start, as catching up, and then by its trigger."""
    for job in TIMETABLE.values():
        scheduler.add_job(_keep, job.trigger, args=[app, keeper, job.name], id=job.name, **EVERY)
    for name in (SWEEP, "outbox", "totals"):
        scheduler.add_job(_catch_up, "interval", seconds=1, args=[app, keeper, name, scheduler], id=f"{name} at start", **EVERY)


def _catch_up(app: Flask, keeper: Keeper, name: str, scheduler: BackgroundScheduler | BlockingScheduler) -> None:
    """As soon as this process holds the lease: do at once what was due while nobody worked."""
    if keeper.token is not None:
        _keep(app, keeper, name)
        scheduler.remove_job(f"{name} at start")


def _keep(app: Flask, keeper: Keeper, name: str) -> None:
    token = keeper.token
    if token is None:
        return
    with app.app_context():
        try:
            began, result = perf_counter(), run(name, now=clock.now(), token=token)
            level = logging.DEBUG if result == {"done": 0} else logging.INFO  # every five seconds nothing is no news
            tell("job", level=level, job=name, ms=round((perf_counter() - began) * 1000, 1), result=dict(result))
        except LeaseLost:
            tell("the lease went to another scheduler", level=logging.WARNING, token=token)
        except Exception as error:  # noqa: BLE001  whatever it is, the timetable goes on and the health page tells of it
            tell("job failed", level=logging.ERROR, fault=error, job=name)
            fault = in_short(error)
            _write(lambda: runs.fail(name, at=clock.now(), fault=fault), token=None)


def _repeat(batch: Batch, *, now: dt.datetime, token: int | None) -> Mapping[str, object]:
    done = 0
    while made := _batch(batch, now=now, token=token):
        done += made
    return {"done": done}


def _batch(batch: Batch, *, now: dt.datetime, token: int | None) -> int:
    with transaction():
        if token is not None:
            fence(SCHEDULER, token=token)
        return batch(now, token)


def _only_once(job: Job, *, now: dt.datetime) -> Mapping[str, object]:
    if job.once is None:
        raise TypeError(job.name)
    return job.once(now)


def _write(work: Callable[[], None], *, token: int | None) -> None:
    with transaction():
        if token is not None:
            fence(SCHEDULER, token=token)
        work()
