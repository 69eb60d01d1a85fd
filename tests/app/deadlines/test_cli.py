"""`flask calendar …`: the shapes of the answers, and refusals as one sentence with exit code 2."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests import town
from tests.app.deadlines.calendars import at
from tests.app.deadlines.ground import LONGER_NEW_YEAR, a_clock, a_subject


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["calendar", *arguments])


def answer(app: Flask, *arguments: str) -> Any:
    result = run(app, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_due_answers_the_day_and_why_in_words(app: Flask) -> None:
    said = answer(app, "due", "--from", "2026-09-17", "--days", "10")
    assert (said["due_on"], said["provisional"]) == ("2026-10-08", False)
    assert said["why"][0] == "起算 9月17日(周四)：当天不算，从第二天起算"
    assert "放假 10月1日(周四) – 10月7日(周三)：国庆节放假，不算" in said["why"]
    assert said["why"][-1] == "到期 10月8日(周四) 17:30：最后一天下班时到期"


def test_due_in_a_year_without_a_calendar_is_provisional_and_says_why(app: Flask) -> None:
    said = answer(app, "due", "--from", "2026-12-20", "--days", "15")
    assert said["provisional"] is True
    assert any("国务院尚未公布 2027 年放假安排" in line for line in said["why"])


def test_due_in_natural_days_moves_off_a_holiday(app: Flask) -> None:
    assert answer(app, "due", "--from", "2026-09-26", "--days", "5", "--unit", "natural")["due_on"] == "2026-10-08"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from", "2026-01-05", "--days", "0"], "时限应在 1 到 3650 之间，不能是 0。"),
        (["--from", "2026-01-05", "--days", "99999"], "时限应在 1 到 3650 之间，不能是 99999。"),
        (["--from", "2079-12-30", "--days", "30"], "工作日日历只覆盖 2000-01-01 至 2079-12-31。"),
        (["--from", "9999-12-30", "--days", "5", "--unit", "natural"], "工作日日历只覆盖 2000-01-01 至 2079-12-31。"),
        (["--from", "1999-12-31", "--days", "5"], "工作日日历只覆盖 2000-01-01 至 2079-12-31。"),
    ],
)
def test_due_refuses_what_no_calendar_covers(app: Flask, arguments: list[str], sentence: str) -> None:
    result = run(app, "due", *arguments)
    assert (result.exit_code, result.output.strip()) == (2, sentence)


@pytest.mark.parametrize("on", ["2026-02-30", "tomorrow", ""])
def test_due_refuses_a_date_that_is_none(app: Flask, on: str) -> None:
    assert run(app, "due", "--from", on, "--days", "3").exit_code == 2


def test_import_says_how_many_open_clocks_moved(app: Flask, tmp_path: Path) -> None:
    town.build(app)
    with town.looking_on(app):
        a_clock(a_subject(), start_at=at("2026-12-25 10:00"))
    file = tmp_path / "2027.json"
    file.write_bytes(LONGER_NEW_YEAR)
    assert answer(app, "import", str(file)) == {"year": 2027, "days": 3, "changed": True, "moved": 1}
    assert answer(app, "import", str(file))["changed"] is False
    shown = answer(app, "show", "2027")
    assert shown["announced"] is True
    assert shown["days"][-1] == {"date": "2027-01-09", "workday": True, "name": "元旦", "source": "notice"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"year": 2027, "days": []}', "文件里没有日期：这一年的放假安排尚未公布。"),
        ('{"year": 2027, "days": [', "放假安排读不出来：第 1 行不是有效的 JSON。"),
        ("name,isOffDay\n元旦,是\n", "放假安排缺少“date”一栏。"),
        ("date,name,isOffDay\n2027-02-30,元旦,是\n", "放假安排第 2 行：“date”不能是“2027-02-30”。"),
        ("date,name,isOffDay\n2027-05-01,劳动节,是\n", "2027 年放假安排里没有 1 月 1 日放假，内容不完整。"),
    ],
)
def test_import_refuses_a_faulty_file_with_one_sentence(app: Flask, tmp_path: Path, content: str, sentence: str) -> None:
    file = tmp_path / "notice"
    file.write_text(content, encoding="utf-8")
    result = run(app, "import", str(file))
    assert (result.exit_code, result.output.strip()) == (2, sentence)
    assert answer(app, "show", "2027")["announced"] is False


def test_import_refuses_a_file_that_is_not_there(app: Flask, tmp_path: Path) -> None:
    assert run(app, "import", str(tmp_path / "none.json")).exit_code == 2


def test_show_says_who_says_so(app: Flask) -> None:
    assert "2026-10-01 - 国庆节 (已公布的日历)" in run(app, "show", "2026").output
    assert "not announced" in run(app, "show", "2031").output
