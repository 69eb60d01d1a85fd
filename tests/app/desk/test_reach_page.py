"""The service circle's page: what the query says as a sentence, a map and a table; who may see what; what it refuses."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.rules import POLICY, Deed, Role
from app.core import clock
from app.core.db import db, transaction
from app.desk import queries
from app.desk.rules import Coming, ItemReach, share
from app.households.models import Household
from app.territory import actions as land
from app.territory.models import GridVersion, LandState, ServicePoint
from app.territory.rules import PointItemRow, PointLevel, PointRow
from tests import town
from tests.app.desk.test_maps import by_name, drawn

AT_HOME_1 = (100.105, 21.91)
FAR_AWAY = (100.3, 21.91)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(app)


@pytest.fixture
def xiding(app: Flask) -> Flask:
    """The small town, with a centre at household 1's door that may take pensions on."""
    a_point(app, town.PALONG, AT_HOME_1)
    return app


def a_point(
    app: Flask, code: str, place: tuple[float, float] | None, *, level: PointLevel = PointLevel.VILLAGE_CENTRE, **more: Any
) -> None:
    lon, lat = place or (None, None)
    facts: Mapping[str, Any] = {"items": (PointItemRow(town.PENSION, town.SINCE),), **more}
    row = PointRow(code, level, f"服务点{code}", code[:12], lon=lon, lat=lat, **facts)
    with town.looking_on(app), transaction():
        land.put_point(row, stamp=town.a_stamp())


def asked(app: Flask, **more: Any) -> ItemReach:
    with town.looking_on(app):
        return queries.item_reach(town.PENSION, on=clock.today(), **more)


def words(part: str) -> str:
    """What a reader sees, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", part)).strip()


def body(page: str) -> str:
    return page.split("<tbody>", maxsplit=1)[1].split("</tbody>", maxsplit=1)[0]


def typed(page: str) -> str:
    """What stands in the field of minutes."""
    (field,) = re.findall(r'<input id="f-minutes"[^>]*>', page)
    return str(re.findall(r'value="([^"]*)"', field)[0])


def rows(page: str) -> list[str]:
    return [words(row) for row in body(page).split("<tr>")[1:]]


def test_the_heading_the_map_and_the_table_say_what_the_query_says(xiding: Flask) -> None:
    found = asked(xiding)
    assert 0 < found.within < found.households
    client, _ = town.signed_in(xiding, "head")
    page = client.get("/maps/reach").text
    assert f"{found.households} 户中 {found.within} 户步行" in words(page)
    assert len(drawn(page, "beyond")["lon"]) == len(drawn(page, "beyond")["lat"]) == found.households - found.within
    assert by_name(page, "reached")["帕龙一组网格"]["reach"] > by_name(page, "reached")["章朗一组网格"]["reach"]
    assert {one["title"] for one in drawn(page, "points")["marks"]} == {f"服务点{town.PALONG}"}
    said = rows(page)
    assert len(said) == len(found.villages)
    for row, village in zip(said, found.gaps, strict=True):
        assert (village.name or "").removesuffix("村") in row
        assert f" {village.households} {village.within} " in row


def test_each_grid_and_village_has_the_share_of_its_own_households(xiding: Flask) -> None:
    found = asked(xiding)
    client, _ = town.signed_in(xiding, "head")
    page = client.get("/maps/reach").text
    with town.looking_on(xiding):
        for code, (name, _) in town.GRIDS.items():
            here = found.by_grid().get(town.a_grid(code).id)
            assert by_name(page, "reached")[name]["share"] == (f"{here.within}/{here.households}" if here else "–")
    for village in found.villages:
        short = (village.name or "").removesuffix("村")
        assert by_name(page, "circled")[short]["share"] == f"{village.within}/{village.households}"


def test_motorbikes_and_other_limits_are_reckoned_as_asked(xiding: Flask) -> None:
    found = asked(xiding, by=Coming.MOTORBIKE, within_min=3.5)
    client, _ = town.signed_in(xiding, "head")
    page = client.get(f"/maps/reach?item={town.PENSION}&by=motorbike&minutes=3.5").text
    assert f"{found.households} 户中 {found.within} 户骑摩托车 3.5 分钟内可到" in words(page)
    assert '<option value="motorbike" selected>' in page
    assert typed(page) == "3.5"


def test_one_more_station_is_asked_for_afterwards_and_only_then(xiding: Flask) -> None:
    more = asked(xiding).one_more
    assert more is not None
    client, _ = town.signed_in(xiding, "head")
    page = client.get("/maps/reach").text
    assert "data-star" not in page
    address = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    part = client.get(address, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<section")
    whole = client.get(address).text  # a browser without scripts follows the link
    for said in (part, whole):
        assert f'data-lon="{more.lon}" data-lat="{more.lat}"' in said
        assert f"可多 {more.more} 户进入 15 分钟圈" in words(said)
        assert "hx-get" not in said
    assert "<h1>" in whole


def test_where_all_are_near_one_more_helps_nobody(xiding: Flask) -> None:
    client, _ = town.signed_in(xiding, "head")
    page = client.get("/maps/reach?minutes=1440&more=1").text
    assert "也不会有更多农户进入时限" in page
    assert "data-star" not in page
    assert drawn(page, "beyond") == {"lon": [], "lat": []}


NO_MINUTES = dict.fromkeys(("0", "-3", "abc", "nan", "-inf", "十五"), "分钟数要大于 0")
TOO_MANY = dict.fromkeys(("1440.1", "99999999", "inf", "1e999"), "分钟数最多 1440（一天）")


@pytest.mark.parametrize(("minutes", "sentence"), (NO_MINUTES | TOO_MANY).items())
def test_minutes_that_are_none_or_too_many_are_said_at_the_field_and_stay_there(
    xiding: Flask, minutes: str, sentence: str
) -> None:
    client, _ = town.signed_in(xiding, "head")
    answer = client.get("/maps/reach", query_string={"minutes": minutes, "by": "motorbike"})
    assert answer.status_code == 400
    assert f"{sentence}，不能是 {minutes}。" in answer.text.split('id="f-minutes-error"')[1].split("</p>")[0]
    assert typed(answer.text) == minutes
    assert '<option value="motorbike" selected>' in answer.text


def test_a_way_that_does_not_exist_is_said_at_its_field_and_the_rest_stays(xiding: Flask) -> None:
    client, _ = town.signed_in(xiding, "head")
    answer = client.get("/maps/reach", query_string={"by": "<i>boat", "minutes": "20"})
    assert answer.status_code == 400
    assert "没有“&lt;i&gt;boat”这种出行方式" in answer.text.split('id="f-by-error"')[1].split("</p>")[0]
    assert typed(answer.text) == "20"
    assert "daiban." not in answer.text


def test_an_item_that_nobody_knows_or_no_point_may_do_is_said_at_the_field(xiding: Flask) -> None:
    client, _ = town.signed_in(xiding, "head")
    for item, said in (("<b>X", "&lt;b&gt;X"), (town.OLD_AGE, town.OLD_AGE)):
        answer = client.get("/maps/reach", query_string={"item": item, "minutes": "20"})
        assert answer.status_code == 409
        assert said in answer.text.split('id="f-item-error"')[1].split("</p>")[0]
        assert f'<option value="{said}" selected>' in answer.text
        assert typed(answer.text) == "20"
        assert "<b>X" not in answer.text


def test_points_without_a_place_are_refused_when_asked_for_and_offered_to_nobody(app: Flask) -> None:
    a_point(app, town.PALONG, None)
    client, _ = town.signed_in(app, "head")
    answer = client.get("/maps/reach")
    assert answer.status_code == 200
    assert "还没有服务点可以办理事项" in answer.text
    assert client.get(f"/maps/reach?item={town.PENSION}").status_code == 409


def test_a_township_without_any_point_gets_a_page_that_says_how_to_begin(app: Flask) -> None:
    client, _ = town.signed_in(app, "head")
    answer = client.get("/maps/reach")
    assert answer.status_code == 200
    assert "还没有服务点可以办理事项" in answer.text
    assert f'<option value="{town.PENSION}"' in answer.text
    assert "f-item-error" not in answer.text


def test_a_closed_point_offers_its_items_no_more(app: Flask) -> None:
    a_point(app, town.PALONG, AT_HOME_1)
    with town.looking_on(app), transaction():
        db.session.execute(sa.update(ServicePoint).values(to_on=clock.today()))
    with town.looking_on(app):
        assert queries.items_done(on=clock.today() + DAY) == {}
        assert set(queries.items_done(on=clock.today())) == {town.PENSION}


def test_without_any_shape_the_table_is_there_and_says_the_same(xiding: Flask) -> None:
    client, _ = town.signed_in(xiding, "head")
    before = rows(client.get("/maps/reach").text)
    with town.looking_on(xiding), transaction():
        db.session.execute(sa.update(GridVersion).values(shape=None))
        db.session.delete(db.session.get_one(LandState, 1))
    answer = client.get("/maps/reach?more=1")
    assert answer.status_code == 200
    assert "daiban." not in answer.text
    assert "这里的网格还没有边界" in answer.text
    assert rows(answer.text) == before
    assert "再设一个点在" in answer.text


@pytest.mark.parametrize("address", ["/maps/reach", "/maps/reach?more=1"])
def test_where_no_household_has_a_place_the_page_says_so_and_still_draws_the_land(xiding: Flask, address: str) -> None:
    with town.looking_on(xiding), transaction():
        db.session.execute(sa.update(Household).values(lon=None, lat=None))
    client, _ = town.signed_in(xiding, "head")
    answer = client.get(address)
    assert answer.status_code == 200
    assert "您可见的农户都没有坐标" in answer.text.split("<h1>")[1].split("</h1>")[0]
    assert drawn(answer.text, "beyond") == {"lon": [], "lat": []}
    assert {one["reach"] for one in drawn(answer.text, "reached")["properties"]} == {0}
    assert words(body(answer.text)) == "您可见的农户都没有坐标"
    assert "data-star" not in answer.text


def test_the_table_begins_with_the_least_share_and_of_equal_ones_with_the_farther(xiding: Flask) -> None:
    found = asked(xiding, within_min=1440)
    assert {one.within for one in found.villages} == {one.households for one in found.villages}
    assert [one.median_min for one in found.gaps] == sorted((one.median_min for one in found.villages), reverse=True)
    shares = [share(one.within, one.households) or 0.0 for one in asked(xiding).gaps]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_the_legend_has_only_the_points_that_are_drawn(xiding: Flask) -> None:
    client, _ = town.signed_in(xiding, "head")
    assert 'data-layer="windows"' in client.get("/maps/reach").text
    assert 'data-layer="points"' not in client.get("/maps/reach").text
    a_point(xiding, town.ZHANGLANG, FAR_AWAY, level=PointLevel.STATION)
    assert 'data-layer="points"' in client.get("/maps/reach").text


def test_a_worker_sees_only_the_households_and_grids_of_their_own_places(xiding: Flask) -> None:
    a_point(xiding, town.ZHANGLANG, FAR_AWAY)
    whole, _ = town.signed_in(xiding, "head")
    everything = whole.get("/maps/reach?minutes=0.01").text
    client, _ = town.signed_in(xiding, "worker")
    page = client.get("/maps/reach?minutes=0.01").text
    own = list(zip(*drawn(page, "beyond").values(), strict=True))
    all_of_them = list(zip(*drawn(everything, "beyond").values(), strict=True))
    assert set(own) < set(all_of_them)
    assert set(by_name(page, "reached")) < set(by_name(everything, "reached"))
    assert "章朗" not in body(page)


def test_who_may_not_see_maps_gets_no_circle(xiding: Flask) -> None:
    everybody = town.add_everybody(xiding, town.PLACES[town.TOWN])
    for role, name in everybody.items():
        client, _ = town.signed_in(xiding, name)
        assert (client.get("/maps/reach").status_code == 200) == (Deed.SEE_MAP in POLICY[role]), role
    assert Deed.SEE_MAP not in POLICY[Role.DEPARTMENT_CLERK]


def test_nothing_comes_from_outside_and_the_ways_there_are_shown(xiding: Flask) -> None:
    client, _ = town.signed_in(xiding, "head")
    answer = client.get("/maps/reach?more=1")
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    for page in ("/maps/township", "/territory"):
        assert 'href="/maps/reach"' in client.get(page).text


def test_a_leader_finds_it_from_the_team_s_map_and_back(xiding: Flask) -> None:
    client, _ = town.signed_in(xiding, "leader")
    assert 'href="/maps/reach"' in client.get("/maps", follow_redirects=True).text
    page = client.get("/maps/reach").text
    assert words(page.split('<a class="btn" href="/maps">')[1].split("</a>")[0]) == "看本村地图"
