"""What the fault tests run in other processes."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.queues import Queue
from threading import Barrier
from typing import Any
from uuid import UUID, uuid5

from app.cases import actions as cases
from app.cases.queries import case_to_change
from app.cases.rules import Asked, Intake, Mode, Outcome
from app.config import Settings
from app.core.db import db, transaction
from app.core.scope import Everywhere, looking
from app.core.stamp import Door, Stamp
from app.deadlines import actions
from app.factory import create_app
from app.households.models import Household
from app.visits.actions import record_visit
from app.visits.rules import VisitDone, VisitOutcome
from tests import town
from tests.app.core.workers import app_on

SWEEPS, TWICE = 0.02, 0.1


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


@dataclass
class Worked:
    """What one process did: the deeds that were new, cases opened and completed, and what went wrong."""

    events: list[UUID] = field(default_factory=list)
    opened: int = 0
    completed: int = 0
    faults: list[str] = field(default_factory=list)


def work_all_day(barrier: Barrier, results: "Queue[Any]", url: str, instance: str, seed: int, operations: int) -> None:
    """Open, take, visit and complete cases of one's own; every tenth deed is sent twice, and now and then one sweeps; report."""
    dice, app = random.Random(seed), create_app(Settings(database_url=url, instance=instance))  # noqa: S311  a test's dice
    day = Day(dice)
    with app.app_context(), looking(Everywhere("test")):
        barrier.wait(60)
        for number in range(operations):
            try:
                day.one(town.NOON + dt.timedelta(minutes=10 * number))
            except Exception as error:  # noqa: BLE001  reported to the test
                day.done.faults.append(f"{type(error).__name__}: {error}"[:200])
        db.session.remove()
        db.engine.dispose()
    results.put(day.done)


class Day:
    """One person's day: whichever deed comes next, settled first and done after, so that it can be sent again as it is."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.done = Worked()
        self.waiting: list[UUID] = []
        self.taken: list[UUID] = []

    def one(self, now: dt.datetime) -> None:
        if self.dice.random() < SWEEPS:
            with transaction():
                actions.sweep(now)
        stamp = Stamp(town.person_id("worker"), None, now, now, UUID(int=self.dice.getrandbits(128)), Door.API)
        deed = self.dice.choice([self._opening, self._taking, self._visiting, self._completing])(stamp)
        for _ in range(2 if self.dice.random() < TWICE else 1):
            with transaction():
                deed()
        self.done.events.append(stamp.event_id)

    def _opening(self, stamp: Stamp) -> Callable[[], object]:
        household = self.dice.choice("12")
        self.done.opened += 1
        self.waiting.append(uuid5(stamp.event_id, "case"))

        def deed() -> None:
            home = db.session.get_one(Household, town.household_id(household))
            case = cases.open_case(
                home, items=[Asked(town.PENSION)], mode=Mode.PROXY, intake=Intake.PHONE, complete_papers=True, stamp=stamp
            )
            self.waiting[-1] = case.id

        return deed

    def _taking(self, stamp: Stamp) -> Callable[[], object]:
        if not self.waiting:
            return self._opening(stamp)
        case_id = self.waiting.pop()
        self.taken.append(case_id)
        return lambda: cases.take(case_to_change(case_id), stamp=stamp)

    def _visiting(self, stamp: Stamp) -> Callable[[], object]:
        if not self.taken:
            return self._taking(stamp)
        case_id, done = self.dice.choice(self.taken), VisitDone(stamp.at - dt.timedelta(minutes=5), VisitOutcome.NOBODY_HOME)
        return lambda: record_visit(case_to_change(case_id), done, stamp=stamp)

    def _completing(self, stamp: Stamp) -> Callable[[], object]:
        if not self.taken:
            return self._taking(stamp)
        case_id = self.taken.pop()
        self.done.completed += 1
        return lambda: cases.complete(case_to_change(case_id), outcome=Outcome.GRANTED, late_reason="路断", stamp=stamp)
