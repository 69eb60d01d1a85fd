"""The figures of the totals page over a ledger of 200,000 cases in an SQLite file: a year by team, beside last year."""

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import flask_migrate
import sqlalchemy as sa

from app.config import Settings
from app.core.db import db, transaction
from app.core.period import Period
from app.core.scope import Everywhere, Places, looking
from app.factory import create_app
from app.ledger.actions import sum_months
from app.ledger.models import LedgerEntry
from app.ledger.queries import Asked
from app.ledger.rules import Dimension
from app.reports.queries import compared
from scripts.benchmarks import Row

CASES, YEARS, TEAMS, GRIDS, ROUNDS, GOAL_MS = 200_000, 5, 12, 107, 9, 50
TOWN = "532822205000/"
FIRST_YEAR = 2022
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
VISITED_OF = 20  # one case in so many has a home visit


def rows() -> Iterator[Row]:
    """Three columns of every figure by team, in the scope of the township, as the page asks them."""
    with tempfile.TemporaryDirectory(prefix="daiban-") as folder:
        app = create_app(Settings(database_url=f"sqlite:///{folder}/bench.db", instance=folder, secret_key="bench"))  # noqa: S106
        with app.app_context(), looking(Places((TOWN,))):
            flask_migrate.upgrade()
            with transaction():
                for measure, every in (("case", 1), ("item", 1), ("visit", VISITED_OF)):
                    db.session.connection().execute(_entries(measure, every))
            with looking(Everywhere("benchmark")), transaction():
                sum_months()
            taken = [_asked() for _ in range(ROUNDS)]
            found = compared(Asked(YEAR), by=Dimension.TEAM).whole.lines
            counted = sum(line.every.cases for line in found.values())
            db.session.remove()
            db.engine.dispose()
    said = f"{statistics.median(taken):.0f} ms median, {max(taken):.0f} ms at most"
    if counted != 3 * CASES // YEARS:  # this year, which is the year to date too, and last year
        said += f", but {counted:,} cases counted"
    yield Row(f"a year by team beside last year, {CASES:,} cases in {YEARS} years", said, "", "", f"{GOAL_MS} ms")


def _asked() -> float:
    """Milliseconds of the page's figures."""
    begin = time.perf_counter()
    compared(Asked(YEAR), by=Dimension.TEAM)
    return (time.perf_counter() - begin) * 1_000


def _entries(measure: str, every: int) -> sa.Insert:
    """One entry for each case (or for one in `every`), evenly over the years; made inside the database."""
    n = sa.select(sa.literal(0).label("n")).cte("numbers", recursive=True)
    n = n.union_all(sa.select(n.c.n + every).where(n.c.n + every < CASES))
    day = sa.func.date(f"{FIRST_YEAR}-01-01", sa.func.printf("+%d days", n.c.n / YEARS % 365))
    on = sa.func.date(day, sa.func.printf("+%d years", n.c.n % YEARS))
    columns: dict[str, sa.ColumnElement[Any]] = {
        "id": _id(n.c.n * 2_654_435_761 % 2**32, {"case": 1, "item": 2, "visit": 3}[measure]),
        "event_id": _id(n.c.n, 4),
        "measure": sa.literal(measure),
        "subject_id": _id(n.c.n, 5),
        "amount": sa.literal(1),
        "case_id": _id(n.c.n, 6),
        "household_id": _id(n.c.n * 31 % 5_000, 7),
        "team_id": _id(n.c.n % TEAMS, 8),
        "person_id": _id(n.c.n % 26, 9),
        "mode": sa.case((n.c.n % 4 == 0, "self"), else_="proxy"),
        "intake": sa.literal("window"),
        "village_code": sa.func.printf("5328222052%02d", n.c.n % 11 + 1),
        "grid_code": sa.func.printf("5328222052%02d%03d", n.c.n % 11 + 1, n.c.n % GRIDS),
        "happened_on": on,
        "entered_on": on,
        "place_path": sa.func.printf(TOWN + "2%02d/%03d/", n.c.n % 11 + 1, n.c.n % GRIDS),
    }
    chosen = sa.select(*(column.label(name) for name, column in columns.items()))
    return sa.insert(LedgerEntry).from_select(list(columns), chosen)


def _id(first: object, second: object) -> sa.ColumnElement[Any]:
    return sa.func.printf("%016x%016x", first, second)
