"""Open cases counted in the database, against the cases themselves, one by one. On both databases."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cases import actions
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.rules import OPEN, Mode, Stage
from app.core.db import db, transaction
from app.core.scope import Everywhere, Places, Scope, looking
from app.deadlines.rules import Light
from app.desk import queries
from app.desk.queries import Tally, Within, Work
from app.desk.rules import is_above
from app.households.models import Household
from tests import makers, town

DAY = dt.timedelta(days=1)
NOW = town.NOON
INSTANTS = (NOW, NOW + 20 * DAY, NOW + 60 * DAY)
PALONG, ZHANGLANG = town.PLACES[town.PALONG], town.PLACES[town.ZHANGLANG]
EYES: list[Scope] = [Everywhere("test"), Places((PALONG,)), Places((ZHANGLANG,)), Places((f"{PALONG}002/",))]


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        a_busy_town()
        yield


def a_busy_town() -> None:
    """Every light, several hands and places, late here and elsewhere; and what is not open or not ours to carry."""
    for days in (0, 12, 60):
        makers.a_case(at=NOW - days * DAY)
    makers.a_case(household="2", item=town.PENSION)
    makers.a_case(household="2", item=town.PENSION, at=NOW - 5 * DAY, by="worker")
    makers.a_case(household="3", complete_papers=False)
    makers.a_case(household="3", at=NOW - 70 * DAY)
    makers.a_case(household="4", item=town.WORKSHOP, at=NOW - 13 * DAY)  # on the border
    makers.a_case(household="5", at_stage=Stage.PAUSED, at=NOW - 3 * DAY)
    makers.a_case(household="5", at_stage=Stage.PAUSED, at=NOW - 9 * DAY)
    makers.a_case(at_stage=Stage.ACCEPTED)
    for household, days, to in (("2", 90, "勐海县民政局"), ("1", 60, "为民服务中心窗口"), ("1", 60, "州人社局")):
        case = makers.a_case(household=household, at_stage=Stage.IN_PROGRESS, at=NOW - days * DAY)
        with transaction():
            actions.forward(cases.case_to_change(case.id), to=to, stamp=makers.a_stamp("clerk"))
    asked_first, asked_last = (makers.a_case(at_stage=Stage.ASKED, at=NOW - days * DAY) for days in (8, 1))
    for case in (asked_first, asked_last):  # sent back before anybody has them: no clock runs, so nothing is due
        makers.advance(case, Stage.RETURNED)
    with transaction():
        actions.resume(cases.case_to_change(asked_first.id), stamp=makers.a_stamp("clerk"))
    makers.advance(asked_first, Stage.RETURNED)
    for stage in (Stage.COMPLETED, Stage.WITHDRAWN, Stage.REJECTED):
        makers.a_case(at_stage=stage)
    makers.a_case(at_stage=Stage.ACCEPTED, mode=Mode.SELF)


def one_by_one(now: dt.datetime, which: Callable[[Work], object] = lambda _: True) -> list[Work]:
    """The open cases with their faces, by Work.urgency."""
    everything = db.session.scalars(sa.select(Case)).all()
    ours = [case for case in everything if case.stage in OPEN and case.mode is not Mode.SELF]
    return [work for work in queries.faced(ours, now=now) if which(work)]


def told(work: Iterable[Work]) -> tuple[Any, ...]:
    work = list(work)
    late = [one for one in work if one.light is Light.RED]
    here = sum(not is_above(one.case.forwarded_to) for one in late)
    return len(work), here, len(late) - here, [sum(one.light is light for one in work) for light in Light]


def counted(tally: Tally) -> tuple[Any, ...]:
    return tally.total, tally.late_here, tally.late_elsewhere, [tally.count(light) for light in Light]


def told_apart(work: Iterable[Work], by: str) -> dict[Any, tuple[Any, ...]]:
    work = list(work)
    keys = {getattr(one.case, f"{by}_id") for one in work}
    return {key: told(one for one in work if getattr(one.case, f"{by}_id") == key) for key in keys}


def test_the_tally_is_the_sum_of_the_cases_that_one_sees() -> None:
    for eyes, now in product(EYES, INSTANTS):
        with looking(eyes):
            tally, work = queries.tally(now), one_by_one(now)
            assert counted(tally) == told(work)
            assert tally.worst is work[0].light
            for by in ("grid", "division", "team", "person"):
                apart = getattr(tally, f"by_{by}")()
                assert {key: counted(one) for key, one in apart.items()} == told_apart(work, by)


def test_the_town_shows_every_light_and_both_kinds_of_lateness() -> None:
    """So that nothing above holds for want of a case."""
    tally = queries.tally(NOW)
    assert all(tally.count(light) for light in Light)
    assert (tally.late_here, tally.late_elsewhere) == (4, 2)
    assert Tally().worst is None


def test_the_first_of_them_are_the_most_urgent_however_many_are_asked_for() -> None:
    for eyes, now in product(EYES, INSTANTS):
        with looking(eyes):
            ordered = [one.case.number for one in one_by_one(now)]
            for limit in range(1, len(ordered) + 1):
                assert [one.case.number for one in queries.first_work(now, limit=limit)] == ordered[:limit]


def test_the_longest_late_is_the_first_that_is_late_in_our_hands() -> None:
    for now in INSTANTS:
        assert queries.longest_late(now) == one_by_one(now, lambda one: one.is_late_here)[0].case.who
    assert queries.longest_late(NOW - 100 * DAY) == ""


def test_pins_are_the_cases_of_households_with_a_place_the_most_urgent_first() -> None:
    homes = {home.id: home for home in db.session.scalars(sa.select(Household))}
    for now in INSTANTS:
        placed = one_by_one(now, lambda one: homes[one.case.household_id].lon is not None)
        assert queries.pins(now, Within()) == [
            (one.case.id, one.case.number, one.case.who, one.case.items[0].version.name, home.lon, home.lat, one.light)
            for one in placed
            for home in [homes[one.case.household_id]]
        ]


def below(case: Case, place: str) -> bool:
    return any((path or "").startswith(place) for path in (case.place_path, case.other_path))


@pytest.mark.parametrize("narrowing", ["class", "light", "team", "place", "own team", "township's team", "all"])
def test_each_filter_lets_through_what_it_says(narrowing: str) -> None:
    palong, own = town.a_team(town.PALONG), town.a_team(town.TOWN)
    within, which = {
        "class": (Within(class_code="A"), lambda one: one.case.items[0].version.item.class_code == "A"),
        "light": (Within(light=Light.BLUE), lambda one: one.light is Light.BLUE),
        "team": (Within(team_id=palong.id), lambda one: one.case.team_id == palong.id),
        "place": (Within(place_path=ZHANGLANG), lambda one: below(one.case, ZHANGLANG)),
        "own team": (
            Within(team=palong),
            lambda one: one.case.team_id == palong.id or one.case.place_path.startswith(PALONG),
        ),
        "township's team": (Within(team=own), lambda _: True),
        "all": (
            Within(palong, f"{PALONG}001/", "B", Light.RED, palong.id),
            lambda one: one.case.team_id == palong.id and below(one.case, f"{PALONG}001/") and one.light is Light.RED,
        ),
    }[narrowing]
    numbers = [one.case.number for one in one_by_one(NOW, which)]
    assert 0 < len(numbers) < len(one_by_one(NOW)) or narrowing == "township's team"
    assert queries.tally(NOW, within).total == len(numbers)
    assert [one.case.number for one in queries.first_work(NOW, within, limit=100)] == numbers
    assert [pin.number for pin in queries.pins(NOW, within)] == [
        one for one in numbers if one in {pin.number for pin in queries.pins(NOW, Within())}
    ]


def test_who_carries_how_much_and_in_whose_hands_it_is_late() -> None:
    tally, work = queries.tally(NOW), one_by_one(NOW)
    people = {one.case.person for one in work if one.case.person}
    rows = [
        queries.Carried(
            person.id,
            person.name,
            sum(one.case.person_id == person.id for one in work),
            sum(one.case.person_id == person.id and one.light is Light.RED for one in work),
        )
        for person in people
    ]
    assert queries.carried_by(tally) == sorted(rows, key=lambda row: (-row.open_cases, row.name))
    late = {row.name: sum(one.is_late_here and one.case.person_id == row.person_id for one in work) for row in rows}
    assert queries.hands_of_late(tally) == sorted((name for name in late if late[name]), key=lambda name: (-late[name], name))
