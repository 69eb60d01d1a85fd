"""In whose hands open cases are: for teams that end and people who leave. Reads only."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Person
from app.cases.models import Case, CaseEvent, CasePaper
from app.cases.rules import OPEN, Move
from app.core.db import db
from app.posts.models import Team

CHANGING_HANDS = (Move.ASSIGN, Move.TAKE, Move.PASS_ON, Move.PLACE)


def open_of_team(team_id: UUID) -> Sequence[str]:
    """The numbers of a team's open cases."""
    return _numbers(Case.team_id == team_id)


def open_of_person(person_id: UUID) -> Sequence[str]:
    """The numbers of somebody's open cases."""
    return _numbers(Case.person_id == person_id)


def originals_of(person_id: UUID) -> Sequence[str]:
    """The number of the case for each original that somebody holds."""
    held = sa.select(Case.number).join(CasePaper, CasePaper.case_id == Case.id).order_by(Case.number)
    return db.session.scalars(held.where(CasePaper.held_by == person_id)).all()


def in_gone_hands(on: dt.date, *, limit: int) -> Sequence[UUID]:
    """Open cases of teams that are dissolved and of people who have left by that day."""
    teams = sa.select(Team.id).where(Team.to_on < on)
    people = sa.select(Person.id).where(Person.left_on <= on)
    gone = sa.or_(Case.team_id.in_(teams), Case.person_id.in_(people))
    return db.session.scalars(sa.select(Case.id).where(Case.stage.in_(OPEN), gone).order_by(Case.number).limit(limit)).all()


def hands_at(case: Case, *, at: dt.datetime) -> tuple[UUID | None, UUID | None]:
    """The team and the person who had a case at an instant: of a deed that reached us after the case had changed hands."""
    told = sa.select(CaseEvent.at, CaseEvent.facts).where(CaseEvent.case_id == case.id, CaseEvent.move.in_(CHANGING_HANDS))
    changes = db.session.execute(told.order_by(CaseEvent.number.desc())).all()
    if not any(change.at > at for change in changes):
        return case.team_id, case.person_id
    then = max((change for change in changes if change.at <= at), key=lambda change: change.at, default=changes[-1])
    team, person = then.facts["team"], then.facts["person"]
    return team and UUID(team), person and UUID(person)


def _numbers(whose: sa.ColumnElement[bool]) -> Sequence[str]:
    return db.session.scalars(sa.select(Case.number).where(whose, Case.stage.in_(OPEN)).order_by(Case.number)).all()
