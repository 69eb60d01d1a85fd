"""Whether the sums are those of the entries, and the entries those of the cases; how far back there are any. Reads only."""

import datetime as dt

import sqlalchemy as sa

from app.cases.models import Case
from app.core.db import NOBODY, db
from app.ledger.models import LedgerEntry, LedgerMonth
from app.ledger.queries.asked import MONTH
from app.ledger.rules import Measure


def mismatches() -> list[dict[str, object]]:
    """Cases whose entries don't say what their stage says: the totals check of the scheduler. Empty when all is well."""
    net = (
        sa.select(LedgerEntry.case_id, sa.func.sum(LedgerEntry.amount).label("net"))
        .where(LedgerEntry.measure == Measure.CASE)
        .group_by(LedgerEntry.case_id)
        .subquery()
    )
    wanted = sa.case((Case.completed_at.is_not(None), 1), else_=0)
    counted = sa.func.coalesce(net.c.net, 0)
    wrong = sa.select(Case.number, wanted, counted).outerjoin(net, net.c.case_id == Case.id).where(wanted != counted)
    return [{"case": number, "finished": want, "counted": int(have)} for number, want, have in db.session.execute(wrong)]


def months_amiss() -> list[int]:
    """The months whose kept sums aren't those of their entries: for the same check. Empty when all is well."""
    alike = (LedgerEntry.measure, LedgerEntry.mode, LedgerEntry.team_id, LedgerEntry.place_path)
    entered = sa.select(MONTH.label("month"), *alike, LedgerEntry.amount)
    team = sa.case((LedgerMonth.team_id == NOBODY, None), else_=LedgerMonth.team_id)
    kept = sa.select(LedgerMonth.month, LedgerMonth.measure, LedgerMonth.mode, team, LedgerMonth.place_path, -LedgerMonth.amount)
    both = sa.union_all(entered, kept).subquery()
    off = sa.select(both.c.month).group_by(*list(both.c)[:5]).having(sa.func.sum(both.c.amount) != 0)
    return sorted({int(month) for month in db.session.scalars(off)})


def years(today: dt.date) -> list[int]:
    """The years that have entries, this year among them, newest first."""
    first = db.session.scalar(sa.select(LedgerMonth.month).order_by(LedgerMonth.month).limit(1))
    return list(range(today.year, (first // 100 if first else today.year) - 1, -1))


def sums(connection: sa.Connection) -> dict[str, int]:
    """The ledger's sum by measure, straight from a database: what a restored backup must come out with, too."""
    by_measure = sa.select(LedgerEntry.measure, sa.func.sum(LedgerEntry.amount)).group_by(LedgerEntry.measure)
    return {f"ledger {measure.value}": int(amount) for measure, amount in connection.execute(by_measure)}
