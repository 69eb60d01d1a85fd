"""Tables of people, of what they may do where, and of their sign-ins."""

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.rules import Role
from app.core.db import Base, by_value
from app.core.scope import PATH


class Person(Base):
    """Somebody who works here. `sign_in_name` is unique, `name` need not be: namesakes are common.

    `languages` are those they speak with residents; `language` is the one that we speak to them, None: the installation's.
    """

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(64))
    sign_in_name: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(256))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str | None] = mapped_column(String(32))
    email: Mapped[str | None] = mapped_column(String(128))
    languages: Mapped[str] = mapped_column(String(128), default="")
    language: Mapped[str | None] = mapped_column(String(8))
    party_branch: Mapped[str | None] = mapped_column(String(64))
    party_member: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column()
    grants: Mapped[list["Grant"]] = relationship(back_populates="person")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own way to say it


class Grant(Base):
    """A role held at a place and below it, for a time. It ends, it is never deleted."""

    __tablename__ = "grants"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    role: Mapped[Role] = mapped_column(by_value(Role))
    place_path: Mapped[str] = mapped_column(PATH)
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    person: Mapped[Person] = relationship(back_populates="grants")


class SignIn(Base):
    """One browser signed in. Only the digest of its key is kept, so that a copied database opens no session."""

    __tablename__ = "sign_in"

    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class FailedSignIn(Base):
    """A wrong password for a name, known or not. Rows older than the window are swept away."""

    __tablename__ = "failed_sign_in"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name_digest: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)


class OneTimeLink(Base):
    """A link by which somebody sets a password once. Only its digest is kept."""

    __tablename__ = "one_time_link"

    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class AskedRole(Base):
    """A role that whoever manages people asked for somebody; nobody holds it until the security administrator gives it."""

    __tablename__ = "asked_role"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    role: Mapped[Role] = mapped_column(by_value(Role))
    place_path: Mapped[str] = mapped_column(PATH)
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[UUID]
    settled_at: Mapped[dt.datetime | None]
    person: Mapped[Person] = relationship()


class SecondFactor(Base):
    """The secret from which somebody's phone makes codes, sealed. `last_step`: the last code's half minute, none counts twice.

    `next_secret_sealed` is a new phone's, begun at `begun_at`: the old one counts until a code of the new one was typed.
    """

    __tablename__ = "second_factor"

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), primary_key=True)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    begun_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)
    next_secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class RecoveryCode(Base):
    """A code on paper that opens once when the phone is gone. Only its keyed index is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_index"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    code_index: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[dt.datetime | None]


class HalfSignIn(Base):
    """A browser whose password was right and whose code is still missing. It opens nothing but the page of the code."""

    __tablename__ = "half_sign_in"

    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    started_at: Mapped[dt.datetime]
