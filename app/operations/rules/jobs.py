"""How a scheduled job stands."""

import datetime as dt

from app.core.named import N_
from app.core.watch import is_broken
from app.operations.rules.facts import JobFacts
from app.operations.rules.states import Finding, State

JOB_LATE, JOB_LONG = dt.timedelta(minutes=3), dt.timedelta(hours=1)


def job_finding(job: JobFacts, *, now: dt.datetime) -> Finding:
    state, says, todo = _job_state(job, now=now)
    known = {"began": job.began_at, "took": job.took, "fault": job.fault, "failed": job.failed_at, "next": job.next_at}
    return Finding(
        f"job_{job.name}", job.says, state, says, {name: value for name, value in known.items() if value is not None}, todo
    )


def _job_state(job: JobFacts, *, now: dt.datetime) -> tuple[State, str, str]:
    look = N_("Look into the scheduler's log (journalctl -u daiban-scheduler), mend it, and run: flask --app wsgi jobs run NAME.")
    wait = N_("Check that the scheduler works; it catches up by itself when it starts.")
    if job.began_at is None:
        return State.OK, N_("Not run yet; next %(next)s") if job.next_at else N_("Not run yet"), ""
    if is_broken(job.began_at, job.failed_at):
        return State.BROKEN, N_("Failed %(failed)s: %(fault)s"), look
    if job.ended_at is None:
        is_long = now - job.began_at > JOB_LONG
        return State.ATTENTION if is_long else State.OK, N_("Running since %(began)s"), look if is_long else ""
    if job.next_at and now - job.next_at > JOB_LATE:
        return State.ATTENTION, N_("Ran last %(began)s; was due %(next)s"), wait
    return State.OK, N_("Ran %(began)s in %(took)s; next %(next)s") if job.next_at else N_("Ran %(began)s in %(took)s"), ""
