import datetime as dt
from collections import Counter

import pytest

from app.cli.demonstration.catalogue import counter_departments, items
from app.cli.demonstration.period import Period
from app.cli.demonstration.points import LATER_ITEMS, points
from app.cli.demonstration.township import Township
from app.territory.rules import PointLevel

TOWNSHIP = "532822205000"


def test_one_centre_eleven_village_centres_and_95_stations(xiding: Township) -> None:
    levels = Counter(point.level for point in xiding.points.points)
    assert levels == {PointLevel.TOWNSHIP_CENTRE: 1, PointLevel.VILLAGE_CENTRE: 11, PointLevel.STATION: 95}
    assert len({point.code for point in xiding.points.points}) == 107
    assert all(point.hours and point.phone for point in xiding.points.points)
    assert all(point.contact for point in xiding.points.points if point.level is PointLevel.STATION)


def test_nine_windows_in_the_township_and_one_in_each_village(xiding: Township) -> None:
    counts = Counter(window.point_code for window in xiding.points.windows)
    assert counts.pop(TOWNSHIP) == 9
    assert set(counts.values()) == {1}
    assert sum(counts.values()) == 11


def test_party_vanguard_windows_grow_from_four_to_nine_within_the_year(xiding: Township) -> None:
    dates = [window.pioneer_from_on for window in xiding.points.windows if window.pioneer_from_on]
    assert sum(date < dt.date(2026, 1, 1) for date in dates) == 4
    assert sum(dt.date(2026, 1, 1) < date <= xiding.as_of for date in dates) == 5


def test_63_items_are_in_the_township_hall_six_of_them_since_later(xiding: Township) -> None:
    hall = {row.item_code: row.from_on for row in xiding.points.items if row.point_code == TOWNSHIP}
    assert set(hall) == set(items())
    assert len(hall) == 63
    later = {code for code, date in hall.items() if date.year == 2026}
    assert later == set(LATER_ITEMS)
    assert "XD-E08" in later
    assert len(later) == 6
    assert all(hall[code] <= xiding.as_of for code in later)


def test_23_items_in_each_village_centre_and_a_few_at_stations(xiding: Township) -> None:
    village_level = {item.code for item in items().values() if item.is_village_level}
    assert len(village_level) == 23
    at: dict[str, set[str]] = {}
    for row in xiding.points.items:
        at.setdefault(row.point_code, set()).add(row.item_code)
    assert all(at[village.code] == village_level for village in xiding.land.villages)
    assert all(at[grid.code] < village_level and at[grid.code] for grid in xiding.land.grids)


def test_the_five_counter_departments_are_those_of_the_items() -> None:
    assert {item.department for item in items().values()} == set(counter_departments())
    assert len(counter_departments()) == 5


@pytest.mark.parametrize("as_of", [dt.date(2026, 3, 1), dt.date(2027, 2, 10)])
def test_what_came_later_came_before_the_day_it_is_shown(as_of: dt.date, xiding: Township) -> None:
    made = points(xiding.land, xiding.contacts, Period(2026, as_of))
    last = min(as_of, dt.date(2026, 12, 31))
    assert all(row.from_on <= last for row in made.items)
    assert sum(window.pioneer_from_on is not None and window.pioneer_from_on <= last for window in made.windows) == 9
