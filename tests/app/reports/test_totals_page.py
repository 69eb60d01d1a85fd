"""The totals page and the command: every number opens its rows, nonsense is answered by a sentence. On both databases."""

import json
import re

import pytest
from flask import Flask

from app.cases.rules import Stage
from app.core import clock
from app.ledger.rules import Dimension
from tests import makers, town


def a_finished_case(app: Flask) -> str:
    with town.looking_on(app):
        return makers.a_case(at_stage=Stage.COMPLETED, at=clock.now()).number


@pytest.mark.parametrize("by", [dimension.value for dimension in Dimension])
def test_every_number_of_the_page_opens_its_rows_and_every_row_its_case(app: Flask, by: str) -> None:
    town.build(app)
    number = a_finished_case(app)
    client, _ = town.signed_in(app, "clerk")
    page = client.get(f"/reports/totals?by={by}").text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/reports/totals/rows[^"]+)"', page)]
    assert len(links) > 8
    for link in links:
        assert client.get(link).status_code == 200, link
    keyed = next(link for link in links if "key=" in link and "count=cases" in link)
    assert number in client.get(keyed).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("from=2026-13-40", "不是日期"),
        ("from=2026-05-02&to=2026-05-01", "早于开始日"),
        ("by=colour", "不能按“colour”分列"),
    ],
)
def test_nonsense_is_answered_by_a_sentence(app: Flask, question: str, said: str) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "clerk")
    answer = client.get(f"/reports/totals?{question}")
    assert answer.status_code == 400
    assert said in answer.text


def test_the_command_answers_in_the_given_shape(app: Flask) -> None:
    town.build(app)
    a_finished_case(app)
    runner = app.test_cli_runner()
    answer = json.loads(runner.invoke(args=["report", "totals", "--by", "team", "--json"]).stdout)
    assert set(answer) == {"as_of", "from", "to", "completed", "all", "by"}
    assert set(answer["completed"]) == {"cases", "items", "visits", "households", "people", "person_times", "deliveries"}
    assert [(row["name"], row["cases"], row["all"]["cases"]) for row in answer["by"]] == [(town.TEAMS[town.PALONG], 1, 1)]
    assert answer["completed"]["cases"] == 1


def test_a_period_that_ends_before_it_begins_is_refused_on_the_command_line(app: Flask) -> None:
    town.build(app)
    answer = app.test_cli_runner().invoke(args=["report", "totals", "--from", "2026-05-02", "--to", "2026-05-01"])
    assert answer.exit_code == 2
    assert answer.stderr.strip().count("\n") == 0


def test_who_may_not_see_totals_is_told_so(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "system_admin")
    assert client.get("/reports/totals").status_code == 403


def test_the_reports_begin_with_the_totals(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "reviewer")
    assert client.get("/reports").location == "/reports/totals"
