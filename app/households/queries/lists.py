"""Lists: households page by page, the points of a map, imports. No list holds care marks or numbers."""

import base64
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core import sheets
from app.core.crypto import unseal
from app.core.db import db
from app.core.scope import is_below
from app.households.models import Household, ImportBatch, ImportUpload, Resident
from app.households.rules import HOUSEHOLD_HEADINGS, HOUSEHOLD_REQUIRED, RESIDENT_HEADINGS, RESIDENT_REQUIRED, ImportKind

PAGE = 50
UPLOAD, FLAWS = "import_upload.content", "import_batch.flaws"
UPLOADS_KEPT = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which households a list is to show: of a place (a path) and of a group; `unsettled` ones stand in no grid."""

    place: str = ""
    group: str = ""
    unsettled: bool = False
    with_left: bool = False


@dataclass(frozen=True, slots=True)
class ToldFlaw:
    """What was wrong in a line of a file: the column, a msgid and its facts."""

    line: int
    field: str
    says: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, and how many there are on all."""

    rows: Sequence[Household]
    people: dict[UUID, int]
    total: int
    number: int
    pages: int


def households(wanted: Wanted, *, page: int = 1) -> Listed:
    """A page of households in the order of places, groups and codes. A page beyond the last is the last."""
    matching = sa.select(Household).where(*_conditions(wanted))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(matching.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(page, 1), pages)
    ordered = matching.order_by(Household.place_path, Household.group, Household.code, Household.number)
    shown = ordered.limit(PAGE).offset(PAGE * (number - 1)).options(joinedload(Household.division), joinedload(Household.grid))
    rows = db.session.scalars(shown).all()
    return Listed(rows, _people([row.id for row in rows]), total, number, pages)


def groups(place: str) -> Sequence[str]:
    """The groups that households of a place name, for choosing one."""
    wanted = sa.select(Household.group).where(Household.group != "", is_below(Household.place_path, place))
    return db.session.scalars(wanted.distinct().order_by(Household.group)).all()


def unsettled_count() -> int:
    """How many households stand in no grid."""
    wanted = sa.select(sa.func.count()).select_from(Household)
    return db.session.scalar(wanted.where(Household.grid_id.is_(None), Household.left_on.is_(None))) or 0


def columns(place: str | None = None) -> dict[str, list[float]]:
    """The points of a map, columnar and sorted by place: short number, longitude, latitude in 1e-5 degrees (about a metre)."""
    wanted = sa.select(Household.number, Household.lon, Household.lat).where(
        Household.lon.is_not(None), Household.left_on.is_(None)
    )
    if place is not None:
        wanted = wanted.where(sa.or_(is_below(Household.place_path, place), is_below(Household.other_path, place)))
    rows = db.session.execute(wanted.order_by(Household.place_path, Household.number)).all()
    return {
        "n": [row.number for row in rows],
        "lon": [round(row.lon, 5) for row in rows],
        "lat": [round(row.lat, 5) for row in rows],
    }


def batches() -> Sequence[ImportBatch]:
    """Every import, the latest first."""
    return db.session.scalars(sa.select(ImportBatch).order_by(ImportBatch.at.desc(), ImportBatch.id)).all()


def batch(batch_id: UUID) -> ImportBatch:
    """An import; raises NoResultFound."""
    return db.session.get_one(ImportBatch, batch_id)


def batch_to_change(batch_id: UUID) -> ImportBatch:
    """The import, locked until the transaction ends."""
    return db.session.get_one(ImportBatch, batch_id, with_for_update={"of": ImportBatch})


def batch_of_digest(digest: str) -> ImportBatch | None:
    """The latest import of this very file that was not taken back."""
    wanted = sa.select(ImportBatch).where(ImportBatch.file_digest == digest, ImportBatch.undone_at.is_(None))
    return db.session.scalars(wanted.order_by(ImportBatch.at.desc()).limit(1)).first()


def upload(upload_id: UUID, *, by: UUID, now: dt.datetime) -> ImportUpload | None:
    """A kept file: only for who has sent it, and only for a week."""
    found = db.session.get(ImportUpload, upload_id)
    return found if found and found.by == by and found.at > now - UPLOADS_KEPT else None


def content_of(kept: ImportUpload) -> bytes:
    """The file as it came."""
    return base64.b85decode(unseal(kept.content_sealed, purpose=UPLOAD))


def cells_of(kept: ImportUpload) -> dict[int, Mapping[str, str]]:
    """The rows of a kept file as they were sent, by line."""
    households = kept.kind is ImportKind.HOUSEHOLDS
    headings, required = (HOUSEHOLD_HEADINGS, HOUSEHOLD_REQUIRED) if households else (RESIDENT_HEADINGS, RESIDENT_REQUIRED)
    table = sheets.read(content_of(kept), name=kept.file_name, headings=headings, required=required)
    return {row.line: row.cells for row in table.rows}


def flaws_of(batch: ImportBatch) -> list[ToldFlaw]:
    """What was wrong with the rows of an import that were refused."""
    return [ToldFlaw(*told) for told in json.loads(unseal(batch.flaws_sealed, purpose=FLAWS))]


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.place:
        conditions.append(sa.or_(is_below(Household.place_path, wanted.place), is_below(Household.other_path, wanted.place)))
    if wanted.group:
        conditions.append(Household.group == wanted.group)
    if wanted.unsettled:
        conditions.append(Household.grid_id.is_(None))
    if not wanted.with_left:
        conditions.append(Household.left_on.is_(None))
    return conditions


def _people(household_ids: Sequence[UUID]) -> dict[UUID, int]:
    wanted = sa.select(Resident.household_id, sa.func.count()).where(Resident.household_id.in_(household_ids))
    counts = db.session.execute(wanted.where(Resident.left_on.is_(None)).group_by(Resident.household_id))
    return {row[0]: row[1] for row in counts}
