"""How things stand: the year's figures and line, what is open and late, what it was a month ago, and the teams. Reads only."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.cases import queries as cases
from app.cases.models import Case, CaseEvent
from app.cases.rules import CLOSED, OPEN, Mode, Stage
from app.core.clock import SHANGHAI
from app.core.db import db
from app.core.period import Period, year_to
from app.deadlines.models import Clock
from app.deadlines.rules import ClockKind, Light
from app.desk.queries.work import LISTED, Work, open_work
from app.desk.rules import YearLine, is_above, line_of
from app.ledger import queries as ledger
from app.ledger.rules import Dimension
from app.posts import queries as posts
from app.posts.models import Team

ON_THE_LIST = (ClockKind.PROMISED, ClockKind.NOTICE)


@dataclass(frozen=True, slots=True)
class Register:
    """Cases of the proxy register: this year, this month, last month, and the same days of the year before."""

    year: int
    month: int
    last_month: int
    year_before: int
    line: YearLine


@dataclass(frozen=True, slots=True)
class Standing:
    """The open cases by light, and what waits at the desk. Late at a department or the county is not late here."""

    work: Sequence[Work]
    pool: int

    @property
    def first(self) -> Sequence[Work]:
        return self.work[:LISTED]

    @property
    def late_here(self) -> Sequence[Work]:
        return [one for one in self.work if one.is_late_here]

    @property
    def late_elsewhere(self) -> int:
        return self.count(Light.RED) - len(self.late_here)

    def count(self, light: Light) -> int:
        return sum(one.light is light for one in self.work)


@dataclass(frozen=True, slots=True)
class MonthAgo:
    """How many cases were open, and late in our hands, when this month began."""

    open_cases: int
    late_here: int


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """A team: completed this year, open and late now."""

    team: Team
    completed: int
    open_cases: int
    late: int


def standing(now: dt.datetime) -> Standing:
    """How things stand in the reader's places."""
    return Standing(work=open_work(now), pool=len(cases.pool()))


def register(today: dt.date) -> Register:
    """The register's year, and the line of its months."""
    since = today.replace(year=today.year - 1, month=1, day=1)
    by_month = ledger.register_cases_by(ledger.Asked(Period(since, today)), Dimension.MONTH)
    this, before = ({month: by_month.get(f"{year}-{month:02}", 0) for month in range(1, 13)} for year in (today.year, since.year))
    last = today.replace(day=1) - dt.timedelta(days=1)
    return Register(
        year=sum(this.values()),
        month=this[today.month],
        last_month=by_month.get(f"{last:%Y-%m}", 0),
        year_before=ledger.register_cases(ledger.Asked(year_to(today).a_year_before())),
        line=line_of(this, before, month=today.month),
    )


def month_ago(today: dt.date) -> MonthAgo:
    """What was open and late at the beginning of this month.

    Open: told by the events until then. Late: by the dates as they stand today, in the hands in which the case is today.
    """
    began = dt.datetime.combine(today.replace(day=1), dt.time(), SHANGHAI)
    late = sa.select(Case.id, Case.forwarded_to).where(*_open_at(began), _late_at(began))
    return MonthAgo(
        open_cases=db.session.scalar(sa.select(sa.func.count(Case.id)).where(*_open_at(began))) or 0,
        late_here=sum(not is_above(row.forwarded_to) for row in db.session.execute(late)),
    )


def team_standings(work: Sequence[Work], *, today: dt.date) -> list[TeamStanding]:
    """Every team in the order of places, the township's own first: no ranking. One dissolved this year is told by what it did."""
    completed = ledger.register_cases_by(ledger.Asked(year_to(today)), Dimension.TEAM)
    held = Counter[UUID | None](one.case.team_id for one in work)
    late = Counter[UUID | None](one.case.team_id for one in work if one.is_late_here)
    year = year_to(today)
    told = [
        TeamStanding(team, completed.get(str(team.id), 0), held[team.id], late[team.id])
        for team in posts.teams_between(year.from_on, year.to_on)
    ]
    return [one for one in told if one.team.to_on is None or one.team.to_on >= today or one.completed or one.open_cases]


def _open_at(at: dt.datetime) -> list[sa.ColumnElement[bool]]:
    """Cases that were open at an instant. Only what is open today or was closed since is asked for its events."""
    event, later = aliased(CaseEvent), aliased(CaseEvent)
    stage_then = (
        sa.select(event.stage_after)
        .where(event.case_id == Case.id, event.at < at)
        .order_by(event.number.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    others = [stage for stage in CLOSED if stage is not Stage.COMPLETED]
    closed_since = sa.or_(
        Case.completed_at >= at,
        sa.and_(Case.stage.in_(others), sa.exists().where(later.case_id == Case.id, later.at >= at)),
    )
    return [Case.mode != Mode.SELF, Case.asked_at < at, sa.or_(Case.stage.in_(OPEN), closed_since), stage_then.in_(OPEN)]


def _late_at(at: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Clock.subject_kind == "case",
        Clock.subject_id == Case.id,
        Clock.kind.in_(ON_THE_LIST),
        Clock.started_at < at,
        Clock.due_at <= at,
        sa.or_(Clock.stopped_at.is_(None), Clock.stopped_at > at),
    )
