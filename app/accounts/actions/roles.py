"""Deeds on roles: given, ended, asked for. The three administrators are never the same person (DESIGN 6.4)."""

import datetime as dt

from app.accounts import queries
from app.accounts.models import AskedRole, Grant, Person
from app.accounts.rules import Deed, Role, clash
from app.accounts.rules.refusals import OwnRoles, PersonHasLeft, SeparateRoles
from app.core import clock, journal
from app.core.db import db
from app.core.stamp import Stamp


def check_roles(roles: frozenset[Role]) -> None:
    """Raises SeparateRoles when these must not meet in one person."""
    if met := sorted(clash(roles), key=list(Role).index):
        raise SeparateRoles(first=met[0], second=met[1])


def give_role(person: Person, role: Role, place_path: str, *, from_on: dt.date, stamp: Stamp) -> bool:
    """Give a role at a place and below it; False when it is held there already.

    The person must have been loaded to be changed. Raises OwnRoles, PersonHasLeft, SeparateRoles.
    """
    held = queries.grants_of(person.id, on=from_on)
    if any(one.role is role and one.place_path == place_path and one.to_on is None for one in held):
        return False
    facts = {"role": role.value, "place": place_path, "from": from_on.isoformat(), "what": "given"}
    if not journal.enter(Deed.GRANT_ROLES, subject=person.id, body=facts, stamp=stamp, facts=facts):
        return False
    _check_hand(person, stamp=stamp)
    check_roles(queries.roles_of(person.id, on=min(from_on, clock.on(stamp.at))) | {role})
    db.session.add(Grant(person_id=person.id, role=role, place_path=place_path, from_on=from_on))
    db.session.flush()
    return True


def end_role(grant: Grant, *, stamp: Stamp) -> None:
    """The role ends at once: its last day was yesterday. Raises OwnRoles."""
    facts = {"role": grant.role.value, "place": grant.place_path, "what": "ended"}
    if not journal.enter(Deed.GRANT_ROLES, subject=grant.person_id, body=facts, stamp=stamp, facts=facts):
        return
    if stamp.by == grant.person_id:
        raise OwnRoles
    grant.to_on = clock.on(stamp.at) - dt.timedelta(days=1)
    db.session.flush()


def ask_role(person: Person, role: Role, place_path: str, *, from_on: dt.date, stamp: Stamp) -> bool:
    """Ask for a role that the security administrator will give or decline; False when it is held or asked for already.

    Raises PersonHasLeft, SeparateRoles.
    """
    held = {(one.role, one.place_path) for one in queries.grants_of(person.id, on=from_on)}
    asked = {(one.role, one.place_path) for one in queries.asked_roles(person.id)}
    if (role, place_path) in held | asked:
        return False
    facts = {"role": role.value, "place": place_path, "what": "role asked for"}
    if not journal.enter(Deed.MANAGE_PEOPLE, subject=person.id, body=facts, stamp=stamp, facts=facts):
        return False
    check_roles(frozenset(one for one, _ in held | asked) | {role})
    db.session.add(
        AskedRole(person_id=person.id, role=role, place_path=place_path, asked_at=stamp.recorded_at, asked_by=stamp.by)
    )
    db.session.flush()
    return True


def give_asked(asked: AskedRole, *, person: Person, stamp: Stamp) -> bool:
    """Give a role that was asked for, from today on; False when somebody settled it already. Raises what `give_role` raises."""
    if asked.settled_at is not None:
        return False
    asked.settled_at = stamp.recorded_at
    return give_role(person, asked.role, asked.place_path, from_on=clock.on(stamp.at), stamp=stamp)


def decline_asked(asked: AskedRole, *, stamp: Stamp) -> bool:
    """The role isn't given; False when somebody settled it already."""
    if asked.settled_at is not None:
        return False
    facts = {"role": asked.role.value, "place": asked.place_path, "what": "declined"}
    if journal.enter(Deed.GRANT_ROLES, subject=asked.person_id, body=facts, stamp=stamp, facts=facts):
        asked.settled_at = stamp.recorded_at
        db.session.flush()
    return True


def _check_hand(person: Person, *, stamp: Stamp) -> None:
    if stamp.by == person.id:
        raise OwnRoles
    if person.left_on is not None and person.left_on <= clock.on(stamp.at):
        raise PersonHasLeft(person=person.name)
