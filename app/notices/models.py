"""Tables of notices: what each person chose, and that a day's digest was made for them."""

import datetime as dt
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Person
from app.core.db import Base


class NoticeChoice(Base):
    """By which ways somebody is told beside the inbox. Without a row: by none."""

    __tablename__ = "notice_choice"

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), primary_key=True)
    email: Mapped[bool] = mapped_column(default=False)
    sms: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[bool] = mapped_column(default=False)


class Digest(Base):
    """A digest 每日提要: made once a morning for each person, also when there was nothing to tell."""

    __tablename__ = "digest"

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), primary_key=True)
    on: Mapped[dt.date] = mapped_column(primary_key=True)
    due: Mapped[int]
    late: Mapped[int]
    review: Mapped[int]
    made_at: Mapped[dt.datetime]
