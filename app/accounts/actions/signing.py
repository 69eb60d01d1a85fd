"""Signing in and out.

A password is proved outside of any writing transaction: it costs a tenth of a second on purpose, and nobody shall wait for it.
"""

import datetime as dt
import secrets
from uuid import UUID

import sqlalchemy as sa

from app.accounts import queries
from app.accounts.actions.passwords import fits, fits_still
from app.accounts.models import FailedSignIn, SignIn
from app.accounts.rules import TRIES_WITHIN, digest, is_throttled
from app.accounts.rules.refusals import TooManyTries
from app.core import clock
from app.core.db import db


def proved(name: str, password: str, *, at: dt.datetime, again: bool = False) -> UUID | None:
    """Whose name and password these are; None when they are nobody's, after the same time. Raises TooManyTries.

    `again`: the password comes with every request.
    """
    if is_throttled(queries.failures(name, now=at), now=at):
        raise TooManyTries
    person = queries.person_by_sign_in_name(name)
    hashed = person.password_hash if person else None
    is_right = fits_still(hashed, password, at=at) if again else fits(hashed, password)
    if person is None or (person.left_on is not None and person.left_on <= clock.on(at)) or not is_right:
        return None
    return person.id


def proved_now(name: str, password: str, *, at: dt.datetime) -> UUID | None:
    """`proved` for a door that begins no sign-in: it looks again for failures, as `sign_in` would under its lock."""
    person_id = proved(name, password, at=at, again=True)
    db.session.rollback()  # what was read before the password's slow proof is old
    if is_throttled(queries.failures(name, now=at), now=at):
        raise TooManyTries
    return person_id


def sign_in(name: str, person_id: UUID | None, *, at: dt.datetime) -> str | None:
    """Begin the sign-in of a proved person and return its secret key, which is kept nowhere on our side; None for nobody.

    A failure is a row that must be committed: so it is an answer here, and the door turns it into the refusal. Raises
    TooManyTries, also for whoever had the right password at last, when others failed meanwhile.
    """
    if is_throttled(queries.failures(name, now=at), now=at):
        raise TooManyTries
    if person_id is None:
        note_failure(name, at=at)
        return None
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.name_digest == digest(name)))
    key = secrets.token_urlsafe(32)
    db.session.add(SignIn(key_digest=digest(key), person_id=person_id, started_at=at, seen_at=at))
    return key


def note_failure(name: str, *, at: dt.datetime) -> None:
    """A wrong password for a name, known or not."""
    db.session.add(FailedSignIn(name_digest=digest(name), at=at))


def sign_out(key: str, *, at: dt.datetime) -> None:
    db.session.execute(sa.update(SignIn).where(SignIn.key_digest == digest(key)).values(ended_at=at))


def end_sign_ins(person_id: UUID, *, at: dt.datetime, keep: str | None = None) -> None:
    """Every sign-in of a person ends, but for the one with the key `keep`."""
    living = sa.update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if keep is not None:
        living = living.where(SignIn.key_digest != digest(keep))
    db.session.execute(living.values(ended_at=at))


def seen(key: str, *, at: dt.datetime) -> None:
    """The page's heartbeat, every five minutes: pages themselves never write."""
    db.session.execute(sa.update(SignIn).where(SignIn.key_digest == digest(key)).values(seen_at=at))


def forget_failures(now: dt.datetime) -> int:
    """Delete failed sign-ins that throttle nobody any more; how many."""
    old = sa.delete(FailedSignIn).where(FailedSignIn.at <= now - TRIES_WITHIN)
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]
