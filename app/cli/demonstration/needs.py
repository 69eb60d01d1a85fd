"""Who asks for which item: ages and care marks as the item's rule has them, judged on the day of the asking. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from app.cli.demonstration.people import Household, Resident
from app.households.rules import CareMark


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody of this age with this mark, in a household where somebody has that one."""

    youngest: int = 20
    oldest: int = 75
    mark: CareMark | None = None
    in_household: CareMark | None = None


NEEDS: Mapping[str, Need] = {
    "XD-A04": Need(60),
    "XD-A05": Need(60, 95),
    "XD-A10": Need(18, 55),
    "XD-A11": Need(40, 58),
    "XD-A12": Need(18, 60, mark=CareMark.AWAY, in_household=CareMark.WATCHED),
    "XD-A13": Need(20, 50),
    "XD-B01": Need(in_household=CareMark.DISABLED),
    "XD-B02": Need(60, 95, mark=CareMark.LIVING_ALONE),
    "XD-B03": Need(in_household=CareMark.WATCHED),
    "XD-B05": Need(80, 95, mark=CareMark.AGED),
    "XD-B07": Need(65, 95),
    "XD-B08": Need(80, 95, mark=CareMark.AGED),
    "XD-B09": Need(5, 80, mark=CareMark.DISABLED),
    "XD-B10": Need(5, 80, mark=CareMark.DISABLED),
    "XD-B11": Need(40, 79),
    "XD-B13": Need(5, 85, mark=CareMark.DISABLED),
    "XD-B16": Need(mark=CareMark.VETERAN),
    "XD-C01": Need(in_household=CareMark.NEWBORN),
    "XD-C05": Need(18, 60, mark=CareMark.AWAY),
    "XD-C06": Need(50),
    "XD-C09": Need(20, 45, in_household=CareMark.NEWBORN),
    "XD-C10": Need(20, 45, in_household=CareMark.NEWBORN),
    "XD-C11": Need(60, 79),
    "XD-C12": Need(49),
    "XD-E08": Need(20, 55),
}
ANYBODY = Need()


def applicants(household: Household, item: str, on: dt.date) -> list[int]:
    """The places of those in the household who may ask for the item on that day."""
    need = NEEDS.get(item, ANYBODY)
    has = {mark for resident in household.residents if resident.born_on < on for mark in resident.marks}
    if need.in_household and need.in_household not in has:
        return []
    return [place for place, resident in enumerate(household.residents) if may_ask(resident, need, on)]


def may_ask(resident: Resident, need: Need, on: dt.date) -> bool:
    """Old enough and not too old on that day, with the mark that is asked for."""
    return need.youngest <= resident.age(on) <= need.oldest and (need.mark is None or need.mark in resident.marks)
