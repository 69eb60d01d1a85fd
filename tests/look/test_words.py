"""Dates, shares and enumerations as people read them, in both languages."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask

from app.core import words
from app.core.named import N_, Named

Speaking = Callable[[str], AbstractContextManager[None]]
TODAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 6, 5, tzinfo=dt.UTC)


class Colour(Named):
    RED = "red", N_("Overdue by one day, for a test")
    DUE = "due", N_("Due today")


@pytest.fixture
def speaking(gallery: Flask) -> Speaking:
    @contextmanager
    def context(language: str) -> Iterator[None]:
        with gallery.test_request_context("/", headers={"Cookie": f"language={language}"}):
            yield

    return context


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh", ["11月22日(周日)", "2027年1月4日(周一)", ""]), ("en", ["Sun 22 Nov", "Mon 4 Jan 2027", ""])],
)
def test_a_day_names_its_weekday_and_another_year(speaking: Speaking, language: str, expected: list[str]) -> None:
    with speaking(language):
        days = (dt.date(2026, 11, 22), dt.date(2027, 1, 4), None)
        assert [words.day(date, today=TODAY) for date in days] == expected


def test_an_instant_is_shown_as_its_day_in_the_township(speaking: Speaking) -> None:
    with speaking("zh"):
        assert words.day(dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC), today=TODAY) == "11月23日(周一)"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", ["今天 14:05", "11月22日 23:59", "2025年11月23日 14:05"]),
        ("en", ["today 14:05", "22 Nov 23:59", "23 Nov 2025 14:05"]),
    ],
)
def test_a_moment_is_told_in_the_townships_time(speaking: Speaking, language: str, expected: list[str]) -> None:
    moments = [NOW, dt.datetime(2026, 11, 22, 15, 59, tzinfo=dt.UTC), NOW - dt.timedelta(days=365)]
    with speaking(language):
        assert [words.moment(instant, now=NOW) for instant in moments] == expected
        assert words.moment(None) == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", ["还剩 2 个工作日", "还剩 1 个工作日", "今天到期", "已超期 1 个工作日", ""]),
        ("en", ["2 working days left", "1 working day left", "Due today", "Overdue by 1 working day", ""]),
    ],
)
def test_what_remains_is_told_in_words(speaking: Speaking, language: str, expected: list[str]) -> None:
    with speaking(language):
        assert [words.remaining(left) for left in (2, 1, 0, -1, None)] == expected


@pytest.mark.parametrize(
    ("good", "n", "expected"),
    [
        (0, 0, "–"),
        (1, 2, "1/2"),
        (4, 4, "4/4"),
        (5, 5, "100.0%"),
        (0, 9, "0.0%"),
        (119, 121, "98.3%"),
        (99_999, 100_000, "99.9%"),  # one bad one is never rounded away
        (1, 100_000, "0.1%"),
    ],
)
def test_a_share_of_few_is_no_percentage(good: int, n: int, expected: str) -> None:
    assert words.share(good, n) == expected


def test_thousands_are_set_apart() -> None:
    assert [words.thousands(number) for number in (0, 999, 5128, None)] == ["0", "999", "5,128", "–"]


def test_distances_are_metres_then_kilometres(speaking: Speaking) -> None:
    with speaking("zh"):
        assert [words.distance(metres) for metres in (347, 994, 996, 1240, None)] == [
            "350 米",
            "990 米",
            "1.0 公里",
            "1.2 公里",
            "",
        ]
    with speaking("en"):
        assert words.distance(1240) == "1.2 km"


def test_a_month_is_named(speaking: Speaking) -> None:
    with speaking("zh"):
        assert words.month(TODAY) == "2026年11月"
    with speaking("en"):
        assert words.month(TODAY) == "November 2026"


def test_an_enumeration_speaks_the_readers_language(speaking: Speaking) -> None:
    with speaking("zh"):
        assert words.word(Colour.DUE) == "今天到期"
        assert words.word(None) == ""
    with speaking("en"):
        assert words.word(Colour.DUE) == "Due today"


def test_an_enumeration_is_its_value_everywhere_else() -> None:
    assert f"{Colour.RED}" == "red"
    assert Colour("red") is Colour.RED


def test_templates_know_the_words_as_filters(gallery: Flask, rendered: Callable[..., str]) -> None:
    shown: dict[str, Any] = gallery.jinja_env.filters
    assert {"word", "day", "moment", "month", "remaining", "share", "thousands", "distance"} <= shown.keys()
    assert rendered("{{ 1|share(2) }} {{ 5128|thousands }} {{ 0|remaining }}") == "1/2 5,128 今天到期"


def test_without_a_request_it_speaks_chinese(gallery: Flask) -> None:
    with gallery.app_context():
        assert words.remaining(0) == "今天到期"
