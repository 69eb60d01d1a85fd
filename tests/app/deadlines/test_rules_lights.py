import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.rules import (
    BODIES,
    DEFAULTS,
    LEVELS,
    TEAM_CLOCKS,
    Body,
    ClockKind,
    Course,
    Level,
    Light,
    Limit,
    Pause,
    Standing,
    Unit,
    deemed_accepted_at,
    due,
    light,
    next_turn_at,
    standing,
    standing_words,
)
from tests.app.deadlines.calendars import at, published

CALENDAR = published()
START = at("2026-10-28 10:20")
MOMENT = dt.timedelta(microseconds=1)


def turns(course: Course) -> tuple[dt.datetime | None, dt.datetime | None]:
    """When it turns yellow and red."""
    end = due(course, calendar=CALENDAR)
    return end.warn_at, end.at


def test_a_case_is_not_overdue_on_its_last_day() -> None:
    warn_at, due_at = turns(Course(START, Limit(15)))
    assert due_at == at("2026-11-18 17:30")
    assert light(due_at, warn_at=warn_at, now=at("2026-11-18 17:29")) is Light.YELLOW
    assert light(due_at, warn_at=warn_at, now=at("2026-11-18 17:30")) is Light.RED


@pytest.mark.parametrize(
    ("length", "yellow"),
    [
        (1, "2026-10-29 08:30"),  # its only day
        (2, "2026-10-30 08:30"),
        (3, "2026-10-30 08:30"),  # the last two: a short limit isn't yellow from its first day
        (5, "2026-11-02 08:30"),  # “还剩 2 个工作日”
        (10, "2026-11-09 08:30"),
        (15, "2026-11-16 08:30"),  # the last fifth: three cells of the ruler
        (16, "2026-11-16 08:30"),
        (20, "2026-11-20 08:30"),
    ],
)
def test_a_light_turns_yellow_when_business_opens_two_days_or_a_fifth_before_the_end(length: int, yellow: str) -> None:
    assert turns(Course(START, Limit(length)))[0] == at(yellow)


def test_the_words_say_two_working_days_left_on_the_first_yellow_day() -> None:
    for length in (5, 8, 10, 12, 15):
        warn_at, due_at = turns(Course(START, Limit(length)))
        assert warn_at is not None
        assert due_at is not None
        assert standing(due_at, now=warn_at, unit=Unit.WORKDAY, calendar=CALENDAR).left == 2


def test_days_are_counted_back_over_a_pause() -> None:
    pause = Pause(at("2026-11-03 10:00"), at("2026-11-05 09:00"))
    # day 1 29 Oct, 2 30 Oct, 3 2 Nov, 4 3 Nov, two lost, 5 6 Nov: yellow from day 3
    assert turns(Course(START, Limit(5), (pause,))) == (at("2026-11-02 08:30"), at("2026-11-06 17:30"))


def test_a_reminder_of_natural_days_comes_on_a_working_day() -> None:
    course = Course(at("2026-11-03 09:00"), Limit(6, Unit.NATURAL_DAY))
    assert turns(course) == (at("2026-11-06 08:30"), at("2026-11-09 17:30"))  # day 4 is a Saturday
    assert turns(Course(at("2026-10-08 09:00"), Limit(30, Unit.NATURAL_DAY)))[0] == at("2026-11-02 08:30")


def test_hours_turn_yellow_for_their_last_fifth() -> None:
    assert turns(Course(START, Limit(10, Unit.HOUR))) == (at("2026-10-28 18:20"), at("2026-10-28 20:20"))


def test_a_paused_clock_is_blue_a_stopped_one_grey_and_a_late_one_stays_red() -> None:
    paused = due(Course(START, Limit(5), (Pause(at("2026-11-02 10:00"), None),)), calendar=CALENDAR)
    assert light(paused.at, warn_at=paused.warn_at, now=at("2027-01-01 10:00")) is Light.BLUE
    late = due(Course(START, Limit(1), (Pause(at("2026-11-02 10:00"), None),)), calendar=CALENDAR)
    assert light(late.at, warn_at=late.warn_at, now=at("2026-11-03 10:00")) is Light.RED
    assert light(late.at, warn_at=late.warn_at, now=at("2026-11-03 10:00"), stopped=True) is Light.GREY
    assert light(None, warn_at=None, now=START, stopped=True) is Light.GREY


def test_nothing_turns_by_itself_once_red_paused_or_stopped() -> None:
    warn_at, due_at = turns(Course(START, Limit(5)))
    assert due_at is not None
    assert next_turn_at(due_at, warn_at=warn_at, now=due_at) is None
    assert next_turn_at(None, warn_at=None, now=START) is None
    assert next_turn_at(due_at, warn_at=warn_at, now=START, stopped=True) is None


@given(
    st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2026, 11, 30)).map(lambda naive: naive.replace(tzinfo=dt.UTC)),  # noqa: DTZ001
    st.integers(1, 60),
    st.sampled_from(Unit),
    st.integers(0, 100 * 24),
)
def test_a_light_changes_at_its_next_turn_and_not_before(start: dt.datetime, length: int, unit: Unit, later: int) -> None:
    warn_at, due_at = turns(Course(start, Limit(length, unit)))
    now = start + dt.timedelta(hours=later)
    turn = next_turn_at(due_at, warn_at=warn_at, now=now)
    colour = light(due_at, warn_at=warn_at, now=now)
    if turn is None:
        assert colour is Light.RED
        return
    assert turn > now
    assert light(due_at, warn_at=warn_at, now=turn - MOMENT) is colour
    assert light(due_at, warn_at=warn_at, now=turn) is {Light.GREEN: Light.YELLOW, Light.YELLOW: Light.RED}[colour]
    assert light(due_at, warn_at=warn_at, now=start) is Light.GREEN


def words(due_text: str, now: str, unit: Unit = Unit.WORKDAY) -> tuple[str, int]:
    phrase = standing_words(standing(at(due_text), now=at(now), unit=unit, calendar=CALENDAR))
    return phrase.msgid, phrase.num


@pytest.mark.parametrize(
    ("now", "unit", "expected"),
    [
        ("2026-11-17 09:00", Unit.WORKDAY, ("%(num)s working day left", 3)),
        ("2026-11-20 17:29", Unit.WORKDAY, ("due today", 1)),
        ("2026-11-20 17:30", Unit.WORKDAY, ("less than a working day overdue", 1)),
        ("2026-11-22 09:00", Unit.WORKDAY, ("less than a working day overdue", 1)),
        ("2026-11-23 08:00", Unit.WORKDAY, ("%(num)s working day overdue", 1)),
        ("2026-11-15 09:00", Unit.NATURAL_DAY, ("%(num)s day left", 5)),
        ("2026-11-23 09:00", Unit.NATURAL_DAY, ("%(num)s working day overdue", 1)),
        ("2026-11-20 15:10", Unit.HOUR, ("%(num)s hour left", 3)),
        ("2026-11-20 18:00", Unit.HOUR, ("less than an hour overdue", 1)),
        ("2026-11-20 20:00", Unit.HOUR, ("%(num)s hour overdue", 2)),
    ],
)
def test_the_words_beside_the_light(now: str, unit: Unit, expected: tuple[str, int]) -> None:
    assert words("2026-11-20 17:30", now, unit) == expected


def test_a_paused_clock_says_what_is_left() -> None:
    phrase = standing_words(Standing(Unit.WORKDAY, left=3, is_paused=True))
    assert (phrase.msgid, phrase.num) == ("paused, %(num)s working day left", 3)


def test_yellow_is_a_reminder_and_red_a_chaser() -> None:
    assert LEVELS == {Light.YELLOW: Level.REMINDER, Light.RED: Level.CHASER}


def test_every_clock_has_a_body_and_the_teams_clocks_a_default() -> None:
    assert set(BODIES) == set(ClockKind)
    assert [(kind, DEFAULTS[kind].length) for kind in TEAM_CLOCKS] == [
        (ClockKind.TAKE, 1),
        (ClockKind.COLLECT, 3),
        (ClockKind.FORWARD, 1),
        (ClockKind.DELIVER, 3),
    ]
    assert {BODIES[kind] for kind in TEAM_CLOCKS} == {Body.TEAM}
    assert BODIES[ClockKind.PROMISED] is Body.DEPARTMENT


def test_silence_about_a_permit_is_acceptance_from_its_receipt() -> None:
    notice_due = due(Course(START, DEFAULTS[ClockKind.NOTICE]), calendar=CALENDAR).at
    assert notice_due == at("2026-11-04 17:30")
    assert deemed_accepted_at(START, notice_due_at=notice_due, now=at("2026-11-04 17:29"), is_permit=True) is None
    assert deemed_accepted_at(START, notice_due_at=notice_due, now=notice_due, is_permit=True) == START
    assert deemed_accepted_at(START, notice_due_at=notice_due, now=notice_due, is_permit=False) is None
