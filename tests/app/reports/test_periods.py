"""Periods as people say them: by name, by year, by days; nonsense is refused by name. Pure."""

import datetime as dt

import pytest

from app.core.errors import DayUnreadable, Invalid
from app.core.period import BackwardsPeriod, Period
from app.reports.rules import (
    FutureMonth,
    FuturePeriod,
    FutureYear,
    Said,
    SaidTwice,
    TooEarly,
    UnknownPreset,
    UnreadableMonth,
    UnreadableYear,
    columns_of,
    month_said,
    span_of,
)
from app.reports.rules.comparing import Column

TODAY = dt.date(2026, 11, 25)  # a Wednesday


def days(first: str, last: str) -> Period:
    return Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("said", "asked", "counted_to"),
    [
        (Said(), days("2026-01-01", "2026-12-31"), "2026-11-25"),
        (Said(preset="today"), days("2026-11-25", "2026-11-25"), "2026-11-25"),
        (Said(preset="week"), days("2026-11-23", "2026-11-29"), "2026-11-25"),
        (Said(preset="month"), days("2026-11-01", "2026-11-30"), "2026-11-25"),
        (Said(preset="last_month"), days("2026-10-01", "2026-10-31"), "2026-10-31"),
        (Said(preset="quarter"), days("2026-10-01", "2026-12-31"), "2026-11-25"),
        (Said(year="2025"), days("2025-01-01", "2025-12-31"), "2025-12-31"),
        (Said(year="2026"), days("2026-01-01", "2026-12-31"), "2026-11-25"),
        (Said(from_on="2026-03-02", to_on="2026-03-02"), days("2026-03-02", "2026-03-02"), "2026-03-02"),
        (Said(to_on="2025-06-30"), days("2025-01-01", "2025-06-30"), "2025-06-30"),
        (Said(from_on="2026-11-20"), days("2026-11-20", "2026-11-25"), "2026-11-25"),
        (Said(from_on="2026-11-20", to_on="2027-02-01"), days("2026-11-20", "2027-02-01"), "2026-11-25"),
    ],
)
def test_a_period_is_the_days_it_names_and_is_counted_up_to_today(said: Said, asked: Period, counted_to: str) -> None:
    span = span_of(said, today=TODAY)
    assert (span.asked, span.counted.to_on) == (asked, dt.date.fromisoformat(counted_to))
    assert span.counted.from_on == asked.from_on
    assert span.is_over is (asked.to_on <= TODAY)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_quarter_is_three_whole_months_around_today_and_last_month_ends_where_this_one_begins(month: int) -> None:
    today = dt.date(2026, month, 28)
    quarter = span_of(Said(preset="quarter"), today=today).asked
    assert quarter.from_on <= today <= quarter.to_on
    assert (quarter.to_on.month - quarter.from_on.month, quarter.from_on.month % 3) == (2, 1)
    last = span_of(Said(preset="last_month"), today=today).asked
    assert last.to_on + dt.timedelta(days=1) == today.replace(day=1)


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        (Said(from_on="2026-13-40"), DayUnreadable, "from"),
        (Said(to_on="gestern"), DayUnreadable, "to"),
        (Said(year="20x6"), UnreadableYear, "year"),
        (Said(year="26"), UnreadableYear, "year"),
        (Said(year="２０２６"), UnreadableYear, "year"),
        (Said(year="2027"), FutureYear, "year"),
        (Said(year="1999"), TooEarly, "from"),
        (Said(from_on="0001-01-01", to_on="0001-01-02"), TooEarly, "from"),
        (Said(from_on="2026-11-26", to_on="2026-11-30"), FuturePeriod, "from"),
        (Said(from_on="2026-05-02", to_on="2026-05-01"), BackwardsPeriod, "to"),
        (Said(preset="fortnight"), UnknownPreset, "period"),
        (Said(preset="week", year="2026"), SaidTwice, "from"),
        (Said(year="2026", from_on="2026-01-01"), SaidTwice, "from"),
    ],
)
def test_nonsense_is_refused_naming_the_field(said: Said, refusal: type[Invalid], field: str) -> None:
    with pytest.raises(refusal) as refused:
        span_of(said, today=TODAY)
    assert refused.value.field == field


def test_a_month_is_read_and_this_one_is_counted_up_to_today() -> None:
    assert month_said("2026-10", today=TODAY).counted == days("2026-10-01", "2026-10-31")
    assert month_said("2026-11", today=TODAY).counted == days("2026-11-01", "2026-11-25")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("2026-13", UnreadableMonth),
        ("oktober", UnreadableMonth),
        ("2026-10-05", UnreadableMonth),
        ("", UnreadableMonth),
        ("2026-12", FutureMonth),
        ("1999-12", TooEarly),
    ],
)
def test_a_month_that_is_none_or_has_not_begun_is_refused(text: str, refusal: type[Invalid]) -> None:
    with pytest.raises(refusal):
        month_said(text, today=TODAY)


@pytest.mark.parametrize(
    ("now", "year", "before"),
    [
        (days("2026-11-01", "2026-11-25"), days("2026-01-01", "2026-11-25"), days("2025-11-01", "2025-11-25")),
        (days("2025-02-01", "2025-02-28"), days("2025-01-01", "2025-02-28"), days("2024-02-01", "2024-02-29")),
        (days("2024-02-01", "2024-02-29"), days("2024-01-01", "2024-02-29"), days("2023-02-01", "2023-02-28")),
        (days("2025-02-28", "2025-02-28"), days("2025-01-01", "2025-02-28"), days("2024-02-28", "2024-02-28")),
        (days("2025-12-20", "2026-01-10"), days("2026-01-01", "2026-01-10"), days("2024-12-20", "2025-01-10")),
    ],
)
def test_like_is_compared_with_like_and_whole_months_with_whole_months(now: Period, year: Period, before: Period) -> None:
    assert columns_of(now) == {Column.NOW: now, Column.YEAR: year, Column.BEFORE: before}
