"""Deeds of the second factor: enrolled, asked for at sign-in, reset."""

import datetime as dt
import hmac
import secrets

import pyotp
import sqlalchemy as sa

from app.accounts import queries
from app.accounts.actions.people import READABLE
from app.accounts.actions.signing import end_sign_ins, note_failure, sign_in
from app.accounts.models import HalfSignIn, Person, RecoveryCode, SecondFactor
from app.accounts.rules import HALF_LIVES, RECOVERY_CODES, RECOVERY_LENGTH, Deed, digest, is_throttled, plain_code, steps_at
from app.accounts.rules.refusals import HalfTooOld, HasSecondFactor, NoSecondFactor, TooManyTries, WrongCode
from app.core import journal
from app.core.crypto import index_of, seal
from app.core.db import db
from app.core.stamp import Stamp

RECOVERY = "recovery_code"


def begin_second_factor(person: Person, *, at: dt.datetime) -> None:
    """A new secret, which counts once a code of it was typed; an earlier unconfirmed one is void. Raises HasSecondFactor."""
    factor = queries.second_factor_to_change(person.id)
    if factor is not None and factor.confirmed_at is not None:
        raise HasSecondFactor
    sealed = seal(pyotp.random_base32(), purpose=queries.SECRET)
    if factor is None:
        db.session.add(SecondFactor(person_id=person.id, secret_sealed=sealed, begun_at=at))
    else:
        factor.secret_sealed, factor.begun_at = sealed, at
    db.session.flush()


def begin_replacing(person: Person, code: str, *, at: dt.datetime) -> bool:
    """A new phone, for whoever proved the password: a code of the old one, or a recovery code, lets a new secret wait.

    False for a wrong code, which is a row that must be committed. The old phone counts until the new one is proved. Raises
    NoSecondFactor, TooManyTries.
    """
    factor = queries.second_factor_to_change(person.id)
    if factor is None or factor.confirmed_at is None:
        raise NoSecondFactor
    if is_throttled(queries.failures(person.sign_in_name, now=at), now=at):
        raise TooManyTries
    if not (_takes(factor, code, at=at) or _recovers(person, code, at=at)):
        note_failure(person.sign_in_name, at=at)
        return False
    factor.next_secret_sealed, factor.begun_at = seal(pyotp.random_base32(), purpose=queries.SECRET), at
    db.session.flush()
    return True


def confirm_second_factor(person: Person, code: str, *, keep: str, stamp: Stamp) -> list[str]:
    """The first code proves the phone; the recovery codes, which are kept nowhere in the open. Raises WrongCode and more.

    A new phone takes the place of the old one, and every sign-in but that with the key `keep` ends.
    """
    factor = queries.second_factor_to_change(person.id)
    if factor is None:
        raise NoSecondFactor
    is_first = factor.confirmed_at is None
    if is_first:
        _prove(factor, code, stamp=stamp)
    else:
        _change(factor, code, stamp=stamp)
        end_sign_ins(person.id, at=stamp.at, keep=keep)
    what = "set up" if is_first else "replaced"
    facts = {"what": f"second factor {what}"}
    journal.enter(Deed.USE_OWN_ACCOUNT, subject=person.id, body={"second_factor": what}, stamp=stamp, facts=facts)
    codes = ["".join(secrets.choice(READABLE) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    db.session.add_all(RecoveryCode(person_id=person.id, code_index=index_of(one, purpose=RECOVERY)) for one in codes)
    db.session.flush()
    return codes


def reset_second_factor(person: Person, *, stamp: Stamp) -> None:
    """The phone is gone: secret and recovery codes end, and every sign-in of the person. Raises NoSecondFactor."""
    factor = queries.second_factor_to_change(person.id)
    if factor is None or factor.confirmed_at is None:
        raise NoSecondFactor
    facts = {"what": "second factor reset"}
    body = {"second_factor": "reset"}
    if not journal.enter(Deed.RESET_SECOND_FACTOR, subject=person.id, body=body, stamp=stamp, facts=facts):
        return
    for rows in (RecoveryCode, HalfSignIn):
        db.session.execute(sa.delete(rows).where(rows.person_id == person.id))
    db.session.delete(factor)
    end_sign_ins(person.id, at=stamp.at)
    db.session.flush()


def begin_half(person: Person, *, at: dt.datetime) -> str:
    """The password was right: the key of a sign-in that waits for its code. Failures are forgotten only after the code."""
    if is_throttled(queries.failures(person.sign_in_name, now=at), now=at):
        raise TooManyTries
    db.session.execute(sa.delete(HalfSignIn).where(HalfSignIn.started_at <= at - HALF_LIVES))
    key = secrets.token_urlsafe(32)
    db.session.add(HalfSignIn(key_digest=digest(key), person_id=person.id, started_at=at))
    return key


def finish_half(key: str, code: str, *, at: dt.datetime) -> str | None:
    """The key of the sign-in that the code completes; None for a wrong code, which is a row that must be committed.

    Raises HalfTooOld, TooManyTries.
    """
    half = queries.half_sign_in(key, now=at)
    if half is None:
        raise HalfTooOld
    person = queries.person_to_change(half.person_id)
    factor = queries.second_factor_to_change(person.id)
    if is_throttled(queries.failures(person.sign_in_name, now=at), now=at):
        raise TooManyTries
    if factor is None or not (_takes(factor, code, at=at) or _recovers(person, code, at=at)):
        note_failure(person.sign_in_name, at=at)
        return None
    db.session.delete(half)
    return sign_in(person.sign_in_name, person.id, at=at)


def _prove(factor: SecondFactor, code: str, *, stamp: Stamp) -> None:
    if not _takes(factor, code, at=stamp.at):
        raise WrongCode
    factor.confirmed_at = stamp.at


def _change(factor: SecondFactor, code: str, *, stamp: Stamp) -> None:
    """The waiting secret takes the place of the present one, if the code is of it."""
    if queries.waiting_secret(factor, now=stamp.at) is None or factor.next_secret_sealed is None:
        raise HasSecondFactor
    factor.secret_sealed, factor.next_secret_sealed, factor.last_step = factor.next_secret_sealed, None, 0
    _prove(factor, code, stamp=stamp)


def _takes(factor: SecondFactor, code: str, *, at: dt.datetime) -> bool:
    """Whether it is a code of now; it never is one again. The factor is locked: of two that come at once one is the first."""
    totp, typed = pyotp.TOTP(queries.secret_of(factor)), plain_code(code)
    for step in steps_at(at, after=factor.last_step):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            factor.last_step = step
            db.session.flush()
            return True
    return False


def _recovers(person: Person, code: str, *, at: dt.datetime) -> bool:
    unused = sa.update(RecoveryCode).where(
        RecoveryCode.person_id == person.id,
        RecoveryCode.code_index == index_of(plain_code(code), purpose=RECOVERY),
        RecoveryCode.used_at.is_(None),
    )
    return db.session.scalar(unused.values(used_at=at).returning(RecoveryCode.id)) is not None
