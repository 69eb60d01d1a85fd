"""Tables of the catalogue: departments, classes, items with their versions, variants and materials."""

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.rules import Handling, MaterialForm, Need
from app.core.db import Base, by_value


class Department(Base):
    """A counter department 进驻部门."""

    __tablename__ = "department"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(64), unique=True)


class ItemClass(Base):
    """One of the catalogue's classes 事项大类."""

    __tablename__ = "item_class"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))


class Item(Base):
    """An item 事项: the row that stays; what it asks and promises are its versions."""

    __tablename__ = "item"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    class_code: Mapped[str] = mapped_column(ForeignKey(ItemClass.code))
    item_class: Mapped[ItemClass] = relationship()
    versions: Mapped[list["ItemVersion"]] = relationship(back_populates="item", order_by="ItemVersion.number")


class ItemVersion(Base):
    """An item as it is from a day on. A case keeps the version it began with."""

    __tablename__ = "item_version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    item_id: Mapped[UUID] = mapped_column(ForeignKey(Item.id), index=True)
    number: Mapped[int]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    name: Mapped[str] = mapped_column(String(128))
    department_id: Mapped[UUID] = mapped_column(ForeignKey(Department.id))
    body: Mapped[str] = mapped_column(String(64))
    handling: Mapped[Handling] = mapped_column(by_value(Handling))
    statutory_length: Mapped[int]
    statutory_unit: Mapped[str] = mapped_column(String(16))
    promised_length: Mapped[int]
    promised_unit: Mapped[str] = mapped_column(String(16))
    targets: Mapped[list[str]] = mapped_column(JSON)
    proxy_modes: Mapped[list[str]] = mapped_column(JSON)
    village_level: Mapped[bool]
    delivered_home: Mapped[bool]
    cross_region: Mapped[str | None] = mapped_column(String(64))
    is_permit: Mapped[bool]
    home_visit_needed: Mapped[bool]
    in_person_required: Mapped[bool]
    evidence: Mapped[list[str]] = mapped_column(JSON, default=list)
    notice_days: Mapped[int | None]
    fee: Mapped[bool]
    result: Mapped[str] = mapped_column(String(64))
    visits_needed: Mapped[int]
    team_limits: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    official_catalogue_code: Mapped[str | None] = mapped_column(String(12))
    official_task_code: Mapped[str | None] = mapped_column(String(36))
    note: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64))
    item: Mapped[Item] = relationship(back_populates="versions")
    department: Mapped[Department] = relationship()
    variants: Mapped[list["Variant"]] = relationship(order_by="Variant.code")
    materials: Mapped[list["Material"]] = relationship(order_by="Material.position")


class Variant(Base):
    """A variant 业务办理项 of an item, with materials of its own."""

    __tablename__ = "item_variant"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[UUID] = mapped_column(ForeignKey(ItemVersion.id), index=True)
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(128))
    targets: Mapped[list[str]] = mapped_column(JSON)


class Material(Base):
    """A material 材料 that an item, or one variant of it, asks for."""

    __tablename__ = "material"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[UUID] = mapped_column(ForeignKey(ItemVersion.id), index=True)
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey(Variant.id))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(128))
    form: Mapped[MaterialForm] = mapped_column(by_value(MaterialForm))
    source: Mapped[str] = mapped_column(String(64))
    copies: Mapped[int]
    need: Mapped[Need] = mapped_column(by_value(Need))
    shareable: Mapped[bool]
