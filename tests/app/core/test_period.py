"""From a day to a day."""

import datetime as dt

import pytest

from app.core.errors import DayUnreadable
from app.core.period import BackwardsPeriod, Period, day_said, month_of, year_to


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
