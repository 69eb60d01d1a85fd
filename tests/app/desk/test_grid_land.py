"""A grid's land for phones: who gets it, that it may be kept, and that it names nobody. On both databases."""

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.households.models import Household
from tests import town

GRID = f"{town.PALONG}001"
ADDRESS = f"/maps/grids/{GRID}/land.geojson"


@pytest.fixture(autouse=True)
def at_noon(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(app)


def test_it_holds_numbers_and_places_and_no_name(app: Flask) -> None:
    client, _ = town.signed_in(app, "worker")
    answer = client.get(ADDRESS)
    assert answer.mimetype == "application/geo+json"
    told = {feature["properties"]["kind"]: feature for feature in answer.get_json(force=True)["features"]}
    assert told["grid"]["properties"]["code"] == GRID
    assert told["neighbour"]["properties"]["code"] == f"{town.PALONG}002"
    assert told["households"]["properties"]["numbers"] == [1]
    assert told["households"]["geometry"]["coordinates"] == [[100.105, 21.91]]
    assert answer.text.isascii()  # no Chinese name of anybody or anything


def test_the_browser_keeps_it_for_itself_and_asks_whether_it_changed(app: Flask) -> None:
    client, _ = town.signed_in(app, "worker")
    first = client.get(ADDRESS)
    assert "private" in first.headers["Cache-Control"]
    assert "no-store" not in first.headers["Cache-Control"]
    assert client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    with town.looking_on(app), transaction():
        db.session.get_one(Household, town.household_id("1")).lon = 100.106
    again = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.headers["ETag"] != first.headers["ETag"]
    assert client.get("/maps/grids/" + GRID + "/sheet").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("who", "status"), [("leader", 200), ("head", 200), ("neighbour", 404), ("department_clerk", 403)])
def test_only_who_sees_map_and_households_there_gets_it(app: Flask, who: str, status: int) -> None:
    client, _ = town.signed_in(app, who)
    assert client.get(ADDRESS).status_code == status
    assert client.get(ADDRESS.replace("001", "999")).status_code in {404, 403}
