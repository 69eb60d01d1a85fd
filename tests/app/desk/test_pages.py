"""The office's pages: what each shows to whom, on both databases."""

import gzip
from uuid import UUID, uuid4

from flask import Flask

from app.cases.queries import case_by_number
from app.core import clock
from app.core.db import transaction
from app.core.outbox import deliver, put
from tests import makers, town


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
