"""When the demonstration is not loaded."""

import datetime as dt

from app.core.errors import Refusal
from app.core.named import N_
from app.territory import queries

FIRST_YEAR = 2020
MARCH = 3


class TownThere(Refusal):
    code = "demonstration.town_there"
    says = N_("There is a township already: %(town)s. The demonstration is loaded into an empty database only.")


class YearCannotBeShown(Refusal):
    code = "demonstration.year"
    says = N_("The year %(year)s can't be shown: choose one from %(first)s to %(last)s.")


def check_empty() -> None:
    """Raises TownThere."""
    if there := queries.townships():
        raise TownThere(town=there[0].name)


def latest_year(today: dt.date) -> int:
    """This year, or last year while too little of this one has passed to show."""
    return today.year if today.month >= MARCH else today.year - 1


def year_to_show(asked: int | None, *, today: dt.date) -> int:
    """The year asked for, else the latest. Raises YearCannotBeShown."""
    last = latest_year(today)
    if asked is not None and not FIRST_YEAR <= asked <= last:
        raise YearCannotBeShown(year=asked, first=FIRST_YEAR, last=last)
    return asked or last
