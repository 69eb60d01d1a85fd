"""The ledger 办结流水: append-only entries. What was true at the moment is frozen on each."""

import datetime as dt
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import CaseItem
from app.cases.rules import Intake, Mode
from app.catalogue.models import Item, ItemVersion
from app.core.db import Base, by_value
from app.core.scope import PATH, Scoped
from app.households.models import Household
from app.ledger.rules import Measure
from app.territory.models import Grid


class LedgerEntry(Base, Scoped):
    """+1 for a completion, -1 for its reversal. Unique per event, subject and measure: no replay counts twice.

    `subject_id` is the case, the case's item or the visit; `case_id` always leads to the case. One index holds all that the sums
    by team need, so that a year of them never touches the table.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("event_id", "subject_id", "measure"),
        Index("ix_ledger_entry_sums", "measure", "happened_on", "team_id", "mode", "amount", "place_path"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    event_id: Mapped[UUID] = mapped_column(index=True)
    measure: Mapped[Measure] = mapped_column(by_value(Measure))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    amount: Mapped[int]
    case_id: Mapped[UUID] = mapped_column(index=True)
    household_id: Mapped[UUID]
    team_id: Mapped[UUID | None] = mapped_column(index=True)
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    item_code: Mapped[str | None] = mapped_column(String(32))
    class_code: Mapped[str | None] = mapped_column(String(8))
    mode: Mapped[Mode] = mapped_column(by_value(Mode))
    intake: Mapped[Intake] = mapped_column(by_value(Intake))
    village_code: Mapped[str | None] = mapped_column(String(12))
    grid_code: Mapped[str | None] = mapped_column(String(15))
    grid_version_id: Mapped[UUID | None]
    happened_on: Mapped[dt.date] = mapped_column(index=True)
    entered_on: Mapped[dt.date]
    beneficiaries: Mapped[list["Beneficiary"]] = relationship()


class LedgerMonth(Base, Scoped):
    """The sum of a month's entries that are alike in this: what pages read of whole years (decision 0019).

    Kept by the deed that enters, in its transaction; checked every night against the entries. No team: NOBODY.
    """

    __tablename__ = "ledger_month"

    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    measure: Mapped[Measure] = mapped_column(by_value(Measure), primary_key=True)
    mode: Mapped[Mode] = mapped_column(by_value(Mode), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    place_path: Mapped[str] = mapped_column(PATH, primary_key=True)
    amount: Mapped[int]


class Beneficiary(Base):
    """A person whom an entry served: distinct people 人 and person-times 人次 are counted from these."""

    __tablename__ = "ledger_beneficiary"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey(LedgerEntry.id), primary_key=True)
    resident_id: Mapped[UUID] = mapped_column(primary_key=True)


DEPARTMENT = (  # of the version that the case keeps: an item that moves to another department takes nothing with it
    sa.select(ItemVersion.department_id)
    .join(CaseItem, CaseItem.version_id == ItemVersion.id)
    .join(Item, Item.id == ItemVersion.item_id)
    .where(CaseItem.case_id == LedgerEntry.case_id, Item.code == LedgerEntry.item_code)
    .limit(sa.literal_column("1"))  # not a parameter: PostgreSQL groups by this very expression
    .correlate(LedgerEntry)
    .scalar_subquery()
)

_HOME = Household.__table__
GRID_NOW = (  # where the household stands today, however the grids were drawn then; asked of the table: a code is nobody's secret
    sa.select(Grid.code)
    .join(_HOME, _HOME.c.grid_id == Grid.id)
    .where(_HOME.c.id == LedgerEntry.household_id)
    .limit(sa.literal_column("1"))
    .correlate(LedgerEntry)
    .scalar_subquery()
)
