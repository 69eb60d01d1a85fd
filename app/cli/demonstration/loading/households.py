"""Households and residents: two tables, brought in as an office would bring its own."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from app.cli.demonstration.loading.stamps import Stamps
from app.cli.demonstration.people import Household, Resident
from app.core import clock
from app.households import actions, queries
from app.households.rules import Candidates, HouseholdRow, ResidentRow
from app.territory.models import Division

TABLES = "演示数据（合成）"
RowValue = TypeVar("RowValue", HouseholdRow, ResidentRow)


def pour_households(households: Sequence[Household], *, town: Division, stamps: Stamps) -> None:
    """Each is placed by its point; those that have none stay at the township."""
    stamp = stamps.made("households")
    rows = [_household(one) for one in households]
    judged = queries.judge_households(_candidates("户", rows), town=town, on=clock.on(stamp.at))
    actions.import_households(judged, town=town, strict=True, stamp=stamp)


def pour_residents(households: Sequence[Household], *, town: Division, stamps: Stamps) -> None:
    """With numbers sealed and care marks in their own rows."""
    rows = [_resident(home.code, one) for home in households for one in home.residents]
    judged = queries.judge_residents(_candidates("居民", rows), town=town)
    actions.import_residents(judged, strict=True, stamp=stamps.made("residents"))


def _candidates(what: str, rows: Sequence[RowValue]) -> Candidates[RowValue]:
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    return Candidates(f"{TABLES}{what}", digest, tuple(enumerate(rows, start=2)))


def _household(one: Household) -> HouseholdRow:
    lon, lat = one.place or (None, None)
    return HouseholdRow(
        code=one.code,
        head=one.head.name,
        village=one.village_code,
        group=one.group,
        address=one.address,
        phone=one.phone or "",
        lon=lon,
        lat=lat,
    )


def _resident(household_code: str, one: Resident) -> ResidentRow:
    return ResidentRow(
        household=household_code,
        name=one.name,
        relation=one.relation,
        sex=one.sex,
        born_on=one.born_on,
        ethnicity=one.ethnicity,
        id_type=one.id_type,
        id_number=one.id_number or "",
        phone=one.phone or "",
        language=one.language,
        needs_interpreter=one.needs_interpreter,
        care=frozenset(one.marks),
    )
