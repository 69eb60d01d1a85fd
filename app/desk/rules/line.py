"""The year's line: running totals month by month, and where they stand on a small chart. Pure.

The chart is 880 × 250; its table says the same in words and figures, so nothing depends on seeing it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

WIDTH, HEIGHT = 880, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 770, 37, 214
MONTHS = 12
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
TICKS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One year: the running total at the end of each month so far, and its way on the chart."""

    totals: tuple[int, ...]
    path: str
    end: tuple[int, int]


@dataclass(frozen=True, slots=True)
class YearLine:
    """This year's line above last year's. `ticks`: (value, y) from nought up; `area`: what lies below this year's."""

    this: Line
    before: Line
    ticks: tuple[tuple[int, int], ...]
    months: tuple[tuple[int, int], ...]
    area: str


def running(by_month: Mapping[int, int], *, months: int) -> tuple[int, ...]:
    """Totals from January on, summed up month by month.

    >>> running({1: 9, 3: 14}, months=3)
    (9, 9, 23)
    """
    return tuple(accumulate(by_month.get(month, 0) for month in range(1, months + 1)))


def line_of(this: Mapping[int, int], before: Mapping[int, int], *, month: int) -> YearLine:
    """The chart of a year up to `month`, beside the whole year before."""
    now, then = running(this, months=month), running(before, months=MONTHS)
    step = _step(max(*now, *then))
    height = TICKS * step
    drawn, beside = _line(now, height=height), _line(then, height=height)
    return YearLine(
        this=drawn,
        before=beside,
        ticks=tuple((step * number, _y(step * number, height)) for number in range(TICKS + 1)),
        months=tuple((number, _x(number)) for number in range(1, MONTHS + 1)),
        area=f"{drawn.path}L{drawn.end[0]} {BOTTOM}L{LEFT} {BOTTOM}Z",
    )


def _step(most: int) -> int:
    """The smallest round step of which three reach over the most."""
    return next((step for step in STEPS if step * TICKS >= most), -(-most // TICKS))


def _line(totals: Sequence[int], *, height: int) -> Line:
    spots = [(_x(month), _y(total, height)) for month, total in enumerate(totals, start=1)]
    return Line(tuple(totals), "M" + "L".join(f"{x} {y}" for x, y in spots), spots[-1])


def _x(month: int) -> int:
    return round(LEFT + (month - 1) * (RIGHT - LEFT - 24) / (MONTHS - 1))


def _y(value: int, height: int) -> int:
    return round(BOTTOM - value * (BOTTOM - TOP) / height)
