"""Passwords as hashes (Argon2id)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.rules import SHORTEST_PASSWORD, is_too_simple
from app.accounts.rules.refusals import PasswordTooShort, PasswordTooSimple

HASHER = PasswordHasher()
NOBODY = HASHER.hash("nobody")  # an unknown name costs as much time as a wrong password


def hash_of(password: str, *, name: str = "") -> str:
    """Argon2id of a new password of whoever signs in as `name`; raises PasswordTooShort, PasswordTooSimple."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(least=SHORTEST_PASSWORD)
    if is_too_simple(password, name=name):
        raise PasswordTooSimple
    return HASHER.hash(password)


def fits(hashed: str | None, password: str) -> bool:
    """Whether the password has this hash; never for somebody without a password, after the same time."""
    try:
        HASHER.verify(hashed or NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None
