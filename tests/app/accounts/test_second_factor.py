"""The second factor: set up by its first code, asked for after the password, each code once; reset when the phone is lost."""

import datetime as dt
import re
from collections.abc import Iterator

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import actions, queries
from app.accounts.rules import HALF_LIVES, TRIES, Role, needs_second_factor, plain_code, shown_code, steps_at
from app.accounts.rules.refusals import HasSecondFactor
from app.config import Settings
from app.core import clock
from app.core.db import db, transaction
from app.core.journal import Entry
from app.factory import create_app
from tests import town

NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)


@pytest.fixture
def demanding(app: Flask) -> Iterator[Flask]:
    """The same database, where the setting demands it of the administrators."""
    said: Settings = app.config["SETTINGS"]
    other = create_app(Settings(database_url=said.database_url, instance=said.instance, second_factor="administrators"))
    other.testing = True
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def hands(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The wall clock, which a test sets by changing its one hand."""
    shown = [NOW]
    monkeypatch.setattr("app.core.clock.now", lambda: shown[0])
    return shown


def set_up(client: FlaskClient, headers: dict[str, str]) -> tuple[str, list[str]]:
    """Set it up as a person would: the secret of the page, and the recovery codes of the answer."""
    assert client.post("/account/second-factor", headers=headers).status_code == 303
    page = client.get("/account/second-factor").text
    assert "<svg" in page
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert secret is not None
    plain = secret[1].replace(" ", "")
    answer = client.post("/account/second-factor/confirm", data={"code": code(plain)}, headers=headers)
    assert answer.status_code == 200, answer.text
    return plain, re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", answer.text)


def code(secret: str, *, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=steps)


def half_in(app: Flask, who: str = "auditor") -> FlaskClient:
    """A browser that gave the right password and is asked for its code."""
    client = app.test_client()
    form = {"name": who, "password": town.PASSWORD, "csrf_token": town.csrf_field(client.get("/sign-in").text)}
    answer = client.post("/sign-in", data=form | {"next": "/account"})
    assert (answer.status_code, answer.location) == (303, "/sign-in/code?next=/account")
    return client


def type_code(client: FlaskClient, typed: str) -> int:
    page = client.get("/sign-in/code?next=/account")
    if page.status_code != 200:
        return page.status_code
    form = {"code": typed, "csrf_token": town.csrf_field(page.text), "next": "/account"}
    return client.post("/sign-in/code", data=form).status_code


def test_after_the_password_the_phone_s_code_opens_and_only_once(app: Flask, hands: list[dt.datetime]) -> None:
    town.build(app)
    secret, recovery = set_up(*town.signed_in(app, "auditor"))
    assert len(set(recovery)) == 8
    first = half_in(app)
    assert first.get("/journal").status_code == 302  # the password alone opens nothing
    assert type_code(first, code(secret)) == 401  # the code by which it was set up is used
    hands[0] += dt.timedelta(seconds=30)
    assert type_code(first, code(secret)) == 302
    assert first.get("/journal").status_code == 200
    assert type_code(half_in(app), code(secret)) == 401
    hands[0] += dt.timedelta(seconds=60)
    assert type_code(half_in(app), code(secret, steps=-1)) == 302  # a phone half a minute slow
    assert type_code(half_in(app), code(secret, steps=2)) == 401


def test_a_recovery_code_opens_once_however_it_is_typed(app: Flask) -> None:
    town.build(app)
    _, recovery = set_up(*town.signed_in(app, "auditor"))
    assert type_code(half_in(app), recovery[0].replace("-", " ").upper()) == 302
    assert type_code(half_in(app), recovery[0]) == 401
    client = half_in(app)
    assert type_code(client, recovery[1]) == 302
    assert "还剩 6 个恢复码" in client.get("/account/second-factor").text


def test_wrong_codes_are_throttled_and_the_right_password_does_not_forgive_them(app: Flask, hands: list[dt.datetime]) -> None:
    town.build(app)
    secret, _ = set_up(*town.signed_in(app, "auditor"))
    clients = [half_in(app) for _ in range(TRIES + 1)]
    assert [type_code(client, "000000") for client in clients[:TRIES]] == [401] * TRIES
    hands[0] += dt.timedelta(seconds=30)
    assert type_code(clients[-1], code(secret)) == 429
    form = {"name": "auditor", "password": town.PASSWORD}
    stranger = app.test_client()
    token = town.csrf_field(stranger.get("/sign-in").text)
    assert stranger.post("/sign-in", data=form | {"csrf_token": token}).status_code == 429


def test_a_half_sign_in_runs_out_and_a_stranger_has_none(app: Flask, hands: list[dt.datetime]) -> None:
    town.build(app)
    secret, _ = set_up(*town.signed_in(app, "auditor"))
    client = half_in(app)
    hands[0] += HALF_LIVES
    assert type_code(client, code(secret)) == 302
    assert client.get("/account").status_code == 302
    assert app.test_client().get("/sign-in/code").location == "/sign-in"


def test_a_wrong_first_code_sets_nothing_up_and_the_same_key_stays(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "auditor")
    client.post("/account/second-factor", headers=headers)
    before = client.get("/account/second-factor").text
    answer = client.post("/account/second-factor/confirm", data={"code": "000000"}, headers=headers)
    assert answer.status_code == 401
    assert "验证码不对" in answer.text
    assert re.findall(r"<code>(.+)</code>", before) == re.findall(r"<code>(.+)</code>", answer.text)
    town.signed_in(app, "auditor")  # by the password alone, still


def replace(client: FlaskClient, headers: dict[str, str], typed: str, *, password: str = town.PASSWORD) -> int:
    form = {"password": password, "code": typed}
    return client.post("/account/second-factor/replace", data=form, headers=headers).status_code


def secret_shown(client: FlaskClient) -> str | None:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get("/account/second-factor").text)
    return found and found[1].replace(" ", "")


def test_a_new_phone_takes_the_old_one_s_place_by_password_and_code(app: Flask, hands: list[dt.datetime]) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "auditor")
    old, paper = set_up(client, headers)
    elsewhere = half_in(app)
    assert type_code(elsewhere, code(old, steps=1)) == 302
    assert replace(client, headers, paper[0], password="wrong") == 400
    assert replace(client, headers, "000000") == 401
    assert secret_shown(client) is None
    assert replace(client, headers, code(old, steps=1)) == 401  # used by the sign-in elsewhere
    assert replace(client, headers, paper[0]) == 303
    new = secret_shown(client)
    assert new not in {None, old}
    confirm = "/account/second-factor/confirm"
    assert client.post(confirm, data={"code": "000000"}, headers=headers).status_code == 401
    assert elsewhere.get("/account").status_code == 200  # nothing has changed yet
    answer = client.post(confirm, data={"code": code(str(new))}, headers=headers)
    assert (answer.status_code, paper[1] in answer.text) == (200, False)
    assert elsewhere.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    hands[0] += dt.timedelta(minutes=20)  # the wrong tries are forgotten
    assert type_code(half_in(app), pyotp.TOTP(old).at(hands[0])) == 401
    assert type_code(half_in(app), paper[1]) == 401
    assert type_code(half_in(app), pyotp.TOTP(str(new)).at(hands[0])) == 302
    with town.looking_on(app):
        told = [row.facts["what"] for row in db.session.query(Entry).filter_by(deed="accounts.own").order_by(Entry.at)]
    assert sorted(told)[-2:] == ["second factor replaced", "second factor set up"]


def test_a_new_phone_that_is_not_proved_in_ten_minutes_is_forgotten(app: Flask, hands: list[dt.datetime]) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "auditor")
    old, paper = set_up(client, headers)
    assert replace(client, headers, paper[0]) == 303
    new = secret_shown(client)
    hands[0] += HALF_LIVES
    assert secret_shown(client) is None
    typed = pyotp.TOTP(str(new)).at(hands[0])
    assert client.post("/account/second-factor/confirm", data={"code": typed}, headers=headers).status_code == 409
    assert type_code(half_in(app), pyotp.TOTP(old).at(hands[0])) == 302


def test_whoever_has_no_second_factor_replaces_none(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "auditor")
    assert replace(client, headers, "000000") == 409


def test_whom_the_setting_demands_it_of_opens_nothing_before(demanding: Flask) -> None:
    town.build(demanding)
    client, headers = town.signed_in(demanding, "auditor")
    assert client.get("/journal").location == "/account/second-factor"
    assert client.get("/journal", headers={"Content-Type": "application/json"}).status_code == 403
    assert client.get("/account").status_code == 200
    set_up(client, headers)
    assert client.get("/journal").status_code == 200
    worker, _ = town.signed_in(demanding, "worker")
    assert worker.get("/field/").status_code == 200


def test_the_security_administrator_resets_it_and_the_journal_says_so(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "auditor")
    set_up(client, headers)
    admin, its = town.signed_in(app, "security_admin")
    assert "孙计" in admin.get("/second-factors").text
    form = {"event_id": str(town.a_stamp().event_id), "at": NOW.isoformat()}
    address = f"/second-factors/{town.person_id('auditor')}/reset"
    assert client.post(address, data=form, headers=headers).status_code == 403
    assert admin.post(address, data=form, headers=its).status_code == 303
    assert client.get("/account").status_code == 302  # every sign-in ended
    town.signed_in(app, "auditor")
    with town.looking_on(app):
        (entry,) = db.session.query(Entry).filter_by(deed="accounts.second_factor").all()
        assert (entry.by, entry.subject) == (town.person_id("security_admin"), town.person_id("auditor"))
    own = f"/second-factors/{town.person_id('security_admin')}/reset"
    assert admin.post(own, data=form, headers=its).status_code == 409


def test_the_command_resets_it_and_refuses_where_there_is_none(app: Flask) -> None:
    town.build(app)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["people", "reset-second-factor", "auditor"]).exit_code == 2
    set_up(*town.signed_in(app, "auditor"))
    assert runner.invoke(args=["people", "reset-second-factor", "auditor"]).exit_code == 0
    assert runner.invoke(args=["people", "reset-second-factor", "nobody"]).exit_code == 2
    town.signed_in(app, "auditor")


def test_neither_secret_nor_recovery_code_lies_open_in_the_database(app: Flask) -> None:
    town.build(app)
    secret, recovery = set_up(*town.signed_in(app, "auditor"))
    with town.looking_on(app):
        factor = queries.second_factor(town.person_id("auditor"))
        assert factor is not None
        assert secret.encode() not in factor.secret_sealed
        assert queries.secret_of(factor) == secret
        rows = db.session.execute(db.text("SELECT code_index FROM recovery_code")).scalars().all()
        assert not set(rows) & {plain_code(one) for one in recovery}
        with transaction(), pytest.raises(HasSecondFactor):
            actions.begin_second_factor(queries.person_to_change(town.person_id("auditor")), at=NOW)


@pytest.mark.parametrize(
    ("setting", "role", "needs"),
    [
        ("off", Role.AUDITOR, False),
        ("administrators", Role.AUDITOR, True),
        ("administrators", Role.SYSTEM_ADMIN, True),
        ("administrators", Role.HEAD, False),
        ("everybody", Role.WORKER, True),
    ],
)
def test_who_needs_one(setting: str, role: Role, *, needs: bool) -> None:
    assert needs_second_factor({role}, setting=setting) is needs


@given(at=st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2090, 1, 1)), used=st.integers(-3, 3))  # noqa: DTZ001
def test_codes_of_three_half_minutes_count_and_none_up_to_the_last_one_used(at: dt.datetime, used: int) -> None:
    instant = at.replace(tzinfo=dt.UTC)
    now = int(instant.timestamp()) // 30
    steps = steps_at(instant, after=now + used)
    assert set(steps) == {now - 1, now, now + 1} & set(range(now + used + 1, now + 10))


def test_a_shown_code_is_read_back() -> None:
    assert plain_code(shown_code("abcdefghjk").upper()) == "abcdefghjk"
