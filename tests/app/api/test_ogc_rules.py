"""How bbox, datetime, limit and offset are read, by tables."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.rules.ogc import (
    Box,
    OtherFormat,
    Page,
    Span,
    UnknownParameter,
    WrongBox,
    WrongLimit,
    WrongOffset,
    WrongTime,
    box_of,
    check_parameters,
    page_of,
    span_of,
    version_of,
)

TODAY = dt.date(2026, 9, 30)
JUNE, JULY = dt.date(2026, 6, 30), dt.date(2026, 7, 1)


@pytest.mark.parametrize(
    ("text", "box"),
    [
        (None, None),
        ("100,21,101,22", Box(100, 21, 101, 22)),
        ("100.5,-21,100.5,-21", Box(100.5, -21, 100.5, -21)),  # a point
        ("100,21,0,101,22,900", Box(100, 21, 101, 22)),  # heights say nothing
        ("170,-10,-170,10", Box(170, -10, -170, 10)),  # over the 180th meridian
        ("1e2, 21 ,101,22", Box(100, 21, 101, 22)),
    ],
)
def test_a_box_is_read(text: str | None, box: Box | None) -> None:
    assert box_of(text) == box


@pytest.mark.parametrize(
    "text",
    [
        "",
        "100",
        "100,21,101",
        "100,21,101,22,5",
        "100,21,101,22,5,6,7",
        "100,21,0,101,22,900,1,2",
        "a,b,c,d",
        "100,21,101,",
        "100,22,101,21",  # south above north
        "100,21,900,101,22,0",  # the floor above the ceiling
        "nan,21,101,22",
        "100,21,inf,22",
    ],
)
def test_what_is_no_box_is_refused(text: str) -> None:
    with pytest.raises(WrongBox):
        box_of(text)


def test_a_box_over_the_180th_meridian_has_two_parts() -> None:
    assert Box(170, -10, -170, 10).parts == ((170, -10, 180, 10), (-180, -10, -170, 10))
    assert Box(100, 21, 101, 22).parts == ((100, 21, 101, 22),)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (None, TODAY, TODAY),
        ("2026-06-30", JUNE, JUNE),
        ("2026-06-30T12:00:00Z", JUNE, JUNE),
        ("2026-06-30T16:30:00Z", JULY, JULY),  # half past midnight in the township
        ("2026-06-30t16:30:00.250z", JULY, JULY),
        ("2026-07-01T00:30:00+08:00", JULY, JULY),
        ("2026-06-30/2026-07-01", JUNE, JULY),
        ("2026-06-30/2026-06-30", JUNE, JUNE),
        ("../2026-07-01", None, JULY),
        ("/2026-07-01", None, JULY),
        ("2026-06-30/..", JUNE, None),
        ("2026-06-30T00:00:00Z/", JUNE, None),
        ("../..", None, None),
    ],
)
def test_a_time_is_read(text: str | None, first: dt.date | None, last: dt.date | None) -> None:
    assert span_of(text, today=TODAY) == Span(first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "today",
        "2026",
        "2026-06",
        "20260630",
        "2026-W27-1",
        "2026-13-01",
        "2026-06-31",
        "2026-06-30T12:00:00",  # in which zone?
        "2026-06-30T25:00:00Z",
        "2026-06-30 12:00:00Z",
        "2026-07-01/2026-06-30",  # backwards
        "2026-06-30/2026-07-01/2026-07-02",
        "2026-06-30/tomorrow",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(WrongTime):
        span_of(text, today=TODAY)


@pytest.mark.parametrize(
    ("from_on", "to_on", "meets"),
    [
        (None, None, True),
        (JULY, None, True),
        (None, JUNE, True),
        (None, JUNE - dt.timedelta(days=1), False),
        (JULY + dt.timedelta(days=1), None, False),
        (JUNE, JULY, True),
    ],
)
def test_both_ends_of_a_span_are_in_it(from_on: dt.date | None, to_on: dt.date | None, meets: bool) -> None:  # noqa: FBT001
    assert Span(JUNE, JULY).meets(from_on, to_on) is meets
    assert Span(None, None).meets(from_on, to_on)


def test_only_a_span_of_one_day_is_one_day() -> None:
    assert Span(JUNE, JUNE).is_one_day
    assert not Span(JUNE, JULY).is_one_day
    assert not Span(None, None).is_one_day


@pytest.mark.parametrize(
    ("limit", "offset", "page"),
    [
        (None, None, Page(100, 0)),
        ("1", "0", Page(1, 0)),
        ("10000", "7", Page(10_000, 7)),
        ("10001", None, Page(10_000, 0)),  # the standard forbids to refuse it
    ],
)
def test_a_page_is_read(limit: str | None, offset: str | None, page: Page) -> None:
    assert page_of(limit, offset) == page


@pytest.mark.parametrize("limit", ["0", "-1", "", "ten", "1.5", "1e3", "٣", " 1", "9" * 5000])
def test_what_is_no_limit_is_refused(limit: str) -> None:
    with pytest.raises(WrongLimit):
        page_of(limit, None)


@pytest.mark.parametrize("offset", ["-1", "", "ten", "1.5", "9" * 20])
def test_what_is_no_offset_is_refused(offset: str) -> None:
    with pytest.raises(WrongOffset):
        page_of(None, offset)


@pytest.mark.parametrize(
    ("feature_id", "version"),
    [
        ("532822205204001", ("532822205204001", None)),
        ("532822205204001-2", ("532822205204001", 2)),
        ("532822205204001-x", ("532822205204001", 0)),  # no version has this number
    ],
)
def test_a_grid_s_id_may_name_its_version(feature_id: str, version: tuple[str, int | None]) -> None:
    assert version_of(feature_id) == version


def test_a_parameter_that_nobody_knows_is_refused_with_those_there_are() -> None:
    check_parameters({"f": "json", "limit": "1"}, ("f", "limit"))
    with pytest.raises(UnknownParameter) as refused:
        check_parameters({"limt": "1"}, ("f", "limit"))
    assert refused.value.facts == {"name": "limt", "known": "f, limit"}
    with pytest.raises(OtherFormat):
        check_parameters({"f": "html"}, ("f",))


@given(st.text(alphabet="0123456789.,-/:TZ+e ", max_size=40))
def test_nothing_typed_is_answered_by_anything_but_a_value_or_its_refusal(text: str) -> None:
    for read, refusals in (
        (lambda: box_of(text), WrongBox),
        (lambda: span_of(text, today=TODAY), WrongTime),
        (lambda: page_of(text, text), (WrongLimit, WrongOffset)),
    ):
        try:
            read()
        except refusals:
            continue
