"""The maps' pages: what each shows to whom, in each form, and that they stay small. On both databases."""

import datetime as dt
import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cases.rules import Stage
from app.core import clock
from app.core.db import db, transaction
from app.households.models import Household
from app.households.rules import Placed
from app.posts import queries as posts
from app.territory.models import ServicePoint
from app.territory.rules import PointLevel
from tests import makers, town
from tests.app.desk.counting import statements
from tests.app.desk.test_homes import words

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(app)


def team_id(app: Flask, name: str) -> UUID:
    with town.looking_on(app):
        found = posts.team_by_name(name)
        assert found is not None
        return found.id


def drawn(page: str, layer: str) -> Any:
    """The facts that a layer of the page is given."""
    return json.JSONDecoder().raw_decode(page.split(f"daiban.{layer}(", maxsplit=1)[1].split(", ", maxsplit=1)[1])[0]


def by_name(page: str, layer: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in drawn(page, layer)["properties"]}


def test_the_team_s_map_names_grids_work_and_legend_and_loads_nothing_from_outside(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at=town.NOON - 60 * DAY)
    client, _ = town.signed_in(app, "leader")
    answer = client.get(f"/maps/team/{team_id(app, town.TEAMS[town.PALONG])}")
    assert answer.status_code == 200
    assert by_name(answer.text, "grids")["帕龙一组网格"]["late"] == 1
    for said in ("图例", "截至", "1 件超期，都在"):
        assert said in answer.text
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_township_s_map_shows_every_village_and_grid_with_its_load(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at=town.NOON - 60 * DAY)
        makers.a_case(household="2")
    client, _ = town.signed_in(app, "head")
    page = client.get("/maps/township").text
    villages, grids = by_name(page, "villages"), by_name(page, "ground")
    assert {name: (one["count"], one["late"]) for name, one in villages.items()} == {"帕龙": (2, 1), "章朗": (0, 0)}
    assert grids["帕龙一组网格"]["late"] == 1
    assert grids["帕龙一组网格"]["load"] > grids["章朗一组网格"]["load"]
    assert villages["帕龙"]["card"] == f"/maps/villages/{town.PALONG}/card"
    assert "daiban.households(" not in page


def test_the_township_s_map_is_as_large_with_thousands_of_households_as_with_five(app: Flask) -> None:
    client, _ = town.signed_in(app, "head")
    few = client.get("/maps/township").data
    with town.looking_on(app), transaction():
        first = db.session.get_one(Household, town.household_id("1"))
        paths = {"town_code": town.TOWN, "place_path": first.place_path, "grid_id": first.grid_id, "placed": Placed.INSIDE}
        rows = [
            {
                "id": uuid4(),
                "code": f"P{n}",
                "number": 1_000 + n,
                "head": "岩",
                "lon": 100.105,
                "lat": 21.91,
                **paths,
                "version": 1,
            }
            for n in range(2_000)
        ]
        db.session.execute(sa.insert(Household), rows)
    many = client.get("/maps/township").data
    assert "2004 户" in many.decode()
    assert abs(len(many) - len(few)) < 200


def test_a_village_s_card_says_people_cases_lights_and_total_and_leads_to_the_team_s_map(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at=town.NOON - 60 * DAY)
        makers.a_case(at_stage=Stage.COMPLETED)
    client, _ = town.signed_in(app, "clerk")
    card = client.get(f"/maps/villages/{town.PALONG}/card")
    assert card.status_code == 200
    assert "<html" not in card.text
    for said in (
        "飘优",
        "门二",
        "1 件超期",
        "岩温叫",
        "已超期 1",
        "本月办结</dt><dd>1<",
        f"/maps/team/{team_id(app, town.TEAMS[town.PALONG])}",
    ):
        assert said in card.text
    assert client.get(f"/maps/villages/{town.TOWN}/card").status_code == 404


def test_a_grid_s_card_says_who_is_responsible_and_passes_on_the_late_one_in_one_tap(app: Flask) -> None:
    with town.looking_on(app):
        case_id = makers.a_case(at=town.NOON - 60 * DAY).id
    client, _ = town.signed_in(app, "leader")
    card = client.get(f"/maps/grids/{town.PALONG}001/card").text
    assert town.PEOPLE["worker"][0] in card
    way = f"/cases/{case_id}?move=pass_on"
    assert way in card
    assert re.search(r'<dialog[^>]*id="do-pass_on"[^>]* data-show', client.get(way).text)
    assert client.get(f"/maps/grids/{town.PALONG}099/card").status_code == 404


def test_filters_narrow_the_map_and_stand_in_the_address(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at=town.NOON - 60 * DAY)
        makers.a_case(household="3", item=town.WORKSHOP)
    client, _ = town.signed_in(app, "head")

    def counted(query: str) -> dict[str, int]:
        return {name: one["count"] for name, one in by_name(client.get(f"/maps/township?{query}").text, "villages").items()}

    assert counted("") == {"帕龙": 1, "章朗": 1}
    assert counted("class=D") == {"帕龙": 0, "章朗": 1}
    assert counted("light=red") == {"帕龙": 1, "章朗": 0}
    assert counted(f"team={team_id(app, town.TEAMS[town.ZHANGLANG])}") == {"帕龙": 0, "章朗": 1}
    assert counted("class=nonsense&light=nonsense&team=nonsense&by=nonsense&as=nonsense") == {"帕龙": 1, "章朗": 1}
    assert "light=red" in client.get("/maps/township?light=red").text.split("看表格")[0].rsplit("href=", maxsplit=1)[1]


@pytest.mark.parametrize("form", ["table", "paper"])
def test_the_table_and_the_paper_say_the_same_as_the_map(app: Flask, form: str) -> None:
    with town.looking_on(app):
        makers.a_case(at=town.NOON - 60 * DAY)
        makers.a_case(household="2")
    client, _ = town.signed_in(app, "head")
    page = client.get(f"/maps/township?as={form}").text
    assert "1 件超期，都在" in page
    assert re.search(r"\|帕龙\|2\|2\|1( 件)?\|", words(page))
    assert "截至" in page
    assert "daiban." not in page
    assert ('class="sketch"' in page) is (form == "paper")


def test_service_points_say_how_many_windows_they_have(app: Flask) -> None:
    with town.looking_on(app), transaction():
        village = town.a_team(town.PALONG).division
        db.session.add(
            ServicePoint(
                code="P1",
                level=PointLevel.VILLAGE_CENTRE,
                name="帕龙村便民服务中心",
                division_id=village.id,
                place_path=village.place_path,
                lon=100.105,
                lat=21.91,
            )
        )
    client, _ = town.signed_in(app, "head")
    (point,) = drawn(client.get("/maps/township").text, "points")["marks"]
    assert point["title"] == "帕龙村便民服务中心"
    assert point["count"] == 0


def test_who_has_no_team_sees_the_township_and_a_leader_the_own_team(app: Flask) -> None:
    own = f"/maps/team/{team_id(app, town.TEAMS[town.PALONG])}"
    ways = {"head": "/maps/township", "reviewer": "/maps/township", "clerk": "/maps/township", "leader": own, "worker": own}
    for who, way in ways.items():
        client, _ = town.signed_in(app, who)
        assert client.get("/maps").location == way, who
    leader, _ = town.signed_in(app, "leader")
    assert leader.get("/maps/township").location == "/maps"  # the half that one sees would look like the whole


def test_another_team_s_map_is_not_there_for_a_leader_and_an_unknown_one_for_nobody(app: Flask) -> None:
    leader, _ = town.signed_in(app, "leader")
    assert leader.get(f"/maps/team/{team_id(app, town.TEAMS[town.ZHANGLANG])}").status_code == 404
    assert leader.get(f"/maps/villages/{town.ZHANGLANG}/card").status_code == 404
    head, _ = town.signed_in(app, "head")
    assert head.get(f"/maps/team/{uuid4()}").status_code == 404
    assert head.get(f"/maps/team/{team_id(app, town.TEAMS[town.TOWN])}").location == "/maps/township"


def test_an_administrator_sees_the_land_and_no_case(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at=town.NOON - 60 * DAY)
    client, _ = town.signed_in(app, "system_admin")
    team = team_id(app, town.TEAMS[town.PALONG])
    for path in ("/maps/township", "/maps/township?as=table", f"/maps/team/{team}", f"/maps/grids/{town.PALONG}001/card"):
        page = client.get(path).text
        assert "岩温叫" not in page, path
        assert "件超期" not in page, path
    assert (
        by_name(client.get("/maps/township").text, "villages")["帕龙"]["count"] == 2
    )  # households: one is on the border and has no grid yet


@pytest.mark.parametrize("path", ["/maps/township", "/maps/township?as=table", "/maps/team/{team}"])
def test_a_map_asks_the_database_as_often_with_many_cases_as_with_few(app: Flask, path: str) -> None:
    path = path.format(team=team_id(app, town.TEAMS[town.PALONG]))
    client, _ = town.signed_in(app, "head")
    with town.looking_on(app):
        makers.a_case()
    client.get(path)  # the land is read once and kept
    with statements(app) as few:
        assert client.get(path).status_code == 200
    with town.looking_on(app):
        for household in ("1", "2", "3", "5"):
            makers.a_case(household=household, item=town.PENSION)
            makers.a_case(household=household, at_stage=Stage.IN_PROGRESS, item=town.WORKSHOP)
    with statements(app) as many:
        assert client.get(path).status_code == 200
    assert len(many) <= len(few), [one for one in many if one not in few]
    assert len(many) <= 40
