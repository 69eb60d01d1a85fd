"""One's own language: chosen on any page, kept with the account, and spoken wherever one signs in."""

import dataclasses
import datetime as dt

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import actions, queries
from app.accounts.rules.refusals import UnknownLanguage
from app.config import WrongSetting, settings_from
from app.core.db import db, transaction
from app.core.journal import Entry
from app.factory import create_app
from tests import town

ENGLISH, CHINESE = '<html lang="en">', '<html lang="zh-CN">'


def choose(client: FlaskClient, headers: dict[str, str], language: str, **more: str) -> tuple[int, str]:
    answer = client.post("/account/language", data={"language": language, **more}, headers=headers)
    return answer.status_code, answer.headers.get("Location", "")


def test_what_somebody_chose_on_one_machine_holds_on_another(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "leader")
    assert CHINESE in client.get("/account").text
    assert choose(client, headers, "en", next="/account") == (303, "/account")
    assert ENGLISH in client.get("/account").text
    elsewhere, _ = town.signed_in(app, "leader")
    assert ENGLISH in elsewhere.get("/account").text


def test_it_is_theirs_and_not_the_browser_s(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "leader")
    choose(client, headers, "en")
    client.post("/sign-out", headers=headers)
    assert CHINESE in client.get("/sign-in").text
    town.signed_in(app, "clerk", client=client)
    assert CHINESE in client.get("/account").text


def test_it_goes_before_the_choice_of_the_browser(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "leader")
    client.set_cookie("language", "en")
    assert ENGLISH in client.get("/account").text
    choose(client, headers, "zh")
    assert CHINESE in client.get("/account").text


def test_the_switches_of_a_page_keep_it_with_the_account_of_whoever_is_signed_in(app: Flask) -> None:
    town.build(app)
    assert 'action="/account/language"' not in app.test_client().get("/sign-in").text
    for who, path in (("leader", "/posts"), ("leader", "/account"), ("worker", "/field/me")):
        client, _ = town.signed_in(app, who)
        form = client.get(path).text.split('name="language"')[0].rsplit("<form", maxsplit=1)[1]
        assert 'action="/account/language"' in form, path


def test_a_choice_is_a_deed_and_an_unknown_one_is_refused(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "leader")
    assert choose(client, headers, "tlh")[0] == 400
    choose(client, headers, "en", next="https://evil.example")
    with town.looking_on(app):
        entries = db.session.query(Entry).filter_by(subject=town.person_id("leader"), deed="accounts.own").all()
        assert [one.facts for one in entries] == [{"what": "language chosen"}]
        with pytest.raises(UnknownLanguage), transaction():
            actions.choose_language(town.a_person("clerk"), "", stamp=town.a_stamp("clerk"))
        assert queries.language_of(town.person_id("clerk")) == "zh"


def test_whoever_must_change_the_password_can_choose_the_language_to_read_it_in(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app), transaction():
        town.a_person("worker").must_change_password = True
    client, headers = town.signed_in(app, "worker")
    assert choose(client, headers, "en", next="/account") == (303, "/account")
    assert "Set your password" in client.get("/account").text


def test_a_sign_in_with_a_code_brings_it_along(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.clock.now", lambda: town.NOON)
    town.build(app)
    with town.looking_on(app):
        with transaction():
            person = town.a_person("leader")
            actions.choose_language(person, "en", stamp=town.a_stamp("leader"))
            actions.begin_second_factor(person, at=town.NOON)
        factor = queries.second_factor(town.person_id("leader"))
        assert factor is not None
        totp = pyotp.TOTP(queries.secret_of(factor))
        with transaction():
            code = totp.at(town.NOON - dt.timedelta(seconds=30))
            actions.confirm_second_factor(town.a_person("leader"), code, keep="", stamp=town.a_stamp("leader"))
    client = app.test_client()
    form = {"csrf_token": town.csrf_field(client.get("/sign-in").text), "name": "leader", "password": town.PASSWORD}
    client.post("/sign-in", data=form)
    page = client.get("/sign-in/code").text
    assert CHINESE in page
    client.post("/sign-in/code", data={"csrf_token": town.csrf_field(page), "code": totp.at(town.NOON)})
    assert ENGLISH in client.get("/account").text


def test_until_somebody_chooses_it_is_the_installation_s(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        before = app.config["SETTINGS"]
        app.config["SETTINGS"] = dataclasses.replace(before, language="en")
        assert queries.language_of(town.person_id("leader")) == "en"
        with transaction():
            actions.choose_language(town.a_person("leader"), "zh", stamp=town.a_stamp("leader"))
        assert queries.language_of(town.person_id("leader")) == "zh"


def test_pages_speak_the_installation_s_where_nobody_chose_and_the_setting_knows_two(app: Flask) -> None:
    english = create_app(dataclasses.replace(app.config["SETTINGS"], language="en"))
    assert ENGLISH in english.test_client().get("/sign-in").text
    with english.app_context():
        db.session.remove()
        db.engine.dispose()
    with pytest.raises(WrongSetting, match="zh, en"):
        settings_from({"DAIBAN_LANGUAGE": "tlh"})
