"""The list of cases, put together from the open and the closed ones, against Python's own order. On both databases."""

import datetime as dt
from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cases import queries
from app.cases.models import Case
from app.cases.queries import CaseFilter, lists
from app.cases.rules import OPEN, Stage
from app.core.db import db
from app.deadlines.queries import clocks_of
from tests import town
from tests.makers import a_case

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        every_urgency()
        yield


def every_urgency() -> None:
    """Asked for in another order than they are due; among them some alike, some paused, some without a clock, and closed ones."""
    for days in (1, 40, 9):
        a_case(at=town.NOON - days * DAY)
    a_case(item=town.PENSION, at=town.NOON - 2 * DAY)
    a_case(household="2", item=town.PENSION)
    a_case(household="3", complete_papers=False, at=town.NOON - 3 * DAY)
    for days in (0, 9):  # the clock for taking it over stands still; it was due before all others
        a_case(household="2", at_stage=Stage.IN_PROGRESS, at=town.NOON - days * DAY)
        a_case(household="2", at_stage=Stage.PAUSED, at=town.NOON - days * DAY)
    a_case(at_stage=Stage.RETURNED, at=town.NOON - 50 * DAY)
    for hours in (0, 0, 1, 2):  # due at once; a later number may have been asked for earlier in the day
        a_case(household="2", item=town.ADVICE, at=town.NOON - hours * HOUR)
        a_case(household="2", item=town.ADVICE, at_stage=Stage.WITHDRAWN, at=town.NOON - hours * HOUR)
    for days, stage in ((5, Stage.COMPLETED), (0, Stage.WITHDRAWN), (20, Stage.REJECTED), (0, Stage.COMPLETED)):
        a_case(household="2", at_stage=stage, at=town.NOON - days * DAY)


def due_at(case: Case) -> dt.datetime | None:
    """When the first of its running clocks that are not paused is over."""
    return min((clock.due_at for clock in clocks_of("case", case.id) if clock.stopped_at is None and clock.due_at), default=None)


def in_order(stages: Sequence[Stage]) -> list[UUID]:
    """The open ones by when they are due, when they were asked for, their number; then the closed ones, the newest first."""
    found = [case for case in db.session.scalars(sa.select(Case)) if case.stage in stages]
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    opened = [case for case in found if case.stage in OPEN]
    closed = [case for case in found if case.stage not in OPEN]
    opened.sort(key=lambda case: (due_at(case) or last, case.asked_at, case.number))
    closed.sort(key=lambda case: (case.asked_at, case.number), reverse=True)
    return [case.id for case in (*opened, *closed)]


@pytest.mark.parametrize(
    ("wanted", "stages"),
    [
        (CaseFilter(everything=True), tuple(Stage)),
        (CaseFilter(), tuple(OPEN)),
        (CaseFilter(stages=(Stage.ASSIGNED, Stage.COMPLETED)), (Stage.ASSIGNED, Stage.COMPLETED)),
        (CaseFilter(stages=(Stage.COMPLETED, Stage.WITHDRAWN)), (Stage.COMPLETED, Stage.WITHDRAWN)),
    ],
    ids=["everything", "open", "of both", "closed"],
)
def test_pages_of_any_length_are_pieces_of_one_list_in_its_order(
    wanted: CaseFilter, stages: Sequence[Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = in_order(stages)
    assert len(expected) > 2  # else any order would do
    for length in range(1, len(expected) + 2):
        monkeypatch.setattr(lists, "PAGE", length)
        pages = [expected[begin : begin + length] for begin in range(0, len(expected), length)]
        for number, page in enumerate(pages, start=1):
            found = queries.cases(wanted, page=number)
            assert [case.id for case in found.cases] == page, (length, number)
            assert (found.number, found.pages, found.total) == (number, len(pages), len(expected))


def test_the_town_has_open_cases_of_every_urgency_in_another_order_than_asked() -> None:
    """So that nothing above holds for want of a case."""
    opened = [db.session.get_one(Case, one) for one in in_order(tuple(OPEN))]
    days = [due_at(case) for case in opened]
    assert days.count(None) >= 3  # paused, sent back
    assert len(set(days)) < len(days) - days.count(None) + 1, "two are due at once"
    assert [case.asked_at for case in opened] != sorted(case.asked_at for case in opened)
