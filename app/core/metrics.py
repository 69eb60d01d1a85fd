"""Numbers for whoever watches: what this process counted since it began. What the database knows is added at the scrape."""

from dataclasses import dataclass

from flask import Flask, current_app
from prometheus_client import CollectorRegistry, Counter, Histogram

BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Counted:
    """The counters of one application, in a registry of its own."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    refusals: Counter
    faults: Counter


def init_metrics(app: Flask) -> None:
    registry = CollectorRegistry()
    app.extensions["metrics"] = Counted(
        registry=registry,
        requests=Counter("daiban_requests", "Requests answered", ["rule", "method", "status"], registry=registry),
        seconds=Histogram(
            "daiban_request_seconds", "Seconds from a request to its answer", ["door"], buckets=BUCKETS_S, registry=registry
        ),
        refusals=Counter("daiban_refusals", "Refusals told to people and machines", ["code"], registry=registry),
        faults=Counter("daiban_faults", "Errors of ours, answered by 500", registry=registry),
    )


def counted() -> Counted:
    """The running application's counters."""
    found: Counted = current_app.extensions["metrics"]
    return found
