"""flask ratings report: the same figures for machines and in words; nonsense is refused with one sentence."""

import json

import pytest
from flask import Flask

from app.ratings.rules import Level
from tests import town
from tests.app.ratings.ground import completed, done_alone, rated

YEAR = ["--from", "2026-01-01", "--to", "2026-12-31"]


@pytest.fixture
def ready(app: Flask) -> Flask:
    town.build(app)
    with town.looking_on(app):
        rated(completed(), Level.SATISFIED)
        completed("3")
        done_alone()
    return app


def test_the_report_has_its_shape_for_machines(ready: Flask) -> None:
    said = ready.test_cli_runner().invoke(args=["ratings", "report", *YEAR, "--json"])
    answer = json.loads(said.stdout)
    assert answer["satisfaction"] == {"good": 1, "valid": 1, "unrated": 2, "invited": 3, "share": "1/1"}
    assert list(answer["levels"].items())[:2] == [("very_satisfied", 0), ("satisfied", 1)]
    items = {"all": 6, "can_be_rated": 6, "rated": 1, "connected": "100.0%", "answered": "16.7%"}
    assert answer["coverage"]["items"] == items
    assert [(row["name"], row["valid"], row["invited"]) for row in answer["by_team"]] == [
        (town.TEAMS[town.PALONG], 1, 1),
        (town.TEAMS[town.ZHANGLANG], 0, 1),
        ("", 0, 1),
    ]
    assert [(row["name"], row["invited"]) for row in answer["by_department"]] == [("为民服务中心", 3)]
    assert (answer["from"], answer["to"]) == ("2026-01-01", "2026-12-31")


def test_the_report_in_words(ready: Flask) -> None:
    said = ready.test_cli_runner().invoke(args=["ratings", "report", *YEAR]).stdout
    assert "满意度 1/1（1 份评价），未评价 2 件" in said
    assert "事项：共 6，可评价 6，有评价 1" in said


@pytest.mark.parametrize("asked", [["--year", "2026", "--from", "2026-01-01"], ["--from", "2026-05-02", "--to", "2026-05-01"]])
def test_nonsense_is_refused_with_one_sentence(ready: Flask, asked: list[str]) -> None:
    answer = ready.test_cli_runner().invoke(args=["ratings", "report", *asked])
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert answer.stderr.strip().count("\n") == 0
