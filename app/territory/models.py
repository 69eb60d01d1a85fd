"""Tables of the land: divisions, service points and windows, grids with their dated versions."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, by_value
from app.core.scope import PATH
from app.territory.rules import DivisionLevel, GridKind, PointLevel, RevisionState


class Division(Base):
    """A township 乡 or a village 行政村, by its 12-digit code. `outline` is WKB in EPSG:4490.

    A `synthetic` township is made up: every page says so.
    """

    __tablename__ = "division"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    short_name: Mapped[str] = mapped_column(String(32))
    level: Mapped[DivisionLevel] = mapped_column(by_value(DivisionLevel))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("division.id"))
    place_path: Mapped[str] = mapped_column(PATH, unique=True)
    outline: Mapped[bytes | None] = mapped_column(LargeBinary)
    from_on: Mapped[dt.date | None]
    to_on: Mapped[dt.date | None]
    synthetic: Mapped[bool] = mapped_column(default=False)


class DivisionAlias(Base):
    """The code that another system gives to a division. Never join by code alone across systems."""

    __tablename__ = "division_alias"
    __table_args__ = (UniqueConstraint("system", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    division_id: Mapped[UUID] = mapped_column(ForeignKey(Division.id))
    system: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(32))


class Grid(Base):
    """A grid 网格: the row that stays; its name and shape are dated versions. Code: village 12 digits + 3."""

    __tablename__ = "grid"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(15), unique=True)
    division_id: Mapped[UUID] = mapped_column(ForeignKey(Division.id), index=True)
    place_path: Mapped[str] = mapped_column(PATH, index=True)
    division: Mapped[Division] = relationship()
    versions: Mapped[list["GridVersion"]] = relationship(back_populates="grid", order_by="GridVersion.number")

    @property
    def last(self) -> "GridVersion | None":
        """The last version that was or will be in force; None when every one was undone before its day."""
        return next((one for one in reversed(self.versions) if one.to_on is None or one.to_on >= one.from_on), None)


class LandState(Base):
    """One row whose token changes with the land: processes that keep the land in memory ask it whether theirs is still true."""

    __tablename__ = "land_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[UUID]


class GridVersion(Base):
    """What a grid was from a day on. `shape` is WKB in EPSG:4490, or nothing: a list of groups is a complete way to work."""

    __tablename__ = "grid_version"
    __table_args__ = (UniqueConstraint("grid_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(Grid.id), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[GridKind] = mapped_column(by_value(GridKind))
    groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    shape: Mapped[bytes | None] = mapped_column(LargeBinary)
    from_on: Mapped[dt.date] = mapped_column(index=True)
    to_on: Mapped[dt.date | None]
    event_id: Mapped[UUID]
    grid: Mapped[Grid] = relationship(back_populates="versions")


class Revision(Base):
    """A revision 边界调整 of a village's grids: drawn step by step, planned for a day, undone before it or in force from it on.

    `steps` are what was drawn, in order, as rules.revisions reads them; the grids they make are drawn anew from the land that
    there is, until the day is settled: then they are versions, and `ended` are the codes of the grids that are no more.
    """

    __tablename__ = "revision"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    division_id: Mapped[UUID] = mapped_column(ForeignKey(Division.id), index=True)
    place_path: Mapped[str] = mapped_column(PATH, index=True)
    title: Mapped[str] = mapped_column(String(64))
    state: Mapped[RevisionState] = mapped_column(by_value(RevisionState), index=True)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    ended: Mapped[list[str]] = mapped_column(JSON, default=list)
    drawn_by: Mapped[UUID]
    drawn_at: Mapped[dt.datetime]
    from_on: Mapped[dt.date | None]
    settled_by: Mapped[UUID | None]
    settled_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column()
    division: Mapped[Division] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own way to say it


class GridDescent(Base):
    """Land of one grid came to another by a revision, so many square metres: parents and children, also where both remain."""

    __tablename__ = "grid_descent"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey(Revision.id), primary_key=True)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey(Grid.id), primary_key=True, index=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey(Grid.id), primary_key=True, index=True)
    area_m2: Mapped[float]


class ServicePoint(Base):
    """A service point 服务点: township centre, village centre or station."""

    __tablename__ = "service_point"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    level: Mapped[PointLevel] = mapped_column(by_value(PointLevel))
    name: Mapped[str] = mapped_column(String(64))
    division_id: Mapped[UUID] = mapped_column(ForeignKey(Division.id))
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey(Grid.id))
    place_path: Mapped[str] = mapped_column(PATH, index=True)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    hours: Mapped[str] = mapped_column(String(128), default="")
    phone: Mapped[str | None] = mapped_column(String(32))
    contact: Mapped[str | None] = mapped_column(String(64))
    from_on: Mapped[dt.date | None]
    to_on: Mapped[dt.date | None]
    division: Mapped[Division] = relationship()
    windows: Mapped[list["Window"]] = relationship(order_by="Window.number")
    items: Mapped[list["PointItem"]] = relationship(order_by="PointItem.item_code")


class Window(Base):
    """A window 窗口 of a service point; a party-vanguard window 党员先锋窗口 from `pioneer_from_on` on."""

    __tablename__ = "window"
    __table_args__ = (UniqueConstraint("point_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    point_id: Mapped[UUID] = mapped_column(ForeignKey(ServicePoint.id))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(64))
    pioneer_from_on: Mapped[dt.date | None]
    from_on: Mapped[dt.date | None]
    to_on: Mapped[dt.date | None]


class PointItem(Base):
    """Which item 事项 may be done at which point, since when (进驻日期)."""

    __tablename__ = "point_item"
    __table_args__ = (UniqueConstraint("point_id", "item_code", "from_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    point_id: Mapped[UUID] = mapped_column(ForeignKey(ServicePoint.id))
    item_code: Mapped[str] = mapped_column(String(32), index=True)
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
