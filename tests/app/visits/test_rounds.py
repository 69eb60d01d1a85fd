"""What is kept of a round: one order a person and day, a wish that goes where its case goes; and the settings of a day."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases.queries import case_to_change
from app.config import WrongSetting, settings_from
from app.core.db import transaction
from app.core.journal import EventIdReused
from app.core.scope import Places, looking
from app.visits import actions, queries
from app.visits.rules import Going, Made
from tests import makers, town

DAY = dt.date(2026, 9, 30)
A, B = UUID(int=1), UUID(int=2)


@pytest.fixture(autouse=True)
def standing(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def keep(*order: UUID, on: dt.date = DAY, event_id: UUID | None = None, made: Made = Made.HAND) -> None:
    with transaction():
        actions.keep_round(
            town.person_id("worker"),
            order,
            on=on,
            unplanned={B: "no_time"} if B not in order else {},
            made=made,
            going=Going.WALKING,
            stamp=makers.a_stamp("worker", event_id=event_id),
        )


def kept(on: dt.date = DAY) -> list[str] | None:
    found = queries.round_plan(town.person_id("worker"), on)
    return None if found is None else found.cases


def test_a_day_has_one_order_the_last_one() -> None:
    keep(A)
    keep(B, A, made=Made.MACHINE)
    found = queries.round_plan(town.person_id("worker"), DAY)
    assert found is not None
    assert (found.cases, found.made, found.unplanned) == ([str(B), str(A)], Made.MACHINE, {})
    assert kept(DAY + dt.timedelta(days=1)) is None
    assert queries.round_plan(town.person_id("second"), DAY) is None


def test_the_same_deed_again_changes_nothing_and_another_under_its_id_is_refused() -> None:
    first = uuid4()
    keep(A, event_id=first)
    keep(A, B)
    keep(A, event_id=first)
    assert kept() == [str(A), str(B)], "a replay that comes late takes nothing back"
    with pytest.raises(EventIdReused):
        keep(B, event_id=first)


def wish(case_id: UUID, window: tuple[int, int] | None) -> None:
    with transaction():
        actions.wish(case_to_change(case_id), window, stamp=makers.a_stamp("worker"))


def test_a_wish_is_changed_and_taken_back() -> None:
    case_id = makers.a_case().id
    wish(case_id, None)
    wish(case_id, (960, 1440))
    wish(case_id, (0, 540))
    assert queries.round_wishes([case_id]) == {case_id: (0, 540)}
    wish(case_id, None)
    assert queries.round_wishes([case_id]) == {}


def test_a_wish_goes_where_its_case_goes() -> None:
    case_id = makers.a_case().id
    wish(case_id, (960, 1440))
    with transaction():
        team_id = town.a_team(town.ZHANGLANG).id
        cases.pass_on(case_to_change(case_id), team_id=team_id, reason="那边熟", stamp=makers.a_stamp("worker"))
    seen = {}
    for village in (town.PALONG, town.ZHANGLANG):
        with looking(Places((town.PLACES[village],))):
            seen[village] = queries.round_wishes([case_id])
    assert seen == {town.PALONG: {}, town.ZHANGLANG: {case_id: (960, 1440)}}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DAY_BEGINS", "early", "time of day"),
        ("DAY_ENDS", "late", "time of day"),
        ("DAY_BEGINS", "17:30", "before day_ends"),
        ("ROUND_VISIT_MIN", "0", "within a day"),
        ("ROUND_AT_MOST_H", "25", "within a day"),
    ],
)
def test_a_day_that_can_not_be_is_refused_at_the_start(tmp_path: Path, name: str, value: str, says: str) -> None:
    with pytest.raises(WrongSetting, match=says):
        settings_from({"DAIBAN_INSTANCE": str(tmp_path), f"DAIBAN_{name}": value})
