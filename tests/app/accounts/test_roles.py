"""Roles given, ended and asked for, each a deed of the journal."""

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import actions, queries
from app.accounts.rules import Deed, Role
from app.accounts.rules.refusals import OwnRoles, PersonHasLeft, SeparateRoles
from app.core.db import db, transaction
from app.core.journal import Entry
from tests import town

TODAY = dt.date(2026, 9, 30)
HERE = town.PLACES[town.TOWN]


def give(who: str, role: Role, *, by: str = "security_admin") -> bool:
    with transaction():
        person = queries.person_to_change(town.person_id(who))
        return actions.give_role(person, role, HERE, from_on=TODAY, stamp=town.a_stamp(by))


def roles(who: str, on: dt.date = TODAY) -> set[Role]:
    return {held.role for held in queries.roles_held(town.person_id(who), on=on)}


def grants_of_journal() -> list[dict[str, object]]:
    found = sa.select(Entry.facts).where(Entry.deed == Deed.GRANT_ROLES).order_by(Entry.recorded_at)
    return [dict(facts) for facts in db.session.scalars(found)]


def test_a_role_is_given_once_and_the_journal_says_so(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        assert give("worker", Role.REVIEWER)
        assert not give("worker", Role.REVIEWER)
        assert roles("worker") == {Role.WORKER, Role.REVIEWER}
        assert grants_of_journal() == [{"role": "reviewer", "place": HERE, "from": "2026-09-30", "what": "given"}]


@pytest.mark.parametrize(
    ("who", "role"),
    [("system_admin", Role.SECURITY_ADMIN), ("system_admin", Role.AUDITOR), ("auditor", Role.SYSTEM_ADMIN)],
)
def test_the_three_administrators_are_never_the_same_person(app: Flask, who: str, role: Role) -> None:
    town.build(app)
    with town.looking_on(app):
        with pytest.raises(SeparateRoles):
            give(who, role)
        assert role not in roles(who)
        assert grants_of_journal() == []  # a refused deed leaves no entry


def test_an_ended_role_makes_room_for_another(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        with transaction():
            (grant,) = queries.grants_of(town.person_id("auditor"), on=TODAY)
            actions.end_role(queries.grant_to_change(grant.id), stamp=town.a_stamp("security_admin"))
        assert roles("auditor") == set()
        assert roles("auditor", TODAY - dt.timedelta(days=1)) == {Role.AUDITOR}
        assert give("auditor", Role.SYSTEM_ADMIN)


def test_nobody_gives_or_ends_their_own_roles(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        with pytest.raises(OwnRoles):
            give("security_admin", Role.HEAD)
        (grant,) = queries.grants_of(town.person_id("security_admin"), on=TODAY)
        with pytest.raises(OwnRoles), transaction():
            actions.end_role(queries.grant_to_change(grant.id), stamp=town.a_stamp("security_admin"))
        assert roles("security_admin") == {Role.SECURITY_ADMIN}


def test_whoever_has_left_gets_no_role(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        with transaction():
            person = queries.person_to_change(town.person_id("worker"))
            actions.deactivate(person, on=TODAY, stamp=town.a_stamp("system_admin"))
        assert roles("worker") == set()
        with pytest.raises(PersonHasLeft):
            give("worker", Role.CLERK)


def ask(who: str, role: Role) -> bool:
    with transaction():
        person = queries.person_to_change(town.person_id(who))
        return actions.ask_role(person, role, HERE, from_on=TODAY, stamp=town.a_stamp("system_admin"))


def test_a_role_that_was_asked_for_is_nobody_s_until_it_is_given(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        assert ask("worker", Role.REVIEWER)
        assert not ask("worker", Role.REVIEWER)
        assert roles("worker") == {Role.WORKER}
        with transaction():
            (asked,) = queries.asked_roles()
            person = queries.person_to_change(asked.person_id)
            assert actions.give_asked(asked, person=person, stamp=town.a_stamp("security_admin"))
        assert roles("worker") == {Role.WORKER, Role.REVIEWER}
        assert queries.asked_roles() == []


def test_a_declined_role_is_gone_and_may_be_asked_for_again(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        ask("worker", Role.REVIEWER)
        with transaction():
            (asked,) = queries.asked_roles()
            assert actions.decline_asked(asked, stamp=town.a_stamp("security_admin"))
        assert roles("worker") == {Role.WORKER}
        assert ask("worker", Role.REVIEWER)


def test_what_must_not_meet_can_t_even_be_asked_for(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        assert ask("worker", Role.AUDITOR)
        with pytest.raises(SeparateRoles):
            ask("worker", Role.SYSTEM_ADMIN)


def test_the_same_deed_arriving_twice_gives_the_role_once_also_after_it_ended(app: Flask) -> None:
    town.build(app)
    stamp = town.a_stamp("security_admin")
    with town.looking_on(app):
        for _ in range(2):
            with transaction():
                person = queries.person_to_change(town.person_id("worker"))
                actions.give_role(person, Role.CLERK, HERE, from_on=TODAY, stamp=stamp)
            with transaction():
                for grant in queries.grants_of(town.person_id("worker"), on=TODAY):
                    if grant.role is Role.CLERK:
                        actions.end_role(queries.grant_to_change(grant.id), stamp=town.a_stamp("security_admin"))
        assert Role.CLERK not in roles("worker")
