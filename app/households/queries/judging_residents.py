"""What entering a file of residents would do."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from app.core import sheets
from app.core.crypto import index_of
from app.core.db import db
from app.households.models import Household, Resident
from app.households.queries.find import ID_INDEX
from app.households.queries.judging import read_rows
from app.households.queries.lists import batch_of_digest
from app.households.rules import (
    RESIDENT_HEADINGS,
    RESIDENT_REQUIRED,
    Candidates,
    Flaw,
    ImportKind,
    Judged,
    ResidentRow,
    resident_row,
)
from app.households.rules.refusals import ResidentExists, ResidentTwice, UnknownHousehold
from app.territory.models import Division


@dataclass(frozen=True, slots=True)
class ResidentEntry:
    """A resident who would enter a household that is there."""

    row: ResidentRow
    household_id: UUID
    place_path: str
    other_path: str | None


def residents_in(content: bytes, *, name: str, today: dt.date) -> Candidates[ResidentRow]:
    """Read a table of residents. Raises the refusals of `sheets.read`."""
    table = sheets.read(content, name=name, headings=RESIDENT_HEADINGS, required=RESIDENT_REQUIRED)
    return read_rows(table, partial(resident_row, today=today))


def judge_residents(candidates: Candidates[ResidentRow], *, town: Division) -> Judged[ResidentEntry]:
    """Who of a file would enter the households of this township."""
    wanted = sa.select(Household.code, Household.id, Household.place_path, Household.other_path)
    homes = {row.code: row for row in db.session.execute(wanted.where(Household.town_code == town.code))}
    known = _Known(town)
    flaws, entries, first = list(candidates.flaws), list[ResidentEntry](), dict[object, int]()
    for line, row in candidates.rows:
        home = homes.get(row.household)
        key = known.key(row)
        if home is None:
            flaws.append(Flaw(line, "household", UnknownHousehold(code=row.household)))
        elif key in first:
            flaws.append(Flaw(line, "name", ResidentTwice(line=first[key])))
        elif (code := known.households.get(key)) is not None:
            flaws.append(Flaw(line, "id_number" if row.id_number else "name", ResidentExists(code=code)))
        else:
            entries.append(ResidentEntry(row, home.id, home.place_path, home.other_path))
        first.setdefault(key, line)
    earlier = batch_of_digest(candidates.digest)
    return Judged(
        kind=ImportKind.RESIDENTS,
        name=candidates.name,
        digest=candidates.digest,
        crs="",
        place_path=town.place_path,
        read=candidates.read,
        entries=tuple(entries),
        flaws=tuple(sorted(flaws, key=lambda flaw: flaw.line)),
        remarks=(),
        placed={},
        seen_before=earlier.at if earlier else None,
    )


def resident_with_id_number(number: str, *, besides: UUID | None) -> ResidentExists | None:
    """The refusal that names the household of somebody else with this identity number."""
    wanted = sa.select(Household.code).join(Household.residents).where(Resident.id_index == index_of(number, purpose=ID_INDEX))
    code = db.session.scalar(wanted.where(Resident.id != (besides or UUID(int=0)), Resident.left_on.is_(None)).limit(1))
    return None if code is None else ResidentExists(code=code)


class _Known:
    """The residents of a township's households: by identity number, or by household, name and birthday where there is none."""

    def __init__(self, town: Division) -> None:
        wanted = sa.select(Resident.id_index, Resident.name, Resident.born_on, Household.code).join(Resident.household)
        rows = db.session.execute(wanted.where(Household.town_code == town.code, Resident.left_on.is_(None)))
        self.households: dict[object, str] = {row.id_index or (row.code, row.name, row.born_on): row.code for row in rows}

    @staticmethod
    def key(row: ResidentRow) -> object:
        return index_of(row.id_number, purpose=ID_INDEX) if row.id_number else (row.household, row.name, row.born_on)
