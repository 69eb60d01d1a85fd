"""Periods and the one definition."""

import datetime as dt

import pytest

from app.cases.rules import Mode
from app.ledger.rules import REGISTER, BackwardsPeriod, Count, Figures, Period, counts_as_completed, month_of, year_to


@pytest.mark.parametrize(("mode", "counts"), [(Mode.ASSIST, True), (Mode.PROXY, True), (Mode.HOME, True), (Mode.SELF, False)])
def test_the_register_holds_what_others_did_for_somebody_and_not_what_they_did_themselves(mode: Mode, *, counts: bool) -> None:
    assert counts_as_completed(mode) is counts
    assert (mode in REGISTER) is counts


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


def test_figures_are_asked_by_the_count_that_a_page_names() -> None:
    figures = Figures(cases=1, items=2, visits=3, households=4, people=5, person_times=6, deliveries=7)
    assert [figures.of(count) for count in Count] == [1, 2, 3, 4, 5, 6, 7]
    assert figures.as_json()["person_times"] == 6
