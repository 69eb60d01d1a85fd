"""Messages of the miniature town, who chose which way, and an application whose mail goes to a server of the test's own."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask

from app.core import outbox
from app.core.db import db, transaction
from app.core.outbox import Message
from app.deadlines.rules import SAYS, ClockKind, Level
from app.notices import actions
from app.notices.rules import Choice
from tests import town

NUMBER = f"{town.TOWN}-20260930-0001"
NOON = town.NOON  # a Wednesday
NIGHT = dt.datetime(2026, 9, 29, 14, 30, tzinfo=dt.UTC)  # half past ten in the evening before
SAYS_LATE = SAYS[ClockKind.PROMISED, Level.CHASER]


def a_message(
    recipient: str = "leader", *, says: str = SAYS_LATE, at: dt.datetime = NOON, link: str | None = f"/cases/{NUMBER}"
) -> UUID:
    """A message for somebody's inbox; its event."""
    event_id = uuid4()
    facts = {"number": NUMBER, "due_on": "2026-09-29"}
    with transaction():
        outbox.put(event_id, recipient=town.person_id(recipient), channel="inbox", says=says, facts=facts, link=link, due_at=at)
    return event_id


def chose(person: str, *, email: bool = True, sms: bool = False, digest: bool = False, phone: str = "138 0000 1234") -> None:
    """Somebody chose to be told outside."""
    with transaction():
        somebody = town.a_person(person)
        somebody.phone = phone
        actions.choose(somebody, Choice(email, sms, digest), email=f"{person}@example.cn", stamp=town.a_stamp(person))


def delivered(now: dt.datetime = NOON) -> int:
    with transaction():
        return actions.deliver(now)


def outside() -> list[tuple[str, str]]:
    """(channel, state) of every message to the outside."""
    rows = db.session.execute(sa.select(Message.channel, Message.state).where(Message.channel != "inbox"))
    return sorted((row.channel, row.state.value) for row in rows)


@contextmanager
def set_up(app: Flask, **settings: object) -> Iterator[None]:
    """The application with these settings."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(before, **settings)
    try:
        yield
    finally:
        app.config["SETTINGS"] = before


def mail_to(port: int) -> dict[str, object]:
    """The settings for a mail server on this machine."""
    return {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_tls": "none",
        "mail_from": "daiban@example.cn",
        "send_timeout_s": 0.4,
        "send_tries": 3,
        "public_url": "https://daiban.example.cn/",
    }
