import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.rules import (
    BeyondCalendar,
    Course,
    Due,
    Extension,
    Limit,
    LimitOutOfRange,
    OfficeHours,
    Pause,
    ResumedBeforePaused,
    Unit,
    civil_date,
    due,
    explain,
)
from app.deadlines.rules.explain import Line, LineKind
from tests.app.deadlines.calendars import at, published

CALENDAR = published()


def fall_due(course: Course) -> Due:
    return due(course, calendar=CALENDAR)


def due_at(start: str, limit: Limit, *pauses: tuple[str, str | None]) -> dt.datetime | None:
    spans = tuple(Pause(at(begin), at(end) if end else None) for begin, end in pauses)
    return fall_due(Course(at(start), limit, spans)).at


def test_fifteen_working_days_with_a_pause_end_when_business_closes() -> None:
    paused = ("2026-11-10 16:45", "2026-11-12 16:20")
    assert due_at("2026-10-28 10:20", Limit(15), paused) == at("2026-11-20 17:30")
    assert due_at("2026-10-28 10:20", Limit(30), paused) == at("2026-12-11 17:30")


def test_the_township_may_close_at_another_hour() -> None:
    course = Course(at("2026-11-20 09:00"), Limit(1), office_hours=OfficeHours(closes=dt.time(18, 0)))
    assert fall_due(course).at == at("2026-11-23 18:00")


def test_a_case_asked_for_late_at_night_starts_on_the_day_it_is_in_the_township() -> None:
    assert civil_date(at("2026-11-20 00:30")) == dt.date(2026, 11, 20)  # the 19th in UTC
    assert due_at("2026-11-20 00:30", Limit(1)) == at("2026-11-23 17:30")


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        (("2026-11-25 10:00", "2026-11-25 15:00"), "2026-11-27 17:30"),  # the same day: nothing lost
        (("2026-11-25 10:00", "2026-11-26 15:00"), "2026-11-30 17:30"),  # the day of resumption is lost
        (("2026-11-20 10:00", "2026-11-24 09:00"), "2026-12-01 17:30"),  # paused on the very first day
        (("2026-11-19 10:00", "2026-11-20 08:00"), "2026-11-27 17:30"),  # over before it began
        (("2026-11-28 10:00", "2026-12-02 09:00"), "2026-11-27 17:30"),  # paused too late
        (("2026-11-27 18:00", "2026-12-02 09:00"), "2026-11-27 17:30"),
        (("2026-11-27 10:00", "2026-11-30 09:00"), "2026-11-30 17:30"),  # on the last day: the next that it sees close
        (("2026-11-27 10:00", "2026-11-30 17:30"), "2026-12-01 17:30"),
        (("2026-11-27 10:00", "2026-11-28 09:00"), "2026-11-30 17:30"),
        (("2026-11-27 10:00", "2026-11-27 16:00"), "2026-11-27 17:30"),
        (("2026-11-27 10:00", "2026-11-27 18:00"), "2026-11-30 17:30"),
    ],
)
def test_a_pause_moves_a_limit_of_five_working_days(pause: tuple[str, str], expected: str) -> None:
    assert due_at("2026-11-20 09:00", Limit(5), pause) == at(expected)


def test_pauses_that_overlap_are_not_counted_twice() -> None:
    once = due_at("2026-11-20 09:00", Limit(5), ("2026-11-23 10:00", "2026-11-26 10:00"))
    first, second = ("2026-11-23 10:00", "2026-11-25 10:00"), ("2026-11-24 10:00", "2026-11-26 10:00")
    assert due_at("2026-11-20 09:00", Limit(5), first, second) == once
    assert due_at("2026-11-20 09:00", Limit(5), second, first) == once
    assert due_at("2026-11-20 09:00", Limit(5), first, second, ("2026-11-23 11:00", "2026-11-23 12:00")) == once


def test_a_paused_clock_has_no_date_but_knows_what_is_left() -> None:
    course = Course(at("2026-11-20 09:00"), Limit(5), (Pause(at("2026-11-24 10:00"), None, "等户口簿"),))
    paused = fall_due(course)
    assert (paused.at, paused.on, paused.warn_at, paused.left, paused.is_paused) == (None, None, None, 3, True)
    on_the_last_day = Course(at("2026-11-20 09:00"), Limit(5), (Pause(at("2026-11-27 10:00"), None),))
    assert fall_due(on_the_last_day).left == 1


def test_a_clock_that_was_overdue_before_it_was_paused_stays_due_then() -> None:
    assert due_at("2026-11-20 09:00", Limit(1), ("2026-11-24 09:00", None)) == at("2026-11-23 17:30")


def test_a_change_of_limit_keeps_every_pause() -> None:
    pauses = (Pause(at("2026-11-10 16:45"), at("2026-11-12 16:20")),)
    start = at("2026-10-28 10:20")
    for length in (10, 15, 20, 30):
        moved = fall_due(Course(start, Limit(length), pauses))
        plain = fall_due(Course(start, Limit(length + 2)))
        assert moved.on == plain.on


def test_an_extension_gives_units_more() -> None:
    course = Course(at("2026-11-20 09:00"), Limit(5), extensions=(Extension(5, at("2026-11-26 09:00")),))
    assert fall_due(course).on == fall_due(Course(at("2026-11-20 09:00"), Limit(10))).on


def test_natural_days_that_end_on_a_rest_day_move_to_the_next_working_day() -> None:
    days = Limit(15, Unit.NATURAL_DAY)
    assert due_at("2026-11-10 09:00", days) == at("2026-11-25 17:30")
    assert due_at("2026-09-18 09:00", days) == at("2026-10-08 17:30")  # 3 October is in the National Day holiday
    assert fall_due(Course(at("2026-09-18 09:00"), days)).last_on == dt.date(2026, 10, 3)


def test_natural_days_skip_a_pause_and_one_after_their_last_day_still_counts() -> None:
    days = Limit(5, Unit.NATURAL_DAY)
    assert due_at("2026-11-09 09:00", days, ("2026-11-10 09:00", "2026-11-12 09:00")) == at("2026-11-16 17:30")
    # the fifth day is Saturday the 14th, so Monday is the last; paused on Sunday, resumed on Tuesday morning
    assert due_at("2026-11-09 09:00", days, ("2026-11-15 09:00", "2026-11-17 09:00")) == at("2026-11-17 17:30")


def test_hours_run_by_the_clock_and_stand_still_in_a_pause() -> None:
    day = Limit(24, Unit.HOUR)
    assert due_at("2026-11-20 18:00", day) == at("2026-11-21 18:00")
    assert due_at("2026-11-20 18:00", day, ("2026-11-20 19:30", "2026-11-23 08:00")) == at("2026-11-24 06:30")
    paused = fall_due(Course(at("2026-11-20 18:00"), day, (Pause(at("2026-11-20 19:30"), None),)))
    assert (paused.at, paused.left) == (None, 22 * 60 + 30)
    assert due_at("2026-11-20 18:00", day, ("2026-11-21 18:00", None)) == at("2026-11-21 18:00")


def test_natural_days_are_provisional_only_when_their_last_day_is() -> None:
    def provisional(start: str, limit: Limit) -> bool:
        return fall_due(Course(at(start), limit)).provisional

    assert not provisional("2026-12-20 09:00", Limit(11, Unit.NATURAL_DAY))
    assert provisional("2026-12-20 09:00", Limit(12, Unit.NATURAL_DAY))
    assert not provisional("2026-12-31 09:00", Limit(48, Unit.HOUR))


@pytest.mark.parametrize("length", [0, -3, 100_000])
def test_a_limit_nobody_means_is_refused(length: int) -> None:
    with pytest.raises(LimitOutOfRange):
        Limit(length)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ResumedBeforePaused):
        Pause(at("2026-11-20 10:00"), at("2026-11-20 09:00"))


def test_a_limit_that_leads_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(BeyondCalendar):
        due_at("2079-12-01 09:00", Limit(3650))


starts = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2027, 6, 30)).map(lambda naive: naive.replace(tzinfo=dt.UTC))  # noqa: DTZ001
lengths = st.integers(1, 60)


@given(starts, lengths)
def test_a_limit_in_working_days_ends_on_a_working_day(start: dt.datetime, length: int) -> None:
    end = fall_due(Course(start, Limit(length)))
    assert end.on is not None
    assert CALENDAR.is_workday(end.on)
    assert CALENDAR.workdays_between(civil_date(start), end.on) == length
    assert end.provisional == (end.on.year > 2026 and civil_date(start) < end.on)


@given(starts, lengths, st.sampled_from(Unit))
def test_a_longer_limit_is_never_due_earlier(start: dt.datetime, length: int, unit: Unit) -> None:
    shorter, longer = (fall_due(Course(start, Limit(n, unit))).at for n in (length, length + 1))
    assert shorter is not None
    assert longer is not None
    assert shorter <= longer


@given(starts, lengths, st.integers(0, 60), st.integers(1, 20), st.times(dt.time(8, 0), dt.time(17, 0)))
def test_a_pause_of_so_many_working_days_moves_the_date_by_just_as_many(
    start: dt.datetime, length: int, into: int, days: int, hour: dt.time
) -> None:
    begin_on = CALENDAR.add_workdays(civil_date(start), min(into, length))[0]
    begin = dt.datetime.combine(begin_on, hour, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    end = dt.datetime.combine(CALENDAR.add_workdays(begin_on, days)[0], hour, tzinfo=begin.tzinfo)
    plain = fall_due(Course(start, Limit(length))).on
    paused = fall_due(Course(start, Limit(length), (Pause(begin, end),))).on
    assert plain is not None
    assert paused is not None
    moved = days if begin >= start else CALENDAR.workdays_between(civil_date(start), civil_date(end))
    assert CALENDAR.workdays_between(plain, paused) == moved


pauses = st.lists(st.tuples(st.integers(0, 60 * 24), st.integers(0, 20 * 24)), max_size=4)


@given(starts, lengths, pauses, st.sampled_from(Unit), st.integers(0, 5))
def test_the_lines_add_up_to_the_limit_and_cover_every_day_once(
    start: dt.datetime, length: int, spans: list[tuple[int, int]], unit: Unit, extra: int
) -> None:
    hours = [(start + dt.timedelta(hours=begin), dt.timedelta(hours=span)) for begin, span in spans]
    extensions = (Extension(extra, start),) if extra else ()
    course = Course(start, Limit(length, unit), tuple(Pause(begin, begin + span) for begin, span in hours), extensions)
    end = fall_due(course)
    lines = explain(course, end, calendar=CALENDAR)
    total = course.total.length * (60 if unit is Unit.HOUR else 1)
    assert lines[-1].kind is LineKind.DUE
    assert lines[-1].cumulative == total
    assert sum(line.counted for line in lines if line.kind is LineKind.COUNT) == total
    if unit is Unit.HOUR or end.on is None:
        return
    told = {LineKind.COUNT, LineKind.REST, LineKind.PAUSE, LineKind.MOVED}
    spans_told = [(line.from_on, line.to_on) for line in lines if line.kind in told and not is_within_a_day(line)]
    covered = [
        from_on + dt.timedelta(days=n) for from_on, to_on in spans_told if to_on for n in range((to_on - from_on).days + 1)
    ]
    first = civil_date(start) + dt.timedelta(days=1)
    assert [on for on in covered if on <= end.on] == [first + dt.timedelta(days=n) for n in range((end.on - first).days + 1)]


def is_within_a_day(line: Line) -> bool:
    return line.kind is LineKind.PAUSE and not line.skipped and line.from_on == line.to_on and spans_one_date(line)


def spans_one_date(line: Line) -> bool:
    return line.from_at is not None and line.to_at is not None and civil_date(line.from_at) == civil_date(line.to_at)
