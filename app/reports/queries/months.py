"""The month by teams: completed, accepted, in time, in hand. Reads only.

What was completed comes from the ledger by its one definition; what was promised from the clock of each completed case.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from app.cases.models import Case, CaseEvent
from app.cases.rules import OPEN, Move
from app.cases.rules.above import is_above
from app.core.clock import SHANGHAI
from app.core.db import db
from app.core.period import Period
from app.core.scope import is_below
from app.deadlines.models import Clock
from app.deadlines.rules import ClockKind
from app.ledger.queries import Asked
from app.ledger.rules import REGISTER, Dimension, Figures, Line
from app.posts.models import Team
from app.reports.queries.comparing import compared, teams_known
from app.reports.queries.register import Finished, finished, lines_of
from app.reports.rules import (
    Column,
    Compared,
    Comparison,
    InHand,
    Month,
    Promised,
    Span,
    TeamMonth,
    all_in_hand,
    promised,
    punctual,
    together,
)

OURS = Case.mode.in_(REGISTER)
PROMISE = sa.and_(Clock.subject_kind == "case", Clock.kind == ClockKind.PROMISED)
By = Mapping[UUID | None, int]


def month(span: Span, *, places: Sequence[str], now: dt.datetime) -> Month:
    """The report of a month for who looks at these places; of a month that isn't over as things stand now."""
    place = places[0] if len(places) == 1 else None
    comparison = compared(Asked(span.counted, place_path=place), by=Dimension.TEAM)
    completed = {column: finished(period, place=place) for column, period in comparison.periods.items()}
    accepted = {column: _accepted(period, place=place) for column, period in comparison.periods.items()}
    in_hand = _in_hand(min(now, _end(span.counted)), place=place)
    rows = [
        TeamMonth(
            row,
            {column: found.get(_id(row.key), 0) for column, found in accepted.items()},
            {column: _promised(found, team_id=_id(row.key)) for column, found in completed.items()},
            in_hand.get(_id(row.key), InHand()),
        )
        for row in _rows(comparison, span, places, {*in_hand, *(team for found in accepted.values() for team in found)})
    ]
    whole = TeamMonth(
        comparison.whole,
        {column: sum(found.values()) for column, found in accepted.items()},
        {column: together(_promise(one) for one in found) for column, found in completed.items()},
        all_in_hand(in_hand.values()),
    )
    return Month(span, whole, tuple(rows), lines_of(completed[Column.NOW]), now)


def _rows(comparison: Comparison, span: Span, places: Sequence[str], others: Collection[UUID | None]) -> list[Compared]:
    """The teams of these places that existed in the month, and whoever else has a figure; what nobody carries comes last."""
    told = {_id(row.key): row for row in comparison.rows}
    teams = teams_known()
    shown = [team for team in teams if team.id in told or team.id in others or _was_here(team, span.asked, places)]
    rows = [told.get(team.id) or _nothing(str(team.id), team.name) for team in shown]
    if None in told or None in others:
        rows.append(told.get(None) or _nothing(None, ""))
    return rows


def _was_here(team: Team, period: Period, places: Sequence[str]) -> bool:
    is_ours = any(team.place_path.startswith(place) for place in places)
    return is_ours and team.from_on <= period.to_on and (team.to_on is None or team.to_on >= period.from_on)


def _nothing(key: str | None, name: str) -> Compared:
    return Compared({column: Line(key, name, Figures(), Figures()) for column in Column})


def _promised(found: Sequence[Finished], *, team_id: UUID | None) -> Promised:
    return together(_promise(one) for one in found if one.team_id == team_id)


def _promise(one: Finished) -> Promised:
    kept = punctual(one.due_at, one.ended_at) if one.amount > 0 else None
    return promised(kept, is_above=is_above(one.forwarded_to))


def _accepted(period: Period, *, place: str | None) -> By:
    """How many cases were accepted, by the team that has them now."""
    when = sa.and_(Case.accepted_at >= _begin(period.from_on), Case.accepted_at < _end(period))
    found = sa.select(Case.team_id, sa.func.count(Case.id)).where(OURS, when, *_in(place)).group_by(Case.team_id)
    return {row.team_id: row[1] for row in db.session.execute(found)}


def _in_hand(at: dt.datetime, *, place: str | None) -> Mapping[UUID | None, InHand]:
    """What was open at an instant: by the last event before it. Overdue: the promised day was over, and the case wasn't ended."""
    last = (
        sa.select(CaseEvent.case_id, sa.func.max(CaseEvent.number).label("number"))
        .where(CaseEvent.at < at)
        .group_by(CaseEvent.case_id)
        .subquery()
    )
    is_last = sa.and_(CaseEvent.case_id == last.c.case_id, CaseEvent.number == last.c.number)
    is_late = sa.exists().where(
        PROMISE, Clock.subject_id == Case.id, Clock.due_at < at, sa.or_(Clock.stopped_at.is_(None), Clock.stopped_at > at)
    )
    found = (
        sa.select(Case.id, Case.team_id, is_late)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .join(last, is_last)
        .where(OURS, CaseEvent.stage_after.in_(OPEN), *_in(place))
    )
    rows = db.session.execute(found).all()
    above = _above(at) if any(late for _, _, late in rows) else set()
    answer: dict[UUID | None, InHand] = defaultdict(InHand)
    for case_id, team_id, late in rows:
        answer[team_id] += InHand(1, int(late and case_id not in above), int(late and case_id in above))
    return answer


def _above(at: dt.datetime) -> set[UUID]:
    """The cases whose papers lay above the township at that instant."""
    sent = sa.select(CaseEvent.case_id, CaseEvent.facts).where(CaseEvent.move == Move.FORWARD, CaseEvent.at < at)
    to = {case_id: str(facts.get("to", "")) for case_id, facts in db.session.execute(sent.order_by(CaseEvent.number))}
    return {case_id for case_id, body in to.items() if is_above(body)}


def _in(place: str | None) -> list[sa.ColumnElement[bool]]:
    return [is_below(Case.place_path, place)] if place else []


def _begin(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(), tzinfo=SHANGHAI)


def _end(period: Period) -> dt.datetime:
    """The first instant after the period."""
    return _begin(period.to_on + dt.timedelta(days=1))


def _id(key: str | None) -> UUID | None:
    return UUID(key) if key else None
