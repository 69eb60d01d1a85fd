"""Language and print size: chosen by a POST, kept in cookies, holding for every page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def client(gallery: Flask) -> FlaskClient:
    return gallery.test_client()


def token(client: FlaskClient) -> str:
    return str(re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/gate").text)[0])


def choose(client: FlaskClient, **fields: str) -> tuple[int, str]:
    answer = client.post("/preferences", data={"csrf_token": token(client), **fields})
    return answer.status_code, answer.headers.get("Location", "")


def test_a_page_is_chinese_and_standard_at_first(client: FlaskClient) -> None:
    assert '<html lang="zh-CN">' in client.get("/gate").text


def test_a_chosen_print_size_holds_for_the_next_page(client: FlaskClient) -> None:
    assert choose(client, print_size="elder", next="/list") == (303, "/list")
    assert '<html lang="zh-CN" class="elder">' in client.get("/list").text


def test_a_chosen_language_holds_for_the_next_page(client: FlaskClient) -> None:
    choose(client, language="en")
    page = client.get("/gate").text
    assert '<html lang="en">' in page
    assert "Skip to the content" in page


def test_the_choice_just_made_wins_over_the_one_of_the_sign_in(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["language"] = "en"
    assert '<html lang="en">' in client.get("/gate").text
    choose(client, language="zh")
    assert '<html lang="zh-CN">' in client.get("/gate").text


@pytest.mark.parametrize("fields", [{}, {"language": "tlh"}, {"print_size": '"><script>'}])
def test_an_unknown_choice_is_refused(client: FlaskClient, fields: dict[str, str]) -> None:
    assert choose(client, **fields)[0] == 400


def test_a_cookie_of_nonsense_changes_nothing(client: FlaskClient) -> None:
    client.set_cookie("print_size", "huge")
    client.set_cookie("language", "xx")
    assert '<html lang="zh-CN">' in client.get("/gate").text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_back_never_leads_to_another_site(client: FlaskClient, elsewhere: str) -> None:
    assert choose(client, print_size="large", next=elsewhere) == (303, "/")


def test_a_choice_needs_the_token_of_a_page(client: FlaskClient) -> None:
    assert client.post("/preferences", data={"language": "en"}).status_code == 400


def test_a_changed_file_has_another_address(gallery: Flask) -> None:
    page = gallery.test_client().get("/gate").text
    assert re.search(r"/static/tokens\.css\?v=[0-9a-f]{8}\"", page)
