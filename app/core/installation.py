"""Which installation this database belongs to: one row, made by the migration. It tells one township's backup from another's."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db


class Installation(Base):
    """The one row. It is also what sealers lock, so that of two the second waits."""

    __tablename__ = "installation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    made_at: Mapped[dt.datetime]


def lock() -> None:
    """Wait until nobody else is at work that only one may do; held until the transaction ends."""
    db.session.execute(sa.select(Installation.id).with_for_update()).one()
