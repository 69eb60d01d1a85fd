"""What must hold whatever people do: hands, histories, clocks, reminders, totals, scopes. Each asks the tables anew."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Person
from app.cases import queries as cases
from app.cases.models import Case, CaseEvent, CasePaper
from app.cases.rules import OPEN, Mode, Move, Stage
from app.core.db import Base, db
from app.core.journal import Entry
from app.core.outbox import Message, State
from app.core.period import Period
from app.core.scope import Places, Scoped, ScopedTwice, looking
from app.deadlines.models import Clock, Reminder
from app.deadlines.rules import LADDER, SAYS, SAYS_CLIMBED, ClockKind, Level, Light
from app.ledger import queries as ledger
from app.ledger.models import LedgerEntry
from app.ledger.queries import Asked
from app.ledger.rules import ADDITIVE, Dimension, Figures
from app.notices.rules import MORNING, MORNING_REVIEW
from app.posts.models import Team
from app.ratings import queries as ratings
from app.reports.models import AwaitingReview, Review
from app.visits.models import Delivery, DeliveryEvent, Evidence, PersonServed, Visit
from app.visits.rules import DeliveryState
from tests import town
from tests.properties.ground import MORNINGS, OUTSIDE
from tests.properties.reckoning import Counted, counted, day_of, figures

WHOLE = Period(dt.date(2026, 1, 1), dt.date(2028, 12, 31))
VILLAGES = (town.PLACES[town.PALONG], town.PLACES[town.ZHANGLANG], "532822206000/")
HANDS = (Case.id, Case.stage, Case.person_id, Case.team_id, Case.mode)
WITH_US = (DeliveryState.RECEIVED, DeliveryState.CARRIED)


def every_case_has_somebody() -> None:
    """An open case is in the hands of a person or of a team, or somebody does it alone, or it stands in the pool."""
    if any(_has_nobody(case) for case in _all(*HANDS)):
        the_pool_is_who_has_nobody()


def the_pool_is_who_has_nobody() -> None:
    assert {case.id for case in cases.pool()} == {case.id for case in _all(*HANDS) if _has_nobody(case)}


def _has_nobody(case: Any) -> bool:
    return case.stage in OPEN and case.person_id is None and case.team_id is None and case.mode is not Mode.SELF


def nothing_is_in_hands_that_are_gone(now: dt.datetime) -> None:
    """After the minute's job: no open case is with a team whose last day is over, or with somebody who has left."""
    today = day_of(now)
    gone = {row.id for row in _all(Team.id, Team.to_on) if row.to_on is not None and row.to_on < today}
    gone |= {row.id for row in _all(Person.id, Person.left_on) if row.left_on is not None and row.left_on <= today}
    assert [case.id for case in _all(*HANDS) if case.stage in OPEN and gone & {case.team_id, case.person_id}] == []


def who_leaves_has_nothing_in_hand(person_id: UUID) -> None:
    """At the moment of leaving: no open case, no original, no certificate."""
    assert [case.id for case in _all(*HANDS) if case.stage in OPEN and case.person_id == person_id] == []
    assert [paper.id for paper in _all(CasePaper.id, CasePaper.held_by) if paper.held_by == person_id] == []
    has = _all(Delivery.id, Delivery.state, Delivery.person_id)
    assert [one.id for one in has if one.state in WITH_US and one.person_id == person_id] == []


def a_team_without_a_day_left_has_nothing_open(team_id: UUID, *, today: dt.date) -> None:
    """At the moment of dissolving it. One that ends later works until then."""
    last_day = db.session.scalars(sa.select(Team.to_on).where(Team.id == team_id)).one()
    assert last_day is not None
    assert last_day >= today or not [case.id for case in _all(*HANDS) if case.stage in OPEN and case.team_id == team_id]


def what_is_let_go_is_in_the_pool_or_in_its_team() -> None:
    """Let go, nobody has a case but its team, and not that where it is no more; and every case is where it was handed last."""
    last_days = {str(team.id): team.to_on for team in _all(Team.id, Team.to_on)}
    hands: dict[UUID, tuple[str | None, str | None]] = {}
    for event in _all(CaseEvent.case_id, CaseEvent.at, CaseEvent.facts, order=CaseEvent.number):
        if "gone" in event.facts:
            team, day = event.facts["from_team"], day_of(event.at)
            is_over = team is not None and (last_days[team] or day) < day
            assert event.facts["person"] is None
            assert event.facts["team"] in ({team, None} if is_over else {team})
        if "team" in event.facts:
            hands[event.case_id] = event.facts["team"], event.facts["person"]
    for case in _all(*HANDS):
        assert _words(case.team_id, case.person_id) == hands.get(case.id, (None, None))


def nobody_is_given_a_case_who_is_gone() -> None:
    """Neither by routing nor by hand, from when it is known; and whose case was reopened last, is there."""
    gone, hands, last = _gone_since(), dict[UUID, set[str]](), dict[UUID, CaseEvent]()

    def are_gone(event: CaseEvent) -> bool:
        since = [gone[one] for one in hands[event.case_id] if one in gone]
        return any(event.recorded_at > known_at and day_of(event.at) >= from_on for known_at, from_on in since)

    for event in db.session.scalars(sa.select(CaseEvent).order_by(CaseEvent.number)):
        if "team" in event.facts:
            hands[event.case_id] = {event.facts["team"], event.facts["person"]}
        assert event.move not in {Move.ASSIGN, Move.PASS_ON} or not are_gone(event)
        last[event.case_id] = event
    assert not [event.case_id for event in last.values() if event.move is Move.REOPEN and are_gone(event)]


def _gone_since() -> dict[str, tuple[dt.datetime, dt.date]]:
    """Who left and which teams are dissolved: when that became known, and the first day without them."""
    entries = [entry for entry in db.session.scalars(sa.select(Entry)) if entry.facts.get("what") in {"left", "team dissolved"}]
    return {str(entry.subject): (entry.recorded_at, _first_day_without(entry)) for entry in entries}


def _first_day_without(entry: Entry) -> dt.date:
    return dt.date.fromisoformat(entry.facts["from"]) if "from" in entry.facts else day_of(entry.at)


def _words(*ids: UUID | None) -> tuple[str | None, ...]:
    return tuple(str(one) if one else None for one in ids)


def every_stage_is_what_its_events_say() -> None:
    looked_at, wrong = cases.mismatches()
    assert (looked_at, wrong) == (len(_all(Case.id)), [])
    last: dict[UUID, Any] = {}
    for event in _all(CaseEvent.case_id, CaseEvent.number, CaseEvent.stage_after, order=CaseEvent.number):
        assert event.number == (last[event.case_id].number + 1 if event.case_id in last else 1)  # none lost, none twice
        last[event.case_id] = event
    for case in _all(Case.id, Case.stage, Case.outcome, Case.completed_at):
        assert last[case.id].stage_after is case.stage
        assert (case.completed_at is not None) == (case.stage is Stage.COMPLETED) == (case.outcome is not None)


def what_awaits_review_is_what_nobody_has_reviewed() -> None:
    """A completed case waits unless its last completion has a verdict: sent back and completed again it waits again."""
    verdicts = {row.completion_id for row in _all(Review.completion_id)}
    completions = {
        row.case_id: row.journal_id
        for row in _all(CaseEvent.case_id, CaseEvent.journal_id, CaseEvent.move, order=CaseEvent.number)
        if row.move is Move.COMPLETE
    }
    completed = [case.id for case in _all(Case.id, Case.stage) if case.stage is Stage.COMPLETED]
    assert {row.case_id for row in _all(AwaitingReview.case_id)} == {one for one in completed if completions[one] not in verdicts}


def clocks_run_for_open_cases_only() -> None:
    """And of a completed one while we still have its certificate; in the hands and at the place of their case."""
    with_us = {row.case_id for row in _all(Delivery.case_id, Delivery.state) if row.state in WITH_US}
    columns = (Case.id, Case.stage, Case.mode, Case.accepted_at, Case.place_path, Case.other_path, Case.team_id, Case.person_id)
    running: dict[UUID, list[Clock]] = {}
    for clock in db.session.scalars(sa.select(Clock).where(Clock.stopped_at.is_(None))):
        running.setdefault(clock.subject_id, []).append(clock)
    for case in _all(*columns):
        own = running.get(case.id, [])
        kinds = [clock.kind for clock in own]
        assert len(kinds) == len(set(kinds)), kinds
        if case.stage in OPEN:
            assert own or (case.stage is Stage.RETURNED and case.accepted_at is None)
            assert ClockKind.DELIVER not in kinds
        else:
            assert set(kinds) <= ({ClockKind.DELIVER} if case.id in with_us else set()), (case.stage, kinds)
        for clock in own:
            assert (clock.place_path, clock.other_path) == (case.place_path, case.other_path)
            assert (clock.team_id, clock.person_id) == (case.team_id, case.person_id)


def what_hangs_on_a_case_is_where_the_case_is() -> None:
    paths = {row.id: (row.place_path, row.other_path) for row in _all(Case.id, Case.place_path, Case.other_path)}
    for model, case_id, join in (
        (CaseEvent, CaseEvent.case_id, None),
        (Visit, Visit.case_id, None),
        (PersonServed, Visit.case_id, Visit),
        (Evidence, Visit.case_id, Visit),
        (Delivery, Delivery.case_id, None),
        (DeliveryEvent, Delivery.case_id, Delivery),
    ):
        for row in _all(case_id.label("case"), model.place_path, model.other_path, of=model, join=join):
            assert (row.place_path, row.other_path) == paths[row.case], model


def lights_are_turned_and_told(now: dt.datetime) -> None:
    """After the minute's sweep: each running clock shows its light, and whoever must know was told of it."""
    made = {(row.clock_id, row.level) for row in _all(Reminder.clock_id, Reminder.level)}
    for clock in db.session.scalars(sa.select(Clock).where(Clock.stopped_at.is_(None))):
        if clock.due_at is None:  # paused
            continue
        is_late, is_near = now >= clock.due_at, clock.warn_at is not None and now >= clock.warn_at
        assert clock.light is (Light.RED if is_late else Light.YELLOW if is_near else Light.GREEN)
        if is_late:
            assert (clock.id, Level.CHASER) in made
        elif is_near and clock.kind is not ClockKind.STATUTORY:
            assert (clock.id, Level.REMINDER) in made


def everybody_is_told_once() -> None:
    """A reminder per clock, level and role, a step of the ladder in one sweep; a message per recipient for each of them."""
    clocks = {clock.id: clock for clock in db.session.scalars(sa.select(Clock))}
    reminders = db.session.scalars(sa.select(Reminder)).all()
    assert _most((one.clock_id, one.level, one.recipient_role) for one in reminders) <= 1
    assert _most({(one.clock_id, one.level, one.made_at): 1 for one in reminders if one.level in LADDER}, of=(0, 1)) <= 1
    least, most = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for clock_id, level in {(one.clock_id, one.level) for one in reminders}:
        clock, own = clocks[clock_id], [one for one in reminders if (one.clock_id, one.level) == (clock_id, level)]
        says = SAYS_CLIMBED.get(level) or SAYS[clock.kind, level]
        for who in town.PEOPLE:
            key = (town.person_id(who), clock.subject_label, says)
            least[key] += any(one.recipient_id == key[0] for one in own)
            most[key] += any(one.recipient_id in {key[0], None} for one in own)
    told = Counter((one.recipient, one.facts["number"], one.says) for one in _messages("inbox") if "number" in one.facts)
    for key in {*told, *least}:
        assert least[key] <= told[key] <= most[key], (key, least[key], told[key], most[key])
    mornings = [one for one in _messages("inbox") if one.says in {MORNING, MORNING_REVIEW}]
    assert _most((one.recipient, day_of(one.due_at)) for one in mornings) <= 1


def every_copy_went_outside_once(*, is_open: bool) -> None:
    """Whoever chose so has of each message in the inbox one copy, of the digest or of all the others; in the day it's sent."""
    outside = {town.person_id(who): town.person_id(who) in {town.person_id(one) for one in MORNINGS} for who in OUTSIDE}
    arrived = [one for one in _messages("inbox") if one.sent_at is not None and one.recipient in outside]
    wanted = Counter(
        (one.recipient, one.says, str(one.facts))
        for one in arrived
        if outside[one.recipient] is (one.says in {MORNING, MORNING_REVIEW})
    )
    copies = _messages("test")
    assert Counter((one.recipient, one.says, str(one.facts)) for one in copies) == wanted
    assert {one.channel for one in _messages(None)} <= {"inbox", "test"}
    assert not is_open or all(one.state is State.SENT and one.tries == 1 for one in copies)


def totals_are_the_sum_of_the_ledger_and_of_what_was_done() -> int:
    """By every dimension, of the whole time and of its first half; how many things counted."""
    things = counted()
    _same_entries(things)
    days = sorted(one.on for one in things) or [WHOLE.from_on]
    first_half = Period(days[0], days[len(days) // 2])
    for period, dimensions in ((WHOLE, tuple(Dimension)), (first_half, (Dimension.TEAM, Dimension.MONTH))):
        whole = figures(things, by=None, period=period).get(None, (Figures(), Figures()))
        for by in dimensions:
            found = ledger.totals(Asked(period), by=by)
            assert (found.completed, found.every) == whole, (by, period)
            assert {line.key: (line.completed, line.every) for line in found.by} == figures(things, by=by, period=period), by
            for count in ADDITIVE:
                assert sum(line.every.of(count) for line in found.by) == whole[1].of(count)
    assert ledger.mismatches() == []
    assert (ledger.months_amiss(), ratings.months_amiss()) == ([], [])
    return len(things)


ASKED_ANEW = {Dimension.DEPARTMENT, Dimension.GRID_NOW}  # not frozen on the entries


def _same_entries(things: list[Counted]) -> None:
    """Entry by entry: each once, its reversal once, with what was true then frozen on both."""
    wanted = Counter(
        (one.measure, one.subject, amount, on, *(key for by, key in one.keys.items() if by not in ASKED_ANEW))
        for one in things
        for amount, on in ((1, one.on), (-1, one.off_on))
        if on is not None
    )
    rows = db.session.scalars(sa.select(LedgerEntry)).all()
    assert Counter((one.measure, one.subject_id, one.amount, one.happened_on, *_frozen(one)) for one in rows) == wanted


def _frozen(entry: LedgerEntry) -> Iterator[str | None]:
    """In the order of the dimensions. The department follows from the case and the item."""
    yield from _words(entry.team_id, entry.person_id)
    yield from (entry.item_code, entry.class_code, entry.mode.value, entry.intake.value, entry.village_code, entry.grid_code)


def nobody_sees_what_stands_elsewhere() -> None:
    """Of every table whose rows stand somewhere: exactly those at or below one's place, whichever of the two claims it."""
    for model in (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Scoped)):
        key = sa.inspect(model).primary_key
        columns = [model.place_path, model.other_path] if issubclass(model, ScopedTwice) else [model.place_path]
        there = [(tuple(row[: len(key)]), row[len(key) :]) for row in db.session.execute(sa.select(*key, *columns)).all()]
        for place in VILLAGES:
            with looking(Places((place,))):
                seen = [tuple(row) for row in db.session.execute(sa.select(*key).select_from(model))]
            assert Counter(seen) == Counter(row for row, paths in there if any((path or "").startswith(place) for path in paths))


def _messages(channel: str | None) -> list[Message]:
    found = sa.select(Message) if channel is None else sa.select(Message).where(Message.channel == channel)
    return list(db.session.scalars(found))


def _most(found: Any, *, of: tuple[int, ...] | None = None) -> int:
    keys = found if of is None else (tuple(one[place] for place in of) for one in found)
    return max(Counter(keys).values(), default=0)


def _all(*columns: Any, of: Any = None, join: Any = None, order: Any = None) -> list[Any]:
    found = sa.select(*columns)
    if join is not None:
        found = found.select_from(of).join(join)
    return list(db.session.execute(found if order is None else found.order_by(order)))
