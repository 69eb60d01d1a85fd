"""What was open and late when the month began, against the case's events folded one by one. On both databases."""

import datetime as dt

from flask import Flask

from app.cases import actions
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.rules import OPEN, Mode, Outcome, Stage
from app.core.db import transaction
from app.deadlines.queries import clocks_of
from app.desk.queries import MonthAgo, month_ago
from app.desk.queries.standing import ON_THE_LIST
from app.desk.rules import is_above
from tests import makers, town

TODAY = dt.date(2026, 9, 30)
BEGAN = dt.datetime(2026, 8, 31, 16, tzinfo=dt.UTC)  # midnight in the township
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
BEFORE, AFTER = BEGAN - MINUTE, BEGAN + MINUTE
LONG_AGO, LATELY = BEGAN - 60 * DAY, BEGAN - 2 * DAY
HISTORIES: list[list[tuple[str, dt.datetime]]] = [
    [("ask", BEFORE)],
    [("ask", BEGAN)],
    [("ask", AFTER)],
    [("ask", AFTER), ("complete", AFTER + DAY), ("reopen", AFTER + 2 * DAY)],
    *(
        [("ask", asked), *then]
        for asked in (LONG_AGO, LATELY)
        for then in (
            [],
            [("pause", BEFORE)],
            [("forward", BEFORE)],
            *([(end, at)] for end in ("complete", "withdraw", "reject") for at in (BEFORE, BEGAN, AFTER)),
            [("complete", BEFORE - MINUTE), ("reopen", BEFORE)],
            [("complete", BEFORE), ("reopen", BEGAN)],
            [("complete", BEFORE), ("reopen", AFTER)],
            [("complete", BEFORE), ("reopen", AFTER), ("complete", AFTER + DAY)],
            [("complete", BEFORE), ("reopen", AFTER), ("withdraw", AFTER + DAY)],
            [("complete", BEFORE - DAY), ("reopen", BEFORE), ("complete", AFTER)],
            [("complete", BEFORE - DAY), ("reopen", BEFORE), ("withdraw", AFTER)],
            [("complete", AFTER), ("reopen", AFTER + DAY)],
            [("complete", AFTER), ("reopen", AFTER + DAY), ("complete", AFTER + 2 * DAY)],
        )
    ),
]


def lived(history: list[tuple[str, dt.datetime]]) -> Case:
    (_, asked), *then = history
    case = makers.a_case(at_stage=Stage.IN_PROGRESS, at=asked)
    for deed, at in then:
        with transaction():
            found, stamp = cases.case_to_change(case.id), makers.a_stamp("clerk", at=at)
            if deed == "complete":
                actions.complete(found, outcome=Outcome.GRANTED, late_reason="路断", stamp=stamp)
            elif deed == "forward":
                actions.forward(found, to="勐海县民政局", stamp=stamp)
            else:
                getattr(actions, deed)(found, reason="有理由", stamp=stamp)
    return case


def folded(case: Case) -> MonthAgo:
    """One case: its last stage before the month began, and its clocks as they stand, in whose hands it is today."""
    until_then = [event for event in cases.timeline(case) if event.at < BEGAN]
    was_open = bool(until_then) and until_then[-1].stage_after in OPEN
    late = [
        clock
        for clock in clocks_of("case", case.id)
        if clock.kind in ON_THE_LIST and clock.started_at < BEGAN and clock.due_at is not None and clock.due_at <= BEGAN
        if clock.stopped_at is None or clock.stopped_at > BEGAN
    ]
    is_ours = not is_above(cases.case(case.id).forwarded_to)
    return MonthAgo(int(was_open), int(was_open and bool(late) and is_ours))


def test_each_history_adds_what_its_events_say(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        before, added = month_ago(TODAY), []
        assert before == MonthAgo(0, 0)
        for history in HISTORIES:
            said, now = folded(lived(history)), month_ago(TODAY)
            assert MonthAgo(now.open_cases - before.open_cases, now.late_here - before.late_here) == said, history
            before = now
            added.append(said)
        assert {(one.open_cases, one.late_here) for one in added} == {(0, 0), (1, 0), (1, 1)}


def test_what_somebody_does_alone_is_nobody_s_open_case(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.ACCEPTED, mode=Mode.SELF, at=LONG_AGO)
        assert month_ago(TODAY) == MonthAgo(0, 0)
