"""Random histories and simultaneous openings: what must hold whatever people do, on both databases."""

import datetime as dt
import random
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.queries import CaseFilter, count_by_light
from app.cases.rules import MOVES, OPEN, Asked, Intake, Mode, Move, Outcome, PaperState, Stage
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.deadlines.queries import clocks_of, lights
from app.deadlines.rules import Light
from app.households.models import Household
from tests import town
from tests.makers import a_case, a_stamp

HOUR = dt.timedelta(hours=1)
SEEDS = (1, 2, 3)


def said_at_random(chance: random.Random) -> Mapping[str, Any]:
    """What somebody may type into any of the forms, right or wrong."""
    states = {str(at): chance.choice(list(PaperState)).value for at in (1, 2, 3) if chance.random() < 0.8}
    keys = ["worker", "second", "neighbour", "neighbour_leader", "clerk", "reviewer"]
    teams = [None, *(str(town.a_team(code).id) for code in town.TEAMS)]
    return {
        "reason": chance.choice(["", "有理由", "换人"]),
        "to": chance.choice(["", "县民政局"]),
        "papers": states,
        "missing": chance.sample([1, 2, 3], chance.randint(0, 2)),
        "given_back": chance.choice([True, False]),
        "outcome": chance.choice([None, *(outcome.value for outcome in Outcome)]),
        "late_reason": chance.choice(["", "系统停机"]),
        "team": chance.choice(teams),
        "person": chance.choice([None, *(str(town.person_id(key)) for key in keys)]),
        "grid": str(town.a_grid(chance.choice(list(town.GRIDS))).id),
    }


def a_move(stage: Stage, chance: random.Random) -> Move:
    """Mostly a legal one that does not end the case."""
    going_on = [move for at, move in MOVES if at is stage and move not in {Move.WITHDRAW, Move.REJECT}]
    return chance.choice(going_on if going_on and chance.random() < 0.85 else list(Move))


def holds(case: Case) -> None:
    """Every case has somebody, a team, its department, or stands in the pool; only open ones have running clocks."""
    running = [clock for clock in clocks_of("case", case.id) if clock.stopped_at is None]
    if case.stage in OPEN:
        owned = case.person_id is not None or case.team_id is not None or case.mode is Mode.SELF
        assert owned is not (case.id in {one.id for one in queries.pool()})
        waits_for_the_applicant = case.stage is Stage.RETURNED and case.accepted_at is None
        assert running or waits_for_the_applicant
        assert {clock.place_path for clock in running} <= {case.place_path}
    else:
        assert not running
        assert not queries.held(case)
    assert (case.completed_at is not None) == (case.stage is Stage.COMPLETED) == (case.outcome is not None)
    assert {event.place_path for event in queries.timeline(case)} == {case.place_path}
    assert queries.timeline(case)[-1].stage_after is case.stage


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_people_do_stages_and_histories_agree_and_every_case_has_somebody(app: Flask, seed: int) -> None:
    town.build(app)
    chance = random.Random(seed)  # noqa: S311  a test's dice
    made: dict[Move, int] = {}
    with town.looking_on(app):
        ids = [a_case(household=code, complete_papers=chance.random() < 0.5).id for code in town.HOUSEHOLDS]
        for step in range(60):
            case_id = chance.choice(ids)
            move = a_move(queries.case(case_id).stage, chance)
            stamp = a_stamp(chance.choice([None, "worker", "clerk", "neighbour"]), at=town.NOON + step * 9 * HOUR)
            try:
                with transaction():
                    actions.make(queries.case_to_change(case_id), move, said_at_random(chance), stamp=stamp)
            except Refusal:
                continue
            made[move] = made.get(move, 0) + 1
            holds(queries.case(case_id))
        assert queries.mismatches() == (len(ids), [])
    assert sum(made.values()) >= 15


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
