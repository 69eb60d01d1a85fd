"""The households that no planned case has yet: dealt out to those who can ask."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from app.cli.demonstration.chance import chance
from app.cli.demonstration.needs import applicants
from app.cli.demonstration.people import Household
from app.cli.demonstration.year.home import Home, Kind
from app.households.rules import CareMark

OLD = {CareMark.AGED, CareMark.LIVING_ALONE}


class Households:
    """`kept`: codes of households that somebody chose already."""

    def __init__(
        self, placed: Sequence[Household], unplaced: Sequence[Household], *, first_on: dt.date, kept: Iterable[str]
    ) -> None:
        self.first_on, self.kept = first_on, set(kept)
        self.newcomers: Iterator[Household] = iter(unplaced)
        self.by_village: dict[str, list[Household]] = {}
        for household in chance("plans").sample(placed, len(placed)):
            if household.code not in self.kept:
                self.by_village.setdefault(household.village_code[-3:], []).append(household)

    def find(self, village: str, item: str, on: dt.date, *, needs_phone: bool = False) -> Household | None:
        """A household of the village where somebody may ask for the item on that day, taken then; None when there is none."""
        for household in self.by_village[village]:
            if (household.phone or not needs_phone) and applicants(household, item, on):
                return self._taken(household)
        return None

    def take(self, village: str, item: str, on: dt.date, *, needs_phone: bool = False) -> Household:
        """The same, where there must be one; without a village, one that stands in no grid yet."""
        household = self.find(village, item, on, needs_phone=needs_phone) if village else next(self.newcomers)
        if household is None:
            message = f"nobody in village {village} can ask for {item}"
            raise LookupError(message)
        return household

    def take_home(self, home: Home, dates: Sequence[dt.date]) -> Household:
        """A household of old people, or of people away, in which those who are served can ask for what is done on those dates."""
        for household in self.by_village[home.village]:
            if is_of_kind(household, home.kind) and self._suits(household, home, dates):
                return self._taken(household)
        message = f"no household of village {home.village} can be served at home as planned"
        raise LookupError(message)

    def _taken(self, household: Household) -> Household:
        self.by_village[household.village_code[-3:]].remove(household)
        return household

    def _suits(self, household: Household, home: Home, dates: Sequence[dt.date]) -> bool:
        order = in_order(household, self.first_on)
        if len(order) < home.people:
            return False
        asked = zip(home.services, dates, strict=True)
        return all(set(order[: one.served or home.people]) & set(applicants(household, one.item, on)) for one, on in asked)


def is_of_kind(household: Household, kind: Kind) -> bool:
    """Of people away: somebody works far off, nobody is very old or alone. Of old people: the other way round."""
    old, away = bool(household.marks & OLD), CareMark.AWAY in household.marks
    return away and not old if kind is Kind.AWAY else old and not away


def in_order(household: Household, on: dt.date) -> list[int]:
    """The places of its people in the order in which visits serve them, so that a second visit serves the same: the oldest first,
    in a household of people away these before the others. Nobody who was not born then."""
    residents = household.residents
    born = [place for place, one in enumerate(residents) if one.born_on < on]
    return sorted(born, key=lambda place: (CareMark.AWAY not in residents[place].marks, residents[place].born_on))
