"""Who has how much in a village, and moves that would help: shown, never made."""

from html import unescape
from typing import Any

import pytest
from flask import Flask

from app.cases.models import Case
from app.core.db import db
from app.desk import queries
from app.desk.rules import Weighing
from app.handovers.rules import numbers_of
from app.households.models import Household
from app.territory import queries as land
from tests import makers, town
from tests.app.handovers.test_handovers import homes_to, make, on_leave

HERE = f"/balance/{town.PALONG}"
FIRST = f"{town.PALONG}001"
SECOND_WORKER, WORKER = town.person_id("second"), town.person_id("worker")


def crowd(count: int = 12) -> None:
    """So many households more in the worker's grid, from west to east, and one without a place."""
    for number in range(count):
        makers.a_household(f"C{number:02}", lon=100.1005 + number * 0.0007, lat=21.911)
    makers.a_household("lost")


def found(**more: Any) -> queries.Balance:
    return queries.balance(land.division(town.PALONG), now=town.NOON, **{"by": Weighing.HOUSEHOLDS, **more})


def test_loads_and_moves_are_told_and_nothing_is_done(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        crowd()
        makers.a_case(household="C11")
        before = db.session.query(Case).count()
        told = found()
        people = {one.name: (one.households, one.weight, one.open_cases, one.takes_part) for one in told.people}
        assert people == {"门二": (14, 14, 1, True), "玉应": (1, 1, 0, True), "飘优": (0, 0, 0, False)}
        assert {one.code[-3:]: one.households for one in told.grids} == {"001": 14, "002": 1}
        assert (told.without_place, told.nobody_s) == (1, 1)  # and the household on the border is nobody's yet
        (move,) = told.moves
        assert (move.giver, move.receiver, move.households, move.open_cases) == ("门二", "玉应", 6, 1)
        assert (move.before, move.after) == ((14, 1), (8, 7))
        assert (told.evenness, round(told.then, 2)) == (14.0, 1.14)
        codes = {row.code for row in db.session.query(Household).filter(Household.number.in_(numbers_of(move.numbers)))}
        assert codes == {"1", *(f"C{number:02}" for number in range(7, 12))}  # next to the border
        assert found() == told
        assert db.session.query(Case).count() == before


def test_what_is_proposed_can_be_handed_over_and_then_it_is_even(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        crowd()
        (move,) = found().moves
        codes = [row.code for row in db.session.query(Household).filter(Household.number.in_(numbers_of(move.numbers)))]
        make(homes_to("second", *codes))
        told = found()
        assert {one.name: one.weight for one in told.people if one.takes_part} == {"门二": move.after[0], "玉应": move.after[1]}
        assert told.moves == []


def test_by_what_with_whom_and_at_most_how_many(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        crowd()
        for _ in range(5):
            makers.a_case(household="C00")
        assert found(by=Weighing.WORK).people[0].weight == 19
        assert [one.after for one in found(limit=3).moves] == [(12, 3)]
        assert found(taking_part={WORKER}).moves == []
        assert {one.receiver for one in found(taking_part={WORKER, town.person_id("leader")}).moves} == {"飘优"}
        on_leave("second")
        told = found(taking_part={WORKER, SECOND_WORKER})
        assert told.moves == []
        assert next(one for one in told.people if one.person_id == SECOND_WORKER).away is not None


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.clock.now", lambda: town.NOON)


@pytest.mark.usefixtures("noon")
def test_the_page_opens_each_move_as_a_handover(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        crowd()
    client, _ = town.signed_in(app, "leader")
    assert client.get("/balance").location.endswith(HERE)
    page = unescape(client.get(HERE).text)
    assert "门二的 6 户转给玉应" in page
    link = page.split('href="/handovers/new?kind=households&')[1].split('"')[0]
    packet = unescape(client.get(f"/handovers/new?kind=households&{link}").text)
    assert "6 户" in packet
    assert 'name="digest"' in packet
    only = client.get(HERE, query_string={"asked": "1", "person": str(WORKER), "by": "work"})
    assert "至少要有两人参与" in unescape(only.text)


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("typed", ["viele", "-3", "1.5", "9999999"])
def test_a_limit_that_is_no_number_is_said_at_its_field(app: Flask, typed: str) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "leader")
    page = client.get(HERE, query_string={"limit": typed})
    assert page.status_code == 400
    assert f"“{typed}”不是数字" in unescape(page.text)


def test_who_may_look(app: Flask) -> None:
    town.build(app)
    for who, answer in (
        ("leader", 200),
        ("head", 200),
        ("neighbour_leader", 404),
        ("worker", 403),
        ("clerk", 403),
        ("auditor", 403),
    ):
        client, _ = town.signed_in(app, who)
        assert client.get(HERE).status_code == answer, who
    client, _ = town.signed_in(app, "head")
    assert client.get(f"/balance/{town.TOWN}").status_code == 404
    assert client.get("/balance/nonsense").status_code in {400, 404}
