"""One's own password; the one-time link; the temporary password that lets nobody further."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import actions, queries
from app.accounts.rules import LINK_LIVES, TRIES
from app.core import clock
from app.core.db import transaction
from tests import town

NEW = "a brand-new one"


def change(client: FlaskClient, headers: dict[str, str], old: str, new: str, again: str | None = None) -> int:
    form = {"password": old, "new_password": new, "again": new if again is None else again}
    return client.post("/account/password", data=form, headers=headers).status_code


def a_link(app: Flask, who: str = "worker") -> str:
    with town.looking_on(app), transaction():
        person = queries.person_to_change(town.person_id(who))
        return f"/first/{actions.make_link(person, stamp=town.a_stamp('system_admin', at=clock.now()))}"


def use(app: Flask, link: str, new: str = NEW) -> int:
    client = app.test_client()
    page = client.get(link)
    if page.status_code != 200:
        return page.status_code
    return client.post(link, data={"csrf_token": town.csrf_field(page.text), "new_password": new, "again": new}).status_code


def opens(app: Flask, who: str, password: str) -> bool:
    with app.app_context():
        return actions.proved(who, password, at=clock.now()) is not None


def test_a_new_password_signs_out_everywhere_else(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app)
    other, _ = town.signed_in(app)
    assert change(client, headers, town.PASSWORD, NEW) == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert opens(app, "worker", NEW)
    assert not opens(app, "worker", town.PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", NEW, NEW, "现在的密码不对"),
        (town.PASSWORD, NEW, NEW + "!", "两次输入的新密码不一样"),
        (town.PASSWORD, "short", "short", "至少要 8 个字符"),
        (town.PASSWORD, "12345678", "12345678", "太容易被猜到"),
        (town.PASSWORD, town.PASSWORD, town.PASSWORD, "和现在的密码相同"),
    ],
)
def test_a_password_that_won_t_do_is_named_at_its_field_and_nothing_changes(
    app: Flask, old: str, new: str, again: str, says: str
) -> None:
    town.build(app)
    client, headers = town.signed_in(app)
    answer = client.post("/account/password", data={"password": old, "new_password": new, "again": again}, headers=headers)
    assert answer.status_code == 400
    assert says in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert opens(app, "worker", town.PASSWORD)


def test_guessing_the_present_password_is_throttled_too(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app)
    assert [change(client, headers, "wrong", NEW) for _ in range(TRIES)] == [400] * TRIES
    assert change(client, headers, town.PASSWORD, NEW) == 429


def test_a_one_time_link_sets_a_password_once(app: Flask) -> None:
    town.build(app)
    link = a_link(app)
    assert "worker" in app.test_client().get(link).text
    assert use(app, link) == 303
    assert opens(app, "worker", NEW)
    assert use(app, link, "yet another one") == 404


def test_a_bad_first_password_leaves_the_link_as_it_was(app: Flask) -> None:
    town.build(app)
    link = a_link(app)
    assert use(app, link, "short") == 400
    assert use(app, link) == 303


def test_a_link_ends_with_the_next_one_after_three_days_and_when_its_owner_leaves(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.build(app)
    first, second, leaving = a_link(app), a_link(app), a_link(app, "leader")
    assert use(app, first) == 404
    with town.looking_on(app), transaction():
        one = queries.person_to_change(town.person_id("leader"))
        actions.deactivate(one, on=clock.today(), stamp=town.a_stamp("system_admin", at=clock.now()))
    assert use(app, leaving) == 404
    later = clock.now() + LINK_LIVES
    monkeypatch.setattr("app.core.clock.now", lambda: later)
    assert use(app, second) == 404
    assert use(app, "/first/nonsense") == 404


def test_a_temporary_password_opens_nothing_but_its_own_change(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app), transaction():
        person = queries.person_to_change(town.person_id("clerk"))
        temporary = actions.give_temporary_password(person, stamp=town.a_stamp("system_admin", at=clock.now()))
    client = app.test_client()
    form = {"name": "clerk", "password": temporary, "csrf_token": town.csrf_field(client.get("/sign-in").text)}
    client.post("/sign-in", data=form | {"next": "/posts"})
    assert client.get("/posts").location == "/account"
    assert client.get("/posts", headers={"Content-Type": "application/json"}).status_code == 403
    page = client.get("/account")
    assert page.status_code == 200
    headers = {"X-CSRFToken": page.text.split('name="csrf-token" content="')[1].split('"')[0]}
    assert client.post("/posts/leave/new", headers=headers).location == "/account"
    assert change(client, headers, temporary, NEW) == 303
    assert client.get("/posts").status_code == 200


def test_the_account_page_shows_roles_and_offers_language_and_print_size(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "leader")
    page = client.get("/account").text
    assert "飘优" in page
    assert "网格长" in page
    assert 'name="print_size"' in page
    assert 'name="language"' in page
