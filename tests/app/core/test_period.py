"""From a day to a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DayMissing, DayUnreadable
from app.core.period import BackwardsPeriod, Period, day_said, month_number, month_of, year_to


def test_a_period_that_ends_before_it_begins_is_refused_naming_both_days() -> None:
    with pytest.raises(BackwardsPeriod) as refused:
        Period(dt.date(2026, 3, 2), dt.date(2026, 3, 1))
    assert refused.value.facts == {"from_on": dt.date(2026, 3, 2), "to_on": dt.date(2026, 3, 1)}


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        (dt.date(2026, 2, 14), dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        (dt.date(2026, 12, 31), dt.date(2026, 12, 1), dt.date(2026, 12, 31)),
    ],
)
def test_a_month_is_all_of_its_days(on: dt.date, first: dt.date, last: dt.date) -> None:
    assert month_of(on) == Period(first, last)


def test_the_year_runs_from_new_year_to_the_day() -> None:
    assert year_to(dt.date(2026, 11, 22)) == Period(dt.date(2026, 1, 1), dt.date(2026, 11, 22))


def test_the_same_days_of_the_year_before_know_leap_years() -> None:
    assert Period(dt.date(2024, 2, 29), dt.date(2024, 3, 1)).a_year_before() == Period(dt.date(2023, 2, 28), dt.date(2023, 3, 1))


def test_a_day_that_cannot_be_read_names_its_field_and_what_was_typed() -> None:
    assert day_said("2026-11-22", field="to") == dt.date(2026, 11, 22)
    with pytest.raises(DayUnreadable) as refused:
        day_said("2026-13-40", field="to")
    assert (refused.value.field, refused.value.facts) == ("to", {"text": "2026-13-40"})


def test_a_day_that_was_not_said_is_asked_for() -> None:
    with pytest.raises(DayMissing) as missing:
        day_said("", field="to")
    assert missing.value.field == "to"


@pytest.mark.parametrize(
    ("period", "months", "ends"),
    [
        (("2026-03-01", "2026-03-31"), (202603, 202603), []),
        (("2026-01-01", "2026-12-31"), (202601, 202612), []),
        (("2025-01-01", "2026-11-24"), (202501, 202610), [("2026-11-01", "2026-11-24")]),
        (("2025-12-31", "2026-02-01"), (202601, 202601), [("2025-12-31", "2025-12-31"), ("2026-02-01", "2026-02-01")]),
        (("2024-02-02", "2024-03-31"), (202403, 202403), [("2024-02-02", "2024-02-29")]),
        (("2026-03-02", "2026-03-31"), None, [("2026-03-02", "2026-03-31")]),
        (("2026-03-15", "2026-04-15"), None, [("2026-03-15", "2026-04-15")]),
    ],
)
def test_a_period_is_its_whole_months_and_the_days_at_its_ends(
    period: tuple[str, str], months: tuple[int, int] | None, ends: list[tuple[str, str]]
) -> None:
    assert a_period(*period).months_and_days() == (months, tuple(a_period(*end) for end in ends))


@given(st.dates(dt.date(2023, 12, 1), dt.date(2026, 2, 28)), st.integers(0, 500))
def test_every_day_is_in_its_months_or_its_ends_and_in_one_of_them_only(from_on: dt.date, length: int) -> None:
    period = Period(from_on, from_on + dt.timedelta(days=length))
    months, ends = period.months_and_days()
    first, last = months or (1, 0)
    for day in range(-40, length + 40):
        on = from_on + dt.timedelta(days=day)
        times = (first <= month_number(on) <= last) + sum(end.from_on <= on <= end.to_on for end in ends)
        assert times == (period.from_on <= on <= period.to_on)


def a_period(from_on: str, to_on: str) -> Period:
    return Period(dt.date.fromisoformat(from_on), dt.date.fromisoformat(to_on))
