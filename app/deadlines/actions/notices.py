"""The yearly notice comes: its days enter, and every open clock is folded anew over them."""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid5

import sqlalchemy as sa

from app.accounts.rules import Deed
from app.core import clock as civil
from app.core import journal, outbox
from app.core.db import db
from app.core.events import dispatch
from app.core.outbox import Letter
from app.core.stamp import Stamp
from app.deadlines.actions.clocks import settle
from app.deadlines.actions.sweep import link_to
from app.deadlines.models import CalendarDay, Clock
from app.deadlines.queries import calendar, counting_clocks, staff
from app.deadlines.rules import MOVED, Calendar, DeadlineMoved, Notice, Source, Staff, decoded, read_notice

CALENDAR = UUID("7b1f2a52-6f0c-4d0e-9d5b-2f4c64616962")  # the one subject that every change of the calendar is about
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many days the notice names, whether they were news, how many open clocks moved."""

    year: int
    days: int
    changed: bool
    moved: int


def import_notice(content: bytes, *, stamp: Stamp) -> Imported:
    """Take over the State Council's notice of a year (JSON like holiday-cn, or CSV). The same again changes nothing.

    Raises UnreadableNotice with the line and field to blame; then nothing of the file is taken.
    """
    notice = read_notice(decoded(content))
    told = [[day.on.isoformat(), day.is_workday, day.name] for day in notice.days]
    kept = db.session.scalars(_of_year(notice.year).order_by(CalendarDay.on)).all()
    if [[day.on.isoformat(), day.is_workday, day.name] for day in kept] == told:
        return Imported(notice.year, len(told), changed=False, moved=0)
    body = {"year": notice.year, "days": told}
    facts = {"year": notice.year, "days": len(told)}
    if not journal.enter(Deed.CHANGE_CALENDAR, subject=CALENDAR, body=body, stamp=stamp, facts=facts):
        return Imported(notice.year, len(told), changed=False, moved=0)
    _replace(notice)
    return Imported(notice.year, len(told), changed=True, moved=recompute_all(calendar(), stamp=stamp))


def recompute_all(calendar: Calendar, *, stamp: Stamp) -> int:
    """Fold every open clock that counts days over this calendar; how many are due on another day now.

    Those whose year is announced now lose their mark 暂定; the responsible people of those that moved are told.
    """
    moved, known, after = 0, staff(civil.on(stamp.at)), None
    while clocks := counting_clocks(after=after, limit=BATCH):
        before = {clock.id: clock.due_on for clock in clocks}
        for clock in clocks:
            settle(clock, now=stamp.at, calendar=calendar)
        db.session.flush()
        for clock in clocks:
            was_on = before[clock.id]
            if was_on is not None and clock.due_on is not None and was_on != clock.due_on:
                _moved(clock, was_on=was_on, due_on=clock.due_on, known=known, stamp=stamp)
                moved += 1
        after = clocks[-1].id
    return moved


def _moved(clock: Clock, *, was_on: dt.date, due_on: dt.date, known: Staff, stamp: Stamp) -> None:
    own = dataclasses.replace(stamp, event_id=uuid5(stamp.event_id, clock.id.hex))
    recipient = known.presence.at_work(clock.person_id) or known.leader_over(clock.place_path, team_id=clock.team_id)
    if recipient is not None:
        facts = {"number": clock.subject_label, "due_on": due_on.isoformat(), "was_on": was_on.isoformat()}
        letter = Letter(
            own.event_id, recipient, "inbox", MOVED, facts, link_to(clock.subject_kind, clock.subject_label), stamp.at
        )
        outbox.put_all([letter])
    news = DeadlineMoved(
        clock_id=clock.id,
        subject_kind=clock.subject_kind,
        subject_id=clock.subject_id,
        kind=clock.kind,
        was_on=was_on,
        due_on=due_on,
    )
    dispatch(news, stamp=own)


def _replace(notice: Notice) -> None:
    """A notice replaces the whole of the one before it for the same year."""
    for day in db.session.scalars(_of_year(notice.year)):
        db.session.delete(day)
    db.session.flush()
    db.session.add_all(
        CalendarDay(on=day.on, source=day.source, year=notice.year, is_workday=day.is_workday, name=day.name)
        for day in notice.days
    )
    db.session.flush()


def _of_year(year: int) -> sa.Select[CalendarDay]:
    return sa.select(CalendarDay).where(CalendarDay.source == Source.NOTICE, CalendarDay.year == year)
