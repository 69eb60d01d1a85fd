"""The solver: rows that keep all margins at once, whatever the margins are, or one clear refusal."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules import Intake, Mode
from app.cli.demonstration.chance import chance
from app.cli.demonstration.period import Period
from app.cli.demonstration.year.days import Days, spring_rest
from app.cli.demonstration.year.home import HOMES
from app.cli.demonstration.year.margins import SOURCE, Margins, Row, Unsolvable, deal
from app.cli.demonstration.year.services import plausible, rows

SMALL = Margins(
    mode={Mode.PROXY: 2, Mode.HOME: 1},
    intake={Intake.PHONE: 2, Intake.HOME: 1},
    class_code={"A": 1, "B": 2},
    team={"T000": 1, "T201": 2},
)


def counted(dealt: tuple[Row, ...]) -> Margins:
    return Margins(*(dict(Counter(values)) for values in zip(*dealt, strict=True)))


def together(row: Row) -> bool:
    return (row.mode is Mode.HOME) is (row.intake is Intake.HOME)


def test_the_source_s_149_services_keep_every_margin_at_once() -> None:
    dealt = rows()
    assert len(dealt) == 149
    assert Counter(row.mode.value for row in dealt) == {"proxy": 104, "assist": 31, "home": 14}
    came = Counter(row.intake.value for row in dealt)
    assert (came["window"] + came["station"], came["phone"], came["group"], came["home"]) == (96, 22, 17, 14)
    assert Counter(row.class_code for row in dealt) == {"A": 41, "B": 46, "C": 39, "D": 11, "E": 12}
    teams = Counter(row.team for row in dealt)
    assert [teams[team] for team in sorted(teams)] == [19, 16, 11, 9, 13, 10, 12, 8, 12, 15, 11, 13]
    assert all(plausible(row) for row in dealt)


def test_the_fixed_rows_stay_as_they_are_and_come_first() -> None:
    at_home = [row for home in HOMES for row in home.rows]
    assert len(at_home) == 14
    assert list(rows()[:14]) == at_home


def test_the_same_chance_deals_the_same_rows() -> None:
    assert deal(SOURCE, luck=chance("x")) == deal(SOURCE, luck=chance("x"))
    assert deal(SOURCE, luck=chance("x")) != deal(SOURCE, luck=chance("y"))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_not_allowed_is_mended_without_breaking_a_margin(seed: int) -> None:
    dealt = deal(SMALL, luck=chance(seed), allowed=together)
    assert counted(dealt) == SMALL
    assert all(together(row) for row in dealt)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Mode)), st.sampled_from(list(Intake)), st.sampled_from("ABCDE"), st.sampled_from(["T1", "T2"])
        ),
        min_size=1,
        max_size=60,
    ),
    st.integers(0, 10),
    st.integers(),
)
def test_margins_of_any_rows_are_kept(made: list[tuple[Mode, Intake, str, str]], fixed: int, seed: int) -> None:
    wanted = tuple(Row(*one) for one in made)
    dealt = deal(counted(wanted), luck=chance(seed), fixed=wanted[:fixed])
    assert counted(dealt) == counted(wanted)
    assert dealt[:fixed] == wanted[:fixed]


@pytest.mark.parametrize(
    ("margins", "fixed", "says"),
    [
        (Margins({Mode.PROXY: 3}, {Intake.PHONE: 2}, {"A": 3}, {"T000": 3}), (), r"add up to \[3, 2, 3, 3\]"),
        (SMALL, (Row(Mode.SELF, Intake.PHONE, "A", "T201"),), "break a margin"),
        (SMALL, (Row(Mode.HOME, Intake.HOME, "A", "T201"), Row(Mode.HOME, Intake.PHONE, "B", "T201")), "break a margin"),
        (Margins({Mode.HOME: 2}, {Intake.PHONE: 2}, {"A": 2}, {"T000": 2}), (), "no allowed rows"),
    ],
)
def test_margins_that_cannot_be_kept_are_refused(margins: Margins, fixed: tuple[Row, ...], says: str) -> None:
    with pytest.raises(Unsolvable, match=says):
        deal(margins, luck=chance("x"), fixed=fixed, allowed=together)


def spring_2026(on: dt.date) -> bool:
    """Weekends, and a rest from 15 to 23 February."""
    return on.weekday() < 5 and not dt.date(2026, 2, 15) <= on <= dt.date(2026, 2, 23)


def test_the_spring_festival_is_the_year_s_long_winter_rest() -> None:
    days = Days(Period(2026, dt.date(2026, 11, 24), spring_2026))
    assert spring_rest(days.open, 2026) == (dt.date(2026, 2, 13), dt.date(2026, 2, 24))
    likely = dict(zip(days.open, days.weights, strict=True))
    assert likely[dt.date(2026, 2, 12)] == likely[dt.date(2026, 2, 25)] == min(likely.values()) < 1
    assert likely[dt.date(2026, 1, 20)] == likely[dt.date(2026, 6, 1)] == 1
    assert spring_rest(Days(Period(2026, dt.date(2026, 11, 24))).open, 2026) is None


def test_a_day_leaves_room_for_the_course_and_is_not_before_the_item() -> None:
    days = Days(Period(2026, dt.date(2026, 3, 3)))
    luck, since = chance("x"), dt.date(2026, 2, 2)
    picked = {days.pick(luck, length=5, since=since) for _ in range(300)}
    assert min(picked) == since
    assert max(picked) == dt.date(2026, 2, 23)  # five working days later is Monday, 2 March: the last that is over
    with pytest.raises(LookupError, match="30 working days do not fit"):
        days.pick(luck, length=30, since=since)
