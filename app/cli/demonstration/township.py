"""The whole demonstration township in one value, the same in every run for the same year and day.
How old people are, and what follows from it, is that of the last day of the period shown."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from app.cli.demonstration import cases, people
from app.cli.demonstration.enterprises import Enterprise, enterprises
from app.cli.demonstration.land import Land, land
from app.cli.demonstration.period import Period, monday_to_friday
from app.cli.demonstration.points import Points, points
from app.cli.demonstration.staff import Contact, Staff, contacts, staff
from app.cli.demonstration.year import scheduled


@dataclass(frozen=True, slots=True)
class Township:
    """Xiding as the demonstration shows it: real names of the township and its villages, everything else invented."""

    year: int
    as_of: dt.date
    land: Land
    households: tuple[people.Household, ...]
    unplaced: tuple[people.Household, ...]
    enterprises: tuple[Enterprise, ...]
    staff: Staff
    contacts: tuple[Contact, ...]
    points: Points
    plans: tuple[cases.Plan, ...]


def township(year: int, as_of: dt.date, *, is_workday: Callable[[dt.date], bool] = monday_to_friday) -> Township:
    """The township in `year` as of the load day. Lend it the application's calendar, else weekends are all it knows."""
    if as_of < dt.date(year, 3, 1):
        message = f"as_of {as_of} is before March {year}: too little of the year has passed to show"
        raise ValueError(message)
    period = Period(year, as_of, is_workday)
    placed, newcomers = people.households(land(), period.last_on), people.unplaced(period.last_on)
    chosen = contacts(placed, period.last_on)
    businesses, stands = enterprises(placed, period), points(land(), chosen, period)
    since = {row.item_code: row.from_on for row in stands.items if row.point_code == land().code}
    scripts = scheduled(placed, newcomers, businesses, period, since=since)
    return Township(
        year=year,
        as_of=as_of,
        land=land(),
        households=placed,
        unplaced=newcomers,
        enterprises=businesses,
        staff=staff(land(), period.stood_on),
        contacts=chosen,
        points=stands,
        plans=cases.plans(scripts, (*placed, *newcomers), period),
    )
