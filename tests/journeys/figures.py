"""Every figure of DESIGN 10 that `report totals` tells, written out once more and compared with what it answers."""

import datetime as dt
import json
from collections import Counter
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.cases import queries as cases
from app.cases.models import Case
from app.cases.queries import CaseFilter
from app.cases.rules import OPEN
from app.catalogue.models import ItemVersion, Variant
from app.core.db import db
from app.households.models import Resident, ResidentCare
from app.ledger import queries as ledger
from app.ledger.models import LedgerEntry
from app.ledger.rules import Measure
from app.visits.models import PersonServed, Visit
from tests.town import looking_on

COMPLETED = {"cases": 149, "items": 149, "visits": 11, "households": 8, "people": 20, "person_times": 26, "deliveries": 9}
EVERY = COMPLETED | {"cases": 215, "items": 240}
BY_MODE = {"proxy": (104, 104), "assist": (31, 31), "home": (14, 14), "self": (0, 66)}
BY_CLASS = {"A": (41, 53), "B": (46, 59), "C": (39, 45), "D": (11, 11), "E": (12, 72)}  # items: 149, and 240
BY_TEAM = {
    "西定乡代办服务队": 19,
    "西定村代办服务队": 16,
    "暖和村代办服务队": 11,
    "南弄村代办服务队": 9,
    "帕龙村代办服务队": 13,
    "旧过村代办服务队": 10,
    "曼马村代办服务队": 12,
    "曼佤村代办服务队": 8,
    "曼来村代办服务队": 12,
    "章朗村代办服务队": 15,
    "曼皮村代办服务队": 11,
    "曼迈兑村代办服务队": 13,
}
AFTER_DEATH = {"XD-A06", "XD-A07", "XD-B06", "XD-B12", "XD-B14", "XD-B15", "XD-C04"}
Row = dict[str, Any]


def answer(app: Flask, *command: str) -> Row:
    done = app.test_cli_runner().invoke(args=[*command, "--json"])
    assert done.exit_code == 0, done.output
    said: Row = json.loads(done.stdout)
    return said


def check_totals(app: Flask, from_on: dt.date, to_on: dt.date) -> None:
    """The running totals, whole and by every dimension."""
    period = ("report", "totals", "--from", from_on.isoformat(), "--to", to_on.isoformat())
    whole = answer(app, *period)
    assert {name: whole["completed"][name] for name in COMPLETED} == COMPLETED
    assert {name: whole["all"][name] for name in EVERY} == EVERY
    by: dict[str, list[Row]] = {}
    for dimension in ("team", "worker", "item", "class", "mode", "village", "grid", "month"):
        by[dimension] = answer(app, *period, "--by", dimension)["by"]
        for name in ("cases", "items", "visits", "person_times"):  # what adds up; 户 and 人 do not
            assert sum(row[name] for row in by[dimension]) == COMPLETED[name], (dimension, name)
            assert sum(row["all"][name] for row in by[dimension]) == EVERY[name], (dimension, name)
    assert {row["key"]: (row["cases"], row["all"]["cases"]) for row in by["mode"]} == BY_MODE
    assert {row["key"]: (row["items"], row["all"]["items"]) for row in by["class"] if row["key"]} == BY_CLASS
    assert {row["name"]: row["cases"] for row in by["team"] if row["key"]} == BY_TEAM
    items = {row["key"]: row for row in by["item"]}
    assert (items["XD-E13"]["cases"], items["XD-E13"]["all"]["cases"]) == (0, 60)
    assert sum(items[code]["all"]["items"] for code in AFTER_DEATH) == 31
    assert all(items[code]["items"] == 0 for code in AFTER_DEATH)
    assert len({row["key"] for row in by["worker"] if row["key"]}) == 26  # every cadre did some of it


def check_rows(app: Flask, from_on: dt.date, to_on: dt.date) -> None:
    """What totals don't tell apart: intakes, variants, visits, marks, late ones; each counted from its rows."""
    with looking_on(app):
        done = sa.select(LedgerEntry.case_id).where(
            LedgerEntry.measure == Measure.CASE, LedgerEntry.amount > 0, LedgerEntry.happened_on.between(from_on, to_on)
        )
        finished = db.session.scalars(sa.select(Case).where(Case.id.in_(done))).all()
        register = [case for case in finished if case.mode.value != "self"]
        came = Counter(case.intake.value for case in register)
        assert (came["window"] + came["station"], came["phone"], came["group"], came["home"]) == (96, 22, 17, 14)
        assert sum(bool(case.late_reason) for case in register) == sum(bool(case.late_reason) for case in finished) == 3
        assert sorted(len(case.items) for case in finished if len(case.items) > 1) == [4, 5, 5, 5, 5, 7]
        connected = [case for case in finished if [one.version.name for one in case.items] == [_name("XD-E13")]]
        variants = {row.id: row.code for row in db.session.execute(sa.select(Variant.id, Variant.code))}
        homes = {(variants[case.items[0].variant_id], case.household_id) for case in connected if case.items[0].variant_id}
        assert Counter(code for code, _ in homes) == {"XD-E13-1": 58, "XD-E13-2": 2}
        assert {case.team_id for case in finished if case.mode.value == "self"} == {None}
        check_home_service([case for case in register if case.mode.value == "home"])
        assert ledger.mismatches() == []


def check_home_service(at_home: list[Case]) -> None:
    visits = db.session.scalars(sa.select(Visit).where(Visit.case_id.in_([case.id for case in at_home]))).all()
    outcomes = Counter(visit.outcome.value for visit in visits)
    assert len(visits) == 13
    assert outcomes["nobody_home"] == 2
    served = db.session.scalars(sa.select(PersonServed).where(PersonServed.visit_id.in_([visit.id for visit in visits]))).all()
    household = {visit.id: visit.household_id for visit in visits}
    reached = Counter(home for home, _ in {(household[one.visit_id], one.resident_id) for one in served})
    assert sorted(reached.values()) == [1, 2, 2, 2, 3, 3, 3, 4]
    assert Counter(map(_kind, reached)) == {(True, False): 5, (False, True): 3}


def _kind(household_id: Any) -> tuple[bool, bool]:
    """Whether the household is one of old people, and whether one of people away, by its care marks."""
    living_there = sa.select(Resident.id).where(Resident.household_id == household_id)
    marked = sa.select(ResidentCare.mark).where(ResidentCare.resident_id.in_(living_there))
    marks = {mark.value for mark in db.session.scalars(marked)}
    return bool(marks & {"aged", "living_alone"}), "away" in marks


def check_open(app: Flask, now: dt.datetime) -> None:
    """Nine open: one red, two yellow, one paused; two of the others wait in the desk pool, one for papers."""
    with looking_on(app):
        lights = {light.value: number for light, number in cases.count_by_light(CaseFilter(as_of=now)).items()}
        stages = Counter(stage.value for stage in db.session.scalars(sa.select(Case.stage).where(Case.stage.in_(OPEN))))
        assert lights == {"red": 1, "yellow": 2, "blue": 1, "green": 4}
        assert stages == {"asked": 1, "accepted": 1, "assigned": 1, "in_progress": 4, "paused": 1, "returned": 1}
        assert len(cases.pool()) == 2


def _name(code: str) -> str:
    wanted = sa.select(ItemVersion.name).where(ItemVersion.item.has(code=code))
    return str(db.session.scalars(wanted).first())
