"""Who is behind a sign-in, for Flask-Login; how it begins in a browser, and where one may be sent after it."""

from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import g, session
from flask_login import login_user

from app.accounts import queries
from app.accounts.rules import Actor, Deed, may, needs_second_factor
from app.core import clock
from app.core.scope import Places, enter_scope
from app.core.settings import settings


@dataclass(frozen=True)
class Visitor:
    """What Flask-Login carries: the key of the sign-in, and who is behind it."""

    key: str
    actor: Actor
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        return self.key

    def may(self, deed: Deed | None, place_path: str | None = None) -> bool:
        """For the guard and for templates: buttons show where this says yes."""
        return may(self.actor, deed, place_path)


def visitor(key: str) -> Visitor | None:
    """The person behind this key, whose places are the scope from here on; None when it opens nothing any more."""
    actor = queries.actor_of(key, now=clock.now(), today=clock.today())
    return None if actor is None else _looking(actor, key=key)


def visitor_for_once(person_id: UUID) -> Visitor:
    """A person who was proved with this very request: nothing begins, so there is no key."""
    visitor = _looking(queries.actor_of_person(person_id, today=clock.today()), key="")
    g.language = queries.person(person_id).language
    return visitor


def _looking(actor: Actor, *, key: str) -> Visitor:
    if needs_second_factor(actor.roles, setting=settings().second_factor) and not queries.has_second_factor(actor.id):
        actor = replace(actor, must_set_up_second_factor=True)
    enter_scope(Places(actor.places))
    g.actor_id = actor.id  # for the log: who, without a name
    return Visitor(key=key, actor=actor)


def let_in(key: str) -> None:
    """From here on this browser is signed in, and speaks the language that its person chose, if any."""
    found = visitor(key)
    login_user(found)
    if found is not None and (language := queries.person(found.actor.id).language) is not None:
        session["language"] = language


def inside(target: str | None) -> str | None:
    """Only an address of ours: never send somebody elsewhere after signing in."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None
