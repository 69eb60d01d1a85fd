"""What goes outside speaks the language of whoever gets it."""

import itertools
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale, gettext

from app.accounts import actions as accounts
from app.config import LANGUAGES
from app.core.channels import Channel
from app.core.db import db, transaction
from app.core.outbox import Message, Outcome, Parcel
from app.notices.queries.words import CASE_OF_CLASS
from app.notices.rules import LONGEST_SMS, MORNING, Gist, sms_text
from app.sending import send_out
from tests import town
from tests.app.notices.ground import NOON, NUMBER, a_message, chose, delivered, mail_to, set_up


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


class Kept:
    """A way outside that keeps what it was given."""

    def __init__(self) -> None:
        self.parcels: dict[str, Parcel] = {}

    def send(self, parcel: Parcel) -> Outcome:
        self.parcels[parcel.to] = parcel
        return Outcome()


def speaks(who: str, language: str) -> None:
    with transaction():
        accounts.choose_language(town.a_person(who), language, stamp=town.a_stamp(who))


def sent(app: Flask, channel: Channel = Channel.EMAIL, **settings: object) -> dict[str, Parcel]:
    way = Kept()
    with set_up(app, **mail_to(1), sms_url="http://127.0.0.1:1/", **settings):
        delivered()
        send_out(channel, now=NOON, transport=way)
    return way.parcels


def test_each_gets_the_same_news_in_their_own_language(app: Flask) -> None:
    for who in ("leader", "worker", "second"):
        chose(who)
        a_message(who)
    speaks("leader", "en")
    speaks("worker", "zh")
    mails = sent(app)
    assert mails["leader@example.cn"].subject == f"西定乡: Case {NUMBER} is overdue"
    assert "automatic message" in mails["leader@example.cn"].text
    assert {mails[f"{who}@example.cn"].subject for who in ("worker", "second")} == {f"西定乡：办件{NUMBER}已超期，请尽快办理"}


def test_whoever_chose_none_gets_the_installation_s(app: Flask) -> None:
    for who in ("leader", "worker"):
        chose(who)
        a_message(who)
    speaks("worker", "zh")
    mails = sent(app, language="en")
    assert mails["leader@example.cn"].subject == f"西定乡: Case {NUMBER} is overdue"
    assert mails["worker@example.cn"].subject.startswith("西定乡：办件")


def test_the_morning_s_digest_and_an_sms_speak_it_too(app: Flask) -> None:
    chose("leader", email=False, sms=True, digest=True)
    speaks("leader", "en")
    a_message("leader", says=MORNING, link="/")
    with transaction():
        db.session.execute(sa.update(Message).values(facts={"due": 2, "late": 1}))
    (sms,) = sent(app, Channel.SMS).values()
    assert sms.text.startswith("西定乡: Today: 2 due, 1 overdue")


def test_the_test_channel_shows_the_administrator_what_each_would_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.clock.now", lambda: NOON)
    chose("leader")
    speaks("leader", "en")
    a_message("leader")
    with set_up(app, outside_test=True):
        delivered()
        client, _ = town.signed_in(app, "system_admin")
        page = client.get("/admin/outbox").text
    assert '<html lang="zh-CN">' in page
    assert f"西定乡: Case {NUMBER} is overdue" in page


@pytest.mark.parametrize(("gist", "language"), list(itertools.product(Gist, LANGUAGES)))
def test_no_sms_loses_a_word(gist: Gist, language: str) -> None:
    with force_locale(language):
        case = gettext(CASE_OF_CLASS, number=NUMBER, kind="B")
        said = gettext("%(brand)s: %(gist)s", brand="西定乡", gist=gettext(gist.label, case=case, due=10, late=10, review=10))
    assert sms_text(said, None) == said
    assert len(said) <= LONGEST_SMS
