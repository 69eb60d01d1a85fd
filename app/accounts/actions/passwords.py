"""Passwords as hashes (Argon2id)."""

import datetime as dt
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.rules import SHORTEST_PASSWORD, is_too_simple
from app.accounts.rules.refusals import PasswordTooShort, PasswordTooSimple

HASHER = PasswordHasher()
NOBODY = HASHER.hash("nobody")  # an unknown name costs as much time as a wrong password
PROOF_LIVES, MOST_PROOFS = dt.timedelta(minutes=10), 256
_KEY = secrets.token_bytes(32)
_PROOFS: dict[bytes, dt.datetime] = {}


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


def fits_still(hashed: str | None, password: str, *, at: dt.datetime) -> bool:
    """`fits`, which costs a tenth of a second, for programs that send the password with each of hundreds of requests.

    What was proved is known for ten minutes to this process alone, as a digest under a key that dies with it. Another password,
    or a new hash, is proved anew.
    """
    proof = hmac.digest(_KEY, f"{hashed}\0{password}".encode(), "sha256")
    if hashed is not None and proof in _PROOFS and at - _PROOFS[proof] < PROOF_LIVES:
        return True
    if not fits(hashed, password):
        return False
    if len(_PROOFS) >= MOST_PROOFS:
        _PROOFS.clear()
    _PROOFS[proof] = at
    return True
