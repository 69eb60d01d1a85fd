"""First steps: few, each leads somewhere, and whoever put them away does not see them again."""

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.accounts.rules.hints import AT_MOST_HINTS, HINTS, hints_of
from tests import town


@pytest.mark.parametrize("role", Role)
def test_every_role_has_hints_and_never_more_than_four(role: Role) -> None:
    assert 1 <= len(HINTS[role]) <= AT_MOST_HINTS


def test_the_page_s_role_decides_and_nobody_without_a_role_gets_any() -> None:
    both = frozenset({Role.WORKER, Role.LEADER})
    assert hints_of(both, shown=Role.LEADER) == HINTS[Role.LEADER]
    assert hints_of(both) == HINTS[Role.WORKER]
    assert hints_of(frozenset()) == ()


def test_every_hint_leads_to_a_page(app: Flask) -> None:
    endpoints = {hint.endpoint for hints in HINTS.values() for hint in hints if hint.endpoint}
    assert endpoints <= set(app.view_functions)


@pytest.mark.parametrize(("who", "path"), [("head", "/"), ("worker", "/field/"), ("auditor", "/"), ("department_clerk", "/")])
def test_hints_are_shown_until_their_reader_puts_them_away(app: Flask, who: str, path: str) -> None:
    town.build(app)
    client, headers = town.signed_in(app, who)
    assert "从这里开始" in client.get(path).text
    page = "field.home" if path == "/field/" else "desk.home"
    assert client.post("/hints", data={"page": page}, headers=headers).location == path
    assert "从这里开始" not in client.get(path).text


def test_the_next_person_at_the_same_computer_still_sees_them(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "head")
    client.post("/hints", headers=headers)
    client.post("/sign-out", headers=headers)
    town.signed_in(app, "clerk", client=client)
    assert "从这里开始" in client.get("/").text


def test_the_cookie_names_nobody_and_leads_to_no_other_site(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "head")
    answer = client.post("/hints", data={"page": "//evil.example"}, headers=headers)
    assert answer.location == "/"
    (kept,) = (cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("hints_"))
    assert str(town.person_id("head"))[:8] not in kept
    assert "HttpOnly" in kept
