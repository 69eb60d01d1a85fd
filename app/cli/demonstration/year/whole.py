"""All planned cases of a load: the year's 215 finished ones, the nine open ones, and a few of the year before."""

import datetime as dt
from collections.abc import Mapping, Sequence

from app.cli.demonstration.courses import Script
from app.cli.demonstration.enterprises import Enterprise
from app.cli.demonstration.people import Household
from app.cli.demonstration.period import Period
from app.cli.demonstration.year import others
from app.cli.demonstration.year.days import Days
from app.cli.demonstration.year.households import Households
from app.cli.demonstration.year.services import services


def scheduled(
    placed: Sequence[Household],
    unplaced: Sequence[Household],
    enterprises: Sequence[Enterprise],
    period: Period,
    *,
    since: Mapping[str, dt.date],
) -> tuple[Script, ...]:
    """Each with its household. `since`: from which day on each item is in the township's hall."""
    kept = [one.household_code for one in others.companies(enterprises)]
    free, days = Households(placed, unplaced, first_on=period.first_on, kept=kept), Days(period)
    return (
        *services(days, free, since=since),
        *others.electricity(days, free, enterprises, since=since[others.ELECTRICITY]),
        *others.after_death(days, free),
        *others.dated(others.OPEN, period.as_of, period=period, free=free),
        *others.dated(others.LAST_YEAR, period.first_on, period=period, free=free),
    )
