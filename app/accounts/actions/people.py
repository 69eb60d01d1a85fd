"""Deeds on people: entered, changed, given a way in, gone."""

import dataclasses
import datetime as dt
import secrets

import sqlalchemy as sa

from app.accounts import queries
from app.accounts.actions.passwords import HASHER
from app.accounts.actions.signing import end_sign_ins
from app.accounts.models import OneTimeLink, Person
from app.accounts.rules import LINK_LIVES, Deed, PersonFacts, differs, digest, free_sign_in_name
from app.accounts.rules.refusals import LinkUsedUp, PersonHasLeft, UnknownLanguage, WrongPassword
from app.config import LANGUAGES
from app.core import clock, journal
from app.core.db import db
from app.core.stamp import Stamp

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else when read out
TEMPORARY_LENGTH = 10


def add_person(facts: PersonFacts, *, stamp: Stamp, sign_in_name: str = "") -> Person:
    """Somebody new, without role and password, who signs in by name unless said otherwise; the same person on a replay."""
    new_id = stamp.part(1).event_id
    if not journal.enter(
        Deed.MANAGE_PEOPLE, subject=new_id, body=dataclasses.asdict(facts), stamp=stamp, facts={"what": "added"}
    ):
        return queries.person(new_id)
    free = free_sign_in_name(sign_in_name or facts.name, queries.sign_in_names())
    person = Person(id=new_id, name=facts.name, sign_in_name=free)
    _take(person, facts)
    db.session.add(person)
    db.session.flush()
    return person


def change_person(person: Person, facts: PersonFacts, *, stamp: Stamp) -> bool:
    """Take over what is said anew; the sign-in name stays. Whether anything changed."""
    if not differs(queries.facts_of(person), facts):
        return False
    body = dataclasses.asdict(facts)
    if not journal.enter(Deed.MANAGE_PEOPLE, subject=person.id, body=body, stamp=stamp, facts={"what": "changed"}):
        return False
    _take(person, facts)
    db.session.flush()
    return True


def make_link(person: Person, *, stamp: Stamp) -> str:
    """A link by which the person sets a password once; its secret key. Earlier links end. Raises PersonHasLeft."""
    _demand_at_work(person, on=clock.on(stamp.at))
    journal.enter(Deed.MANAGE_PEOPLE, subject=person.id, body={"link": "made"}, stamp=stamp, facts={"what": "link made"})
    _end_links(person, at=stamp.at)
    key = secrets.token_urlsafe(24)
    ends_at = stamp.at + LINK_LIVES
    db.session.add(OneTimeLink(key_digest=digest(key), person_id=person.id, made_at=stamp.at, ends_at=ends_at))
    return key


def use_link(key: str, *, hashed: str, stamp: Stamp) -> Person:
    """Set the password of whoever has the one-time link; raises LinkUsedUp."""
    link = queries.link(key, now=stamp.at)
    if link is None:
        raise LinkUsedUp
    person = queries.person_to_change(link.person_id)
    if person.left_on is not None and person.left_on <= clock.on(stamp.at):
        raise LinkUsedUp
    db.session.refresh(link)  # a rival may have used it while this one waited for the person
    if link.used_at is not None:
        raise LinkUsedUp
    _set_password(person, hashed, stamp=stamp)
    end_sign_ins(person.id, at=stamp.at)
    link.used_at = stamp.at
    return person


def change_password(person: Person, *, was: str | None, hashed: str, keep: str, stamp: Stamp) -> None:
    """Change one's own password, of which `was` has been proved; every other sign-in ends. `keep` is the key of this one."""
    if person.password_hash != was:
        raise WrongPassword
    _set_password(person, hashed, stamp=stamp)
    end_sign_ins(person.id, at=stamp.at, keep=keep)


def choose_language(person: Person, language: str, *, stamp: Stamp) -> None:
    """In this language pages and messages speak to the person from now on; raises UnknownLanguage."""
    if language not in LANGUAGES:
        raise UnknownLanguage
    facts = {"what": "language chosen"}
    if journal.enter(Deed.USE_OWN_ACCOUNT, subject=person.id, body={"language": language}, stamp=stamp, facts=facts):
        person.language = language


def give_temporary_password(person: Person, *, stamp: Stamp) -> str:
    """A password to be read out over the phone, which must be changed at the first sign-in. Raises PersonHasLeft."""
    _demand_at_work(person, on=clock.on(stamp.at))
    facts = {"what": "temporary password"}
    journal.enter(Deed.MANAGE_PEOPLE, subject=person.id, body={"password": "temporary"}, stamp=stamp, facts=facts)
    password = "".join(secrets.choice(READABLE) for _ in range(TEMPORARY_LENGTH))
    person.password_hash = HASHER.hash(password)
    person.must_change_password = True
    _end_links(person, at=stamp.at)
    end_sign_ins(person.id, at=stamp.at)
    return password


def deactivate(person: Person, *, on: dt.date, stamp: Stamp) -> None:
    """From this day on the person doesn't work here: roles, sign-ins and links end. Inside a deed that enters the journal."""
    _demand_at_work(person, on=on)
    person.left_on = on
    for grant in queries.grants_of(person.id, on=on):
        grant.to_on = on - dt.timedelta(days=1)
    for asked in queries.asked_roles(person.id):
        asked.settled_at = stamp.at
    _end_links(person, at=stamp.at)
    end_sign_ins(person.id, at=stamp.at)
    db.session.flush()


def _demand_at_work(person: Person, *, on: dt.date) -> None:
    if person.left_on is not None and person.left_on <= on:
        raise PersonHasLeft(person=person.name)


def _set_password(person: Person, hashed: str, *, stamp: Stamp) -> None:
    facts = {"what": "password changed"}
    journal.enter(Deed.USE_OWN_ACCOUNT, subject=person.id, body={"password": "changed"}, stamp=stamp, facts=facts)
    person.password_hash = hashed
    person.must_change_password = False


def _end_links(person: Person, *, at: dt.datetime) -> None:
    earlier = sa.update(OneTimeLink).where(OneTimeLink.person_id == person.id, OneTimeLink.used_at.is_(None))
    db.session.execute(earlier.values(used_at=at))


def _take(person: Person, facts: PersonFacts) -> None:
    """What isn't said stays as it is."""
    person.name = facts.name
    person.phone = person.phone if facts.phone is None else facts.phone or None
    person.languages = (person.languages or "") if facts.languages is None else facts.languages
    person.party_branch = person.party_branch if facts.party_branch is None else facts.party_branch or None
    if facts.party_member is not None:
        person.party_member = facts.party_member
