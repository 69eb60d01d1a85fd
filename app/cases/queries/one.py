"""One case: as it stands, to be changed, by its numbers, with its history; and whether stages and histories agree."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.cases.models import Case, CaseEvent, CaseItem, CasePaper
from app.cases.rules import BrokenHistory, Move, PaperState, Stage, as_typed, is_lacking, stage_from
from app.core.db import db
from app.deadlines.models import Clock, Reminder
from app.posts.models import Team
from app.territory.models import GridVersion

WHOLE = (
    joinedload(Case.team),
    joinedload(Case.person),
    joinedload(Case.grid),
    joinedload(Case.division),
    joinedload(Case.bundle),
    selectinload(Case.items).joinedload(CaseItem.version),
    selectinload(Case.items).joinedload(CaseItem.variant),
    selectinload(Case.papers).joinedload(CasePaper.material),
)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A case whose stage is not what its events say; `told` is None where they can't be folded."""

    number: str
    stage: Stage
    told: Stage | None


def case(case_id: UUID) -> Case:
    """A case with items, papers, team and person; raises NoResultFound (404) when unknown or out of scope."""
    return db.session.get_one(Case, case_id, options=WHOLE)


def case_to_change(case_id: UUID) -> Case:
    """The case, locked until the transaction ends."""
    return db.session.get_one(Case, case_id, with_for_update={"of": Case})


def drawn_otherwise(case: Case, *, on: dt.date) -> tuple[GridVersion, GridVersion | None] | None:
    """The version of a grid that a case was routed by, once it is no more; and the one where the household stands on the day."""
    then = db.session.get(GridVersion, case.grid_version_id) if case.grid_version_id else None
    if then is None or then.to_on is None or then.to_on >= on:
        return None
    here = GridVersion.grid_id == (case.household.grid_id if case.household else None)
    holds = GridVersion.from_on <= on, sa.or_(GridVersion.to_on.is_(None), GridVersion.to_on >= on)
    return then, db.session.scalar(sa.select(GridVersion).where(here, *holds))


def is_there(case_id: UUID) -> bool:
    """Whether one may still see the case: it may just have been passed on to another place."""
    return db.session.scalar(sa.select(Case.id).where(Case.id == case_id)) is not None


def case_id_of(number: str) -> UUID | None:
    """The id of the case with this number; None when unknown or out of scope."""
    return db.session.scalar(sa.select(Case.id).where(Case.number == number.strip()))


def case_by_number(number: str) -> Case:
    """By the number for staff; raises NoResultFound."""
    return db.session.scalars(sa.select(Case).where(Case.number == number.strip()).options(*WHOLE)).one()


def case_by_tracking(tracking: str) -> Case | None:
    """By the number that a resident reads out, however it was written down."""
    return db.session.scalar(sa.select(Case).where(Case.tracking == as_typed(tracking)).options(*WHOLE))


def is_tracking_taken(tracking: str) -> bool:
    """Whether any case of the installation has this tracking number, in or out of scope."""
    taken = sa.select(Case.__table__.c.id).where(Case.__table__.c.tracking == tracking)
    return db.session.connection().execute(taken).first() is not None


def timeline(case: Case) -> Sequence[CaseEvent]:
    """What happened, in the order it was applied."""
    return db.session.scalars(sa.select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.number)).all()


def reminders(case: Case) -> Sequence[Reminder]:
    """Who was reminded of the case's clocks, and when."""
    of_case = sa.select(Clock.id).where(Clock.subject_kind == "case", Clock.subject_id == case.id)
    return db.session.scalars(sa.select(Reminder).where(Reminder.clock_id.in_(of_case)).order_by(Reminder.made_at)).all()


def team_names() -> Mapping[UUID, str]:
    """Every team there ever was, by id: a history names those that ended, too."""
    return {row.id: row.name for row in db.session.execute(sa.select(Team.id, Team.name))}


def last_completion(case: Case) -> CaseEvent:
    """The event that completed the case last; raises NoResultFound."""
    completions = sa.select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.move == Move.COMPLETE)
    return db.session.scalars(completions.order_by(CaseEvent.number.desc()).limit(1)).one()


def lacking(case: Case) -> tuple[str, ...]:
    """The names of the required papers that are not here."""
    return tuple(paper.material.name for paper in case.papers if is_lacking(paper.material.need, paper.state))


def held(case: Case) -> tuple[str, ...]:
    """The names of the originals that are with us."""
    return tuple(paper.material.name for paper in case.papers if paper.state is PaperState.HELD)


def mismatches() -> tuple[int, Sequence[Mismatch]]:
    """Fold every case's events and compare: how many cases were looked at, and those whose stage says something else."""
    stages = {row.id: (row.number, row.stage) for row in db.session.execute(sa.select(Case.id, Case.number, Case.stage))}
    told = dict(_told())
    wrong = [
        Mismatch(number=number, stage=stage, told=told.get(case_id))
        for case_id, (number, stage) in stages.items()
        if told.get(case_id) is not stage
    ]
    return len(stages), sorted(wrong, key=lambda mismatch: mismatch.number)


def _told() -> Iterable[tuple[UUID, Stage | None]]:
    rows = db.session.execute(
        sa.select(CaseEvent.case_id, CaseEvent.move)
        .order_by(CaseEvent.case_id, CaseEvent.number)
        .execution_options(yield_per=2000)
    )
    for case_id, events in groupby(rows, key=lambda row: row.case_id):
        yield case_id, _folded(event.move for event in events)


def _folded(moves: Iterable[Move | None]) -> Stage | None:
    try:
        return stage_from(moves)
    except BrokenHistory:
        return None
