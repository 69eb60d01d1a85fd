"""What the tests of the sweep run in other processes."""

import datetime as dt
from multiprocessing.queues import Queue
from threading import Barrier
from typing import Any

from app.core.scope import Everywhere, looking
from tests.app.core.workers import app_on
from tests.app.deadlines.ground import swept


def sweep_until_done(barrier: Barrier, results: "Queue[Any]", url: str, now: dt.datetime) -> None:
    """Sweep batch after batch as a scheduler would; report how many lights this process turned."""
    app = app_on(url)
    turned = 0
    with app.app_context(), looking(Everywhere("test")):
        barrier.wait(60)
        while batch := swept(now):
            turned += batch
    results.put(turned)
