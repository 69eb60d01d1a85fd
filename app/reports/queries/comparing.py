"""The ledger's figures beside those of this year and of last year. Reads only."""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from app.core.db import db
from app.core.period import Period
from app.ledger import queries as ledger
from app.ledger.queries import Asked
from app.ledger.rules import Dimension, Totals
from app.posts.models import Team
from app.reports.rules import Column, Compared, Comparison, columns_of, rows_of, whole_of


def compared(asked: Asked, *, by: Dimension | None = None) -> Comparison:
    """The three columns of every figure, whole and by a dimension. A period that stands in two columns is asked once."""
    periods = columns_of(asked.period)
    known: dict[Period, Totals] = {}
    for period in periods.values():
        if period not in known:
            known[period] = ledger.totals(replace(asked, period=period), by=by)
    found = {column: known[period] for column, period in periods.items()}
    return Comparison(periods, whole_of(found), _ordered(rows_of(found, by=by), by) if by else ())


def teams_known() -> Sequence[Team]:
    """Every team, also those that ended: their figures stay."""
    return db.session.scalars(sa.select(Team).order_by(Team.place_path, Team.from_on)).all()


def _ordered(rows: Sequence[Compared], by: Dimension) -> tuple[Compared, ...]:
    of_line = {id(row.lines[Column.NOW]): row for row in rows}
    return tuple(of_line[id(line)] for line in ledger.in_order([row.lines[Column.NOW] for row in rows], by))
