"""Who has a second factor, and its secret. Reads only."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import HalfSignIn, RecoveryCode, SecondFactor
from app.accounts.rules import HALF_LIVES, digest
from app.core.crypto import unseal
from app.core.db import db

SECRET = "second_factor.secret"  # noqa: S105  what it is for, not the secret


def second_factor(person_id: UUID) -> SecondFactor | None:
    """Somebody's factor, confirmed or just begun."""
    return db.session.get(SecondFactor, person_id)


def second_factor_to_change(person_id: UUID) -> SecondFactor | None:
    return db.session.get(SecondFactor, person_id, with_for_update={"of": SecondFactor}, populate_existing=True)


def has_second_factor(person_id: UUID) -> bool:
    confirmed = sa.select(SecondFactor.person_id).where(SecondFactor.confirmed_at.is_not(None))
    return db.session.scalar(confirmed.where(SecondFactor.person_id == person_id)) is not None


def second_factors() -> dict[UUID, dt.datetime]:
    """Since when each has one who has one."""
    rows = db.session.execute(
        sa.select(SecondFactor.person_id, SecondFactor.confirmed_at).where(SecondFactor.confirmed_at.is_not(None))
    )
    return {row.person_id: row.confirmed_at for row in rows}


def secret_of(factor: SecondFactor) -> str:
    """The secret in the open, in base 32; raises WrongKey."""
    return unseal(factor.secret_sealed, purpose=SECRET)


def waiting_secret(factor: SecondFactor | None, *, now: dt.datetime) -> str | None:
    """The secret of which a first code is waited for: a first phone's, or for ten minutes that of a new one."""
    if factor is None:
        return None
    if factor.confirmed_at is None:
        return secret_of(factor)
    if factor.next_secret_sealed is None or now - factor.begun_at >= HALF_LIVES:
        return None
    return unseal(factor.next_secret_sealed, purpose=SECRET)


def half_sign_in(key: str, *, now: dt.datetime) -> HalfSignIn | None:
    """The sign-in that waits for its code, while it does."""
    found = db.session.get(HalfSignIn, digest(key))
    return found if found is not None and now - found.started_at < HALF_LIVES else None


def unused_codes(person_id: UUID) -> int:
    """How many recovery codes are left."""
    left = sa.select(sa.func.count()).select_from(RecoveryCode)
    return db.session.scalar(left.where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))) or 0
