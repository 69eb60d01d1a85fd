"""How things stand: the year's figures and line, what is open and late, what it was a month ago, and the teams. Reads only."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.cases.models import Case, CaseEvent
from app.cases.queries import turned_since
from app.cases.rules import CLOSED, OPEN, Mode, Move, Stage
from app.core.clock import SHANGHAI
from app.core.db import Instant, Moment, db
from app.core.period import Period, year_to
from app.deadlines import queries as deadlines
from app.deadlines.rules import ClockKind, Light
from app.desk.queries.work import Tally, longest_late, tally
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
    """The open cases, counted; for whom the one is that is late here longest; and how many wait at the desk."""

    work: Tally
    longest_late: str
    pool: int

    @property
    def paused(self) -> int:
        return self.work.count(Light.BLUE)


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
    work: Tally


def standing(now: dt.datetime) -> Standing:
    """How things stand in the reader's places."""
    work = tally(now)
    return Standing(work, longest_late=longest_late(now) if work.late_here else "", pool=work.by_team().get(None, Tally()).total)


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
    numbers, late = _asked_of_then()
    hands = db.session.scalars(late, {"then": began}).all()
    parts = db.session.execute(numbers, {"then": began}).one()
    return MonthAgo(open_cases=sum(parts), late_here=sum(not is_above(where) for where in hands))


def team_standings(work: Tally, *, today: dt.date) -> list[TeamStanding]:
    """Every team in the order of places, the township's own first: no ranking. One dissolved this year is told by what it did."""
    year = year_to(today)
    completed, held = ledger.register_cases_by(ledger.Asked(year), Dimension.TEAM), work.by_team()
    told = [
        TeamStanding(team, completed.get(str(team.id), 0), held.get(team.id, Tally()))
        for team in posts.teams_between(year.from_on, year.to_on)
    ]
    return [one for one in told if one.team.to_on is None or one.team.to_on >= today or one.completed or one.work.total]


@cache
def _asked_of_then() -> tuple[sa.Select[Any], sa.Select[Any]]:
    """How many cases were open `then`, in parts; and where those of them are that were late. Put together once."""
    then: sa.BindParameter[dt.datetime] = sa.bindparam("then", type_=Moment())
    parts, was_open = _not_closed_before(then), _open_at(then)
    late = sa.select(Case.forwarded_to).where(Case.id.in_(deadlines.late_at("case", then, kinds=ON_THE_LIST)), *was_open)
    numbers: list[Any] = [_number(one, *was_open) for one in parts]
    return sa.select(*numbers), late.where(sa.or_(*parts))


def _open_at(at: Instant) -> list[sa.ColumnElement[bool]]:
    """Cases that were open at an instant: not those that were closed then and reopened since.

    `asked` is written so that no index answers it: SQLite would take that of nearly all cases before that of the open ones.
    """
    event = aliased(CaseEvent)
    stage_then = sa.select(event.stage_after).where(event.case_id == Case.id, event.at < at).order_by(event.number.desc())
    reopened = Case.id.in_(turned_since(at, Move.REOPEN))
    was_open = stage_then.limit(1).correlate(Case).scalar_subquery().in_(OPEN)
    asked = sa.case((Case.asked_at < at, 1), else_=0) == 1
    return [Case.mode != Mode.SELF, asked, sa.or_(~reopened, was_open)]


def _not_closed_before(at: Instant) -> tuple[sa.ColumnElement[bool], ...]:
    """Open today, completed since, closed otherwise since: each case is in one at most, and each has its index."""
    ended = [stage for stage in CLOSED if stage is not Stage.COMPLETED]
    return (
        Case.stage.in_(OPEN),
        sa.and_(Case.completed_at >= at, Case.stage == Stage.COMPLETED),
        sa.and_(Case.id.in_(turned_since(at, Move.WITHDRAW, Move.REJECT)), Case.stage.in_(ended)),
    )


def _number(*where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count(Case.id)).where(*where).scalar_subquery()
