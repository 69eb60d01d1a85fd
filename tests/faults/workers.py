"""What the fault tests run in other processes."""

import datetime as dt
from multiprocessing.queues import Queue
from threading import Barrier
from typing import Any

from app.core.db import transaction
from app.core.scope import Everywhere, looking
from app.deadlines import actions
from tests.app.core.workers import app_on


def sweep(barrier: Barrier, results: "Queue[Any]", url: str, now: dt.datetime) -> None:
    """Sweep until nothing is due, as if no lease existed; report how many lights this process turned."""
    app = app_on(url)
    turned, empty = 0, False
    with app.app_context(), looking(Everywhere("test")):
        barrier.wait(60)
        while not empty:
            with transaction():
                this_time = actions.sweep(now)
            turned += this_time
            empty = this_time == 0
    results.put(turned)
