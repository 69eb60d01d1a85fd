"""Working-day arithmetic against the loop that chinesecalendar's is_workday asks for: same questions, same answers, one run.

And the minute sweep over a million open clocks in an SQLite file: what a minute's twenty turns cost with all they set off.
"""

import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import chinese_calendar
import flask_migrate
import sqlalchemy as sa

from app.config import Settings
from app.core.db import db, transaction
from app.core.scope import Everywhere, looking
from app.deadlines.actions import sweep
from app.deadlines.models import Clock, Reminder
from app.deadlines.queries.published import published_days
from app.deadlines.rules import calendar_of
from app.factory import create_app
from scripts.benchmarks import Row

Question = tuple[dt.date, int]
FIRST, LAST = dt.date(2004, 1, 1), dt.date(2026, 8, 1)  # 60 working days on still lie in a known year
ASKED, WALKED, ROUNDS = 100_000, 1_000, 3
GOAL = 1_000
CLOCKS, A_MINUTE, MINUTES, SWEEP_GOAL_MS = 1_000_000, 20, 200, 5.0
NOON = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)


def rows() -> Iterator[Row]:
    """A deadline in working days, and the minute sweep."""
    yield from arithmetic()
    yield from sweeps()


def arithmetic() -> Iterator[Row]:
    """A deadline of 1 to 60 working days, by prefix sums and by walking."""
    calendar = calendar_of(published_days())
    questions = some_questions(ASKED)
    ours = min(seconds_each(lambda start_on, days: calendar.add_workdays(start_on, days)[0], questions) for _ in range(ROUNDS))
    peer = min(seconds_each(walk, questions[:WALKED]) for _ in range(ROUNDS))
    wrong = sum(calendar.add_workdays(*question)[0] != walk(*question) for question in questions[:WALKED])
    ratio = f"{peer / ours:,.0f} x" if not wrong else f"{wrong} answers differ"
    yield Row("a deadline in working days", f"{ours * 1e6:.2f} µs", f"chinesecalendar {peer * 1e6:,.0f} µs", ratio, f"{GOAL:,} x")


def walk(start_on: dt.date, days: int) -> dt.date:
    """Day after day, as one would with the package alone."""
    on = start_on
    while days:
        on += dt.timedelta(days=1)
        days -= chinese_calendar.is_workday(on)
    return on


def some_questions(number: int) -> list[Question]:
    draw = random.Random(1)  # noqa: S311  the same questions every time
    span = (LAST - FIRST).days
    return [(FIRST + dt.timedelta(days=draw.randrange(span)), draw.randint(1, 60)) for _ in range(number)]


def seconds_each(answer: Callable[[dt.date, int], dt.date], questions: Sequence[Question]) -> float:
    begin = time.process_time()
    for start_on, days in questions:
        answer(start_on, days)
    return (time.process_time() - begin) / len(questions)


def sweeps() -> Iterator[Row]:
    """Select, turn, remind and tell in a transaction, committed to the disk, for the twenty clocks of each minute."""
    with tempfile.TemporaryDirectory(prefix="daiban-") as folder:
        app = create_app(Settings(database_url=f"sqlite:///{folder}/bench.db", instance=folder, secret_key="bench"))  # noqa: S106
        with app.app_context(), looking(Everywhere("benchmark")):
            flask_migrate.upgrade()
            with transaction():
                db.session.execute(sa.insert(Clock).from_select(*_open_clocks()))
            taken = [_swept(NOON + dt.timedelta(minutes=minute)) for minute in range(MINUTES)]
            made = db.session.scalar(sa.select(sa.func.count(Reminder.id)))
            size_mb = Path(f"{folder}/bench.db").stat().st_size // 2**20
            db.session.remove()
            db.engine.dispose()
    said = f"{statistics.median(taken):.1f} ms median, {max(taken):.1f} ms at most"
    what = f"minute sweep, {CLOCKS:,} open clocks"
    if made != A_MINUTE * MINUTES:
        said += f", but {made} reminders"
    yield Row(what, said, f"SQLite, {size_mb} MB", "", f"{SWEEP_GOAL_MS:.0f} ms median")


def _swept(now: dt.datetime) -> float:
    """Milliseconds of one sweep."""
    begin = time.perf_counter()
    with transaction():
        sweep(now)
    return (time.perf_counter() - begin) * 1_000


def _open_clocks() -> tuple[list[str], sa.Select[Any]]:
    """A million green clocks, twenty of which turn yellow each minute from NOON on; each with its person."""
    n = sa.select(sa.literal(0).label("n")).cte("numbers", recursive=True)
    n = n.union_all(sa.select(n.c.n + 1).where(n.c.n < CLOCKS - 1))
    turns_at = _minutes_on(n.c.n / A_MINUTE)
    columns: dict[str, sa.ColumnElement[Any]] = {
        "id": _id(n.c.n * 2_654_435_761 % 2**32, n.c.n),
        "subject_kind": sa.literal("case"),
        "subject_id": _id(n.c.n, 7),
        "subject_label": sa.func.printf("532822205000-20260930-%07d", n.c.n),
        "place_path": sa.func.printf("532822205000/2%02d/%03d/", n.c.n % 11 + 1, n.c.n % 95),
        "kind": sa.literal("promised"),
        "body": sa.literal("department"),
        "person_id": _id(n.c.n % 26, 9),
        "length": sa.literal(15),
        "unit": sa.literal("workday"),
        "started_at": _minutes_on(sa.literal(-30_000)),
        "due_at": _minutes_on(n.c.n / A_MINUTE + 4_000),
        "due_on": sa.literal("2026-10-30"),
        "warn_at": turns_at,
        "provisional": sa.literal(0),
        "light": sa.literal("green"),
        "next_turn_at": turns_at,
        "version": sa.literal(1),
    }
    return list(columns), sa.select(*(column.label(name) for name, column in columns.items()))


def _id(first: object, second: object) -> sa.ColumnElement[Any]:
    return sa.func.printf("%016x%016x", first, second)


def _minutes_on(minutes: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """So many minutes after NOON, as the table keeps instants."""
    return sa.func.strftime("%Y-%m-%d %H:%M:%f000", f"{NOON:%Y-%m-%d %H:%M:%S}", sa.func.printf("%d minutes", minutes))
