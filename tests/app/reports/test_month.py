"""The month: its figures are those of the totals, lateness is told apart, the workbook is fit for the file. On both databases."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

import app.cases.actions as cases
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.rules import Mode, Outcome, Stage
from app.core import clock
from app.core.db import db, transaction
from app.core.period import Period
from app.households.models import Household, Resident
from app.ledger import queries as ledger
from app.ledger.queries import Asked
from app.ledger.rules import Count, Dimension
from app.reports import queries
from app.reports.rules import Column, InHand, Month, Promised, month_said
from app.reports.views.books import Filled, month_book
from tests import makers, town

SEPTEMBER, OCTOBER = "2026-09", "2026-10"
TODAY = dt.date(2026, 11, 25)
NOW = dt.datetime(2026, 11, 25, 7, tzinfo=dt.UTC)
SEVENTH = dt.datetime(2026, 9, 7, 4, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
EVERYWHERE = (town.PLACES[town.TOWN],)


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def the_month(text: str = SEPTEMBER, *, now: dt.datetime = NOW, places: tuple[str, ...] = EVERYWHERE) -> Month:
    return queries.month(month_said(text, today=clock.on(now)), places=places, now=now)


def a_book(report: Month) -> Any:
    content = month_book(report, filled=Filled("西定乡", by="玉南相", on=TODAY))
    return openpyxl.load_workbook(io.BytesIO(content))


def complete(case: Case, *, at: dt.datetime, above: str = "") -> None:
    with transaction():
        changed = case_queries.case_to_change(case.id)
        if above:
            cases.forward(changed, to=above, stamp=makers.a_stamp("worker", at=at - dt.timedelta(minutes=5)))
        cases.complete(changed, outcome=Outcome.GRANTED, late_reason="等证明", stamp=makers.a_stamp("clerk", at=at))


def column(sheet: Any, heading: str, *, group: str = "") -> int:
    """The number of the column below this heading (of this group)."""
    rows = sheet.iter_rows(min_row=3, max_row=4 if group else 3, values_only=True)
    first = next(rows)
    if not group:
        return int(first.index(heading)) + 1
    second, start = next(rows), first.index(group)
    return int(second.index(heading, start)) + 1


@pytest.mark.usefixtures("inside")
def test_the_month_s_figures_are_those_of_the_totals_in_every_column() -> None:
    makers.a_case(at_stage=Stage.COMPLETED, at=SEVENTH)
    makers.a_case(at_stage=Stage.COMPLETED, household="3", at=SEVENTH - 40 * DAY)
    makers.a_case(mode=Mode.SELF, at_stage=Stage.ACCEPTED, at=SEVENTH)
    report = the_month()
    periods = report.whole.compared.lines
    for which, period in {
        Column.NOW: Period(dt.date(2026, 9, 1), dt.date(2026, 9, 30)),
        Column.YEAR: Period(dt.date(2026, 1, 1), dt.date(2026, 9, 30)),
        Column.BEFORE: Period(dt.date(2025, 9, 1), dt.date(2025, 9, 30)),
    }.items():
        totals = ledger.totals(Asked(period), by=Dimension.TEAM)
        assert periods[which].completed == totals.completed
        told = {line.key: line.completed for line in totals.by if line.completed.cases}
        ours = {team.compared.key: team.compared.lines[which].completed for team in report.teams}
        assert {key: figures for key, figures in ours.items() if figures.cases} == told
    assert [team.of(Count.CASES, Column.YEAR) for team in report.teams] == [0, 1, 1]
    assert sum(one.amount for one in report.register) == report.whole.of(Count.CASES, Column.NOW) == 1


@pytest.mark.usefixtures("inside")
def test_late_with_us_and_late_above_are_told_apart_by_the_promised_day() -> None:
    for household, late_by, above in (("1", 0, ""), ("2", 40, ""), ("3", 40, "勐海县医保局")):
        case = makers.a_case(at_stage=Stage.IN_PROGRESS, household=household, item=town.ADVICE, at=SEVENTH - 40 * DAY)
        complete(case, at=SEVENTH - (40 - late_by) * DAY + dt.timedelta(minutes=10), above=above)
    report = the_month()
    assert report.whole.promised[Column.NOW] == Promised(timed=2, kept=0, late_here=1, late_above=1)
    assert report.whole.promised[Column.YEAR] == Promised(timed=3, kept=1, late_here=1, late_above=1)


@pytest.mark.usefixtures("inside")
def test_what_was_in_hand_at_the_end_of_a_past_month_is_told_by_its_history() -> None:
    late = makers.a_case(at_stage=Stage.IN_PROGRESS, item=town.ADVICE, at=SEVENTH)
    makers.a_case(at_stage=Stage.COMPLETED, household="2", at=SEVENTH)
    makers.a_case(at_stage=Stage.WITHDRAWN, household="3", at=SEVENTH)
    makers.a_case(household="5", at=SEVENTH + 40 * DAY)
    assert the_month().whole.in_hand == InHand(1, late_here=1)
    with transaction():
        changed = case_queries.case_to_change(late.id)
        cases.forward(changed, to="勐海县医保局", stamp=makers.a_stamp("worker", at=SEVENTH + 30 * DAY))
    complete(late, at=SEVENTH + 45 * DAY)
    assert the_month().whole.in_hand == InHand(1, late_here=1)  # what came later changes nothing of September's end
    assert the_month(OCTOBER).whole.in_hand == InHand(1)
    assert the_month().whole.accepted[Column.NOW] == 3


@pytest.mark.usefixtures("inside")
def test_a_completion_taken_off_in_another_month_stands_there_with_a_minus() -> None:
    case = makers.a_case(at_stage=Stage.COMPLETED, at=SEVENTH)
    with transaction():
        reopening = makers.a_stamp("reviewer", at=SEVENTH + 30 * DAY)
        cases.reopen(case_queries.case_to_change(case.id), reason="缺凭证", stamp=reopening)
    assert [one.amount for one in the_month().register] == [1]
    assert [one.amount for one in the_month(OCTOBER).register] == [-1]
    assert the_month(OCTOBER).whole.of(Count.CASES, Column.NOW) == -1
    complete(case, at=SEVENTH + 31 * DAY)
    assert the_month(OCTOBER).register == ()  # off and on again within the month


@pytest.mark.usefixtures("inside")
def test_the_register_holds_masks_and_texts_and_nothing_that_could_run() -> None:
    with transaction():
        db.session.get_one(Household, town.household_id("1")).phone_mask = "138****0041"
        db.session.get_one(Resident, town.resident_id("1")).id_mask = "532822********0017"
        db.session.get_one(Household, town.household_id("1")).head = '=HYPERLINK("x")'
        db.session.get_one(Resident, town.resident_id("1")).name = '=HYPERLINK("x")'
    case = makers.a_case(at_stage=Stage.COMPLETED, at=SEVENTH)
    sheet = a_book(the_month())["台账"]
    cells = {sheet.cell(3, number).value: sheet.cell(4, number) for number in range(1, sheet.max_column + 1)}
    assert cells["办件编号"].value == case.number
    assert cells["服务对象"].value == '=HYPERLINK("x")'
    assert (cells["身份证号（脱敏）"].value, cells["联系电话（脱敏）"].value) == ("532822********0017", "138****0041")
    for heading in ("办件编号", "服务对象", "身份证号（脱敏）", "联系电话（脱敏）", "网格"):
        assert (cells[heading].data_type, cells[heading].number_format) == ("s", "@"), heading
    assert (cells["实际办结日"].value, cells["是否按时"].value, cells["件数"].value) == ("2026-09-07", "是", 1)
    assert (cells["服务方式"].value, cells["代办服务队"].value) == ("代办", town.TEAMS[town.PALONG])


@pytest.mark.usefixtures("inside")
def test_the_summary_is_laid_out_for_a4_and_says_shares_only_of_five() -> None:
    for number in range(6):
        makers.a_household(f"60{number}")
        makers.a_case(at_stage=Stage.COMPLETED, household=f"60{number}", at=SEVENTH if number else SEVENTH - 40 * DAY)
    makers.a_case(at_stage=Stage.COMPLETED, household="3", at=SEVENTH)
    book = a_book(the_month())
    assert book.sheetnames == ["汇总", "台账", "说明"]
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.sheet_properties.pageSetUpPr.fitToPage) == (1, True)
    sheet = book["汇总"]
    assert str(sheet["A1"].value).startswith("西定乡2026年9月")
    assert "统计期间：2026-09-01 至 2026-09-30    填表人：玉南相" in sheet["A2"].value
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B5", "$3:$4")
    assert "A1:Y1" in {str(merged) for merged in sheet.merged_cells.ranges}
    rates = column(sheet, "本月", group="按时办结率")
    rows = {sheet.cell(row, 1).value: row for row in range(5, 10)}
    rate = sheet.cell(rows[town.TEAMS[town.PALONG]], rates)
    assert (rate.value, rate.number_format) == (1, "0.0%")
    assert sheet.cell(rows[town.TEAMS[town.ZHANGLANG]], rates).value == "1/1"
    assert sheet.cell(rows["合计"], column(sheet, "本月", group="办结（件）")).value == 6
    assert sheet.cell(rows["合计"], column(sheet, "今年累计", group="办结（件）")).value == 7
    assert sheet.cell(rows["合计"], 2).border.left.style == "thin"


@pytest.mark.usefixtures("inside")
def test_a_month_that_is_not_over_says_as_of_when_and_meets_last_year_up_to_the_same_day() -> None:
    report = the_month("2026-11")
    assert "（截至2026-11-25 15:00）" in a_book(report)["汇总"]["A2"].value
    assert report.span.counted == Period(dt.date(2026, 11, 1), TODAY)
    assert "截至" not in a_book(the_month())["汇总"]["A2"].value


@pytest.mark.usefixtures("inside")
def test_a_team_that_ended_stays_in_the_months_in_which_it_stood() -> None:
    with transaction():
        town.a_team(town.ZHANGLANG).to_on = dt.date(2026, 9, 15)
    name = town.TEAMS[town.ZHANGLANG]
    assert name in [team.compared.name for team in the_month(SEPTEMBER).teams]
    assert name not in [team.compared.name for team in the_month(OCTOBER).teams]


def test_the_command_writes_the_file_and_says_how_many(app: Flask, tmp_path: Path) -> None:
    town.build(app)
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.COMPLETED, at=SEVENTH)
    out = tmp_path / "month.xlsx"
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["report", "month", SEPTEMBER, "--out", str(out)])
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert "办结 1 件" in answer.stdout
    sheet = openpyxl.load_workbook(out)["汇总"]
    totals = ["report", "totals", "--from", "2026-09-01", "--to", "2026-09-30", "--json"]
    told = json.loads(runner.invoke(args=totals).stdout)["completed"]
    last = next(row for row in range(5, 20) if sheet.cell(row, 1).value == "合计")
    for count, group in (("cases", "办结（件）"), ("households", "上门户数（户）"), ("people", "上门人数（人）")):
        assert sheet.cell(last, column(sheet, "本月", group=group)).value == told[count]
    assert [path.name for path in tmp_path.glob("*month*")] == ["month.xlsx"]


@pytest.mark.parametrize(
    ("month", "out", "said"),
    [
        ("2126-01", "new.xlsx", "还没有开始"),
        ("2026-13", "new.xlsx", "不是月份"),
        (SEPTEMBER, "", "是文件夹"),
        (SEPTEMBER, "there.xlsx", "已经有文件"),
        (SEPTEMBER, "nowhere/new.xlsx", "文件夹不存在"),
    ],
)
def test_the_command_refuses_with_one_sentence_and_leaves_no_file(
    app: Flask, tmp_path: Path, month: str, out: str, said: str
) -> None:
    town.build(app)
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "there.xlsx").write_text("kept")
    answer = app.test_cli_runner().invoke(args=["report", "month", month, "--out", str(folder / out)])
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert said in answer.stderr
    assert answer.stderr.strip().count("\n") == 0
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("there.xlsx", "kept")]


def test_force_writes_over_a_file_and_a_file_that_cannot_be_written_is_left_as_it_was(app: Flask, tmp_path: Path) -> None:
    town.build(app)
    out = tmp_path / "there.xlsx"
    out.write_text("old")
    runner = app.test_cli_runner()
    long = tmp_path / ("x" * 250 + ".xlsx")  # too long for any file system
    assert runner.invoke(args=["report", "month", SEPTEMBER, "--out", str(long), "--force"]).exit_code == 2
    assert runner.invoke(args=["report", "month", SEPTEMBER, "--out", str(out), "--force"]).exit_code == 0
    assert openpyxl.load_workbook(out).sheetnames == ["汇总", "台账", "说明"]


def test_the_page_answers_the_same_file_in_the_reader_s_places_and_names_nobody_in_its_name(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.COMPLETED, at=SEVENTH)
        makers.a_case(at_stage=Stage.COMPLETED, household="3", at=SEVENTH)
    for who, teams in (("clerk", set(town.TEAMS.values())), ("leader", {town.TEAMS[town.PALONG]})):
        client, _ = town.signed_in(app, who)
        answer = client.get(f"/reports/month.xlsx?month={SEPTEMBER}")
        assert answer.status_code == 200
        assert "2026-09.xlsx" in answer.headers["Content-Disposition"]
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["汇总"]
        shown = [sheet.cell(row, 1).value for row in range(5, 5 + len(teams) + 1)]
        assert (set(shown[:-1]), shown[-1]) == (teams, "合计")
        assert f"填表人：{town.PEOPLE[who][0]}" in sheet["A2"].value
    assert client.get("/reports/month.xlsx?month=2126-01").status_code == 400
    administrator, _ = town.signed_in(app, "system_admin")
    assert administrator.get("/reports/month.xlsx").status_code == 403
