"""The office's pages: what each shows to whom, on both databases."""

import datetime as dt
import gzip
from uuid import UUID, uuid4

from flask import Flask

from app.cases.queries import case_by_number
from app.cases.rules import Stage
from app.core import clock
from app.core.db import transaction
from app.core.outbox import deliver, put
from app.posts import queries as posts
from tests import makers, town

DAY = dt.timedelta(days=1)


def team_id(app: Flask, name: str) -> UUID:
    with town.looking_on(app):
        found = posts.team_by_name(name)
        assert found is not None
        return found.id


def test_the_first_page_says_how_things_stand_in_one_sentence(app: Flask) -> None:
    town.build(app)
    now = clock.now()
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.COMPLETED, at=now)
        makers.a_case(at=now - 60 * DAY)
    client, _ = town.signed_in(app, "clerk")
    page = client.get("/").text
    assert "今年办结 1 件，本级现有 1 件超期" in page
    assert "岩温叫" in page


def test_a_leader_sees_the_numbers_of_the_own_village_only(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.COMPLETED, at=clock.now())
    client, _ = town.signed_in(app, "neighbour_leader")
    assert "今年办结 0 件" in client.get("/").text


def test_a_worker_s_first_page_is_the_phone_list_and_an_administrator_s_shows_what_to_look_after(app: Flask) -> None:
    town.build(app)
    worker, _ = town.signed_in(app, "worker")
    assert worker.get("/").location == "/field/"
    admin, _ = town.signed_in(app, "system_admin")
    page = admin.get("/")
    assert page.status_code == 200
    assert "/territory" in page.text


def test_searching_finds_a_case_by_number_and_a_household_by_name_and_only_in_one_s_places(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case = makers.a_case()
        number = case.number
    client, headers = town.signed_in(app, "clerk")
    assert client.post("/search", data={"q": number}, headers=headers).location == f"/cases/{case_id(app, number)}"
    assert "岩温叫" in client.post("/search", data={"q": "岩温"}, headers=headers).text
    assert client.get("/search?q=岩温").status_code == 405  # no name in an address
    other, headers = town.signed_in(app, "neighbour_leader")
    assert "没有找到" in other.post("/search", data={"q": number}, headers=headers).text


def case_id(app: Flask, number: str) -> UUID:
    with town.looking_on(app):
        return case_by_number(number).id


def test_the_map_page_names_grids_work_and_legend_and_loads_nothing_from_outside(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        makers.a_case(at=clock.now() - 60 * DAY)
    client, _ = town.signed_in(app, "leader")
    answer = client.get(f"/maps/team/{team_id(app, town.TEAMS[town.PALONG])}")
    assert answer.status_code == 200
    for said in ("帕龙一组网格", "daiban.grids(", "图例", "截至"):
        assert said in answer.text
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_card_of_a_grid_says_who_is_responsible_and_who_stands_in(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "leader")
    card = client.get(f"/maps/grids/{town.PALONG}001/card")
    assert card.status_code == 200
    assert "<html" not in card.text
    assert town.PEOPLE["worker"][0] in card.text
    assert client.get(f"/maps/grids/{town.PALONG}099/card").status_code == 404


def test_the_map_of_an_unknown_team_is_not_found(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "leader")
    assert client.get(f"/maps/team/{uuid4()}").status_code == 404


def test_households_of_a_map_come_as_columns(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "clerk")
    answer = client.get("/households/columns.json")
    assert set(answer.get_json()) == {"n", "lon", "lat"}
    assert len(gzip.compress(answer.data)) < 60_000


def test_the_inbox_holds_what_was_delivered_until_it_is_read(app: Flask) -> None:
    town.build(app)
    now = clock.now()
    with town.looking_on(app), transaction():
        for recipient in ("worker", "clerk"):
            put(
                uuid4(),
                recipient=town.person_id(recipient),
                channel="inbox",
                says="%(n)s overdue",
                facts={"n": 3},
                link="/cases",
                due_at=now,
            )
    client, headers = town.signed_in(app, "clerk")
    assert "3 件超期" not in client.get("/inbox").text  # written, but not delivered yet
    with town.looking_on(app), transaction():
        assert deliver(now) == 2
    assert "3 件超期" in client.get("/inbox").text
    assert "1 条提醒未读" in client.get("/inbox").text
    assert client.post("/inbox/read", headers=headers).status_code == 302
    assert "提醒都已读" in client.get("/inbox").text
