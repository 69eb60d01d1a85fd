"""The land's pages: who sees and who changes what, and forms that keep what was typed."""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import transaction
from app.territory import actions, queries
from app.territory.rules import PointItemRow, PointLevel, PointRow, WindowRow
from tests import town
from tests.app.territory.shapes import collection, square, squares, written

FIRST = f"{town.PALONG}001"


@pytest.fixture
def point_id(app: Flask) -> str:
    """A service point of 帕龙 with one window and one item, in the whole town."""
    town.build(app)
    row = PointRow(
        town.PALONG,
        PointLevel.VILLAGE_CENTRE,
        "帕龙便民服务中心",
        town.PALONG,
        hours="周一至周五",
        windows=(WindowRow(1, "综合窗口", pioneer_from_on=town.SINCE),),
        items=(PointItemRow(town.PENSION, town.SINCE),),
    )
    with town.looking_on(app), transaction():
        return str(actions.put_point(row, stamp=town.a_stamp()).id)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return dict(fields)


def send(
    client: FlaskClient, address: str, headers: Mapping[str, str], typed: Mapping[str, object], *, page: str | None = None
) -> TestResponse:
    """Post a form as the browser does: what the page held, and what was typed."""
    shown = page if page is not None else client.get(address).text
    return client.post(address, data={**hidden(shown), **typed}, headers=headers)


def test_the_tree_shows_villages_grids_and_service_points(app: Flask, point_id: str) -> None:
    client, _ = town.signed_in(app, "worker")
    page = client.get("/territory").text
    for text in ("帕龙村", "章朗村", "帕龙一组网格", "帕龙便民服务中心", "周一至周五"):
        assert text in page
    assert "/territory/import" not in page, "a worker has no button for what only an administrator may do"


def test_an_unknown_township_is_said_to_be_unknown(app: Flask, point_id: str) -> None:
    client, _ = town.signed_in(app, "worker")
    assert client.get("/territory?town=999999001000").status_code == 409


def test_a_grid_s_page_shows_its_area_and_its_versions(app: Flask, point_id: str) -> None:
    client, _ = town.signed_in(app, "worker")
    page = client.get(f"/territory/grids/{FIRST}").text
    assert "帕龙一组网格" in page
    assert "2.29" in page, "square kilometres: a hundredth by two hundredths of a degree"
    assert client.get("/territory/grids/532822205204999").status_code == 404


def test_a_service_point_s_page_shows_windows_and_items_with_their_dates(app: Flask, point_id: str) -> None:
    client, _ = town.signed_in(app, "worker")
    page = client.get(f"/territory/points/{point_id}").text
    assert "综合窗口" in page
    assert f"/catalogue/{town.PENSION}" in page
    assert f"/territory/points/{point_id}/edit" not in page
    assert client.get("/territory/points/00000000-0000-0000-0000-000000000001").status_code == 404


@pytest.mark.parametrize("address", ["/territory/import", "/territory/points/new", "/catalogue/import"])
def test_only_who_manages_the_land_or_the_catalogue_may_change_it(app: Flask, point_id: str, address: str) -> None:
    worker, headers = town.signed_in(app, "worker")
    assert worker.get(address).status_code == 403
    assert worker.post(address, headers=headers).status_code == 403
    administrator, _ = town.signed_in(app, "system_admin")
    assert administrator.get(address).status_code == 200


def test_hours_and_windows_are_changed_on_the_form(app: Flask, point_id: str) -> None:
    client, headers = town.signed_in(app, "system_admin")
    typed = {"name": "帕龙便民服务中心", "hours": "每天", "window-1-name": "综合窗口", "window-2-name": "帮办窗口"}
    answer = send(client, f"/territory/points/{point_id}/edit", headers, typed)
    assert answer.status_code == 303
    page = client.get(f"/territory/points/{point_id}").text
    assert "每天" in page
    assert "帮办窗口" in page


def test_a_wrong_field_is_named_and_what_was_typed_is_kept(app: Flask, point_id: str) -> None:
    client, headers = town.signed_in(app, "system_admin")
    answer = send(client, f"/territory/points/{point_id}/edit", headers, {"name": "", "hours": "随时", "lon": "abc", "lat": "21"})
    assert answer.status_code == 400
    assert 'href="#f-name"' in answer.text
    assert 'href="#f-lon"' in answer.text
    assert 'value="随时"' in answer.text


def test_an_old_page_is_answered_by_both_versions_and_changes_nothing(app: Flask, point_id: str) -> None:
    client, headers = town.signed_in(app, "system_admin")
    address = f"/territory/points/{point_id}/edit"
    old = client.get(address).text
    assert send(client, address, headers, {"name": "新名", "hours": "每天"}).status_code == 303
    late = send(client, address, headers, {"name": "旧名", "hours": "周一"}, page=old)
    assert late.status_code == 409
    assert "新名" in late.text
    assert "旧名" in late.text
    assert "新名" in client.get(f"/territory/points/{point_id}").text
    resend = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', late.text))
    assert client.post(address, data=resend, headers=headers).status_code == 303
    assert "旧名" in client.get(f"/territory/points/{point_id}").text


def test_a_second_press_of_the_same_form_does_nothing_twice(app: Flask, point_id: str) -> None:
    client, headers = town.signed_in(app, "system_admin")
    page = client.get("/territory/points/new").text
    typed = {"place": FIRST, "name": "帕龙一组服务站"}
    first = send(client, "/territory/points/new", headers, typed, page=page)
    assert first.status_code == 303
    with town.looking_on(app):
        station = next(point for point in queries.points() if point.name == "帕龙一组服务站")
        assert (station.level, station.code, station.place_path) == (PointLevel.STATION, FIRST, f"{town.TOWN}/204/001/")


def test_a_service_point_must_stand_somewhere(app: Flask, point_id: str) -> None:
    client, headers = town.signed_in(app, "system_admin")
    answer = send(client, "/territory/points/new", headers, {"place": "999999001201", "name": "别处"})
    assert answer.status_code == 400
    assert 'href="#f-place"' in answer.text


TYPED = {"crs": "EPSG:4490", "name_field": "name", "kind": "villages", "unnamed_as": "未命名{n}", "from_on": "2026-09-01"}


def upload(file: Path) -> tuple[BytesIO, str]:
    return BytesIO(file.read_bytes()), file.name


def test_shapes_are_checked_first_and_come_in_when_confirmed(app: Flask, point_id: str, tmp_path: Path) -> None:
    client, headers = town.signed_in(app, "system_admin")
    checked = send(client, "/territory/import", headers, {**TYPED, "file": upload(squares(tmp_path, ["甲", "乙"]))})
    assert checked.status_code == 200
    assert 'name="confirm"' in checked.text
    with town.looking_on(app):
        assert len(queries.villages(queries.township())) == 2, "a check changes nothing"
    confirmed = send(client, "/territory/import", headers, {**TYPED, "confirm": "1"}, page=checked.text)
    assert confirmed.status_code == 303
    with town.looking_on(app):
        assert [village.name for village in queries.villages(queries.township())][:2] == ["甲", "乙"]


def test_the_check_names_findings_and_bad_rows(app: Flask, point_id: str, tmp_path: Path) -> None:
    client, headers = town.signed_in(app, "system_admin")
    broken = square("坏", 5)
    broken["geometry"] = None
    file = written(tmp_path, collection(square("甲", 0), square("乙", 0.5), broken))
    page = send(client, "/territory/import", headers, {**TYPED, "file": upload(file)}).text
    assert 'id="findings"' in page
    assert 'id="refused"' in page


def test_a_file_that_contains_the_others_cannot_be_confirmed(app: Flask, point_id: str, tmp_path: Path) -> None:
    client, headers = town.signed_in(app, "system_admin")
    file = written(tmp_path, collection(square("全乡", 0, side=0.02), square("甲", 0), square("乙", 1), square("丙", 0, 1)))
    checked = send(client, "/territory/import", headers, {**TYPED, "file": upload(file)})
    assert "全乡" in checked.text
    assert 'name="confirm"' not in checked.text
    forced = send(client, "/territory/import", headers, {**TYPED, "confirm": "1"}, page=checked.text)
    assert forced.status_code == 409


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "file"),
        ({"crs": ""}, "crs"),
        ({"name_field": "title"}, "name_field"),
        ({"where": "甲"}, "where"),
        ({"kept": "../../x"}, "file"),
    ],
)
def test_a_wrong_import_names_the_field_and_keeps_the_file(
    app: Flask, point_id: str, tmp_path: Path, typed: dict[str, str], field: str
) -> None:
    client, headers = town.signed_in(app, "system_admin")
    sent = {} if field == "file" else {"file": upload(squares(tmp_path, ["甲"]))}
    answer = send(client, "/territory/import", headers, {**TYPED, **typed, **sent})
    assert answer.status_code == 400
    assert f'href="#f-{field}"' in answer.text
    if sent:
        assert re.search(r'name="kept" value="[0-9a-f]{64}\.geojson"', answer.text)
