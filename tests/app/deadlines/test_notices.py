"""The calendar of the township: what the package knows, what a notice adds, and which open clocks it moves."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.config import Settings
from app.core import events
from app.core.db import db, transaction
from app.core.journal import Entry
from app.core.outbox import Message
from app.core.stamp import Stamp
from app.deadlines import actions
from app.deadlines.models import CalendarDay
from app.deadlines.queries import calendar, calendar_days, explained
from app.deadlines.rules import DeadlineMoved, Limit, LineKind, Source, Unit, UnreadableNotice
from tests import town
from tests.app.deadlines.calendars import at
from tests.app.deadlines.ground import LONGER_NEW_YEAR, a_clock, a_subject, only_clock, told

LATE_IN_YEAR = at("2026-12-25 10:00")  # a Friday: 5 working days end on 4 January as far as one knows, on 5 in truth
MOVED = "Case %(number)s is due on %(due_on)s now, not on %(was_on)s: the holidays are announced."


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def imported(content: bytes) -> actions.Imported:
    with transaction():
        return actions.import_notice(content, stamp=town.a_stamp("system_admin", at=LATE_IN_YEAR))


def a_notice(*days: tuple[str, bool]) -> bytes:
    told = [{"date": on, "name": "元旦", "isOffDay": off} for on, off in (("2027-01-01", True), *days)]
    return json.dumps({"year": 2027, "days": told}).encode()


def test_a_deadline_in_a_year_without_a_calendar_is_provisional_and_says_so() -> None:
    clock = a_clock(a_subject(), start_at=LATE_IN_YEAR)
    assert (clock.due_on, clock.provisional) == (dt.date(2027, 1, 4), True)
    shown = explained(clock, now=LATE_IN_YEAR)
    assert LineKind.PROVISIONAL in {line.kind for line in shown.lines}


def test_the_notice_moves_the_clocks_it_must_and_takes_the_mark_from_all() -> None:
    a_clock(a_subject("moves"), start_at=LATE_IN_YEAR)
    a_clock(a_subject("stays"), limit=Limit(15), start_at=LATE_IN_YEAR)
    a_clock(a_subject("hours"), limit=Limit(240, Unit.HOUR), start_at=LATE_IN_YEAR)
    done = imported(LONGER_NEW_YEAR)  # Monday 4 January off, Saturday 9 worked: beyond it nothing moves
    assert (done.year, done.days, done.changed, done.moved) == (2027, 3, True, 1)
    moved, stays = only_clock(a_subject("moves")), only_clock(a_subject("stays"))
    assert (moved.due_on, moved.provisional) == (dt.date(2027, 1, 5), False)
    assert (stays.due_on, stays.provisional) == (dt.date(2027, 1, 18), False)


def test_the_responsible_person_is_told_of_a_day_that_moved() -> None:
    heard: list[tuple[DeadlineMoved, Stamp]] = []
    events.listen({DeadlineMoved: [lambda news, *, stamp: heard.append((news, stamp))]})
    a_clock(a_subject(), start_at=LATE_IN_YEAR)
    imported(LONGER_NEW_YEAR)
    assert told() == [("worker", MOVED)]
    message = db.session.scalars(sa.select(Message)).one()
    assert (message.facts["was_on"], message.facts["due_on"]) == ("2027-01-04", "2027-01-05")
    assert [(news.was_on.day, news.due_on.day, stamp.by) for news, stamp in heard] == [(4, 5, town.person_id("system_admin"))]


def test_stopped_clocks_keep_their_day() -> None:
    a_clock(a_subject(), start_at=LATE_IN_YEAR)
    with transaction():
        actions.stop(a_subject(), at=LATE_IN_YEAR)
    assert imported(LONGER_NEW_YEAR).moved == 0
    assert only_clock(a_subject()).due_on == dt.date(2027, 1, 4)


def test_a_paused_clock_follows_the_notice_when_it_resumes() -> None:
    a_clock(a_subject(), start_at=LATE_IN_YEAR)
    with transaction():
        actions.pause(a_subject(), at=LATE_IN_YEAR, reason="等", calendar=calendar())
    assert imported(LONGER_NEW_YEAR).moved == 0
    with transaction():
        actions.resume(a_subject(), at=LATE_IN_YEAR, calendar=calendar())
    assert only_clock(a_subject()).due_on == dt.date(2027, 1, 5)


def test_the_same_notice_again_changes_nothing_and_leaves_no_entry() -> None:
    imported(LONGER_NEW_YEAR)
    entries = db.session.scalar(sa.select(sa.func.count(Entry.event_id)))
    again = imported(LONGER_NEW_YEAR)
    assert (again.changed, again.moved) == (False, 0)
    assert db.session.scalar(sa.select(sa.func.count(Entry.event_id))) == entries


def test_a_corrected_notice_replaces_the_whole_of_the_first() -> None:
    imported(LONGER_NEW_YEAR)
    imported(a_notice(("2027-01-05", True)))
    assert [day.on.day for day in calendar_days(2027)] == [1, 5]
    assert calendar().is_workday(dt.date(2027, 1, 4))
    assert not calendar().is_workday(dt.date(2027, 1, 9))


def test_a_notice_replaces_what_the_package_says_of_that_year() -> None:
    assert not calendar().is_workday(dt.date(2026, 10, 7))
    content = json.dumps({"year": 2026, "days": [{"date": "2026-01-01", "name": "元旦", "isOffDay": True}]}).encode()
    imported(content)
    assert calendar().is_workday(dt.date(2026, 10, 7))
    assert not calendar().is_workday(dt.date(2025, 10, 7))


def test_a_broken_notice_is_refused_and_nothing_of_it_is_taken() -> None:
    wrong = a_notice(("2027-02-30", True))
    with pytest.raises(UnreadableNotice):
        imported(wrong)
    assert db.session.scalars(sa.select(CalendarDay)).all() == []
    assert 2027 not in calendar().years


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_offices_use(encoding: str) -> None:
    text = "日期,名称,是否放假\n2027/01/01,元旦,放假\n2027/01/04,元旦,是\n"
    assert imported(text.encode(encoding)).days == 2
    assert [day.name for day in calendar_days(2027)] == ["元旦", "元旦"]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfe\x00", b"\x80\x81\xff"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableNotice):
        imported(content)


def test_the_published_notice_of_the_year_moves_nothing(shared_data: Path) -> None:
    a_clock(a_subject())
    done = imported((shared_data / "holidays" / "2026.json").read_bytes())
    assert (done.year, done.moved) == (2026, 0)


def test_a_file_for_a_year_that_is_not_announced_says_so(shared_data: Path) -> None:
    with pytest.raises(UnreadableNotice) as refused:
        imported((shared_data / "holidays" / "2027.json").read_bytes())
    assert refused.value.says == "This file holds no days: the year is not announced yet."


def test_the_calendar_is_kept_until_it_changes() -> None:
    before = calendar()
    assert calendar() is before
    imported(LONGER_NEW_YEAR)
    assert calendar() is not before
    assert calendar() is calendar()


def test_a_prefecture_holiday_counts_only_when_the_setting_says_so(app: Flask) -> None:
    on = dt.date(2026, 4, 14)
    with transaction():
        db.session.add(CalendarDay(on=on, source=Source.LOCAL, year=2026, is_workday=False, name="泼水节"))
        db.session.add(an_entry())
    assert calendar().is_workday(on)
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = Settings(database_url=settings.database_url, instance=settings.instance, local_holidays=True)
    assert not calendar().is_workday(on)
    assert calendar().names[on] == "泼水节"


def an_entry() -> Entry:
    """What any change of the calendar leaves in the journal."""
    stamp = town.a_stamp("system_admin")
    return Entry(
        event_id=stamp.event_id,
        deed="deadlines.calendar",
        subject=actions.CALENDAR,
        body_hash="",
        by=stamp.by,
        door=stamp.door,
        at=stamp.at,
        recorded_at=stamp.recorded_at,
        facts={},
    )


def test_the_end_of_the_day_is_a_setting(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = Settings(database_url=settings.database_url, instance=settings.instance, day_ends="18:00")
    assert a_clock(a_subject()).due_at == at("2026-11-09 18:00")
