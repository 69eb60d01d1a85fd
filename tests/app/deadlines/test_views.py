"""Clocks in words: the part of a page that says why, in both languages."""

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from app.core.db import transaction
from app.deadlines import actions
from app.deadlines.queries import calendar, explained
from app.deadlines.rules import ClockKind, Explained, Limit, Standing, Unit
from app.deadlines.views import explanation, limit_text, standing_text, why
from tests import town
from tests.app.deadlines.calendars import at
from tests.app.deadlines.ground import a_clock, a_subject, only_clock

DAY = dt.timedelta(days=1)
PART = '{% from "deadlines/why.html" import why %}{{ why(explained) }}'


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app), app.test_request_context():
        yield


@pytest.fixture
def late() -> Explained:
    """The example of the case page: 15 working days from 28 October, two of them paused, and one day over."""
    a_clock(a_subject(), limit=Limit(15), start_at=at("2026-10-28 10:20"))
    with transaction():
        actions.pause(a_subject(), at=at("2026-11-10 16:45"), reason="等户口簿复印件", calendar=calendar())
        actions.resume(a_subject(), at=at("2026-11-12 16:20"), calendar=calendar())
    return explained(only_clock(a_subject()), now=at("2026-11-23 09:00"))


def test_the_table_says_why_in_chinese(late: Explained) -> None:
    shown = explanation(late)
    assert shown.heading == "为什么是 11月20日(周五) 到期"
    assert shown.limit == "承诺时限 15 个工作日"
    assert shown.summary == "承诺时限 15 个工作日，11月20日(周五) 到期，已超期 1 个工作日"
    assert [(line["part"], line["dates"], line["how"], line["total"]) for line in shown.lines] == [
        ("起算", "10月28日(周三) 10:20", "当天不算，从第二天起算", "0"),
        ("计时", "10月29日(周四) – 11月10日(周二)", "9 个工作日，跳过 2 个周末", "9"),
        ("暂停", "11月11日(周三) – 11月12日(周四)", "等户口簿复印件，2 个工作日不算", "9"),
        ("计时", "11月13日(周五) – 11月20日(周五)", "6 个工作日，跳过 1 个周末", "15"),
        ("到期", "11月20日(周五) 17:30", "最后一天下班时到期", "15"),
        ("已超期", "11月23日(周一) 起", "周末不算，今天是第 1 个工作日", "15 + 1"),
    ]


def test_the_table_says_why_in_english(late: Explained) -> None:
    with force_locale("en"):
        lines = why(late.lines, today=dt.date(2026, 11, 23))
    assert lines[1] == "Counting Thu 29 Oct – Tue 10 Nov: 9 working days, skipping 2 weekends"
    assert lines[-1] == "Overdue since Mon 23 Nov: weekends are not counted, today is working day 1 overdue"


def test_the_ruler_has_its_due_line_after_the_last_day_and_a_date_where_a_week_begins(late: Explained) -> None:
    cells = explanation(late).cells
    kinds = [cell["kind"] for cell in cells]
    due = kinds.index("due")
    assert (cells[due - 1]["label"], cells[due]["above"]) == ("15", "11月20日 到期")
    assert [cell["date_label"] for cell in cells if "date_label" in cell] == [
        "10月28日",
        "11月2日",
        "11月9日",
        "11月16日",
        "11月23日",
    ]
    assert (cells[0]["kind"], cells[0]["label"]) == ("start", "起算")
    assert [cell.get("above") for cell in cells if cell["kind"] == "pause"] == ["暂停", None]
    assert (cells[-1]["label"], cells[-1]["today"]) == ("+1", True)


def test_the_part_draws_ruler_and_table(late: Explained) -> None:
    html = render_template_string(PART, explained=late)
    assert "<h2>为什么是 11月20日(周五) 到期</h2>" in html
    assert html.count('scope="row"') == 6
    assert html.count('<rect class="count"') + html.count('<rect class="warn"') == 15
    assert 'aria-label="承诺时限 15 个工作日，11月20日(周五) 到期，已超期 1 个工作日"' in html
    assert "重算" not in html


def test_what_a_person_wrote_as_the_reason_is_shown_as_written() -> None:
    a_clock(a_subject())
    with transaction():
        actions.pause(a_subject(), at=at("2026-11-04 09:00"), reason="差 50%(费用)s <b>", calendar=calendar())
    html = render_template_string(PART, explained=explained(only_clock(a_subject()), now=at("2026-11-05 09:00")))
    assert "差 50%(费用)s &lt;b&gt;，暂停中，恢复后继续计时" in html


def test_a_provisional_day_says_that_it_will_be_counted_anew() -> None:
    a_clock(a_subject(), limit=Limit(15), start_at=at("2026-12-20 10:00"))
    html = render_template_string(PART, explained=explained(only_clock(a_subject()), now=at("2026-12-20 10:00")))
    assert "放假安排公布后，这个日期会自动重算。" in html
    assert "2027年1月11日(周一)" in html


def test_a_paused_clock_promises_no_day() -> None:
    a_clock(a_subject())
    with transaction():
        actions.pause(a_subject(), at=at("2026-11-04 09:00"), reason="等", calendar=calendar())
    shown = explanation(explained(only_clock(a_subject()), now=at("2026-11-05 09:00")))
    assert shown.heading == "计时已暂停，恢复后再定到期日"
    assert (shown.lines[-1]["dates"], str(shown.lines[-1]["light"])) == ("11月5日(周四) 起", "blue")
    assert shown.summary == "承诺时限 5 个工作日，已暂停，还剩 3 个工作日"


def test_a_stopped_clock_says_when_it_stopped() -> None:
    a_clock(a_subject())
    with transaction():
        actions.stop(a_subject(), at=at("2026-11-04 09:00"))
    shown = explanation(explained(only_clock(a_subject()), now=at("2027-11-05 09:00")))
    assert "停止计时" in shown.summary
    assert "还剩" not in shown.summary


def test_hours_have_a_table_with_times_and_no_ruler() -> None:
    a_clock(a_subject(), limit=Limit(30, Unit.HOUR), kind=ClockKind.NOTICE)
    with transaction():
        actions.pause(a_subject(), at=at("2026-11-02 12:30"), reason="等", calendar=calendar())
        actions.resume(a_subject(), at=at("2026-11-02 14:00"), calendar=calendar())
    shown = explanation(explained(only_clock(a_subject()), now=at("2026-11-02 15:00")))
    assert shown.cells == ()
    assert [(line["dates"], line["total"]) for line in shown.lines][:3] == [
        ("11月2日(周一) 10:00", "0:00"),
        ("11月2日(周一) 10:00 – 11月2日(周一) 12:30", "2:30"),
        ("11月2日(周一) 12:30 – 11月2日(周一) 14:00", "2:30"),
    ]


@pytest.mark.parametrize(
    ("standing", "text"),
    [
        (Standing(Unit.WORKDAY, left=4), "还剩 4 个工作日"),
        (Standing(Unit.WORKDAY), "今天到期"),
        (Standing(Unit.WORKDAY, over=1, is_late=True), "已超期 1 个工作日"),
        (Standing(Unit.WORKDAY, is_late=True), "已超期，不足 1 个工作日"),
        (Standing(Unit.HOUR, left=3, is_paused=True), "已暂停，还剩 3 小时"),
        (None, ""),
    ],
)
def test_a_standing_in_words(standing: Standing | None, text: str) -> None:
    assert standing_text(standing) == text


def test_a_limit_in_words(late: Explained) -> None:
    assert limit_text(late) == "承诺时限 15 个工作日"
