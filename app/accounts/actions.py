"""Deeds of signing in and out, and of passwords."""

import datetime as dt
import secrets
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts import queries
from app.accounts.models import FailedSignIn, OneTimeLink, Person, SignIn
from app.accounts.rules import LINK_LIVES, SHORTEST_PASSWORD, TRIES_WITHIN, Deed, digest, is_throttled
from app.core import journal
from app.core.db import db
from app.core.errors import Refusal
from app.core.named import N_
from app.core.stamp import Stamp

HASHER = PasswordHasher()
NOBODY = HASHER.hash("nobody")  # an unknown name costs as much time as a wrong password


class WrongNameOrPassword(Refusal):
    code = "accounts.wrong_name_or_password"
    status = 401
    says = N_("The name or the password is wrong.")
    field = "password"


class TooManyTries(Refusal):
    code = "accounts.too_many_tries"
    status = 429
    says = N_("Too many wrong tries with this name. Wait 15 minutes, then try again.")
    field = "password"


class PasswordTooShort(Refusal):
    code = "accounts.password_too_short"
    status = 400
    says = N_("The password needs at least %(least)s characters.")
    field = "new_password"


class LinkUsedUp(Refusal):
    code = "accounts.link_used_up"
    status = 404
    says = N_("This link was used or has run out. Ask the administrator for a new one.")


def sign_in(name: str, password: str, *, at: dt.datetime) -> str | None:
    """Begin a sign-in and return its secret key, which is kept nowhere on our side; None when name or password is wrong.

    A failure is a row that must be committed: so it is an answer here, and the door turns it into the refusal.
    Raises TooManyTries before anything is looked at.
    """
    if is_throttled(queries.failures(name, now=at), now=at):
        raise TooManyTries
    person = queries.person_by_sign_in_name(name)
    if person is None or person.left_on is not None or not _fits(person.password_hash, password):
        db.session.add(FailedSignIn(name_digest=digest(name), at=at))
        return None
    key = secrets.token_urlsafe(32)
    db.session.add(SignIn(key_digest=digest(key), person_id=person.id, started_at=at, seen_at=at))
    return key


def sign_out(key: str, *, at: dt.datetime) -> None:
    db.session.execute(sa.update(SignIn).where(SignIn.key_digest == digest(key)).values(ended_at=at))


def seen(key: str, *, at: dt.datetime) -> None:
    """The page's heartbeat, every five minutes: pages themselves never write."""
    db.session.execute(sa.update(SignIn).where(SignIn.key_digest == digest(key)).values(seen_at=at))


def change_password(person: Person, *, old: str, new: str, keep: str, stamp: Stamp) -> None:
    """Change one's own password; every other sign-in of the person ends. `keep` is the key of this one."""
    if not _fits(person.password_hash, old):
        raise WrongNameOrPassword
    _set_password(person, new, stamp=stamp)
    others = sa.update(SignIn).where(SignIn.person_id == person.id, SignIn.key_digest != digest(keep), SignIn.ended_at.is_(None))
    db.session.execute(others.values(ended_at=stamp.at))


def make_link(person_id: UUID, *, stamp: Stamp) -> str:
    """A link by which the person sets a password once; its secret key. Earlier links of the person end."""
    earlier = sa.update(OneTimeLink).where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None))
    db.session.execute(earlier.values(used_at=stamp.at))
    key = secrets.token_urlsafe(24)
    ends_at = stamp.at + LINK_LIVES
    db.session.add(OneTimeLink(key_digest=digest(key), person_id=person_id, made_at=stamp.at, ends_at=ends_at))
    return key


def use_link(key: str, *, new: str, stamp: Stamp) -> Person:
    """Set the first password by a one-time link; raises LinkUsedUp."""
    link = queries.link(key)
    if link is None or link.used_at is not None or link.ends_at <= stamp.at:
        raise LinkUsedUp
    person = queries.person_to_change(link.person_id)
    _set_password(person, new, stamp=stamp)
    link.used_at = stamp.at
    return person


def forget_failures(now: dt.datetime) -> int:
    """Delete failed sign-ins that throttle nobody any more; how many."""
    old = sa.delete(FailedSignIn).where(FailedSignIn.at <= now - TRIES_WITHIN)
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]


def hash_of(password: str) -> str:
    """Argon2id of a password; raises PasswordTooShort."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(least=SHORTEST_PASSWORD)
    return HASHER.hash(password)


def _set_password(person: Person, new: str, *, stamp: Stamp) -> None:
    hashed = hash_of(new)
    journal.enter(Deed.USE_OWN_ACCOUNT, subject=person.id, body={"password": "changed"}, stamp=stamp)
    person.password_hash = hashed
    person.must_change_password = False


def _fits(hashed: str | None, password: str) -> bool:
    try:
        HASHER.verify(hashed or NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None
