"""Tables of households and residents for the tests of this feature; the town is tests/town.py."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Flask

from app.core.db import db, transaction
from app.households import actions, queries
from app.households.models import Household, ImportBatch
from app.households.queries import HouseholdEntry
from app.households.rules import Judged
from app.territory import queries as territory
from tests import town

ON = town.NOON.date()
HER_NUMBER, HER_PHONE = "11010519491231002X", "13800001234"
IN_PALONG_1 = {"lon": "100.105", "lat": "21.91"}


def table(rows: Sequence[Mapping[str, object]]) -> bytes:
    """A CSV with all the columns that any row has."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def judged(rows: Sequence[Mapping[str, object]], *, crs: str = "EPSG:4490") -> Judged[HouseholdEntry]:
    """What a table would do to the test town."""
    candidates = queries.households_in(table(rows), name="农户.csv")
    return queries.judge_households(candidates, town=territory.township(town.TOWN), on=ON, crs=crs)


def enter(rows: Sequence[Mapping[str, object]], *, event_id: UUID | None = None) -> ImportBatch:
    """Bring a table of households in."""
    with transaction():
        place = territory.township_to_change(town.TOWN)
        found = queries.judge_households(queries.households_in(table(rows), name="农户.csv"), town=place, on=ON)
        return actions.import_households(found, town=place, stamp=town.a_stamp("clerk", event_id=event_id))


def enter_residents(rows: Sequence[Mapping[str, object]]) -> ImportBatch:
    """Bring a table of residents in."""
    with transaction():
        candidates = queries.residents_in(table(rows), name="居民.csv", today=ON)
        found = queries.judge_residents(candidates, town=territory.township_to_change(town.TOWN))
        return actions.import_residents(found, stamp=town.a_stamp("clerk"))


def told(judged: Judged[Any]) -> list[tuple[int, str, str]]:
    """The faults of a file: line, column, code."""
    return [(flaw.line, flaw.field, flaw.refusal.code.split(".")[1]) for flaw in judged.flaws]


def by_code(code: str) -> Household:
    return queries.household_by_code(code, town.TOWN)


def a_household(app: Flask) -> UUID:
    """A household with a phone and one resident with everything that must be hidden; its id."""
    with town.looking_on(app):
        enter([{"code": "H1", "head": "玉罕", "phone": HER_PHONE, "village": "帕龙", "group": "一组", **IN_PALONG_1}])
        enter_residents(
            [
                {
                    "household": "H1",
                    "name": "玉罕",
                    "id_number": HER_NUMBER,
                    "phone": HER_PHONE,
                    "care": "高龄、低保",
                    "relation": "户主",
                }
            ]
        )
        found = by_code("H1").id
        db.session.rollback()
    return found
