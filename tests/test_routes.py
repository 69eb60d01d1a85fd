"""Every route of the running application is guarded: asked of the application itself, so that new pages are asked too."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from app.accounts.rules import POLICY, Actor, Deed, Held, may
from app.core.guard import MACHINES
from app.core.stamp import MACHINE
from tests import town

NOT_READY = 503  # what the scheduler's health answers where none runs
UNKNOWN: dict[str, object] = {"UUIDConverter": UUID(int=7), "IntegerConverter": 987654321, "FloatConverter": 0.5}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """The routes that answer to a method; files that lie open for everybody are no deeds."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint != "static":
            yield rule


def address(app: Flask, rule: Rule) -> str:
    """Where the route stands, with an unknown id, number or name for each of its arguments."""
    values: dict[str, Any] = {name: unknown(rule, name) for name in rule.arguments}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def unknown(rule: Rule, name: str) -> object:
    converter = rule._converters[name]  # noqa: SLF001  there is no other way to ask
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return UNKNOWN.get(type(converter).__name__, "unknown")


def deed_of(app: Flask, rule: Rule) -> Deed | None:
    said = getattr(app.view_functions[rule.endpoint], "deed", None)
    return None if said is None else Deed.of(said)


def is_public(app: Flask, rule: Rule) -> bool:
    return bool(getattr(app.view_functions[rule.endpoint], "is_public", False))


def actor_of(who: str) -> Actor:
    _, role, where, _, _ = town.PEOPLE[who]
    return Actor(id=MACHINE, name=who, held=(Held(role, town.PLACES[where]),))


def test_every_route_is_public_or_carries_a_deed_that_somebody_may_do(app: Flask) -> None:
    known = frozenset[str]().union(*POLICY.values()) | {Deed.USE_OWN_ACCOUNT, Deed.READ_CATALOGUE}
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and not is_public(app, rule):
            assert deed_of(app, rule) in known, f"{rule.rule}: no deed stands at {rule.endpoint}"


def test_a_view_that_says_nothing_is_closed_to_everybody(own_app: Flask) -> None:
    town.build(own_app)
    own_app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    for who in ("head", "system_admin"):
        client, _ = town.signed_in(own_app, who)
        assert client.get("/forgotten").status_code == 403


@pytest.mark.parametrize("who", town.PEOPLE)
def test_each_role_opens_the_pages_of_its_deeds_and_no_others(app: Flask, who: str) -> None:
    town.build(app)
    client, _ = town.signed_in(app, who)
    wrong = []
    for rule in rules(app, "GET"):
        if rule.arguments or is_public(app, rule):
            continue
        status = client.get(rule.rule).status_code
        expected = {200, 302, 303} if may(actor_of(who), deed_of(app, rule)) else {403}
        if status not in expected:
            wrong.append(f"{rule.rule} answers {status}")
    assert wrong == []


@pytest.mark.parametrize("who", ["worker", "clerk", "reviewer", "head", "system_admin", "security_admin", "auditor"])
def test_an_unknown_id_is_not_found_or_not_for_this_role(app: Flask, who: str) -> None:
    town.build(app)
    client, _ = town.signed_in(app, who)
    wrong = []
    for rule in rules(app, "GET"):
        if not rule.arguments or is_public(app, rule):
            continue
        status = client.get(address(app, rule)).status_code
        if status != (404 if may(actor_of(who), deed_of(app, rule)) else 403):
            wrong.append(f"{rule.rule} answers {status}")
    assert wrong == []


def test_no_post_does_anything_without_its_token(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "clerk")
    send = partial(answers, app, "POST", client)
    assert {rule: status for rule, status in send() if status != 400} == {}


def test_a_stranger_is_sent_to_sign_in(app: Flask) -> None:
    """A machine is told so, by whatever address it came."""
    town.build(app)
    wrong = []
    for rule in rules(app, "GET"):
        if is_public(app, rule):
            continue
        answer = app.test_client().get(address(app, rule))
        machine = app.test_client().get(address(app, rule), headers={"Content-Type": "application/json"})
        sent_away = answer.status_code == 302 and answer.location.startswith("/sign-in")
        if machine.status_code != 401 or not (sent_away or (answer.status_code == 401 and rule.rule.startswith(MACHINES))):
            wrong.append(f"{rule.rule} answers {answer.status_code} and {machine.status_code}")
    assert wrong == []


def test_no_page_writes(app: Flask) -> None:
    """A GET that tries to write is an error: the test application raises it."""
    town.build(app)
    for who in ("clerk", "leader", "system_admin"):
        client, _ = town.signed_in(app, who)
        assert [rule for rule, status in answers(app, "GET", client) if status >= 500 and status != NOT_READY] == []


def answers(app: Flask, method: str, client: FlaskClient) -> Iterator[tuple[str, int]]:
    for rule in rules(app, method):
        yield rule.rule, client.open(address(app, rule), method=method).status_code
