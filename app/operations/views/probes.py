"""For machines that watch: is the process alive, does the database answer, does the scheduler work."""

from flask import jsonify
from werkzeug.wrappers import Response

from app.core import clock, outbox, runs
from app.core.guard import public
from app.core.outbox import State
from app.operations.views.blueprint import bp
from app.territory import queries as land


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
    watch = runs.watch(clock.now())
    facts = {
        "given_up": outbox.count_by_state()[State.GIVEN_UP],
        "held": watch.is_held,
        "last_sweep": watch.swept_at.isoformat() if watch.swept_at else None,
    }
    return jsonify(status="ok" if watch.is_on else "red", **facts), 200 if watch.is_on else 503
