"""Who and what the journal's lines speak of: ids and codes become people, cases, households, teams, places. Reads only."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Person
from app.cases.models import Case
from app.catalogue.models import Bottleneck, WalkThrough
from app.core.db import db
from app.core.journal import Entry
from app.desk.rules import Subject, SubjectKind
from app.households.models import Household, ImportBatch, Resident
from app.posts.models import Team
from app.ratings.models import Invitation
from app.territory.models import Division, Grid, GridVersion, ServicePoint


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is known by id, and what by the code that a fact of this name holds."""

    by_id: Mapping[UUID, Subject]
    by_code: Mapping[tuple[str, str], Subject]

    def of(self, key: str, value: str) -> Subject | None:
        """Who or what a fact speaks of, if it speaks of anybody that may be seen here."""
        known = id_of(value)
        return self.by_code.get((key, value)) if known is None else self.by_id.get(known)


def id_of(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def spoken_of(entries: Collection[Entry]) -> Spoken:
    """Everything that these lines speak of, asked for once a kind; what lies outside the reader's places is not known."""
    facts = [(key, str(value)) for entry in entries for key, value in entry.facts.items()]
    ids = {entry.subject for entry in entries} | {known for _, value in facts if (known := id_of(value))}
    codes = {key: {value for name, value in facts if name == key} for key in ("grid", "team", "place")}
    return Spoken(dict(_by_id(ids)), dict(_by_code(codes)))


def _by_id(ids: Collection[UUID]) -> Iterable[tuple[UUID, Subject]]:
    yield from _people(ids)
    yield from _cases(ids)
    yield from _homes(ids)
    for row in _rows(sa.select(Team.id, Team.name, Team.place_path).where(Team.id.in_(ids))):
        yield row.id, Subject(SubjectKind.TEAM, row.name, {"team_id": row.id}, row.place_path)
    for row in _rows(_grids().where(Grid.id.in_(ids))):
        yield row.id, _grid(row)
    for row in _rows(sa.select(Division.id, Division.name, Division.place_path).where(Division.id.in_(ids))):
        yield row.id, Subject(SubjectKind.DIVISION, row.name, {}, row.place_path)
    for row in _rows(sa.select(ServicePoint.id, ServicePoint.name).where(ServicePoint.id.in_(ids))):
        yield row.id, Subject(SubjectKind.POINT, row.name, {"point_id": row.id})
    for row in _rows(sa.select(ImportBatch.id, ImportBatch.place_path).where(ImportBatch.id.in_(ids))):
        yield row.id, Subject(SubjectKind.FILE, str(row.id)[:8], {"batch_id": row.id}, row.place_path)
    for kind, model in ((SubjectKind.WALK_THROUGH, WalkThrough), (SubjectKind.BOTTLENECK, Bottleneck)):
        for row in _rows(sa.select(model.id, model.number, model.title).where(model.id.in_(ids))):
            yield row.id, Subject(kind, row.title, {"number": row.number})


def _people(ids: Collection[UUID]) -> Iterable[tuple[UUID, Subject]]:
    for row in _rows(sa.select(Person.id, Person.name).where(Person.id.in_(ids))):
        yield row.id, Subject(SubjectKind.PERSON, row.name, {"person_id": row.id})


def _cases(ids: Collection[UUID]) -> Iterable[tuple[UUID, Subject]]:
    """A case by its number; who was asked to rate it is told by the case too."""
    own = sa.select(Case.id.label("about"), Case.id, Case.number, Case.place_path).where(Case.id.in_(ids))
    asked = sa.select(Invitation.id.label("about"), Case.id, Case.number, Case.place_path)
    for wanted in (own, asked.join(Case, Case.id == Invitation.case_id).where(Invitation.id.in_(ids))):
        for row in _rows(wanted):
            yield row.about, Subject(SubjectKind.CASE, row.number, {"case_id": row.id}, row.place_path)


def _homes(ids: Collection[UUID]) -> Iterable[tuple[UUID, Subject]]:
    """Households by their codes, residents by their household's: the journal tells nobody's name who is not of the staff."""
    own = sa.select(Household.id.label("about"), Household.id, Household.code, Household.place_path).where(Household.id.in_(ids))
    living = sa.select(Resident.id.label("about"), Household.id, Household.code, Household.place_path)
    living = living.join(Household, Household.id == Resident.household_id).where(Resident.id.in_(ids))
    for kind, wanted in ((SubjectKind.HOUSEHOLD, own), (SubjectKind.RESIDENT, living)):
        for row in _rows(wanted):
            yield row.about, Subject(kind, row.code, {"household_id": row.id}, row.place_path)


def _by_code(codes: Mapping[str, Collection[str]]) -> Iterable[tuple[tuple[str, str], Subject]]:
    for row in _rows(_grids().where(Grid.code.in_(codes["grid"]))):
        yield ("grid", row.code), _grid(row)
    for row in _rows(sa.select(Team.id, Team.code, Team.name, Team.place_path).where(Team.code.in_(codes["team"]))):
        yield ("team", row.code), Subject(SubjectKind.TEAM, row.name, {"team_id": row.id}, row.place_path)
    for row in _rows(sa.select(Division.place_path, Division.name).where(Division.place_path.in_(codes["place"]))):
        yield ("place", row.place_path), Subject(SubjectKind.DIVISION, row.name, {}, row.place_path)
    for row in _rows(_grids().where(Grid.place_path.in_(codes["place"]))):
        yield ("place", row.place_path), _grid(row)


def _grids() -> sa.Select[*tuple[Any, ...]]:
    """Every grid by the name it has last."""
    latest = sa.select(GridVersion.name).where(GridVersion.grid_id == Grid.id).order_by(GridVersion.number.desc()).limit(1)
    return sa.select(Grid.id, Grid.code, Grid.place_path, latest.correlate(Grid).scalar_subquery().label("name"))


def _grid(row: Any) -> Subject:
    return Subject(SubjectKind.GRID, row.name, {"code": row.code}, row.place_path)


def _rows(wanted: sa.Select[*tuple[Any, ...]]) -> Iterable[Any]:
    return db.session.execute(wanted)
