"""Routes × people × places, asked of the running application: what stands elsewhere answers as what isn't there at all."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from app.accounts.rules import may
from app.cases.rules import Stage
from app.core.db import db
from app.households.models import Household
from tests import makers, town
from tests.app.visits.ground import record
from tests.test_routes import actor_of, address, deed_of, is_public, rules, unknown

OF_A_PLACE = {"case_id", "household_id", "resident_id", "visit_id", "evidence_id", "number"}
ELSEWHERE = ("neighbour", "neighbour_leader")
HERE = ("worker", "leader", "clerk", "reviewer", "head")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def there(app: Flask) -> dict[str, Any]:
    """What stands in 帕龙: a case that was visited, its household, somebody who lives there, the visit and its picture."""
    town.build(app)
    with town.looking_on(app):
        case = makers.a_case(at_stage=Stage.IN_PROGRESS)
        case_id, case_number, household_id = case.id, case.number, case.household_id
        visit = record(case_id)
        assert visit is not None
        home = db.session.get_one(Household, household_id)
        return {
            "case_id": case_id,
            "number": case_number,
            "household number": home.number,
            "household_id": household_id,
            "resident_id": home.residents[0].id,
            "visit_id": visit.id,
            "evidence_id": visit.evidence[0].id,
        }


def of_a_place(app: Flask, method: str) -> Iterator[Rule]:
    """The routes to what stands somewhere; the catalogue is everybody's."""
    for rule in rules(app, method):
        if rule.arguments & OF_A_PLACE and not is_public(app, rule) and not rule.rule.startswith("/catalogue/"):
            yield rule


def leads_to(app: Flask, rule: Rule, there: dict[str, Any]) -> str:
    """The route's address with the ids of what stands there; anything else in it is unknown."""
    values: dict[str, Any] = {name: unknown(rule, name) for name in rule.arguments - OF_A_PLACE}
    for name in rule.arguments & OF_A_PLACE:
        is_household = name == "number" and isinstance(rule._converters[name], IntegerConverter)  # noqa: SLF001
        values[name] = there["household number" if is_household else name]
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def status(app: Flask, who: str, method: str, url: str, said: dict[str, str]) -> int:
    client, headers = town.signed_in(app, who)
    with client.open(url, method=method, data=said if method == "POST" else None, headers=headers) as answer:
        return answer.status_code


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", ELSEWHERE)
def test_what_stands_elsewhere_answers_as_what_is_not_there(app: Flask, there: dict[str, Any], who: str, method: str) -> None:
    said = {"event_id": str(UUID(int=77)), "at": town.NOON.isoformat(), "reason": "call", "outcome": "granted"}
    told = [
        f"{method} {rule.rule}: {one}, not {other}"
        for rule in of_a_place(app, method)
        if (one := status(app, who, method, leads_to(app, rule, there), said))
        != (other := status(app, who, method, address(app, rule), said))
    ]
    assert told == []


@pytest.mark.parametrize("who", HERE)
def test_whoever_sees_the_place_opens_it(app: Flask, there: dict[str, Any], who: str) -> None:
    """So that the other test can fail: these addresses do lead somewhere."""
    opened = {
        rule.rule: status(app, who, "GET", leads_to(app, rule, there), {})
        for rule in of_a_place(app, "GET")
        if may(actor_of(who), deed_of(app, rule))
    }
    assert len(opened) > 5
    opened.pop("/ratings/cases/<uuid:case_id>", None)  # nobody is asked to rate what isn't finished
    assert {rule: found for rule, found in opened.items() if found not in {200, 302, 303}} == {}
