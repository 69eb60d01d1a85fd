"""The totals page and the command: every number opens its rows, nonsense is answered by a sentence. On both databases."""

import datetime as dt
import json
import re
from uuid import uuid4

import pytest
from flask import Flask

from app.cases.rules import Intake, Mode, Stage
from app.core import clock
from app.core.db import db, transaction
from app.ledger.actions import sum_months
from app.ledger.models import LedgerEntry
from app.ledger.rules import Dimension, Measure
from tests import makers, town

NEXT_YEAR = clock.today().year + 1
PALONG = f"T{town.PALONG[-3:]}"


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


def entry_on(day: dt.date) -> None:
    """A completed case of that day in the ledger, without the rest: no item was valid before this year."""
    with transaction():
        db.session.add(
            LedgerEntry(
                event_id=uuid4(),
                measure=Measure.CASE,
                subject_id=uuid4(),
                amount=1,
                case_id=uuid4(),
                household_id=town.household_id("1"),
                mode=Mode.PROXY,
                intake=Intake.PHONE,
                happened_on=day,
                entered_on=day,
                place_path=town.PLACES[town.PALONG],
            )
        )
        db.session.flush()
        sum_months()


NONSENSE = [
    (["--from", "2026-13-40"], "from=2026-13-40", "不是日期"),
    (["--from", "2026-05-02", "--to", "2026-05-01"], "from=2026-05-02&to=2026-05-01", "早于开始日"),
    (["--by", "colour"], "by=colour", "不能按“colour”分列"),
    (["--year", str(NEXT_YEAR)], f"year={NEXT_YEAR}", f"{NEXT_YEAR} 年还没有开始"),
    (["--year", "20x6"], "year=20x6", "不是年份"),
    (["--year", "1999"], "year=1999", "以前没有统计数"),
    (["--from", f"{NEXT_YEAR}-01-01"], f"from={NEXT_YEAR}-01-01&to={NEXT_YEAR}-02-01", "还没有到"),
    (["--team", "T999"], "team=T999", "没有“T999”这支服务队"),
    (["--period", "fortnight"], "period=fortnight", "没有“fortnight”这种统计期"),
    (["--period", "week", "--year", "2026"], "period=week&year=2026", "只能用一种写法"),
]


@pytest.mark.parametrize(("words", "question", "said"), NONSENSE)
def test_nonsense_is_answered_by_one_sentence_on_the_page_and_by_the_command(
    app: Flask, words: list[str], question: str, said: str
) -> None:
    if f"{NEXT_YEAR}-01-01" in words:
        words = [*words, "--to", f"{NEXT_YEAR}-02-01"]
    town.build(app)
    client, _ = town.signed_in(app, "clerk")
    page = client.get(f"/reports/totals?{question}")
    assert (page.status_code, said in page.text) == (400, True)
    assert 'name="from"' in page.text  # the form is there, to be mended
    assert client.get(f"/reports/totals/rows?{question}").status_code == 400
    answer = app.test_cli_runner().invoke(args=["report", "totals", *words])
    assert (answer.exit_code, answer.stdout, answer.stderr.strip().count("\n")) == (2, "", 0)
    assert said in answer.stderr


def test_a_refused_question_keeps_what_was_typed(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "clerk")
    page = client.get(f"/reports/totals?from=2026-05-02&to=2026-05-01&by=village&team={PALONG}").text
    assert 'value="2026-05-02"' in page
    assert '<option value="village" selected>' in page
    assert f'<option value="{PALONG}" selected>' in page


@pytest.mark.parametrize("preset", ["today", "week", "month", "quarter", "year"])
def test_a_period_that_is_not_over_is_counted_up_to_today_and_says_so(app: Flask, preset: str) -> None:
    town.build(app)
    a_finished_case(app)
    client, _ = town.signed_in(app, "clerk")
    page = client.get(f"/reports/totals?period={preset}").text
    assert "代办办结 1 件" in page
    assert "截至" in page
    said = json.loads(app.test_cli_runner().invoke(args=["report", "totals", "--period", preset, "--json"]).stdout)
    assert (said["to"], said["completed"]["cases"]) == (clock.today().isoformat(), 1)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("from=2026-09-01&to=2026-09-30", "办结 1 件，比上年同期少 1 件。2026 年累计 2 件。"),
        ("from=2026-08-01&to=2026-09-30", "办结 2 件，与上年同期持平。2026 年累计 2 件。"),
        ("from=2026-08-01&to=2026-08-31", "办结 1 件，上年同期没有办结。2026 年累计 1 件。"),
        ("from=2025-01-01&to=2025-09-30", "办结 2 件，上年同期没有办结。<"),
        ("from=2026-01-01&to=2026-09-29", "办结 1 件，上年同期没有办结。<"),
        ("from=2026-02-01&to=2026-02-02", "没有代办办结。"),
    ],
)
def test_the_headline_compares_with_the_same_days_of_last_year_and_says_the_year_so_far(
    app: Flask, question: str, said: str
) -> None:
    town.build(app)
    with town.looking_on(app):
        for days in (0, 40, 365, 365):  # 30 September twice, and 21 August of this year
            entry_on(town.NOON.date() - dt.timedelta(days=days))
    client, _ = town.signed_in(app, "clerk")
    assert said in client.get(f"/reports/totals?{question}").text


def test_a_team_s_figures_are_its_own_on_page_rows_and_command_and_stand_in_every_address(app: Flask) -> None:
    town.build(app)
    number = a_finished_case(app)
    with town.looking_on(app):
        other = makers.a_case(at_stage=Stage.COMPLETED, household="3", at=clock.now()).number
    client, _ = town.signed_in(app, "clerk")
    page = client.get(f"/reports/totals?team={PALONG}&by=").text
    assert f"{town.TEAMS[town.PALONG]}今年代办办结 1 件" in page
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/reports/totals[^"]+)"', page)]
    assert all(f"team={PALONG}" in link for link in links)
    rows = client.get(next(link for link in links if "/rows?" in link and "count=cases" in link)).text
    assert (number in rows, other in rows) == (True, False)
    command = ["report", "totals", "--team", town.TEAMS[town.PALONG], "--json"]
    assert json.loads(app.test_cli_runner().invoke(args=command).stdout)["completed"]["cases"] == 1


def test_a_dissolved_team_s_figures_stay_and_say_when_it_ended(app: Flask) -> None:
    town.build(app)
    a_finished_case(app)
    with town.looking_on(app), transaction():
        town.a_team(town.PALONG).to_on = dt.date(2026, 10, 31)
    client, _ = town.signed_in(app, "clerk")
    page = client.get(f"/reports/totals?team={PALONG}").text
    assert "办结 1 件" in page
    assert "撤销，撤销前的办结照常统计" in page
    told = app.test_cli_runner().invoke(args=["report", "totals", "--team", PALONG, "--json"])
    assert json.loads(told.stdout)["team"]["ended_on"] == "2026-10-31"
    assert "2026-10-31" in app.test_cli_runner().invoke(args=["report", "totals", "--team", PALONG]).stdout


def test_the_chosen_figures_stay_in_the_address_and_an_unknown_one_is_refused(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "clerk")
    page = client.get("/reports/totals?show=items&show=people").text
    assert page.count("办结项数") > 0
    assert "show=items&amp;show=people" in page
    assert client.get("/reports/totals?show=money").status_code == 400
    assert client.get("/reports/totals/rows?count=money").status_code == 400


@pytest.mark.parametrize("key", ["nobody", "00000000-0000-0000-0000-000000000009"])
@pytest.mark.parametrize("by", ["team", "mode", "month", "village"])
def test_a_key_that_nobody_has_opens_no_rows(app: Flask, by: str, key: str) -> None:
    town.build(app)
    a_finished_case(app)
    client, _ = town.signed_in(app, "clerk")
    answer = client.get(f"/reports/totals/rows?by={by}&key={key}")
    assert (answer.status_code, "这个数字没有明细" in answer.text) == (200, True)


def test_the_command_answers_in_the_given_shape(app: Flask) -> None:
    town.build(app)
    a_finished_case(app)
    runner = app.test_cli_runner()
    answer = json.loads(runner.invoke(args=["report", "totals", "--by", "team", "--json"]).stdout)
    assert set(answer) >= {"as_of", "from", "to", "completed", "all", "by"}
    assert set(answer["completed"]) == {"cases", "items", "visits", "households", "people", "person_times", "deliveries"}
    assert [(row["name"], row["cases"], row["all"]["cases"]) for row in answer["by"]] == [(town.TEAMS[town.PALONG], 1, 1)]
    assert answer["completed"]["cases"] == 1


def test_who_may_not_see_totals_is_told_so(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "system_admin")
    assert client.get("/reports/totals").status_code == 403


def test_the_reports_begin_with_the_totals(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "reviewer")
    assert client.get("/reports").location == "/reports/totals"
