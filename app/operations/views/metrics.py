"""/metrics for Prometheus, to programs on this machine only. One scrape shows both processes: the scheduler by its rows."""

import datetime as dt
from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from flask import Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.core import clock
from app.core.guard import public
from app.core.metrics import counted
from app.core.scope import Everywhere, looking
from app.operations.queries import Figures, figures
from app.operations.rules import JobFacts
from app.operations.views.blueprint import bp, timetable

THROUGH_A_PROXY = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


@bp.get("/metrics")
@public
def metrics() -> Response:
    if not _is_from_here():
        abort(404)
    now = clock.now()
    with looking(Everywhere("metrics")):
        known = figures(now, timetable=timetable(now))
    asked = CollectorRegistry()
    asked.register(_Database(known, now=now))
    return Response(generate_latest(counted().registry) + generate_latest(asked), content_type=CONTENT_TYPE_LATEST)


def _is_from_here() -> bool:
    """Asked on the loopback address, and not passed on by a proxy on this machine, which would speak for anybody."""
    before_proxies = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    address = before_proxies.get("REMOTE_ADDR") or ""
    if any(header in request.headers for header in THROUGH_A_PROXY):
        return False
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class _Database(Collector):
    """What was read, in Prometheus's words. Times are Unix seconds."""

    def __init__(self, known: Figures, *, now: dt.datetime) -> None:
        self.known, self.now = known, now

    def collect(self) -> Iterator[Metric]:
        known = self.known
        deeds = GaugeMetricFamily("daiban_deeds_today", "Deeds entered since midnight, of every process", labels=["deed", "door"])
        for (deed, door), number in known.deeds.items():
            deeds.add_metric([deed, door], number)
        lights = GaugeMetricFamily("daiban_open_cases", "Open cases by light", labels=["light"])
        for light, number in known.lights.items():
            lights.add_metric([light], number)
        yield from (deeds, lights)
        oldest = (self.now - known.backlog.oldest_at).total_seconds() if known.backlog.oldest_at else 0.0
        yield GaugeMetricFamily("daiban_outbox_waiting", "Messages due and not delivered", value=known.backlog.due)
        yield GaugeMetricFamily("daiban_outbox_oldest_seconds", "For how long the oldest of them is due", value=oldest)
        yield GaugeMetricFamily("daiban_outbox_given_up", "Messages that nobody tries any more", value=known.backlog.given_up)
        left = known.lease_left.total_seconds() if known.lease_left else 0.0
        yield GaugeMetricFamily(
            "daiban_scheduler_lease_seconds", "What is left of the scheduler's lease; 0: nobody works", value=max(left, 0.0)
        )
        yield from _of_jobs(known.jobs, now=self.now)


def _of_jobs(jobs: Sequence[JobFacts], *, now: dt.datetime) -> Iterator[Metric]:
    began = GaugeMetricFamily("daiban_job_began_timestamp_seconds", "When the job ran last", labels=["job"])
    took = GaugeMetricFamily("daiban_job_seconds", "How long its last whole run took", labels=["job"])
    lag = GaugeMetricFamily("daiban_job_lag_seconds", "How long it is overdue; 0: on time", labels=["job"])
    failed = GaugeMetricFamily("daiban_job_failed_timestamp_seconds", "When it failed last", labels=["job"])
    for job in jobs:
        if job.began_at:
            began.add_metric([job.name], job.began_at.timestamp())
            lag.add_metric([job.name], max((now - job.next_at).total_seconds(), 0.0) if job.next_at else 0.0)
        if job.took is not None:
            took.add_metric([job.name], job.took.total_seconds())
        if job.failed_at:
            failed.add_metric([job.name], job.failed_at.timestamp())
    yield from (began, took, lag, failed)
