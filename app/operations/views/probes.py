"""For machines that watch: is the process alive, does the database answer, does the scheduler work."""

import datetime as dt

from flask import jsonify
from werkzeug.wrappers import Response

from app.core import clock, outbox, runs
from app.core.guard import public
from app.core.lease import holder
from app.core.outbox import State
from app.operations.queries.facts import SCHEDULER
from app.operations.views.blueprint import bp
from app.territory import queries as land

SILENT = dt.timedelta(minutes=3)


@bp.get("/healthz/live")
@public
def live() -> Response:
    return jsonify(status="ok")


@bp.get("/healthz/ready")
@public
def ready() -> Response:
    """The database answers and has been migrated."""
    return jsonify(status="ok", townships=len(land.townships()))


@bp.get("/healthz/scheduler")
@public
def scheduler() -> tuple[Response, int]:
    """503 when nobody holds the lease, or the minute sweep has not run for three minutes."""
    now = clock.now()
    held, ran = holder(SCHEDULER, now=now), runs.last_runs().get("clocks")
    late = ran is None or now - ran.began_at > SILENT
    facts = {
        "given_up": outbox.count_by_state()[State.GIVEN_UP],
        "held": held is not None,
        "last_sweep": ran.began_at.isoformat() if ran else None,
    }
    return jsonify(status="red" if late or held is None else "ok", **facts), 503 if late or held is None else 200
