"""Tables of time: the calendar, clocks with their pauses and extensions, and what was reminded of."""

import datetime as dt
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, by_value
from app.core.scope import ScopedTwice
from app.deadlines.rules import Body, ClockKind, Level, Light, Recipient, Source, Unit


class CalendarDay(Base):
    """One day of the working calendar as announced (State Council), noted locally, or set by hand.

    A notice gives days of its `year` and of the December before; the next notice for that year replaces them all.
    """

    __tablename__ = "calendar_day"

    on: Mapped[dt.date] = mapped_column(primary_key=True)
    source: Mapped[Source] = mapped_column(by_value(Source), primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    is_workday: Mapped[bool]
    name: Mapped[str] = mapped_column(String(32), default="")


RUNNING, ENDED_LATE = sa.text("stopped_at IS NULL"), sa.text("due_at <= stopped_at")


class Clock(Base, ScopedTwice):
    """A clock 办理时限: one limit of one subject (a case; later a rating …). `due_at` follows from the other columns and rows.

    `due_at`, `due_on`, `warn_at`, `provisional`, `light` and `next_turn_at` are what the fold over start, limit, pauses and
    extensions gave last. `next_turn_at` is when its light turns next: the one indexed column that the minute sweep reads.
    `subject_label` is what people call the subject: a case's number. `waiting_since`: since when its chaser waits for an answer;
    `next_step_at`: when the next step of the ladder is due if none comes, the column that the ladder's sweep reads.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_subject", "subject_kind", "subject_id"),
        Index(
            "ix_clock_running",
            *(
                "subject_kind",
                "subject_id",
                "kind",
                "started_at",
                "id",
                "due_at",
                "warn_at",
                "due_on",
                "place_path",
                "other_path",
            ),
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
        Index("ix_clock_due_at", "due_at", sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index("ix_clock_ended_late", "stopped_at", sqlite_where=ENDED_LATE, postgresql_where=ENDED_LATE),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    subject_kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[UUID]
    subject_label: Mapped[str] = mapped_column(String(32), default="")
    kind: Mapped[ClockKind] = mapped_column(by_value(ClockKind))
    body: Mapped[Body] = mapped_column(by_value(Body))
    team_id: Mapped[UUID | None] = mapped_column(index=True)
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    length: Mapped[int]
    unit: Mapped[Unit] = mapped_column(by_value(Unit))
    started_at: Mapped[dt.datetime]
    stopped_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    due_on: Mapped[dt.date | None]
    warn_at: Mapped[dt.datetime | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    light: Mapped[Light] = mapped_column(by_value(Light))
    next_turn_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    waiting_since: Mapped[dt.datetime | None]
    next_step_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column()
    pauses: Mapped[list["Pause"]] = relationship(order_by="Pause.from_at")
    extensions: Mapped[list["Extension"]] = relationship(order_by="Extension.granted_at")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own way to say it


class Pause(Base):
    """A stretch that does not count, with its lawful reason."""

    __tablename__ = "clock_pause"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    clock_id: Mapped[UUID] = mapped_column(ForeignKey(Clock.id), index=True)
    from_at: Mapped[dt.datetime]
    to_at: Mapped[dt.datetime | None]
    reason: Mapped[str] = mapped_column(String(128))


class Extension(Base):
    """More time, granted by a leader with notice of reasons (行政许可法 42)."""

    __tablename__ = "clock_extension"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    clock_id: Mapped[UUID] = mapped_column(ForeignKey(Clock.id), index=True)
    length: Mapped[int]
    granted_at: Mapped[dt.datetime]
    granted_by: Mapped[UUID]
    reason: Mapped[str] = mapped_column(String(256))


class Reminder(Base):
    """A reminder 预警提醒 or a chaser 催办: once per clock, level and recipient's role, however often it is swept.

    `recipient_id`: the person, or the stand-in; empty for the desk, which are several. `token`: under which lease it was made.
    """

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("clock_id", "level", "recipient_role"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    clock_id: Mapped[UUID] = mapped_column(ForeignKey(Clock.id))
    level: Mapped[Level] = mapped_column(by_value(Level))
    recipient_role: Mapped[Recipient] = mapped_column(by_value(Recipient))
    recipient_id: Mapped[UUID | None] = mapped_column(index=True)
    made_at: Mapped[dt.datetime]
    due_on: Mapped[dt.date | None]
    token: Mapped[int | None]
