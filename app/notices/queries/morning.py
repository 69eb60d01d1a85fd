"""What the morning's digest counts, for everybody at once: three statements, whatever the number of people."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Grant, Person
from app.accounts.rules import Role
from app.core import clock
from app.core.db import db
from app.deadlines.models import Clock
from app.deadlines.queries import staff
from app.notices.models import Digest
from app.notices.rules import Outlook, Task, outlooks
from app.reports.queries import waiting_by_place


def are_made(on: dt.date) -> bool:
    """Whether everybody who works here has this day's digest."""
    made = sa.exists().where(Digest.person_id == Person.id, Digest.on == on)
    return db.session.scalar(sa.select(Person.id).where(_here(on), ~made).limit(1)) is None


def day_of_everybody(now: dt.datetime) -> dict[UUID, Outlook]:
    """Everybody's day: who works here and is not on leave has one, if only an empty one."""
    on = clock.on(now)
    known = staff(on)
    people = db.session.scalars(sa.select(Person.id).where(_here(on)).order_by(Person.id)).all()
    found = outlooks(_tasks(on), now=now, staff=known)
    for person_id, number in _to_review(on).items():
        if (who := known.presence.at_work(person_id)) is not None:
            found.setdefault(who, Outlook()).review += number
    return {person_id: found.get(person_id, Outlook()) for person_id in people}


def _tasks(on: dt.date) -> list[Task]:
    until = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), clock.SHANGHAI)
    found = sa.select(Clock.subject_id, Clock.person_id, Clock.team_id, Clock.place_path, Clock.due_at)
    pressing = found.where(Clock.stopped_at.is_(None), Clock.due_at < until)
    rows = db.session.execute(pressing)
    return [Task(row.subject_id, row.person_id, row.team_id, row.place_path, row.due_at) for row in rows if row.due_at]


def _to_review(on: dt.date) -> dict[UUID, int]:
    """How many completions wait in each reviewer's places."""
    held = sa.select(Grant.person_id, Grant.place_path).where(
        Grant.role == Role.REVIEWER, Grant.from_on <= on, sa.or_(Grant.to_on.is_(None), Grant.to_on >= on)
    )
    waiting, paths = waiting_by_place(), dict[UUID, set[str]]()
    for row in db.session.execute(held):
        paths.setdefault(row.person_id, set()).add(row.place_path)
    return {
        person_id: sum(number for path, number in waiting.items() if path.startswith(tuple(places)))
        for person_id, places in paths.items()
    }


def _here(on: dt.date) -> sa.ColumnElement[bool]:
    return sa.or_(Person.left_on.is_(None), Person.left_on > on)
