"""`cases` on the command line: the shapes of DESIGN 9, and a case driven from opening to completion."""

import json
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.cases import queries
from app.cases.rules import Stage
from app.catalogue.actions import import_items
from app.core.db import transaction
from tests import makers, town
from tests.app.catalogue.test_rules import ITEMS

AT = "2026-09-30T12:00:00+08:00"
NUMBER = "532822205000-20260930-0001"


@pytest.fixture
def built(app: Flask) -> Flask:
    town.build(app)
    return app


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["cases", *arguments])


def told(app: Flask, *arguments: str) -> dict[str, Any]:
    answer = run(app, *arguments, "--json")
    assert answer.exit_code == 0, answer.output + answer.stderr
    said = json.loads(answer.stdout)
    assert isinstance(said, dict)
    return said


def test_open_answers_in_the_stable_shape(built: Flask) -> None:
    said = told(built, "open", "--household", "1", "--item", town.OLD_AGE, "--at", AT)
    assert said.keys() >= {"number", "tracking", "stage", "grid", "team", "worker", "due_on", "provisional", "why"}
    assert (said["number"], said["stage"], said["worker"], said["due_on"]) == (NUMBER, "assigned", "门二", "2026-10-27")
    assert said["provisional"] is False


def test_incomplete_is_assigned_and_nothing_is_due(built: Flask) -> None:
    said = told(built, "open", "--household", "1", "--item", town.OLD_AGE, "--incomplete", "--at", AT)
    assert (said["stage"], said["due_on"]) == ("assigned", None)
    assert told(built, "show", said["number"])["accepted_at"] is None


def test_a_case_is_driven_to_its_end_at_given_times(built: Flask) -> None:
    run(built, "open", "--household", "1", "--item", town.OLD_AGE, "--incomplete", "--at", AT)
    assert told(built, "move", NUMBER, "take", "--at", AT)["stage"] == "in_progress"
    assert (
        told(built, "move", NUMBER, "collect", "--all-papers", "--papers", "2=held", "--at", AT)["papers"][1]["state"] == "held"
    )
    accepted = told(built, "move", NUMBER, "accept", "--at", "2026-10-09T09:00:00+08:00")
    assert accepted["due_on"] == "2026-10-29"
    assert (
        told(built, "move", NUMBER, "forward", "--to", "县民政局", "--at", "2026-10-10T09:00:00+08:00")["stage"] == "in_progress"
    )
    done = told(
        built,
        "move",
        NUMBER,
        "complete",
        "--outcome",
        "granted",
        "--given-back",
        "--by",
        "worker",
        "--at",
        "2026-10-12T09:00:00+08:00",
    )
    assert (done["stage"], done["completed_at"][:10]) == ("completed", "2026-10-12")
    assert told(built, "verify") == {"cases": 1, "mismatches": []}
    assert NUMBER in run(built, "show", NUMBER).stdout


def test_teams_people_and_grids_go_by_the_names_people_use(built: Flask) -> None:
    told(built, "open", "--household", "4", "--item", town.PENSION, "--at", AT)
    placed = told(built, "move", NUMBER, "place", "--grid", f"{town.ZHANGLANG}001", "--reason", "大门朝南", "--at", AT)
    assert placed["worker"] == "岩三"
    passed = told(
        built,
        "move",
        NUMBER,
        "pass_on",
        "--team",
        town.TEAMS[town.PALONG],
        "--person",
        "second",
        "--reason",
        "住回来了",
        "--at",
        AT,
    )
    assert (passed["team"], passed["worker"]) == (town.TEAMS[town.PALONG], "玉应")


def test_a_bundle_is_opened_with_all_its_steps_or_with_those_named(built: Flask) -> None:
    with town.looking_on(built), transaction():
        import_items(ITEMS.read_bytes(), from_on=town.SINCE, stamp=town.a_stamp())
    whole = told(built, "open", "--household", "1", "--bundle", "B01", "--mode", "self", "--at", AT)
    shown = told(built, "show", whole["number"])
    assert (shown["bundle"], len(shown["items"])) == ("B01", 7)
    some = told(built, "open", "--household", "2", "--bundle", "B01", "--item", "XD-C04", "--item", "XD-A06", "--at", AT)
    shown = told(built, "show", some["number"])
    assert (shown["bundle"], [item["item"] for item in shown["items"]]) == ("B01", ["XD-A06", "XD-C04"])
    for arguments, why in {
        ("--bundle", "B99"): "B99",
        ("--bundle", "B01", "--item", "XD-A01"): "XD-A01",
        (): "请选择事项",
        ("--bundle", "B01", "--variant", "home"): "请选择事项",
    }.items():
        answer = run(built, "open", "--household", "3", *arguments, "--at", AT)
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert why in answer.stderr
    assert told(built, "verify")["cases"] == 2


def test_a_certificate_is_brought_home_step_by_step(built: Flask) -> None:
    run(built, "open", "--household", "1", "--item", town.CERTIFICATE, "--at", AT)
    for move in (("take",), ("complete", "--outcome", "granted")):
        run(built, "move", NUMBER, *move, "--at", AT)
    assert told(built, "show", NUMBER)["certificates"][0]["state"] is None
    received = told(built, "deliver", NUMBER, "receive", "--note", "盖了章", "--at", AT)["certificates"][0]
    assert (received["state"], received["worker"], received["steps"][0]["note"]) == ("received", "门二", "盖了章")
    plain = run(built, "deliver", NUMBER, "bring_back", "--why", "nobody_home", "--at", AT)
    assert plain.stdout.splitlines() == [NUMBER, "1 老年人优待证办理 received"]
    handed = ("hand_over", "--item", "1", "--relation", "family", "--signer", "玉香", "--by", "second", "--at", AT)
    done = told(built, "deliver", NUMBER, *handed)["certificates"][0]
    assert (done["state"], done["signer"], done["worker"]) == ("handed_over", "玉香", "玉应")
    taken = told(built, "deliver", NUMBER, "take_back", "--reason", "送错了人家", "--at", AT)["certificates"][0]
    assert (taken["state"], taken["steps"][-1]["note"]) == ("received", "送错了人家")


@pytest.mark.parametrize(
    "arguments",
    [
        ("532822205000-20260930-0009", "receive"),
        (NUMBER, "fly"),
        (NUMBER, "annul"),
        (NUMBER, "receive"),
        (NUMBER, "set_out", "--item", "2"),
        (NUMBER, "hand_over"),
        (NUMBER, "hand_over", "--relation", "family"),
        (NUMBER, "hand_over", "--relation", "dog"),
        (NUMBER, "hand_over", "--relation", "self", "--at", "noon"),
        (NUMBER, "bring_back"),
        (NUMBER, "take_back", "--reason", "按错了"),
    ],
)
def test_a_refused_step_of_a_delivery_changes_nothing(built: Flask, arguments: tuple[str, ...]) -> None:
    with town.looking_on(built):
        assert makers.a_case(at_stage=Stage.COMPLETED, item=town.CERTIFICATE).number == NUMBER
    before = told(built, "deliver", NUMBER, "receive", "--at", AT)
    answer = run(built, "deliver", *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.strip()
    assert told(built, "show", NUMBER) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("open", "--household", "99", "--item", town.PENSION),
        ("open", "--household", "1", "--item", "XD-Z99"),
        ("open", "--household", "1", "--item", town.PENSION, "--town", "999999001000"),
        ("open", "--household", "1", "--item", town.PENSION, "--at", "2026-09-30T12:00:00"),
        ("open", "--household", "1", "--item", town.PENSION, "--at", "noon"),
        ("open", "--household", "1", "--item", town.PENSION, "--by", "nobody"),
        ("show", "532822205000-20260930-0009"),
        ("move", "532822205000-20260930-0009", "take"),
    ],
)
def test_what_is_refused_is_one_sentence_and_exit_code_2(built: Flask, arguments: tuple[str, ...]) -> None:
    answer = run(built, *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert len(answer.stderr.strip().splitlines()) == 1
    assert told(built, "verify")["cases"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("complete",),
        ("complete", "--outcome", "granted"),
        ("pass_on", "--team", "没有的队", "--reason", "转"),
        ("collect", "--papers", "2"),
        ("collect", "--papers", "2=eaten"),
        ("collect", "--papers", "9=seen"),
        ("assign", "--person", "worker"),
    ],
)
def test_a_refused_move_changes_nothing(built: Flask, arguments: tuple[str, ...]) -> None:
    run(built, "open", "--household", "1", "--item", town.PENSION, "--incomplete", "--at", AT)
    run(built, "move", NUMBER, "take", "--at", AT)
    before = told(built, "show", NUMBER)
    answer = run(built, "move", NUMBER, *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert told(built, "show", NUMBER) == before


def test_verify_names_what_does_not_agree(built: Flask) -> None:
    run(built, "open", "--household", "1", "--item", town.PENSION, "--at", AT)
    with town.looking_on(built), transaction():
        queries.case_to_change(queries.case_by_number(NUMBER).id).stage = Stage.REJECTED
    assert told(built, "verify") == {
        "cases": 1,
        "mismatches": [{"number": NUMBER, "stage": "rejected", "events_say": "assigned"}],
    }
    assert NUMBER in run(built, "verify").stdout


def test_a_number_that_nobody_has_is_said_in_the_township_s_language(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["cases", "show", "999"])
    assert (answer.exit_code, answer.stderr) == (2, "没有这个名称或编号。\n")
