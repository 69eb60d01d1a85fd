"""The year's figures in the database on other load days than today's: the day is handed in, the deeds are the real ones."""

import datetime as dt
from pathlib import Path

import flask_migrate
import pytest

from app.accounts.actions import hash_of
from app.cli.demonstration import loading
from app.cli.demonstration.period import CHINA
from app.cli.demonstration.township import township
from app.core import clock
from app.core.db import db, transaction
from app.deadlines.queries import calendar
from tests.conftest import an_app
from tests.journeys.figures import answer, check_open, check_rows, check_totals
from tests.town import looking_on

DAYS = [
    (2026, dt.date(2026, 3, 3)),
    (2026, dt.date(2026, 10, 3)),  # a holiday, and a Saturday
    (2026, dt.date(2026, 12, 31)),
    (2025, dt.date(2026, 2, 3)),  # the year shown is past
]


@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize(("year", "as_of"), DAYS)
def test_the_year_s_figures_stand_on_any_load_day(
    year: int, as_of: dt.date, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(f"sqlite:///{tmp_path}/daiban.db", tmp_path)
    now = dt.datetime.combine(as_of, dt.time(9), CHINA).astimezone(dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: now)  # on that day: nothing is counted beyond it
    with looking_on(app):
        flask_migrate.upgrade()
        made_up = township(year, as_of, is_workday=calendar().is_workday)
        db.session.rollback()
        with transaction():
            counted = loading.pour(made_up, hashed=hash_of("cha-meng-yun-4705"), now=now, say=lambda _: None)
    last = min(as_of, dt.date(year, 12, 31))
    assert (counted["completed"], counted["finished"], counted["open"]) == (149, 215, 9)
    check_totals(app, dt.date(year, 1, 1), last)
    check_rows(app, dt.date(year, 1, 1), last)
    check_open(app, now)
    assert answer(app, "cases", "verify")["mismatches"] == []
