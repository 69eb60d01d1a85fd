"""A history lived through: any sequence of opens, moves, visits, deliveries, reviews, clock ticks and restarts.

Meanwhile people go on leave and come back, get posts and lose them, change teams and leave for good; teams are dissolved.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa

from app import jobs
from app.cases import queries as cases
from app.cases.models import CaseEvent
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.core.outbox import Message
from app.core.stamp import MACHINE
from app.deadlines.models import Reminder
from app.ledger.models import LedgerEntry
from app.notices import actions as notices
from tests import town
from tests.properties import deeds, holding
from tests.properties.ground import DAY, MINUTE, Cut, Fate, Ground, cut_at, everything_written

ONCE, NOT = Fate(), dt.timedelta()
ENDLESS = 5_000  # statements


class History:
    """What happens in the town from the day before the National Day holiday on; `seen` counts it over all histories."""

    def __init__(self, ground: Ground, seen: Counter[str]) -> None:
        self.ground, self.seen, self.now, self.number = ground, seen, town.NOON, 0
        self.cases: list[UUID] = []

    def live(self, steps: Sequence[Any]) -> None:
        """From the town as built, step by step; after each what must hold holds, and at the end what is dearer to ask."""
        self.ground.begin()
        try:
            for step in steps:
                self.step(step)
                holding.every_case_has_somebody()
                holding.every_stage_is_what_its_events_say()
                holding.clocks_run_for_open_cases_only()
                holding.what_awaits_review_is_what_nobody_has_reviewed()
                holding.everybody_is_told_once()
            holding.the_pool_is_who_has_nobody()
            holding.what_is_let_go_is_in_the_pool_or_in_its_team()
            holding.nobody_is_given_a_case_who_is_gone()
            holding.what_hangs_on_a_case_is_where_the_case_is()
            holding.totals_are_the_sum_of_the_ledger_and_of_what_was_done()
            holding.nobody_sees_what_stands_elsewhere()
            self.seen.update(what_there_was())
        finally:
            self.ground.drop()

    def step(self, step: Any) -> None:
        match step:
            case deeds.Asking():
                event_id = self.do(deeds.open_case(step.told), step.by, step.fate, step.late)
                self.cases += [uuid5(event_id, "case")] if event_id else []
            case deeds.Restart():
                self.ground.restart(anew=step.anew)
            case deeds.Passing():
                self.time_passes(step.hours, step.cut)
            case deeds.Change():
                self.do(deeds.changed(step.what, today=clock.on(self.now)), "system_admin", step.fate)
            case deeds.Work() | deeds.GoingWell() | deeds.Ending() if self.cases:
                self.step_with(self.cases[step.case % len(self.cases)], step)

    def step_with(self, case_id: UUID, step: deeds.Work | deeds.GoingWell | deeds.Ending) -> None:
        match step:
            case deeds.Work():
                deed = deeds.wanted(case_id, step, ended_at=self.now + MINUTE - step.late)
                self.do(deed, step.by or deeds.whose(case_id, step), step.fate, step.late)
            case deeds.GoingWell():
                for _ in range(step.steps):
                    self.do(deeds.as_it_should_go(case_id, step.team), None)
            case deeds.Ending(ends="team"):
                self.team_ends(cases.case(case_id).team_id, step)
            case deeds.Ending(ends="person"):
                self.somebody_leaves(cases.case(case_id).person_id, step)

    def team_ends(self, team_id: UUID | None, step: deeds.Ending) -> None:
        today = clock.on(self.now)
        if team_id and self.do(deeds.dissolve(team_id, from_on=today + step.ahead * DAY), "system_admin", step.fate):
            holding.a_team_without_a_day_left_has_nothing_open(team_id, today=today)
            self.seen[f"team dissolved {'from a later day' if step.ahead else 'today'}"] += 1
            self.then(step.hours)

    def somebody_leaves(self, person_id: UUID | None, step: deeds.Ending) -> None:
        if person_id is None:
            return
        deed = deeds.leave_for_good(person_id, on=clock.on(self.now), passes_on=step.passes_on)
        if self.do(deed, "system_admin", step.fate):
            holding.who_leaves_has_nothing_in_hand(person_id)
            self.seen["somebody left"] += 1
            self.then(step.hours)

    def then(self, hours: int) -> None:
        if hours:
            self.time_passes(hours, None)

    def time_passes(self, hours: int, cut: tuple[str, int] | None) -> None:
        """The minute's jobs run; the scheduler may be killed in the middle of one, and all of them run again."""
        self.now += hours * 60 * MINUTE
        for name in deeds.JOBS:
            work = partial(jobs.run, name, now=self.now)
            if cut is not None and cut[0] == name:
                self.killed(work, cut[1])
            self.ends(work)
        holding.nothing_is_in_hands_that_are_gone(self.now)
        holding.lights_are_turned_and_told(self.now)
        holding.every_copy_went_outside_once(is_open=not notices.is_held_back(self.now))

    def do(self, deed: deeds.Deed | None, by: str | None, fate: Fate = ONCE, late: dt.timedelta = NOT) -> UUID | None:
        """Do it, as its fate wills; its event if it was done, None if it was refused. Sent again it changes nothing.

        No door opens to somebody who has left.
        """
        if deed is None or (by is not None and town.a_person(by).left_on is not None):
            return None
        self.now += MINUTE
        self.number += 1
        event_id = uuid5(town.NAMESPACE, f"deed {self.number} of a history")
        stamp = dataclasses.replace(town.a_stamp(by, at=self.now - late, event_id=event_id), recorded_at=self.now)
        if fate.cut_at is not None:
            self.killed(partial(self.once, deed, stamp), fate.cut_at)
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

    def ends(self, work: Callable[[], object]) -> None:
        """A job is repeated until it finds nothing: one that finds the same again and again would never end."""
        try:
            with cut_at(ENDLESS):
                work()
        except Cut:
            pytest.fail("a job that never ends")

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
    found = Counter(_happened(event) for event in db.session.scalars(sa.select(CaseEvent).where(CaseEvent.move.is_not(None))))
    found.update(f"told {level.value}" for level in db.session.scalars(sa.select(Reminder.level)))
    entries = db.session.execute(sa.select(LedgerEntry.measure, LedgerEntry.amount))
    found.update(f"counted {measure.value} {amount}" for measure, amount in entries)
    found.update(f"message {channel}" for channel in db.session.scalars(sa.select(Message.channel)))
    return found


def _happened(event: CaseEvent) -> str:
    """A move; or that a case was taken out of hands that are gone, by the job or as it was reopened."""
    if "gone" not in event.facts:
        return f"move {event.move}"
    to, when = "team" if event.facts["team"] else "pool", "by the job" if event.by == MACHINE else "as it was reopened"
    return f"let go to the {to} {when}"
