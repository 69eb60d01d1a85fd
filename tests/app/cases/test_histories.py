"""Simultaneous openings, and lists that count what they show, on both databases. Random histories: tests/properties."""

import datetime as dt
import threading

import pytest
from flask import Flask

from app.cases import actions, queries
from app.cases.queries import CaseFilter, count_by_light
from app.cases.rules import Asked, Intake, Mode, Stage
from app.core.db import db, transaction
from app.deadlines.queries import lights
from app.deadlines.rules import Light
from app.households.models import Household
from tests import town
from tests.makers import a_case, a_stamp

HOUR = dt.timedelta(hours=1)


def test_openings_at_the_same_moment_get_numbers_of_their_own(app: Flask) -> None:
    town.build(app)
    barrier, faults = threading.Barrier(4), list[BaseException]()

    def open_some(household: str) -> None:
        try:
            with town.looking_on(app):
                barrier.wait(30)
                for item in (town.PENSION, town.OLD_AGE, town.ADVICE):
                    with transaction():
                        found = db.session.get_one(Household, town.household_id(household))
                        stamp = a_stamp("clerk")
                        asked = [Asked(item)]
                        actions.open_case(
                            found, items=asked, mode=Mode.PROXY, intake=Intake.PHONE, complete_papers=True, stamp=stamp
                        )
                db.session.remove()
        except BaseException as fault:  # noqa: BLE001  reported below
            faults.append(fault)

    threads = [threading.Thread(target=open_some, args=(code,)) for code in ("1", "2", "3", "5")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    with town.looking_on(app):
        numbers = sorted(case.number for case in queries.cases(CaseFilter()).cases)
        assert numbers == [f"532822205000-20260930-{number:04d}" for number in range(1, 13)]


def test_the_lights_that_the_list_counts_are_those_it_shows(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        a_case()
        a_case(household="2", item=town.PENSION)
        a_case(household="3", complete_papers=False)
        a_case(household="5", at_stage=Stage.PAUSED)
        for now in (town.NOON, town.NOON + 200 * HOUR, town.NOON + 22 * 24 * HOUR, town.NOON + 60 * 24 * HOUR):
            found = queries.cases(CaseFilter()).cases
            shown = [face.light for face in lights("case", [case.id for case in found], now=now).values()]
            counted = count_by_light(CaseFilter(as_of=now))
            assert counted == {light: shown.count(light) for light in counted}
            for light, count in counted.items():
                assert queries.cases(CaseFilter(light=light, as_of=now)).total == count
        assert set(counted) == set(Light) - {Light.GREY}
        with pytest.raises(ValueError, match="as of"):
            queries.cases(CaseFilter(light=Light.RED))
