import datetime as dt

from app.cli.demonstration.period import Period

SUNDAY = dt.date(2026, 11, 22)


def test_a_past_year_ends_with_december() -> None:
    assert Period(2025, SUNDAY).last_on == dt.date(2025, 12, 31)
    assert Period(2026, SUNDAY).last_on == SUNDAY


def test_a_part_of_the_period_is_a_working_day_within_it() -> None:
    period = Period(2026, dt.date(2026, 3, 1))
    for share in (0.0, 0.28, 0.35, 0.45, 0.9):
        assert period.first_on <= period.part(share) <= period.last_on
        assert period.part(share).weekday() < 5


def test_working_days_before_leave_out_the_day_itself() -> None:
    assert Period(2026, SUNDAY).workdays_before(dt.date(2026, 11, 23), 2) == [dt.date(2026, 11, 20), dt.date(2026, 11, 19)]
    assert Period(2026, SUNDAY).workdays_before(dt.date(2026, 11, 20), 1) == [dt.date(2026, 11, 19)]


def test_the_callers_calendar_decides() -> None:
    period = Period(2026, SUNDAY, lambda day: day.day == 1)
    assert period.workdays_before(SUNDAY, 2) == [dt.date(2026, 11, 1), dt.date(2026, 10, 1)]
    assert period.part(0.5).day == 1
