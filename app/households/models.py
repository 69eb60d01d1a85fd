"""Tables of households, residents and the imports that brought them."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.db import Base, by_value
from app.core.scope import PATH, ScopedTwice
from app.households.rules import CareMark, GridSource, IdType, ImportKind, Placed
from app.territory.models import Division, Grid


class ImportBatch(Base):
    """One file brought in: what it was, which rows were refused (sealed: reasons may repeat what was written), and its end."""

    __tablename__ = "import_batch"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[ImportKind] = mapped_column(by_value(ImportKind))
    file_name: Mapped[str] = mapped_column(String(128))
    file_digest: Mapped[str] = mapped_column(String(64))
    place_path: Mapped[str] = mapped_column(PATH)
    at: Mapped[dt.datetime]
    by: Mapped[UUID]
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    flaws_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    upload_id: Mapped[UUID | None]
    undone_at: Mapped[dt.datetime | None]


class ImportUpload(Base):
    """A file between its trial and its entry, and a week longer for the list of its refused rows. Sealed: it holds numbers."""

    __tablename__ = "import_upload"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[ImportKind] = mapped_column(by_value(ImportKind))
    town_code: Mapped[str] = mapped_column(String(12))
    file_name: Mapped[str] = mapped_column(String(128))
    crs: Mapped[str] = mapped_column(String(16))
    by: Mapped[UUID]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class HouseholdCounter(Base):
    """The last short number given to a household; one row, and the lock of whoever takes the next ones."""

    __tablename__ = "household_counter"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Household(Base, ScopedTwice):
    """A household 户: where it stands, and which grid that makes. `lon`, `lat` in EPSG:4490 degrees.

    `number` is short, for maps and taps. `other_path` is set while two grids may claim it: on a border, or where grids overlap.
    """

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("town_code", "code"),
        UniqueConstraint("number"),
        Index("ix_household_living", "grid_id", "left_on", "place_path", "other_path"),  # how many live in a grid
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    town_code: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    division_id: Mapped[UUID | None] = mapped_column(ForeignKey(Division.id))
    group: Mapped[str] = mapped_column("group_name", String(64), default="")
    address: Mapped[str] = mapped_column(String(128), default="")
    head: Mapped[str] = mapped_column(String(64))
    phone_mask: Mapped[str | None] = mapped_column(String(24))
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    crs_in: Mapped[str | None] = mapped_column(String(16))
    placed: Mapped[Placed] = mapped_column(by_value(Placed))
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey(Grid.id))
    grid_source: Mapped[GridSource | None] = mapped_column(by_value(GridSource))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey(ImportBatch.id), index=True)
    left_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column()
    division: Mapped[Division | None] = relationship()
    grid: Mapped[Grid | None] = relationship()
    residents: Mapped[list["Resident"]] = relationship(back_populates="household", order_by="Resident.position")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own way to say it


class Resident(Base, ScopedTwice):
    """A resident 居民. The identity number is sealed; its index finds it again, its mask is what pages show."""

    __tablename__ = "resident"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = mapped_column(ForeignKey(Household.id), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(64))
    relation: Mapped[str] = mapped_column(String(16), default="")
    sex: Mapped[str] = mapped_column(String(1), default="")
    born_on: Mapped[dt.date | None]
    ethnicity: Mapped[str] = mapped_column(String(16), default="")
    id_type: Mapped[IdType] = mapped_column(by_value(IdType))
    id_mask: Mapped[str | None] = mapped_column(String(24))
    id_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone_mask: Mapped[str | None] = mapped_column(String(24))
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    language: Mapped[str] = mapped_column(String(32), default="")
    needs_interpreter: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[dt.date | None]
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey(ImportBatch.id), index=True)
    version: Mapped[int] = mapped_column()
    household: Mapped[Household] = relationship(back_populates="residents")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own way to say it


class ResidentCare(Base, ScopedTwice):
    """A care mark of a resident, with its dates. Read only by the deed that shows it."""

    __tablename__ = "resident_care"
    __table_args__ = (UniqueConstraint("resident_id", "mark"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    resident_id: Mapped[UUID] = mapped_column(ForeignKey(Resident.id))
    mark: Mapped[CareMark] = mapped_column(by_value(CareMark))
    from_on: Mapped[dt.date | None]
    to_on: Mapped[dt.date | None]


class Keeping(Base, ScopedTwice):
    """A household in somebody's own care 包户, from a day to a day: they look after it, whoever is posted to its grid."""

    __tablename__ = "keeping"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = mapped_column(ForeignKey(Household.id), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    household: Mapped[Household] = relationship()
    person: Mapped[Person] = relationship()
