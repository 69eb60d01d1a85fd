"""`/ogc` as OGC API Features has it: what is told of the land, of which day, of which box, page by page, and to whom."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import shape

import app.territory.actions as land
from app.accounts.rules import Role
from app.core import clock
from app.core.db import db, transaction
from app.households.models import Household
from app.territory.rules import DivisionRow, GridRow, PointItemRow, PointLevel, PointRow, WindowRow
from tests import town
from tests.test_routes import rules

GRIDS, VILLAGES, POINTS, HOUSEHOLDS = (
    f"/ogc/collections/{name}" for name in ("grids", "villages", "service-points", "households")
)
FIRST = f"{town.PALONG}001"
LATER = dt.date(2026, 6, 1)
HEADS = [head for head, *_ in town.HOUSEHOLDS.values()]


@pytest.fixture
def built(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The town, in which the first grid has another name since June and a service point has windows and items."""
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(app)
    with town.looking_on(app), transaction():
        whole = shapely.to_wkb(shapely.Polygon(town.SHAPES[FIRST]))
        land.put_grids([GridRow(FIRST, "改名网格", groups=["一组"], shape=whole)], from_on=LATER, stamp=town.a_stamp())
        station = PointRow(
            f"{town.PALONG}-2",
            PointLevel.STATION,
            "帕龙政务服务站",
            town.PALONG,
            grid_code=FIRST,
            lon=100.105,
            lat=21.905,
            hours="9:00-17:00",
            phone="13800138000",
            contact="岩联系",
            from_on=LATER,
            windows=(WindowRow(1, "综合窗口"),),
            items=(PointItemRow(town.PENSION, LATER), PointItemRow(town.POWER, town.SINCE, LATER)),
        )
        centre = PointRow(town.ZHANGLANG, PointLevel.VILLAGE_CENTRE, "章朗便民服务站", town.ZHANGLANG, from_on=town.SINCE)
        land.put_point(station, stamp=town.a_stamp())
        land.put_point(centre, stamp=town.a_stamp())
    return app


@pytest.fixture
def head(built: Flask) -> FlaskClient:
    return town.signed_in(built, "head")[0]


def get(client: FlaskClient, url: str, **said: Any) -> dict[str, Any]:
    answer = client.get(url, query_string=said or None)
    assert answer.status_code == 200, answer.text
    told = answer.get_json()
    assert isinstance(told, dict)
    return told


def ids(told: dict[str, Any]) -> list[Any]:
    return [feature["id"] for feature in told["features"]]


def link(told: dict[str, Any], rel: str) -> str | None:
    found = [one["href"] for one in told["links"] if one["rel"] == rel]
    assert len(found) < 2
    return found[0] if found else None


def refused(client: FlaskClient, url: str) -> tuple[int, str]:
    """The status and code; the body is the standard's, its sentence in the asker's language."""
    answer = client.get(url)
    body = answer.get_json()
    assert body.keys() == {"code", "description"}, body
    assert any(character >= "\u4e00" for character in body["description"])
    return answer.status_code, body["code"]


def test_a_stranger_reads_what_this_is_and_nothing_of_the_township(built: Flask) -> None:
    client = built.test_client()
    landing = get(client, "/ogc")
    assert landing == get(client, "/ogc/") | {"links": landing["links"]}
    for rel in ("self", "conformance", "service-desc"):
        target = link(landing, rel)
        assert target is not None
        assert client.get(target).status_code == 200
    data = link(landing, "data")
    assert data is not None
    assert client.get(data).status_code == 401
    open_to_all = "".join(client.get(f"/ogc{path}").text for path in ("", "/api", "/conformance"))
    assert not [word for word in ("西定", "帕龙", town.TOWN[:6]) if word in open_to_all]
    kinds = {one["rel"]: one["type"] for one in landing["links"]}
    assert kinds["service-desc"] == client.get("/ogc/api").content_type == "application/vnd.oai.openapi+json;version=3.0"


def test_the_conformance_declaration_names_what_is_true(built: Flask) -> None:
    said = get(built.test_client(), "/ogc/conformance")["conformsTo"]
    assert [one.rsplit("/", 1)[1] for one in said] == ["core", "oas30", "geojson"]


def test_the_collections_say_where_when_and_in_which_coordinates(head: FlaskClient) -> None:
    told = {one["id"]: one for one in get(head, "/ogc/collections")["collections"]}
    assert list(told) == ["grids", "villages", "service-points", "households"]
    assert told["grids"]["extent"]["spatial"]["bbox"] == [[100.10, 21.90, 100.14, 21.92]]
    assert told["grids"]["extent"]["temporal"]["interval"] == [["2026-01-01T00:00:00+08:00", None]]
    assert told["households"]["extent"]["spatial"]["bbox"] == [[100.105, 21.91, 100.125, 21.91]]
    for name, one in told.items():
        assert one == get(head, f"/ogc/collections/{name}")
        assert "EPSG:4490" in one["description"]
        assert one["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
        address = link(one, "items")
        assert address is not None
        answer = head.get(address)
        assert (answer.status_code, answer.content_type) == (200, "application/geo+json")


def test_the_grids_are_those_of_today(head: FlaskClient) -> None:
    told = get(head, f"{GRIDS}/items")
    assert ids(told) == sorted(town.GRIDS)
    assert (told["numberMatched"], told["numberReturned"], told["timeStamp"]) == (4, 4, "2026-09-30T04:00:00Z")
    first = told["features"][0]
    assert first["properties"] == {
        "code": FIRST,
        "name": "改名网格",
        "kind": "basic",
        "village_code": town.PALONG,
        "village_name": "帕龙村",
        "groups": ["一组"],
        "valid_from": "2026-06-01",
        "valid_to": None,
    }
    outline = shape(first["geometry"])
    assert outline.equals(shapely.Polygon(town.SHAPES[FIRST]))
    assert outline.exterior.is_ccw  # RFC 7946


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-05-31", {FIRST: "帕龙一组网格"}),
        ("2026-05-31T15:59:59Z", {FIRST: "帕龙一组网格"}),
        ("2026-05-31T16:00:00Z", {FIRST: "改名网格"}),  # midnight in the township
        ("2026-06-01", {FIRST: "改名网格"}),
        ("2025-12-31", {}),
        ("../2026-05-31", {f"{FIRST}-1": "帕龙一组网格"}),
        ("2026-05-31/2026-06-01", {f"{FIRST}-1": "帕龙一组网格", f"{FIRST}-2": "改名网格"}),
        ("2026-06-01/..", {f"{FIRST}-2": "改名网格"}),
        ("../..", {f"{FIRST}-1": "帕龙一组网格", f"{FIRST}-2": "改名网格"}),
    ],
)
def test_datetime_tells_the_versions_of_then(head: FlaskClient, when: str, expected: dict[str, str]) -> None:
    told = get(head, f"{GRIDS}/items", datetime=when)
    assert {one["id"]: one["properties"]["name"] for one in told["features"] if one["id"].startswith(FIRST)} == expected
    for feature_id, name in expected.items():
        assert get(head, f"{GRIDS}/items/{feature_id}", datetime=when)["properties"]["name"] == name


def test_one_grid_is_the_version_of_today_of_a_day_or_of_its_number(head: FlaskClient) -> None:
    assert get(head, f"{GRIDS}/items/{FIRST}")["properties"]["name"] == "改名网格"
    assert get(head, f"{GRIDS}/items/{FIRST}-1")["properties"]["valid_to"] == "2026-05-31"
    one = get(head, f"{GRIDS}/items/{FIRST}", datetime="2026-05-01")
    assert one["properties"]["name"] == "帕龙一组网格"
    assert one["type"] == "Feature"
    assert parse_qs(urlsplit(link(one, "self") or "").query) == {"datetime": ["2026-05-01"]}
    assert (link(one, "collection") or "").endswith("/ogc/collections/grids")
    for gone in (f"{FIRST}-3", f"{FIRST}-", f"{FIRST}-1-1", "999"):
        assert refused(head, f"{GRIDS}/items/{gone}") == (404, "not_found")
    assert refused(head, f"{GRIDS}/items/{FIRST}?datetime=2025-01-01") == (404, "not_found")


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("100.101,21.901,100.109,21.919", ["204001"]),
        ("100.105,21.91,100.125,21.91", ["204001", "204002", "209001"]),  # longitude first
        ("100.10,21.90,0,100.14,21.92,3000", ["204001", "204002", "209001", "209002"]),
        ("21.90,100.10,21.92,100.14", []),  # latitude first is elsewhere
        ("100.13,21.91,100.14,21.91", ["209001", "209002"]),  # a border touches both
        ("170,-10,-170,10", []),
        ("100.135,21,-170,22", ["209002"]),  # over the 180th meridian
    ],
)
def test_a_box_finds_what_it_touches(head: FlaskClient, box: str, expected: list[str]) -> None:
    told = get(head, f"{GRIDS}/items", bbox=box)
    assert [code[9:] for code in ids(told)] == expected
    assert told["numberMatched"] == len(expected)


def test_every_page_follows_the_one_before_and_keeps_what_was_asked(head: FlaskClient) -> None:
    asked = {"bbox": "100.09,21.8,100.2,22", "datetime": "../..", "limit": "2", "f": "json"}
    told, seen = get(head, f"{GRIDS}/items", **asked), list[str]()
    assert link(told, "prev") is None
    for _ in range(9):
        seen += ids(told)
        assert told["numberMatched"] == 5
        follows = link(told, "next")
        if follows is None:
            break
        assert {name: value[0] for name, value in parse_qs(urlsplit(follows).query).items()} == asked | {"offset": str(len(seen))}
        told = get(head, follows)
    assert seen == [f"{FIRST}-1", f"{FIRST}-2", *(f"{code}-1" for code in sorted(town.GRIDS)[1:])]
    assert told["numberReturned"] == 1
    assert ids(get(head, link(told, "prev") or "")) == seen[2:4]
    beyond = get(head, f"{GRIDS}/items", offset=77)
    assert (beyond["features"], beyond["numberMatched"], link(beyond, "next")) == ([], 4, None)


def test_a_village_is_drawn_by_its_outline_or_else_by_its_grids(built: Flask, head: FlaskClient) -> None:
    told = get(head, f"{VILLAGES}/items")
    assert ids(told) == [town.PALONG, town.ZHANGLANG]
    assert told["features"][0]["properties"] == {"code": town.PALONG, "name": "帕龙村", "short_name": "帕龙"}
    both = shapely.union_all([shapely.Polygon(town.SHAPES[f"{town.PALONG}00{n}"]) for n in (1, 2)])
    assert shape(told["features"][0]["geometry"]).symmetric_difference(both).area < 1e-9
    outline = shapely.box(100, 21, 101, 22)
    with town.looking_on(built), transaction():
        row = DivisionRow(town.PALONG, "帕龙村", "帕龙", outline=shapely.to_wkb(outline))
        land.put_divisions([row], stamp=town.a_stamp())
    assert shape(get(head, f"{VILLAGES}/items/{town.PALONG}")["geometry"]).equals(outline)
    assert shape(get(head, f"{VILLAGES}/items/{town.ZHANGLANG}", datetime="../..")["geometry"]).is_valid


def test_a_service_point_tells_its_items_of_the_day_and_no_contact(head: FlaskClient) -> None:
    told = get(head, f"{POINTS}/items")
    assert ids(told) == [f"{town.PALONG}-2", town.ZHANGLANG]
    station, centre = told["features"]
    assert station["properties"] == {
        "code": f"{town.PALONG}-2",
        "name": "帕龙政务服务站",
        "level": "station",
        "place_code": town.PALONG,
        "place_name": "帕龙村",
        "hours": "9:00-17:00",
        "windows": 1,
        "items": [town.PENSION],
    }
    assert station["geometry"] == {"type": "Point", "coordinates": [100.105, 21.905]}
    assert centre["geometry"] is None
    assert ids(get(head, f"{POINTS}/items", bbox="100,21,101,22")) == [f"{town.PALONG}-2"]  # who has no place is in no box
    assert ids(get(head, f"{POINTS}/items", datetime="2026-05-31")) == [town.ZHANGLANG]  # the station opened later
    assert "岩联系" not in str(told)
    assert "13800138000" not in str(told)


def test_a_household_is_a_place_and_a_number_and_nobody_s_name(built: Flask, head: FlaskClient) -> None:
    told = get(head, f"{HOUSEHOLDS}/items")
    assert ids(told) == [1, 2, 3, 4, 5]
    assert [one["properties"] for one in told["features"][2:]] == [
        {"number": 3, "grid_code": f"{town.ZHANGLANG}001", "village_code": town.ZHANGLANG, "placed": "inside"},
        {"number": 4, "grid_code": None, "village_code": town.PALONG, "placed": "on_border"},
        {"number": 5, "grid_code": f"{town.ZHANGLANG}002", "village_code": town.ZHANGLANG, "placed": "no_point"},
    ]
    assert told["features"][2]["geometry"] == {"type": "Point", "coordinates": [100.125, 21.91]}
    assert told["features"][4]["geometry"] is None
    assert not [head for head in HEADS if head in str(told)]
    assert ids(get(head, f"{HOUSEHOLDS}/items", bbox="100,21,101,22")) == [1, 2, 3, 4]
    assert ids(get(head, f"{HOUSEHOLDS}/items", bbox="100.11,21.9,-170,22", limit=2, offset=1)) == [3, 4]
    assert get(head, f"{HOUSEHOLDS}/items/3")["properties"] == told["features"][2]["properties"]
    with town.looking_on(built), transaction():
        db.session.get_one(Household, town.household_id("3")).left_on = LATER
    assert ids(get(head, f"{HOUSEHOLDS}/items")) == [1, 2, 4, 5]
    assert refused(head, f"{HOUSEHOLDS}/items/3") == (404, "not_found")


def test_households_page_by_number(head: FlaskClient) -> None:
    told, seen = get(head, f"{HOUSEHOLDS}/items", limit=2), list[int]()
    for _ in range(9):
        seen += ids(told)
        assert told["numberMatched"] == 5
        follows = link(told, "next")
        if follows is None:
            break
        told = get(head, follows)
    assert seen == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("who", "expected"),
    [("worker", [1, 2, 4]), ("neighbour", [3, 4, 5]), ("head", [1, 2, 3, 4, 5]), ("system_admin", [1, 2, 3, 4, 5])],
)
def test_everybody_sees_the_households_of_their_places_only(built: Flask, who: str, expected: list[int]) -> None:
    """The one on the river is claimed by both villages."""
    client = built.test_client()
    auth = (who, town.PASSWORD)
    told = client.get(f"{HOUSEHOLDS}/items", auth=auth).get_json()
    assert (ids(told), told["numberMatched"]) == (expected, len(expected))
    found = {number: client.get(f"{HOUSEHOLDS}/items/{number}", auth=auth).status_code for number in range(1, 6)}
    assert found == {number: 200 if number in expected else 404 for number in range(1, 6)}
    (box,) = client.get(HOUSEHOLDS, auth=auth).get_json()["extent"]["spatial"]["bbox"]
    assert (box[0], box[2]) == {"worker": (100.105, 100.11956), "neighbour": (100.11956, 100.125)}.get(who, (100.105, 100.125))


def test_each_role_reads_what_it_may_elsewhere_as_here(built: Flask) -> None:
    town.add_far_township(built)
    land_too = set(Role) - {Role.SECURITY_ADMIN, Role.AUDITOR}
    for role, key in town.add_everybody(built, f"{town.FAR}/").items():
        client, auth = built.test_client(), (key, town.PASSWORD)
        assert client.get(f"{GRIDS}/items", auth=auth).status_code == (200 if role in land_too else 403), role
        answer = client.get(f"{HOUSEHOLDS}/items", auth=auth)
        assert answer.status_code == (200 if role in land_too else 403), role
        if role in land_too:
            assert answer.get_json()["numberMatched"] == 0, role
            assert "extent" in client.get(HOUSEHOLDS, auth=auth).get_json()
            assert client.get(f"{HOUSEHOLDS}/items/1", auth=auth).status_code == 404, role


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("/ogc?x=1", "ogc.unknown_parameter"),
        ("/ogc/conformance?limit=1", "ogc.unknown_parameter"),
        ("/ogc/api?f=yaml", "ogc.other_format"),
        ("/ogc/collections?bbox=1,2,3,4", "ogc.unknown_parameter"),
        (f"{GRIDS}?limit=1", "ogc.unknown_parameter"),
        (f"{HOUSEHOLDS}?limit=1", "ogc.unknown_parameter"),
        (f"{GRIDS}/items?f=html", "ogc.other_format"),
        (f"{GRIDS}/items?bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4490", "ogc.unknown_parameter"),
        (f"{GRIDS}/items?head=1", "ogc.unknown_parameter"),
        (f"{HOUSEHOLDS}/items?head=1", "ogc.unknown_parameter"),
        (f"{GRIDS}/items?bbox=1,2,3", "ogc.wrong_bbox"),
        (f"{HOUSEHOLDS}/items?bbox=1,4,3,2", "ogc.wrong_bbox"),
        (f"{GRIDS}/items?datetime=yesterday", "ogc.wrong_datetime"),
        (f"{HOUSEHOLDS}/items?datetime=yesterday", "ogc.wrong_datetime"),
        (f"{HOUSEHOLDS}/items/1?datetime=yesterday", "ogc.wrong_datetime"),
        (f"{HOUSEHOLDS}/items/1?limit=1", "ogc.unknown_parameter"),
        (f"{GRIDS}/items?limit=0", "ogc.wrong_limit"),
        (f"{GRIDS}/items?offset=-1", "ogc.wrong_offset"),
        (f"{GRIDS}/items/{FIRST}?bbox=1,2,3,4", "ogc.unknown_parameter"),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_standard_s_shape(head: FlaskClient, url: str, code: str) -> None:
    assert refused(head, url) == (400, code)


@pytest.mark.parametrize(
    "url",
    [
        "/ogc/collections/roads",
        "/ogc/collections/roads/items",
        "/ogc/collections/roads/items/1",
        "/ogc/x",
        f"{HOUSEHOLDS}/items/{10**20}",
        f"{GRIDS}/items/%00",
    ],
)
def test_what_is_not_there_is_not_found(head: FlaskClient, url: str) -> None:
    assert refused(head, url) == (404, "not_found")


def test_features_are_written_in_their_own_script_and_travel_compressed(head: FlaskClient) -> None:
    assert '"name":"改名网格"' in head.get(f"{GRIDS}/items").text
    squeezed = head.get(f"{GRIDS}/items", headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"


def test_nothing_can_be_sent(head: FlaskClient, built: Flask) -> None:
    assert [rule.rule for rule in rules(built, "POST") if rule.rule.startswith("/ogc")] == []
    answer = head.delete(f"{GRIDS}/items/{FIRST}")
    assert (answer.status_code, answer.get_json().keys()) == (405, {"code", "description"})


def test_the_description_tells_every_route_and_each_of_its_references(built: Flask) -> None:
    """GDAL looks for the greatest limit at `/collections/{name}/items`."""
    told = get(built.test_client(), "/ogc/api")
    assert told["openapi"].startswith("3.0.")
    assert told["servers"] == [{"url": "http://localhost/ogc"}]
    names = ["grids", "villages", "service-points"]
    expected = {"/", "/api", "/conformance", "/collections", "/collections/households", "/collections/households/items"}
    expected |= {"/collections/households/items/{number}"}
    expected |= {f"/collections/{name}{more}" for name in names for more in ("", "/items", "/items/{feature_id}")}
    assert set(told["paths"]) == expected
    operations = [one["get"] for one in told["paths"].values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    references = list(_references(told))
    assert len(references) > 40
    for reference in references:
        kind, name = reference.removeprefix("#/components/").split("/")
        assert name in told["components"][kind], reference
    for path, one in told["paths"].items():
        named = {reference.rsplit("/", 1)[1] for reference in _references(one["get"]["parameters"])}
        assert {part[1:-1] for part in path.split("/") if part.startswith("{")} <= named
    limit = told["components"]["parameters"]["limit"]["schema"]
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 10_000, 100)


def _references(told: Any) -> list[str]:
    if isinstance(told, dict):
        own = [told["$ref"]] if "$ref" in told else []
        return own + [one for value in told.values() for one in _references(value)]
    return [one for value in told for one in _references(value)] if isinstance(told, list) else []
