"""A history: any sequence of opens, moves, visits, deliveries, reviews, leaves, posts, clock ticks and restarts."""

import dataclasses
import datetime as dt
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app import jobs
from app.cases.models import CaseEvent
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.core.outbox import Message
from app.deadlines.models import Reminder
from app.ledger.models import LedgerEntry
from app.notices import actions as notices
from tests import town
from tests.properties import deeds, holding
from tests.properties.ground import MINUTE, Cut, Fate, Ground, cut_at, everything_written

JOBS = ("deemed", "clocks", "ladder", "digest", "outbox")  # silence is acceptance before the lights of what follows from it turn


class History(RuleBasedStateMachine):
    """What happens in the town from the day before the National Day holiday on."""

    def __init__(self, ground: Ground, seen: Counter[str]) -> None:
        super().__init__()
        self.ground, self.seen, self.now, self.number = ground, seen, town.NOON, 0
        self.cases: list[UUID] = []
        ground.begin()

    @initialize(openings=st.lists(deeds.opening, min_size=1, max_size=2))
    def some_ask(self, openings: list[dict[str, Any]]) -> None:
        for told in openings:
            self.somebody_asks(told, "clerk", Fate(), dt.timedelta())

    @precondition(lambda self: len(self.cases) < 3)
    @rule(told=deeds.opening, by=deeds.person, fate=deeds.fate, late=deeds.late)
    def somebody_asks(self, told: dict[str, Any], by: str, fate: Fate, late: dt.timedelta) -> None:
        event_id = self.do(deeds.open_case(told), by, fate, late)
        if event_id is not None:
            self.cases.append(uuid5(event_id, "case"))

    @precondition(lambda self: self.cases)
    @rule(work=st.lists(st.builds(deeds.Work), min_size=1, max_size=4))
    def people_work(self, work: list[deeds.Work]) -> None:
        for one in work:
            case_id = self.cases[one.case % len(self.cases)]
            deed = deeds.wanted(case_id, one, ended_at=self.now + MINUTE - one.late)
            self.do(deed, one.by or deeds.whose(case_id, one), one.fate, one.late)

    @precondition(lambda self: self.cases)
    @rule(case=deeds.number, team=st.sampled_from(list(town.TEAMS)), steps=st.integers(1, 4))
    def all_goes_well(self, case: int, team: str, steps: int) -> None:
        for _ in range(steps):
            self.do(deeds.as_it_should_go(self.cases[case % len(self.cases)], team), None, Fate(), dt.timedelta())

    @rule(changes=st.lists(st.tuples(deeds.change, deeds.fate), min_size=1, max_size=2))
    def people_change(self, changes: list[tuple[Any, Fate]]) -> None:
        for change, fate in changes:
            self.do(deeds.changed(change, today=clock.on(self.now)), "system_admin", fate, dt.timedelta())

    @rule(
        hours=st.sampled_from([1, 10, 24, 5 * 24, 24 * 24]),
        cut=st.none() | st.tuples(st.sampled_from(JOBS), st.integers(1, 40)),
    )
    def time_passes(self, hours: int, cut: tuple[str, int] | None) -> None:
        """The minute's jobs run, the scheduler may be killed in the middle of one, and they run again."""
        self.now += hours * 60 * MINUTE
        for name in JOBS:
            if cut is not None and cut[0] == name:
                self.killed(lambda name=name: jobs.run(name, now=self.now), cut[1])  # type: ignore[misc]
            jobs.run(name, now=self.now)
        holding.lights_are_turned_and_told(self.now)
        holding.every_copy_went_outside_once(is_open=not notices.is_held_back(self.now))

    @rule(anew=st.sampled_from([False] * 5 + [True]))
    def a_restart(self, anew: bool) -> None:  # noqa: FBT001  Hypothesis names it
        self.ground.restart(anew=anew)

    @invariant()
    def what_must_hold(self) -> None:
        holding.every_case_has_somebody()
        holding.every_stage_is_what_its_events_say()
        holding.clocks_run_for_open_cases_only()
        holding.everybody_is_told_once()

    def teardown(self) -> None:
        """The dearer questions, once at the end of a history that nothing else broke."""
        try:
            if sys.exc_info()[0] is None:
                holding.the_pool_is_who_has_nobody()
                holding.what_hangs_on_a_case_is_where_the_case_is()
                self.seen["counted"] += holding.totals_are_the_sum_of_the_ledger_and_of_what_was_done()
                holding.nobody_sees_what_stands_elsewhere()
                self.seen.update(what_there_was())
                self.seen["histories"] += 1
        finally:
            self.ground.drop()

    def do(self, deed: deeds.Deed | None, by: str | None, fate: Fate, late: dt.timedelta) -> UUID | None:
        """Do it, as its fate wills; its event if it was done, None if it was refused. Sent again it changes nothing."""
        if deed is None:
            return None
        self.now += MINUTE
        self.number += 1
        event_id = uuid5(town.NAMESPACE, f"deed {self.number} of a history")
        stamp = dataclasses.replace(town.a_stamp(by, at=self.now - late, event_id=event_id), recorded_at=self.now)
        if fate.cut_at is not None:
            self.killed(lambda: self.once(deed, stamp), fate.cut_at)
        done = self.once(deed, stamp)
        for _ in range(1, fate.times):
            before = everything_written()
            assert self.once(deed, stamp) == done
            assert everything_written() == before
        return event_id if done else None

    def once(self, deed: deeds.Deed, stamp: Any) -> bool:
        try:
            with transaction():
                deed(stamp)
        except Refusal as refused:
            self.seen[f"refused {refused.code}"] += 1
            return False
        return True

    def killed(self, work: Callable[[], object], statement: int) -> None:
        """The process ends at this statement of the work, if it gets so far, and another process takes over."""
        try:
            with cut_at(statement):
                work()
        except Cut:
            self.seen["cut"] += 1
        self.ground.restart(anew=False)


def what_there_was() -> Counter[str]:
    """What happened in this history, so that the test can tell whether all of it ever did."""
    found = Counter(f"move {move.value}" for move in db.session.scalars(sa.select(CaseEvent.move)) if move)
    found.update(f"told {level.value}" for level in db.session.scalars(sa.select(Reminder.level)))
    entries = db.session.execute(sa.select(LedgerEntry.measure, LedgerEntry.amount))
    found.update(f"counted {measure.value} {amount}" for measure, amount in entries)
    found.update(f"message {channel}" for channel in db.session.scalars(sa.select(Message.channel)))
    return found
