import datetime as dt

from app.deadlines.rules import Cell, CellKind, Course, Extension, Limit, Line, LineKind, Pause, Unit, cells, due, explain, how
from tests.app.deadlines.calendars import at, published

CALENDAR = published()
PAUSE = Pause(at("2026-11-10 16:45"), at("2026-11-12 16:20"), "等户口簿复印件")
LATE = Course(at("2026-10-28 10:20"), Limit(15), (PAUSE,))  # the example of the case page


def lines(course: Course, now: str | None = None) -> tuple[Line, ...]:
    return explain(course, due(course, calendar=CALENDAR), calendar=CALENDAR, now=at(now) if now else None)


def short(line: Line) -> tuple[str, str, str | None, int]:
    return line.kind.value, f"{line.from_on:%m-%d}", f"{line.to_on:%m-%d}" if line.to_on else None, line.cumulative


def said(line: Line) -> list[str]:
    """In plain English, as a page would say it."""
    return [
        (phrase.msgid if phrase.num == 1 else phrase.plural or "") % {"num": phrase.num, **phrase.facts} for phrase in how(line)
    ]


def ruler(course: Course, today: str) -> tuple[Cell, ...]:
    end = due(course, calendar=CALENDAR)
    return cells(course, end, calendar=CALENDAR, today=dt.date.fromisoformat(today))


def test_the_table_says_why_it_is_due_that_day() -> None:
    table = lines(LATE, "2026-11-23 09:00")
    assert [short(line) for line in table] == [
        ("start", "10-28", "10-28", 0),
        ("count", "10-29", "11-10", 9),
        ("pause", "11-11", "11-12", 9),
        ("count", "11-13", "11-20", 15),
        ("due", "11-20", "11-20", 15),
        ("over", "11-23", None, 15),
    ]
    assert [said(line) for line in table] == [
        ["the day itself is not counted, the next day is the first"],
        ["9 working days", "skipping 2 weekends"],
        ["等户口簿复印件", "2 working days not counted"],
        ["6 working days", "skipping 1 weekend"],
        ["when business closes on the last day"],
        ["weekends are not counted", "today is working day 1 overdue"],
    ]
    assert table[0].from_at == LATE.start_at
    assert table[4].from_at == at("2026-11-20 17:30")


def test_a_holiday_has_its_own_line_and_make_up_days_are_named() -> None:
    table = lines(Course(at("2026-09-17 09:00"), Limit(10)))
    assert [short(line) for line in table] == [
        ("start", "09-17", "09-17", 0),
        ("count", "09-18", "09-24", 6),
        ("rest", "09-25", "09-27", 6),
        ("count", "09-28", "09-30", 9),
        ("rest", "10-01", "10-07", 9),
        ("count", "10-08", "10-08", 10),
        ("due", "10-08", "10-08", 10),
    ]
    assert table[1].make_up == (dt.date(2026, 9, 20),)
    assert table[1].weekends == 1  # the Saturday before it
    assert [line.names for line in table if line.kind is LineKind.REST] == [("中秋节",), ("国庆节",)]
    assert said(table[2]) == ["('Mid-Autumn Festival',), not counted"]


def test_an_extension_stands_where_it_was_granted() -> None:
    course = Course(at("2026-11-02 09:00"), Limit(5), (PAUSE,), (Extension(5, at("2026-11-06 09:00"), "现场核查"),))
    table = lines(course)
    assert [line.kind.value for line in table] == ["start", "count", "extension", "pause", "count", "due"]
    assert said(table[2]) == ["现场核查", "5 working days more"]
    assert table[-1].cumulative == 10


def test_an_extension_on_the_day_of_the_start_follows_the_start() -> None:
    course = Course(at("2026-11-02 09:00"), Limit(5), extensions=(Extension(1, at("2026-11-01 09:00")),))
    assert [line.kind.value for line in lines(course)] == ["start", "extension", "count", "due"]


def test_a_pause_that_goes_on_is_the_last_line() -> None:
    course = Course(at("2026-10-28 10:20"), Limit(15), (Pause(at("2026-11-10 16:45"), None, "等诊断书"),))
    table = lines(course, "2026-11-23 09:00")
    assert short(table[-1]) == ("pause", "11-11", None, 9)
    assert said(table[-1]) == ["等诊断书", "paused until further notice"]


def test_a_pause_within_a_day_shows_that_day_and_costs_nothing() -> None:
    course = Course(at("2026-11-20 09:00"), Limit(5), (Pause(at("2026-11-25 10:00"), at("2026-11-25 15:00")),))
    pause = lines(course)[2]
    assert short(pause) == ("pause", "11-25", "11-25", 3)
    assert said(pause) == ["no working day lost"]


def test_natural_days_say_that_they_moved_off_a_holiday() -> None:
    table = lines(Course(at("2026-09-18 09:00"), Limit(15, Unit.NATURAL_DAY)))
    assert [short(line) for line in table] == [
        ("start", "09-18", "09-18", 0),
        ("count", "09-19", "10-03", 15),
        ("moved", "10-04", "10-08", 15),
        ("due", "10-08", "10-08", 15),
    ]
    assert said(table[2]) == ["the last day is in the holiday ('National Day',), so the next working day is the last"]
    weekend = lines(Course(at("2026-11-09 09:00"), Limit(5, Unit.NATURAL_DAY)))
    assert said(weekend[2]) == ["the last day is a rest day, so the next working day is the last"]


def test_a_tentative_date_says_whose_year_is_not_announced() -> None:
    table = lines(Course(at("2026-12-25 09:00"), Limit(10)))
    tentative = next(line for line in table if line.kind is LineKind.PROVISIONAL)
    assert tentative.from_on == dt.date(2027, 1, 1)
    assert said(tentative) == ["the holidays of 2027 are not announced yet; Monday to Friday are counted for now"]
    assert [line for line in lines(LATE) if line.kind is LineKind.PROVISIONAL] == []


def test_hours_are_told_in_hours_and_minutes() -> None:
    course = Course(at("2026-11-20 18:00"), Limit(24, Unit.HOUR), (Pause(at("2026-11-20 19:30"), at("2026-11-23 08:00")),))
    table = lines(course, "2026-11-24 08:00")
    assert [said(line) for line in table] == [
        ["counted by the clock from here on"],
        ["1 h 30 min"],
        ["60 h 30 min not counted"],
        ["22 h 30 min"],
        ["24 hours"],
        ["1 h 30 min overdue"],
    ]
    assert table[3].to_at == at("2026-11-24 06:30")


def test_on_the_day_it_fell_due_less_than_a_day_is_over() -> None:
    assert said(lines(LATE, "2026-11-21 09:00")[-1]) == ["less than a working day overdue"]


def test_the_ruler_shows_each_day_pauses_the_yellow_end_and_the_days_over() -> None:
    drawn = ruler(LATE, "2026-11-23")
    marks = {
        CellKind.START: "s",
        CellKind.COUNT: "c",
        CellKind.WARN: "w",
        CellKind.REST: "-",
        CellKind.PAUSE: "p",
        CellKind.OVER: "o",
    }
    assert "".join(marks[cell.kind] for cell in drawn) == "s" + "cc--ccccc--cc" + "pp" + "c--ccwww" + "--o"
    assert [cell.number for cell in drawn if cell.number] == [*range(1, 16), 1]
    assert [cell.on.isoformat() for cell in drawn if cell.is_due] == ["2026-11-20"]
    assert [cell.on.isoformat() for cell in drawn if cell.is_today] == ["2026-11-23"]


def test_the_ruler_of_a_paused_clock_ends_today() -> None:
    drawn = ruler(Course(at("2026-11-17 09:00"), Limit(5), (Pause(at("2026-11-18 09:00"), None),)), "2026-11-23")
    assert [cell.kind.value for cell in drawn] == ["start", "count", "pause", "pause", "rest", "rest", "pause"]
    assert drawn[-1].is_today


def test_the_ruler_of_a_clock_long_over_stays_short() -> None:
    drawn = ruler(Course(at("2026-03-02 09:00"), Limit(1)), "2026-11-20")
    assert [cell.number for cell in drawn if cell.kind is CellKind.OVER] == list(range(1, 11))


def test_the_ruler_of_natural_days_counts_weekends_and_shows_the_day_it_moved_to() -> None:
    drawn = ruler(Course(at("2026-11-05 09:00"), Limit(9, Unit.NATURAL_DAY)), "2026-11-10")
    assert [cell.number for cell in drawn] == [None, *range(1, 10), None, None]
    assert drawn[-2].kind is CellKind.REST
    assert (drawn[-1].on, drawn[-1].is_due) == (dt.date(2026, 11, 16), True)


def test_the_ruler_names_holidays() -> None:
    drawn = ruler(Course(at("2026-09-24 09:00"), Limit(3)), "2026-09-24")
    assert [cell.name for cell in drawn if cell.kind is CellKind.REST] == ["中秋节", "中秋节", "中秋节"]
    assert drawn[0].is_today


def test_hours_have_no_ruler() -> None:
    assert ruler(Course(at("2026-11-20 18:00"), Limit(24, Unit.HOUR)), "2026-11-20") == ()
