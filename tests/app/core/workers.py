"""What tests run in other processes. A worker begins when all stand at the barrier."""

import multiprocessing
import tempfile
from collections.abc import Callable
from multiprocessing.queues import Queue
from pathlib import Path
from threading import Barrier
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy.exc import OperationalError

from app.config import Settings
from app.core import journal, seals
from app.core.db import db, transaction
from app.core.journal import EventIdReused
from app.core.scope import Everywhere, looking
from app.core.stamp import Door
from app.factory import create_app
from app.households.models import Household
from tests.app.core.ground import HERE_HOUSE, a_stamp

SEALS_FOR_S = 2.0
SPAWN = multiprocessing.get_context("spawn")


def together(work: Callable[..., None], argument_lists: list[tuple[Any, ...]], *, patience_s: float = 120) -> list[Any]:
    """Run `work(barrier, results, *arguments)` once per argument list, each in a process of its own; what they reported."""
    barrier, results = SPAWN.Barrier(len(argument_lists)), SPAWN.Queue()
    processes = [SPAWN.Process(target=work, args=(barrier, results, *arguments)) for arguments in argument_lists]
    for process in processes:
        process.start()
    reports = [results.get(timeout=patience_s) for _ in processes]
    for process in processes:
        process.join(30)
    return reports


def app_on(url: str) -> Flask:
    """An application on this database, with keys of its own: these tests seal nothing."""
    return create_app(Settings(database_url=url, instance=str(Path(tempfile.mkdtemp(prefix="daiban-")))))


def read_then_write(barrier: Barrier, results: "Queue[Any]", url: str, times: int, lock: bool) -> None:  # noqa: FBT001
    """Read the household as a page would, then change it on what was read; report changes made and errors."""
    app = app_on(url)
    made, errors = 0, []
    with app.app_context(), looking(Everywhere("test")):
        barrier.wait(60)
        for _ in range(times):
            db.session.get_one(Household, HERE_HOUSE)  # the page's own read transaction
            try:
                _count_up(lock=lock)
                made += 1
            except OperationalError as error:
                errors.append(str(error.orig))
            except Exception as error:  # noqa: BLE001  reported to the test
                errors.append(type(error).__name__)
    results.put((made, errors))


def _count_up(*, lock: bool) -> None:
    with transaction():
        household = db.session.get_one(Household, HERE_HOUSE, with_for_update={"of": Household} if lock else None)
        if journal.enter("households.manage", subject=HERE_HOUSE, body={}, stamp=a_stamp()):
            household.number += 1


def knock(barrier: Barrier, results: "Queue[Any]", url: str, door: str, event_ids: list[UUID], body: str) -> None:
    """Do the same deeds through one door; report for each: done, known, or refused."""
    app = app_on(url)
    said = []
    with app.app_context(), looking(Everywhere("test")):
        barrier.wait(60)
        for event_id in event_ids:
            try:
                said.append(_once(event_id, door, body))
            except EventIdReused:
                said.append("refused")
    results.put((door, said))


def enter_many(barrier: Barrier, results: "Queue[Any]", url: str, times: int, instance: str) -> None:
    """Enter so many deeds in the journal; who has none to enter seals for two seconds instead. Report deeds and errors."""
    app = create_app(Settings(database_url=url, instance=instance))
    done, errors = 0, []
    with app.app_context(), looking(Everywhere("test")):
        barrier.wait(60)
        ends = monotonic() + SEALS_FOR_S
        while done < times or (not times and monotonic() < ends):
            try:
                with transaction():
                    stamp = a_stamp(uuid4())
                    if times:
                        done += journal.enter("test.deed", subject=HERE_HOUSE, body={}, stamp=stamp)
                    else:
                        seals.seal_waiting(stamp.at, limit=7)
            except Exception as error:  # noqa: BLE001  reported to the test
                errors.append(f"{type(error).__name__}: {error}")
    results.put((done, errors))


def _once(event_id: UUID, door: str, body: str) -> str:
    with transaction():
        household = db.session.get_one(Household, HERE_HOUSE, with_for_update={"of": Household})
        stamp = a_stamp(event_id, door={kind.value: kind for kind in Door}[door])
        if not journal.enter("households.manage", subject=HERE_HOUSE, body={"body": body}, stamp=stamp):
            return "known"
        household.number += 1
    return "done"
