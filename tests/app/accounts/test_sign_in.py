"""A sign-in is a row; the cookie is only its key; no page writes; wrong tries are rows that make a name wait."""

import datetime as dt
import time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import actions
from app.accounts.models import FailedSignIn, SignIn
from app.accounts.rules import IDLE, TRIES, TRIES_WITHIN
from app.core import clock
from app.core.db import db, transaction
from tests import town

HTTPS = "https://xiding.example"
PAGE = "/account"  # opens for everybody who is signed in


def the_row(app: Flask) -> SignIn:
    with app.app_context():
        return db.session.scalars(sa.select(SignIn)).one()


def tried(app: Flask, name: str, password: str) -> int:
    client = app.test_client()
    token = town.csrf_field(client.get("/sign-in").text)
    return client.post("/sign-in", data={"name": name, "password": password, "csrf_token": token, "next": PAGE}).status_code


def test_the_cookie_opens_nothing_once_the_row_has_ended(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app)
    stolen = client.get_cookie("session")
    assert stolen is not None
    assert client.post("/sign-out", headers=headers).location == "/sign-in"
    client.set_cookie("session", stolen.value)
    assert client.get(PAGE).location.startswith("/sign-in")


def test_the_database_holds_no_key_that_opens_a_session(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app)
    with client.session_transaction() as cookie:
        key = cookie["_user_id"]
    assert the_row(app).key_digest != key
    with app.test_client() as thief:
        with thief.session_transaction() as forged:
            forged["_user_id"] = the_row(app).key_digest
        assert thief.get(PAGE).status_code == 302


def test_an_idle_sign_in_ends_and_the_heartbeat_keeps_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    town.build(app)
    client, headers = town.signed_in(app)
    began = the_row(app).seen_at
    assert client.get(PAGE).status_code == 200
    assert the_row(app).seen_at == began  # a page doesn't write
    monkeypatch.setattr("app.core.clock.now", lambda: began + IDLE * 0.9)
    assert client.post("/heartbeat", headers=headers).status_code == 204
    monkeypatch.setattr("app.core.clock.now", lambda: began + IDLE * 1.8)
    assert client.get(PAGE).status_code == 200
    monkeypatch.setattr("app.core.clock.now", lambda: began + IDLE * 2)
    assert client.get(PAGE).status_code == 302


def test_the_anonymous_form_has_a_csrf_token_without_a_row(app: Flask) -> None:
    town.build(app)
    assert app.test_client().post("/sign-in", data={"name": "worker", "password": town.PASSWORD}).status_code == 400
    assert tried(app, "worker", "wrong") == 401
    with app.app_context():
        assert db.session.scalars(sa.select(SignIn)).all() == []
    assert tried(app, "worker", town.PASSWORD) == 302


def test_the_csrf_token_changes_with_the_sign_in(app: Flask) -> None:
    town.build(app)
    client = app.test_client()
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        before = cookie["csrf_token"]
    town.signed_in(app, client=client)
    with client.session_transaction() as cookie:
        assert cookie["csrf_token"] != before


@pytest.mark.parametrize(("base_url", "secure"), [("http://192.168.1.9", False), (HTTPS, True)])
def test_the_cookie_is_secure_under_https_and_only_there(app: Flask, base_url: str, *, secure: bool) -> None:
    answer = app.test_client().get("/sign-in", base_url=base_url)
    cookie = answer.headers["Set-Cookie"]
    assert ("Secure;" in cookie) is secure
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_https_signs_in_with_the_referrer_our_policy_sends_and_not_without_one(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, base_url=HTTPS)
    answer = client.get(PAGE, base_url=HTTPS)
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "same-origin"
    stranger = app.test_client()
    token = town.csrf_field(stranger.get("/sign-in", base_url=HTTPS).text)
    assert stranger.post("/sign-in", base_url=HTTPS, data={"csrf_token": token}).status_code == 400


def test_the_page_is_chinese_names_the_township_and_keeps_what_was_typed(app: Flask) -> None:
    town.build(app)
    client = app.test_client()
    page = client.get("/sign-in").text
    assert "登录" in page
    assert "西定乡" in page
    form = {"name": "岩<温", "password": "not my password", "csrf_token": town.csrf_field(page)}
    again = client.post("/sign-in", data=form).text
    assert 'value="岩&lt;温"' in again
    assert "登录名或密码不对" in again
    assert "not my password" not in again


def test_one_lands_where_one_came_for_and_never_on_another_site(app: Flask) -> None:
    town.build(app)
    for target, lands in ((PAGE, PAGE), ("//evil.example/", "/"), ("https://evil.example", "/"), ("/\\evil.example", "/")):
        client = app.test_client()
        form = {"name": "worker", "password": town.PASSWORD, "next": target}
        form["csrf_token"] = town.csrf_field(client.get("/sign-in").text)
        assert client.post("/sign-in", data=form).location == lands


def test_five_wrong_tries_make_the_name_wait_even_with_the_right_password_known_or_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.build(app)
    for name in ("worker", "nobody knows me"):
        assert [tried(app, name, "wrong") for _ in range(TRIES)] == [401] * TRIES
        assert tried(app, name, town.PASSWORD) == 429
    assert tried(app, "leader", town.PASSWORD) == 302  # others don't wait
    later = clock.now() + TRIES_WITHIN
    monkeypatch.setattr("app.core.clock.now", lambda: later)
    assert tried(app, "worker", town.PASSWORD) == 302


def test_a_success_forgets_the_failures_before_it(app: Flask) -> None:
    town.build(app)
    for _ in range(TRIES - 1):
        assert tried(app, "worker", "wrong") == 401
    assert tried(app, "worker", town.PASSWORD) == 302
    assert tried(app, "worker", "wrong") == 401
    assert tried(app, "worker", town.PASSWORD) == 302


def test_failures_that_throttle_nobody_are_swept_away(app: Flask) -> None:
    with app.app_context():
        with transaction():
            for minutes in (1, 14, 15, 60):
                actions.note_failure("worker", at=town.NOON - dt.timedelta(minutes=minutes))
        with transaction():
            assert actions.forget_failures(town.NOON) == 2
        assert db.session.scalar(sa.select(sa.func.count()).select_from(FailedSignIn)) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_unknown_name_and_one_without_a_password_cost_as_much_time_as_a_wrong_password(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app), transaction():
        town.a_person("second").password_hash = None
        town.a_person("neighbour").left_on = town.SINCE
    with app.app_context():
        cost = {name: _least_cost(name) for name in ("worker", "nobody knows me", "second", "neighbour")}
    assert all(seconds > cost["worker"] / 2 for seconds in cost.values()), cost


def _least_cost(name: str) -> float:
    costs = []
    for _ in range(3):
        began = time.thread_time()
        assert actions.proved(name, "wrong", at=town.NOON) is None
        costs.append(time.thread_time() - began)
    return min(costs)


def test_whoever_has_left_is_signed_out_and_can_t_come_in(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app)
    with town.looking_on(app), transaction():
        town.a_person("worker").left_on = clock.today()
    assert client.get(PAGE).status_code == 302
    assert tried(app, "worker", town.PASSWORD) == 401


def test_a_name_that_no_table_can_hold_is_nobody_s(app: Flask) -> None:
    town.build(app)
    assert tried(app, "worker\0", town.PASSWORD) == 401
