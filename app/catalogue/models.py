"""Tables of the catalogue: departments, classes, items with their versions, variants and materials; bundles; walk-throughs with
the bottlenecks they found, and procedures."""

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.catalogue.rules import BottleneckState, Handling, Load, MaterialForm, Need, state_of
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


class Bundle(Base):
    """A bundle 一件事: the row that stays; its steps are its versions'."""

    __tablename__ = "bundle"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    versions: Mapped[list["BundleVersion"]] = relationship(back_populates="bundle", order_by="BundleVersion.number")


class BundleVersion(Base):
    """A bundle as it is from a day on. A case keeps the version it began with."""

    __tablename__ = "bundle_version"
    __table_args__ = (UniqueConstraint("bundle_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    bundle_id: Mapped[UUID] = mapped_column(ForeignKey(Bundle.id), index=True)
    number: Mapped[int]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    name: Mapped[str] = mapped_column(String(128))
    form: Mapped[str] = mapped_column(String(128))
    note: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64))
    bundle: Mapped[Bundle] = relationship(back_populates="versions")
    steps: Mapped[list["BundleStep"]] = relationship(order_by="BundleStep.position")


class BundleStep(Base):
    """A step of a bundle: an item of the catalogue by its code, or something done elsewhere (`name` at `body`).

    `after` holds the positions of the steps it waits for; `applies` says in words to whom it applies.
    """

    __tablename__ = "bundle_step"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[UUID] = mapped_column(ForeignKey(BundleVersion.id), index=True)
    position: Mapped[int]
    item_code: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(128), default="")
    body: Mapped[str] = mapped_column(String(64), default="")
    after: Mapped[list[int]] = mapped_column(JSON, default=list)
    applies: Mapped[str] = mapped_column(String(256), default="")


class WalkThrough(Base):
    """A walk-through 走流程: somebody of the township went through a procedure beside an applicant, and counted what it costs."""

    __tablename__ = "walk_through"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(128))
    item_code: Mapped[str | None] = mapped_column(String(32), index=True)
    bundle_code: Mapped[str | None] = mapped_column(String(8), index=True)
    walked_on: Mapped[dt.date] = mapped_column(index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    place: Mapped[str] = mapped_column(String(128))
    forms: Mapped[int]
    materials: Mapped[int]
    trips: Mapped[int]
    days: Mapped[int]
    minutes: Mapped[int]
    seen: Mapped[str] = mapped_column(Text)
    person: Mapped[Person] = relationship()
    bottlenecks: Mapped[list["Bottleneck"]] = relationship(back_populates="walk_through", order_by="Bottleneck.number")

    @property
    def load(self) -> Load:
        return Load(self.forms, self.materials, self.trips, self.days)


class Bottleneck(Base):
    """A bottleneck 堵点 that a walk-through found: whose it is, how it is mended, and what it cost people before and after."""

    __tablename__ = "bottleneck"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    walk_through_id: Mapped[UUID] = mapped_column(ForeignKey(WalkThrough.id), index=True)
    title: Mapped[str] = mapped_column(String(128))
    what: Mapped[str] = mapped_column(Text)
    found_on: Mapped[dt.date] = mapped_column(index=True)
    before_forms: Mapped[int]
    before_materials: Mapped[int]
    before_trips: Mapped[int]
    before_days: Mapped[int]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))
    fix: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[dt.date | None]
    after_forms: Mapped[int | None]
    after_materials: Mapped[int | None]
    after_trips: Mapped[int | None]
    after_days: Mapped[int | None]
    closed_on: Mapped[dt.date | None] = mapped_column(index=True)
    closed_by: Mapped[UUID | None]
    walk_through: Mapped[WalkThrough] = relationship(back_populates="bottlenecks")
    owner: Mapped[Person | None] = relationship()

    @property
    def before(self) -> Load:
        return Load(self.before_forms, self.before_materials, self.before_trips, self.before_days)

    @property
    def after(self) -> Load | None:
        said = (self.after_forms, self.after_materials, self.after_trips, self.after_days)
        counted = [one for one in said if one is not None]
        return Load(*counted) if len(counted) == len(said) else None

    @property
    def state(self) -> BottleneckState:
        return state_of(owner=self.owner_id, fix=self.fix, closed_on=self.closed_on)


class Procedure(Base):
    """A procedure 办事规程 of a bundle: the row that stays; what its guide says are its versions."""

    __tablename__ = "procedure"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    bundle_code: Mapped[str] = mapped_column(String(8), index=True)
    versions: Mapped[list["ProcedureVersion"]] = relationship(back_populates="procedure", order_by="ProcedureVersion.number")


class ProcedureVersion(Base):
    """A procedure's guide from a day on: for whom, where, how line by line, what often goes wrong."""

    __tablename__ = "procedure_version"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    procedure_id: Mapped[UUID] = mapped_column(ForeignKey(Procedure.id), index=True)
    number: Mapped[int]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    title: Mapped[str] = mapped_column(String(128))
    purpose: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(128))
    guide: Mapped[str] = mapped_column(Text)
    advice: Mapped[str] = mapped_column(Text, default="")
    procedure: Mapped[Procedure] = relationship(back_populates="versions")
