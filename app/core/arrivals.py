"""Each request of HTTP from its arrival to its answer: a number that can be read out, one line in the log, and the counters."""

import logging
import secrets
from time import perf_counter

from flask import Flask, Response, g, has_request_context, request

from app.core.logs import tell
from app.core.metrics import counted
from app.core.stamp import Door

HEADER = "X-Request-Id"
LEGIBLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for something else, read out or by eye
FAULT = "fault"
OUR_FAULT = 500
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
DOORS = {"field": Door.FIELD, "sync": Door.FIELD, "api": Door.API, "ogc": Door.API}


def init_arrivals(app: Flask) -> None:
    """Before everything else: the first to see a request, and the last to see its answer."""
    app.before_request(_arrive)
    app.after_request(_leave)
    app.jinja_env.globals.update(request_number=request_number)


def request_number() -> str:
    """The number of this request, `K7QM-2XWD`: on the error page, in the answer's header and in the log."""
    if "request_number" not in g:
        drawn = "".join(secrets.choice(LEGIBLE) for _ in range(8))
        g.request_number = f"{drawn[:4]}-{drawn[4:]}"
    return str(g.request_number)


def note(code: str) -> None:
    """A refusal's code is told to somebody: remember it for the log and the counters, once however often it is said."""
    if has_request_context():
        g.setdefault("codes", {})[code] = True


def _arrive() -> None:
    g.arrived = perf_counter()
    request_number()


def _leave(response: Response) -> Response:
    """Nothing of what was asked is told, only by which rule it was answered: an address may hold a name."""
    rule = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in METHODS else "other"
    door = DOORS.get(request.blueprint or "", Door.WEB).value
    seconds = perf_counter() - g.get("arrived", perf_counter())
    codes = list(g.get("codes", {}))
    response.headers[HEADER] = request_number()
    counters = counted()
    counters.requests.labels(rule, method, response.status_code).inc()
    counters.seconds.labels(door).observe(seconds)
    for code in codes:
        counters.faults.inc() if code == FAULT else counters.refusals.labels(code).inc()
        if code != FAULT:
            tell("refused", request=request_number(), code=code, rule=rule)
    tell(
        "request",
        level=logging.WARNING if response.status_code >= OUR_FAULT else logging.INFO,
        request=request_number(),
        method=method,
        rule=rule,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        actor=g.get("actor_id"),
        door=door,
    )
    return response
