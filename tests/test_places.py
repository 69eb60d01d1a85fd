"""Routes × roles × three territories, asked of the running application: elsewhere answers as what isn't there."""

import html
import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule

from app.accounts.rules import Actor, Deed, Held, Role, may
from app.cases.queries import case_to_change
from app.cases.rules import Stage
from app.core.db import db, transaction
from app.core.journal import Entry
from app.core.stamp import MACHINE
from app.households.models import Household
from app.visits import actions as visits
from app.visits import queries as visited
from app.visits.rules import DeliveryStep, EvidenceKind, Photo
from tests import makers, town
from tests.app.visits.ground import a_picture, record
from tests.test_routes import address, deed_of, is_public, rules, unknown

OF_A_PLACE = {"case_id", "household_id", "resident_id", "visit_id", "evidence_id", "proof_id", "number"}
HERE, BESIDE, FAR = town.PLACES[town.PALONG], town.PLACES[town.ZHANGLANG], f"{town.FAR}/"
ELSEWHERE = [pytest.param(BESIDE, id="another village"), pytest.param(FAR, id="another township")]
WITHIN = [pytest.param(HERE, id="their village"), pytest.param(town.PLACES[town.TOWN], id="their township")]
NAME = "岩温叫"
SAID = {"event_id": str(UUID(int=77)), "at": town.NOON.isoformat(), "reason": "call", "outcome": "granted"}
SAID |= {"move": "take", "step": "receive"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Signed = Mapping[Role, tuple[FlaskClient, dict[str, str]]]


@pytest.fixture
def there(app: Flask) -> dict[str, Any]:
    """What stands in 帕龙: a case that was visited, a certificate that was handed over, their household, and who lives there."""
    town.build(app)
    with town.looking_on(app):
        case = makers.a_case(at_stage=Stage.IN_PROGRESS)
        case_id, case_number, tracking, household_id = case.id, case.number, case.tracking, case.household_id
        visit = record(case_id)
        assert visit is not None
        home = db.session.get_one(Household, household_id)
        return {
            "case_id": case_id,
            "number": case_number,
            "tracking": tracking,
            "household number": home.number,
            "household_id": household_id,
            "resident_id": home.residents[0].id,
            "visit_id": visit.id,
            "evidence_id": visit.evidence[0].id,
            "proof_id": _delivered(),
        }


def _delivered() -> UUID:
    """The picture of a hand-over."""
    case_id = makers.a_case(item=town.CERTIFICATE, at_stage=Stage.COMPLETED).id
    for step, said in (
        (DeliveryStep.RECEIVE, {}),
        (DeliveryStep.HAND_OVER, {"relation": "self", "photos": [Photo(EvidenceKind.PHOTO, a_picture(1))]}),
    ):
        with transaction():
            visits.make(case_to_change(case_id), step, said, stamp=makers.a_stamp("worker"))
    (delivery,) = visited.deliveries_of(case_id)
    return delivery.proofs[0].id


@pytest.fixture
def signed(app: Flask, there: dict[str, Any], path: str) -> Signed:
    """Everybody who holds a role at this place and nowhere else, signed in."""
    if path == FAR:
        town.add_far_township(app)
    return {role: town.signed_in(app, key) for role, key in town.add_everybody(app, path).items()}


def of_a_place(app: Flask, method: str) -> Iterator[Rule]:
    """The routes to what stands somewhere; the catalogue is everybody's."""
    for rule in rules(app, method):
        if rule.arguments & OF_A_PLACE and not is_public(app, rule) and not rule.rule.startswith("/catalogue/"):
            yield rule


def leads_to(app: Flask, rule: Rule, there: dict[str, Any]) -> str:
    """The route's address with the ids of what stands there; anything else in it is unknown, or of the land."""
    land = {"code": town.PALONG if "villages" in rule.rule else f"{town.PALONG}001", "team_id": there.get("team_id")}
    values: dict[str, Any] = {name: land.get(name) or unknown(rule, name) for name in rule.arguments - OF_A_PLACE}
    for name in rule.arguments & OF_A_PLACE:
        is_household = name == "number" and isinstance(rule._converters[name], IntegerConverter)  # noqa: SLF001
        values[name] = there["household number" if is_household else name]
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def ask(signed: Signed, role: Role, method: str, url: str, said: Mapping[str, str]) -> tuple[int, str]:
    """The status and what can be read in the answer; workbooks are opened."""
    client, headers = signed[role]
    body: dict[str, Any] = {"json" if url.startswith("/api/") else "data": said} if method == "POST" else {}
    with client.open(url, method=method, headers=headers, **body) as answer:
        raw = answer.get_data()
        if raw.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(raw)) as book:
                raw = html.unescape(b"\n".join(book.read(name) for name in book.namelist()).decode()).encode()  # with lxml: &#…;
        return answer.status_code, raw.decode(errors="replace")


def allows(role: Role, path: str, deed: Deed | None) -> bool:
    return may(Actor(id=MACHINE, name=role, held=(Held(role, path),)), deed)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ELSEWHERE)
def test_what_stands_elsewhere_answers_as_what_is_not_there(
    app: Flask, there: dict[str, Any], signed: Signed, method: str
) -> None:
    with town.looking_on(app):
        before = db.session.scalar(sa.select(sa.func.count(Entry.event_id)))
    told = [
        f"{role.value}: {method} {rule.rule}: {one}, not {other}"
        for rule in of_a_place(app, method)
        for role in Role
        if (one := ask(signed, role, method, leads_to(app, rule, there), SAID)[0])
        != (other := ask(signed, role, method, address(app, rule), SAID)[0])
    ]
    assert told == []
    with town.looking_on(app):
        assert db.session.scalar(sa.select(sa.func.count(Entry.event_id))) == before


@pytest.mark.parametrize("path", WITHIN)
def test_whoever_sees_the_place_opens_it(app: Flask, there: dict[str, Any], signed: Signed, path: str) -> None:
    """So that the others can fail: these addresses do lead somewhere, for every role that may read there."""
    not_asked = {"/ratings/cases/<uuid:case_id>", "/reports/review/<uuid:case_id>"}  # nothing to rate or review before the end
    opened = {
        (role.value, rule.rule): ask(signed, role, "GET", leads_to(app, rule, there), {})[0]
        for rule in of_a_place(app, "GET")
        for role in signed
        if rule.rule not in not_asked and allows(role, path, deed_of(app, rule))
    }
    assert len(opened) > 30
    assert {rule: found for rule, found in opened.items() if found not in {200, 302, 303}} == {}


def asked_anywhere(app: Flask, there: dict[str, Any]) -> Iterator[tuple[str, Rule, str, dict[str, str]]]:
    """Every page, list, map, export and search that could tell of the place: (method, route, address, what is said).

    Once as it is, and with everything in the address by which such pages are narrowed.
    """
    narrow = {"from": "2026-01-01", "to": "2026-12-31", "by": "worker", "all": "1", "place": HERE, "group": "一组"}
    narrow |= {"stage": "all", "village": town.PALONG, "show": "all", "month": "2026-09"}
    sent = {"text": NAME, "q": NAME, "find": NAME, "code": "1"}
    for rule in rules(app, "GET"):
        if is_public(app, rule) or rule.arguments & OF_A_PLACE:
            continue
        url = leads_to(app, rule, there)
        yield "GET", rule, url, {}
        household = there["household number" if rule.rule.startswith("/field") else "household_id"]
        yield "GET", rule, f"{url}?{urlencode(narrow | {'household': household})}", {}
    for rule in rules(app, "POST"):
        if not rule.arguments and rule.endpoint.rsplit(".", 1)[-1] in SEARCHES:
            yield "POST", rule, rule.rule, sent


SEARCHES = {"search", "found", "find"}


def tells(text: str, there: dict[str, Any], *, said: str) -> list[str]:
    """What of the place stands in an answer that was not in the question."""
    marks = {name: str(value) for name, value in there.items() if name not in {"household number", "team_id"}} | {"name": NAME}
    return sorted(name for name, mark in marks.items() if mark in text and mark not in said)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_list_map_export_or_search_tells_of_what_stands_elsewhere(
    app: Flask, there: dict[str, Any], signed: Signed, path: str
) -> None:
    assert [one for one in _told(app, there, signed, path) if one[2]] == []


@pytest.mark.parametrize("path", [HERE])
def test_the_same_questions_tell_of_it_to_whoever_may_see_it(
    app: Flask, there: dict[str, Any], signed: Signed, path: str
) -> None:
    telling = {rule for _, rule, found in _told(app, there, signed, path) if found}
    assert telling >= {
        "GET /",
        "GET /cases",
        "GET /households",
        "GET /field/households",
        "GET /cases/new",
        "GET /field/cases/new",
    }
    assert telling >= {"POST /search", "POST /cases/found", "POST /households/search", "POST /cases/new/find"}
    assert telling >= {
        "GET /reports/totals/rows",
        "GET /reports/month.xlsx",
        "GET /reports/review",
        "GET /maps/grids/<code>/card",
    }


def _told(app: Flask, there: dict[str, Any], signed: Signed, path: str) -> Iterator[tuple[str, str, list[str]]]:
    """(role, route, what of the place stood in the answer) of every question to everybody who may ask it."""
    for method, rule, url, said in asked_anywhere(app, there):
        for role in signed:
            if allows(role, path, deed_of(app, rule)):
                status, text = ask(signed, role, method, url, said)
                assert status < 500, (role, url, status)
                yield role.value, f"{method} {rule.rule}", tells(text, there, said=url + str(said))
