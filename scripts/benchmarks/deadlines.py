"""Working-day arithmetic against the loop that chinesecalendar's is_workday asks for: same questions, same answers, one run."""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator, Sequence

import chinese_calendar

from app.deadlines.queries.published import published_days
from app.deadlines.rules import calendar_of
from scripts.benchmarks import Row

Question = tuple[dt.date, int]
FIRST, LAST = dt.date(2004, 1, 1), dt.date(2026, 8, 1)  # 60 working days on still lie in a known year
ASKED, WALKED, ROUNDS = 100_000, 1_000, 3
GOAL = 1_000


def rows() -> Iterator[Row]:
    """One row: a deadline of 1 to 60 working days, by prefix sums and by walking."""
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
