import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import chinese_calendar
import pytest

from app.deadlines.queries.published import published_days
from app.deadlines.rules import BeyondCalendar, Day, Source, announced_years, calendar_of, read_notice
from tests.app.deadlines.calendars import published

HERE = Path(__file__).parent
HOLIDAYS = HERE.parents[3] / "shared" / "data" / "holidays"
VECTORS = json.loads((HERE / "workday_vectors.json").read_text(encoding="utf-8"))["cases"]
SONGKRAN = Day(dt.date(2026, 4, 14), is_workday=False, name="泼水节", source=Source.LOCAL)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["note"] for vector in VECTORS])
def test_the_published_deadlines_come_out(vector: dict[str, str]) -> None:
    due_on, provisional = published().add_workdays(dt.date.fromisoformat(vector["accepted"]), int(vector["working_days"]))
    assert due_on == dt.date.fromisoformat(vector["due"])
    assert not provisional


def test_every_day_from_2004_to_2026_is_what_the_package_says() -> None:
    first, last = dt.date(2004, 1, 1), dt.date(2026, 12, 31)
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    calendar = published()
    assert [on for on in days if calendar.is_workday(on) != chinese_calendar.is_workday(on)] == []


def test_counting_agrees_with_a_walk_day_by_day() -> None:
    calendar, start_on = published(), dt.date(2025, 12, 20)
    on, counted = start_on, 0
    while on < dt.date(2026, 11, 30):
        on += dt.timedelta(days=1)
        counted += chinese_calendar.is_workday(on)
        assert calendar.workdays_between(start_on, on) == counted
        assert calendar.workdays_between(on, start_on) == -counted
        if chinese_calendar.is_workday(on):
            assert calendar.add_workdays(start_on, counted)[0] == on


def test_no_days_after_a_day_is_the_last_working_day_until_it() -> None:
    calendar = published()
    assert calendar.workday_until(dt.date(2026, 10, 7)) == dt.date(2026, 9, 30)
    assert calendar.workday_until(dt.date(2026, 10, 8)) == dt.date(2026, 10, 8)
    assert calendar.workday_from(dt.date(2026, 10, 1)) == dt.date(2026, 10, 8)
    assert calendar.workday_from(dt.date(2026, 10, 10)) == dt.date(2026, 10, 10)  # a Saturday that works
    assert calendar.add_workdays(dt.date(2026, 10, 8), -1)[0] == dt.date(2026, 9, 30)


def test_a_deadline_that_crosses_into_an_unannounced_year_is_provisional() -> None:
    calendar = published()
    assert calendar.add_workdays(dt.date(2026, 12, 3), 20) == (dt.date(2026, 12, 31), False)
    assert calendar.add_workdays(dt.date(2026, 12, 4), 20) == (dt.date(2027, 1, 4), True)  # over the fixed 1 January


def test_an_unannounced_year_knows_its_fixed_holidays_only() -> None:
    calendar = published()
    off = {on for on in (dt.date(2027, 1, 1) + dt.timedelta(days=n) for n in range(365)) if not calendar.is_workday(on)}
    fixed = {dt.date(2027, month, day) for month, day in [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]}
    assert off == {on for on in off if on.isoweekday() > 5} | fixed
    assert not calendar.is_announced(dt.date(2027, 3, 1))


def test_the_first_unknown_day_is_found_even_between_two_known_years() -> None:
    calendar = calendar_of([], years=[2025, 2027])
    assert calendar.first_unknown(dt.date(2025, 6, 1), dt.date(2027, 2, 1)) == dt.date(2026, 1, 1)
    assert calendar.first_unknown(dt.date(2026, 3, 1), dt.date(2027, 2, 1)) == dt.date(2026, 3, 2)
    assert calendar.first_unknown(dt.date(2026, 12, 31), dt.date(2027, 2, 1)) is None


def test_when_the_notice_arrives_the_date_moves_and_is_certain() -> None:
    text = '{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true},'
    text += '{"name": "元旦", "date": "2027-01-02", "isOffDay": true}, {"name": "元旦", "date": "2027-01-04", "isOffDay": true}]}'
    calendar = calendar_of([*published_days(), *read_notice(text).days])
    assert calendar.add_workdays(dt.date(2026, 12, 4), 20) == (dt.date(2027, 1, 5), False)


def test_only_the_years_with_an_official_new_year_are_announced() -> None:
    assert announced_years(published_days()) == set(range(2004, 2027))
    by_hand = Day(dt.date(2027, 1, 1), is_workday=False, name="元旦", source=Source.MANUAL)
    before = Day(dt.date(2027, 12, 31), is_workday=False, name="元旦", source=Source.NOTICE)  # from the notice for 2028
    assert announced_years([by_hand, before]) == set()


def test_a_prefecture_holiday_counts_only_when_the_setting_says_so() -> None:
    days = [*published_days(), SONGKRAN]
    assert calendar_of(days).is_workday(SONGKRAN.on)
    told = calendar_of(days, local_holidays=True)
    assert not told.is_workday(SONGKRAN.on)
    assert told.names[SONGKRAN.on] == "泼水节"


def test_what_is_entered_by_hand_wins_over_every_other_source() -> None:
    by_hand = Day(SONGKRAN.on, is_workday=True, name="泼水节", source=Source.MANUAL)
    assert calendar_of([by_hand, *published_days(), SONGKRAN], local_holidays=True).is_workday(SONGKRAN.on)


@pytest.mark.parametrize("start_on", [dt.date(1900, 1, 1), dt.date(2079, 12, 31), dt.date(9999, 12, 31)])
def test_a_date_beyond_the_calendar_is_refused_and_never_wrapped_around(start_on: dt.date) -> None:
    calendar = published()
    with pytest.raises(BeyondCalendar):
        calendar.add_workdays(start_on, 1)
    with pytest.raises(BeyondCalendar):
        calendar.add_workdays(dt.date(2000, 1, 2), -5)
    with pytest.raises(BeyondCalendar):
        calendar.is_workday(start_on + dt.timedelta(days=1) if start_on.year == 2079 else start_on)


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_public_notices_agree_with_the_package(year: int) -> None:
    if not HOLIDAYS.exists():
        pytest.skip("the stored notices are not beside this repository")
    notice = calendar_of(read_notice((HOLIDAYS / f"{year}.json").read_text(encoding="utf-8")).days)
    days = [dt.date(year, 1, 1) + dt.timedelta(days=number) for number in range(365)]
    assert notice.years == {year}
    assert [on for on in days if notice.is_workday(on) != published().is_workday(on)] == []


def test_the_rules_load_no_web_and_no_database() -> None:
    code = "import sys, app.deadlines.rules; print(sorted({'flask', 'sqlalchemy', 'chinese_calendar'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
