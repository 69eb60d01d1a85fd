"""Name and password with the request itself: the same judgement as a sign-in's, and nothing begins."""

import datetime as dt

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts import actions, queries
from app.accounts.actions import passwords
from app.accounts.models import FailedSignIn, SignIn
from app.accounts.rules import TRIES, TRIES_WITHIN
from app.accounts.rules.refusals import WrongNameOrPassword
from app.accounts.views.basic import judged
from app.config import Settings
from app.core import clock
from app.core.db import WriteInGet, db, transaction
from tests import town
from tests.conftest import ROOT

NOW = town.NOON
GRIDS = "/ogc/collections/grids/items"


@pytest.fixture(autouse=True)
def hands(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The wall clock, which a test sets by changing its one hand."""
    shown = [NOW]
    monkeypatch.setattr("app.core.clock.now", lambda: shown[0])
    return shown


@pytest.fixture
def built(app: Flask) -> Flask:
    town.build(app)
    return app


def asked(app: Flask, who: str = "worker", password: str = town.PASSWORD, *, url: str = GRIDS) -> TestResponse:
    return app.test_client().get(url, auth=(who, password))


def failures(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(FailedSignIn.id))) or 0


def test_name_and_password_open_what_the_person_may_do_and_begin_nothing(built: Flask) -> None:
    answer = asked(built)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    with built.app_context():
        assert db.session.scalars(sa.select(SignIn)).all() == []
    assert asked(built, "auditor").status_code == 403


def test_without_them_the_program_is_asked_for_them(built: Flask) -> None:
    answer = built.test_client().get(GRIDS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert answer.get_json() == {"code": "http_401", "description": "请先登录。"}
    assert asked(built, password="wrong").headers["WWW-Authenticate"].startswith("Basic ")


def test_they_open_no_page_and_send_nothing(built: Flask) -> None:
    for url in ("/", "/households", "/maps/township", "/api/v1/cases/1", "/households/columns.json"):
        assert asked(built, "head", url=url).status_code in {302, 401}, url
    post = built.test_client().post("/account/language", data={"language": "en"}, auth=("worker", town.PASSWORD))
    assert post.status_code in {302, 400}
    assert built.test_client().post(GRIDS, auth=("worker", town.PASSWORD)).status_code == 405
    assert failures(built) == 0
    assert asked(built, password="wrong", url="/households").status_code == 302
    assert failures(built) == 0  # nobody judged it


def test_wrong_ones_are_counted_and_lock_the_name_at_every_door(built: Flask, hands: list[dt.datetime]) -> None:
    for _ in range(TRIES):
        answer = asked(built, password="wrong")
        assert (answer.status_code, answer.get_json()["code"]) == (401, "accounts.wrong_name_or_password")
    assert failures(built) == TRIES
    locked = asked(built)
    assert (locked.status_code, locked.get_json()["code"]) == (429, "accounts.too_many_tries")
    client = built.test_client()
    form = {"name": "worker", "password": town.PASSWORD, "csrf_token": town.csrf_field(client.get("/sign-in").text)}
    assert client.post("/sign-in", data=form).status_code == 429
    assert asked(built, "leader").status_code == 200
    hands[0] += TRIES_WITHIN
    assert asked(built).status_code == 200


def test_failures_at_the_form_lock_this_door_too(built: Flask) -> None:
    assert asked(built).status_code == 200  # proved a moment ago: the lock holds all the same
    with built.app_context(), transaction():
        for _ in range(TRIES):
            actions.note_failure("worker", at=NOW)
    assert asked(built).status_code == 429


def test_failures_while_the_password_was_proved_count(built: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many guesses at once: the right one is refused when the others failed meanwhile."""
    fits = passwords.fits

    def slowly(hashed: str | None, password: str) -> bool:
        with built.app_context(), transaction():
            for _ in range(TRIES):
                actions.note_failure("worker", at=NOW)
        return fits(hashed, password)

    monkeypatch.setattr(passwords, "fits", slowly)
    passwords._PROOFS.clear()  # noqa: SLF001
    assert asked(built).status_code == 429


@pytest.mark.parametrize(
    ("who", "password"),
    [("nobody", town.PASSWORD), ("worker", ""), ("", ""), ("陌生人", "x"), ("worker", "错"), ("worker\0", "x"), ("\0", "\0")],
)
def test_nobody_is_somebody(built: Flask, who: str, password: str) -> None:
    assert asked(built, who, password).status_code == 401


def test_a_header_that_is_no_name_and_password_is_none(built: Flask) -> None:
    for header in ("Basic", "Basic !!!", "Basic d29ya2Vy", "Bearer abc", "Digest username=worker", "x"):
        assert built.test_client().get(GRIDS, headers={"Authorization": header}).status_code == 401, header


def test_with_a_second_factor_a_password_alone_opens_nothing(built: Flask) -> None:
    with town.looking_on(built), transaction():
        person = queries.person_to_change(town.person_id("worker"))
        actions.begin_second_factor(person, at=NOW)
    assert asked(built).status_code == 200  # begun is not set up
    with town.looking_on(built), transaction():
        person = queries.person_to_change(town.person_id("worker"))
        factor = queries.second_factor(person.id)
        assert factor is not None
        code = pyotp.TOTP(queries.secret_of(factor)).at(NOW)
        actions.confirm_second_factor(person, code, keep="", stamp=town.a_stamp("worker"))
    answer = asked(built)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "accounts.password_alone_wont_do")
    assert "二次验证" in answer.get_json()["description"]
    assert asked(built, password="wrong").status_code == 401  # and a stranger doesn't learn of it


def test_where_a_second_factor_is_demanded_a_password_alone_opens_nothing(built: Flask) -> None:
    said: Settings = built.config["SETTINGS"]
    built.config["SETTINGS"] = Settings(database_url=said.database_url, instance=said.instance, second_factor="administrators")
    assert asked(built, "system_admin").get_json()["code"] == "accounts.password_alone_wont_do"
    assert asked(built, "worker").status_code == 200


def test_a_temporary_password_opens_nothing(built: Flask) -> None:
    with town.looking_on(built), transaction():
        person = queries.person_to_change(town.person_id("clerk"))
        temporary = actions.give_temporary_password(person, stamp=town.a_stamp("system_admin"))
    answer = asked(built, "clerk", temporary)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "accounts.must_change_password")
    assert "请先用浏览器登录" in answer.get_json()["description"]


def test_whoever_has_left_is_nobody(built: Flask) -> None:
    with town.looking_on(built), transaction():
        queries.person_to_change(town.person_id("reviewer")).left_on = clock.on(NOW)
    assert asked(built, "reviewer").status_code == 401


def test_a_proof_is_known_for_ten_minutes_and_never_outlives_its_password(
    built: Flask, hands: list[dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    proofs: list[str] = []
    fits = passwords.fits

    def noting(hashed: str | None, password: str) -> bool:
        proofs.append(password)
        return fits(hashed, password)

    monkeypatch.setattr(passwords, "fits", noting)
    passwords._PROOFS.clear()  # noqa: SLF001
    for _ in range(3):
        assert asked(built).status_code == 200
    assert len(proofs) == 1
    assert asked(built, password="wrong").status_code == asked(built, password="wrong").status_code == 401
    assert len(proofs) == 3  # a wrong one is never known
    hands[0] += passwords.PROOF_LIVES
    assert asked(built).status_code == 200
    assert len(proofs) == 4
    with town.looking_on(built), transaction():
        queries.person_to_change(town.person_id("worker")).password_hash = actions.hash_of("another one")
    assert asked(built).status_code == 401
    assert asked(built, password="another one").status_code == 200


def test_the_answer_is_in_the_language_that_the_person_chose(built: Flask) -> None:
    with town.looking_on(built), transaction():
        queries.person_to_change(town.person_id("worker")).language = "en"
    assert asked(built, url=f"{GRIDS}?limit=0").get_json()["description"] == "limit is a whole number from 1 on; 0 is none."
    assert asked(built, "leader", url=f"{GRIDS}?limit=0").get_json()["description"].startswith("limit 是")


def test_the_session_of_a_browser_opens_it_too_and_is_asked_first(built: Flask) -> None:
    client, _ = town.signed_in(built)
    assert client.get(GRIDS).status_code == 200
    assert client.get(GRIDS, auth=("worker", "wrong")).status_code == 200
    assert failures(built) == 0


def test_a_get_may_write_down_a_wrong_password_and_nothing_else(built: Flask) -> None:
    users = [
        str(path.relative_to(ROOT)) for path in (ROOT / "app").rglob("*.py") if "in_get=" in path.read_text(encoding="utf-8")
    ]
    assert users == ["app/accounts/views/basic.py"]
    with built.test_request_context():
        db.session().info["safe_request"] = True
        with pytest.raises(WriteInGet), transaction():
            pass
        with pytest.raises(WrongNameOrPassword):
            judged("worker", "wrong")
    assert failures(built) == 1
