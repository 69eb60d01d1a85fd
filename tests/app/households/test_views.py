"""Households in a browser: lists and cards within one's places, numbers behind a reason, forms that keep what was typed."""

import datetime as dt
import gzip
import io
import json
import logging
import random
import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Grant
from app.accounts.rules import Role
from app.core import clock
from app.core.db import db, transaction
from app.core.journal import Entry
from app.households import queries
from app.households.models import Household, ImportUpload
from app.households.rules import GridSource
from tests import town
from tests.app.households import ground

HTMX = {"HX-Request": "true"}
COLUMNS_KB = 60


@pytest.fixture(autouse=True)
def the_town(app: Flask) -> None:
    town.build(app)


def deed(**fields: object) -> dict[str, object]:
    return {"event_id": str(uuid4()), "at": clock.now().isoformat(), **fields}


def sent(client: FlaskClient, headers: dict[str, str], url: str, **fields: object) -> TestResponse:
    return client.post(url, data=deed(**fields), headers=headers)


def shown_again(app: Flask, household_id: UUID) -> dict[str, str]:
    """The household's form as a browser would send it back."""
    with town.looking_on(app):
        found = queries.household(household_id)
        return {
            "code": found.code,
            "head": found.head,
            "phone": found.phone_mask or "",
            "village": found.division.code if found.division else "",
            "group": found.group,
            "address": found.address,
            "lon": "" if found.lon is None else str(found.lon),
            "lat": "" if found.lat is None else str(found.lat),
            "version": str(found.version),
        }


def resident_of(app: Flask, household_id: UUID) -> UUID:
    with town.looking_on(app):
        return queries.household(household_id).residents[0].id


@pytest.mark.parametrize(("who", "others"), [("worker", False), ("neighbour", True), ("clerk", True)])
def test_a_worker_sees_the_households_of_the_own_village_only(app: Flask, who: str, *, others: bool) -> None:
    client, _ = town.signed_in(app, who)
    page = client.get("/households").text
    assert ("岩坎" in page) is others
    assert client.get(f"/households/{town.household_id('3')}").status_code == (200 if others else 404)


def test_the_list_is_narrowed_by_village_group_and_what_stands_in_no_grid(app: Flask) -> None:
    client, _ = town.signed_in(app, "clerk")
    heads = {"1": "岩温叫", "2": "玉罕", "3": "岩坎", "4": "依波"}
    for query, seen in {
        f"place={town.TOWN}/204/": {"1", "2", "4"},
        f"place={town.TOWN}/204/&group=二组": {"2", "4"},
        "unsettled=1": {"4"},
        "page=99": {"1", "2", "3", "4"},
    }.items():
        page = client.get(f"/households?{query}").text
        assert {code for code, head in heads.items() if f">{head}<" in page} == seen


def test_a_list_holds_no_numbers_and_no_care_marks(app: Flask) -> None:
    ground.a_household(app)
    client, _ = town.signed_in(app)
    page = client.get("/households").text
    assert "玉罕" in page
    assert not re.search(r"138|002X|高龄|低保", re.sub(r"[0-9a-f-]{36}", "", page))  # an id may hold any digits


@pytest.mark.parametrize("text", [ground.HER_NUMBER, ground.HER_NUMBER.lower(), ground.HER_PHONE, "h1", "玉罕"])
def test_a_household_is_found_by_code_name_phone_and_identity_number(app: Flask, text: str) -> None:
    household_id = ground.a_household(app)
    client, headers = town.signed_in(app)
    answer = client.post("/households/search", data={"text": text}, headers=headers)
    assert f"/households/{household_id}" in answer.text
    assert answer.request.query_string == b""


def test_another_villages_household_is_not_found_by_its_number(app: Flask) -> None:
    household_id = ground.a_household(app)
    client, headers = town.signed_in(app, "neighbour")
    answer = client.post("/households/search", data={"text": ground.HER_NUMBER}, headers=headers)
    assert str(household_id) not in answer.text
    assert "没有找到" in answer.text


def test_the_card_shows_masks_and_the_way_to_the_cases(app: Flask) -> None:
    household_id = ground.a_household(app)
    client, _ = town.signed_in(app)
    page = client.get(f"/households/{household_id}").text
    assert "110105********002X" in page
    assert "138****1234" in page
    assert "帕龙一组网格" in page
    assert f"/cases?household={household_id}" in page
    assert not re.search(f"{ground.HER_NUMBER}|{ground.HER_PHONE}|高龄|低保", page)


@pytest.mark.parametrize(
    ("field", "value"), [("phone", ground.HER_PHONE), ("id_number", ground.HER_NUMBER), ("care", "80 岁以上高龄、低保")]
)
def test_a_hidden_value_is_shown_for_a_reason_and_the_journal_keeps_the_reason_only(app: Flask, field: str, value: str) -> None:
    resident_id = resident_of(app, ground.a_household(app))
    client, headers = town.signed_in(app)
    url = f"/households/residents/{resident_id}/hidden/{field}"
    assert "为什么需要查看" in client.get(url, headers=HTMX).text
    part = client.post(url, data=deed(reason="call"), headers={**headers, **HTMX}).text
    assert value in part
    assert "<html" not in part
    assert value in sent(client, headers, url, reason="call").text
    with town.looking_on(app):
        entries = db.session.scalars(sa.select(Entry).where(Entry.deed == "households.show")).all()
        assert [(entry.subject, entry.facts, entry.by) for entry in entries] == [
            (resident_id, {"field": field, "reason": "call"}, town.person_id("worker"))
        ] * 2


def test_without_a_reason_nothing_is_shown_and_nothing_is_entered(app: Flask) -> None:
    household_id = ground.a_household(app)
    client, headers = town.signed_in(app)
    answer = sent(client, headers, f"/households/{household_id}/hidden/phone", reason="")
    assert answer.status_code == 400
    assert "请说明查看的理由" in answer.text
    assert ground.HER_PHONE not in answer.text
    with town.looking_on(app):
        assert not db.session.scalars(sa.select(Entry).where(Entry.deed == "households.show")).all()


@pytest.mark.parametrize(("who", "status"), [("neighbour", 404), ("reviewer", 403), ("leader", 200)])
def test_only_who_works_there_may_see_a_number(app: Flask, who: str, status: int) -> None:
    household_id = ground.a_household(app)
    client, headers = town.signed_in(app, who)
    assert sent(client, headers, f"/households/{household_id}/hidden/phone", reason="call").status_code == status


def test_a_household_on_the_border_is_seen_by_both_workers(app: Flask) -> None:
    with town.looking_on(app):
        ground.enter([{"code": "B", "head": "界上", "phone": ground.HER_PHONE, "lon": "100.13", "lat": "21.91"}])
        with transaction():
            household = queries.household_to_change(ground.by_code("B").id)
            assert {household.place_path, household.other_path} == {f"{town.TOWN}/209/001/", f"{town.TOWN}/209/002/"}
            _give(Role.WORKER, "worker", f"{town.TOWN}/209/002/")
            _give(Role.WORKER, "second", f"{town.TOWN}/209/001/")
        household_id = household.id
    for who in ("worker", "second"):
        client, headers = town.signed_in(app, who)
        assert client.get(f"/households/{household_id}").status_code == 200
        assert ground.HER_PHONE in sent(client, headers, f"/households/{household_id}/hidden/phone", reason="call").text


def _give(role: Role, who: str, place: str) -> None:
    db.session.add(Grant(person_id=town.person_id(who), role=role, place_path=place, from_on=town.SINCE))


def test_no_number_is_in_the_database_file_nor_in_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    household_id = ground.a_household(app)
    client, headers = town.signed_in(app)
    sent(client, headers, f"/households/residents/{resident_of(app, household_id)}/hidden/id_number", reason="call")
    upload(app, f"户编号,户主,电话\nZ,岩温,{ground.HER_PHONE}\n户,岩温,{ground.HER_NUMBER}\n")
    with town.looking_on(app):
        tables = [
            db.session.execute(sa.text(f'SELECT * FROM "{name}"')).all()
            for name in sa.inspect(db.engine).get_table_names()
            if name != "land_state"
        ]
        address = db.engine.url
    everything = repr(tables) + caplog.text
    if address.get_backend_name() == "sqlite":
        file = Path(str(address.database))
        everything += "".join(part.read_bytes().decode("latin-1") for part in file.parent.glob(file.name + "*"))
    assert "110105********002X" in everything
    for secret in (ground.HER_NUMBER, ground.HER_PHONE):
        assert secret not in everything


def test_the_points_of_a_map_are_columns_of_the_place_asked_for(app: Flask) -> None:
    client, _ = town.signed_in(app, "clerk")
    assert client.get("/households/columns.json").json == {
        "n": [1, 2, 4, 3],
        "lon": [100.105, 100.115, 100.11956, 100.125],
        "lat": [21.91] * 4,
    }
    there = {
        "n": [4, 3],
        "lon": [100.11956, 100.125],
        "lat": [21.91] * 2,
    }  # the fourth stands on the river: both villages may claim it
    assert client.get(f"/households/columns.json?place={town.TOWN}/209/").json == there
    worker, _ = town.signed_in(app, "worker")
    assert (worker.get(f"/households/columns.json?place={town.TOWN}/209/").json or {})["n"] == [4]
    assert (worker.get("/households/columns.json").json or {})["n"] == [1, 2, 4]


def test_five_thousand_households_are_at_most_sixty_kilobytes_on_the_wire(app: Flask) -> None:
    luck = random.Random(7)  # noqa: S311  no secret
    rows = [
        {"code": f"H{n:05}", "head": "a", "lon": 100.1 + luck.random() * 0.04, "lat": 21.9 + luck.random() * 0.02}
        for n in range(5000)
    ]
    with town.looking_on(app):
        ground.enter(rows)
    client, _ = town.signed_in(app, "clerk")
    answer = client.get("/households/columns.json", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= COLUMNS_KB * 1000
    assert len(json.loads(gzip.decompress(answer.data))["n"]) == 5004


def test_a_tap_on_the_map_opens_a_small_card(app: Flask) -> None:
    client, _ = town.signed_in(app)
    card = client.get("/households/by-number/1").text
    assert "岩温叫" in card
    assert str(town.household_id("1")) in card
    assert "<html" not in card
    assert client.get("/households/by-number/3").status_code == 404


def test_a_household_is_entered_on_a_page_and_finds_its_grid(app: Flask) -> None:
    client, headers = town.signed_in(app, "clerk")
    assert client.get("/households/new").status_code == 200
    answer = sent(client, headers, "/households/new", code="N1", head="岩新", phone="138 0000 5678", **ground.IN_PALONG_1)
    assert answer.status_code == 302
    with town.looking_on(app):
        household = ground.by_code("N1")
        assert (household.phone_mask, household.place_path) == ("138****5678", f"{town.TOWN}/204/001/")
        assert answer.location == f"/households/{household.id}"


def test_a_form_with_faults_names_each_field_and_keeps_what_was_typed(app: Flask) -> None:
    client, headers = town.signed_in(app, "clerk")
    answer = sent(client, headers, "/households/new", code="", head="岩新", phone="12", lon="abc", lat="21.9", address="某处")
    assert answer.status_code == 400
    for field in ("code", "phone", "lon"):
        assert f'id="f-{field}-error"' in answer.text
    assert 'value="岩新"' in answer.text
    assert 'value="abc"' in answer.text
    taken = sent(client, headers, "/households/new", code="1", head="岩新")
    assert "户编号 1 已存在" in taken.text


def test_a_code_that_is_taken_out_of_sight_is_refused_all_the_same(app: Flask) -> None:
    with town.looking_on(app), transaction():
        _give(Role.CLERK, "worker", f"{town.TOWN}/204/")
    client, headers = town.signed_in(app, "worker")
    answer = sent(client, headers, "/households/new", code="3", head="岩新", **ground.IN_PALONG_1)
    assert answer.status_code == 400
    assert "户编号 3 已存在" in answer.text


def test_a_clerk_of_one_village_enters_no_household_in_another(app: Flask) -> None:
    with town.looking_on(app), transaction():
        _give(Role.CLERK, "worker", f"{town.TOWN}/204/")
    client, headers = town.signed_in(app, "worker")
    assert sent(client, headers, "/households/new", code="N1", head="岩新", lon="100.125", lat="21.91").status_code == 403
    with town.looking_on(app):
        assert not db.session.scalars(sa.select(Household).where(Household.code == "N1")).all()


def test_a_masked_phone_sent_back_stays_and_a_cleared_one_goes(app: Flask) -> None:
    household_id = ground.a_household(app)
    client, headers = town.signed_in(app, "clerk")
    url = f"/households/{household_id}/edit"
    assert sent(client, headers, url, **shown_again(app, household_id) | {"address": "新址"}).status_code == 302
    assert ground.HER_PHONE in sent(client, headers, f"/households/{household_id}/hidden/phone", reason="call").text
    assert sent(client, headers, url, **shown_again(app, household_id) | {"phone": ""}).status_code == 302
    assert sent(client, headers, f"/households/{household_id}/hidden/phone", reason="call").status_code == 404


def test_an_old_page_is_answered_by_both_versions(app: Flask) -> None:
    household_id = ground.a_household(app)
    client, headers = town.signed_in(app, "clerk")
    old = shown_again(app, household_id)
    sent(client, headers, f"/households/{household_id}/edit", **old | {"address": "先改的"})
    answer = sent(client, headers, f"/households/{household_id}/edit", **old | {"address": "后改的"})
    assert answer.status_code == 409
    assert "先改的" in answer.text
    assert "后改的" in answer.text
    with town.looking_on(app):
        assert queries.household(household_id).address == "先改的"


def test_a_household_that_moves_takes_its_residents_along(app: Flask) -> None:
    household_id = ground.a_household(app)
    client, headers = town.signed_in(app, "clerk")
    moved = shown_again(app, household_id) | {"lon": "100.125"}
    assert sent(client, headers, f"/households/{household_id}/edit", **moved).status_code == 302
    with town.looking_on(app):
        household = queries.household(household_id)
        assert {household.place_path, household.residents[0].place_path} == {f"{town.TOWN}/209/001/"}
    worker, _ = town.signed_in(app, "worker")
    assert worker.get(f"/households/{household_id}").status_code == 404


def test_a_grid_set_by_hand_wins_over_the_point(app: Flask) -> None:
    household_id = ground.a_household(app)
    client, headers = town.signed_in(app, "clerk")
    by_hand = shown_again(app, household_id) | {"grid": f"{town.PALONG}002"}
    assert sent(client, headers, f"/households/{household_id}/edit", **by_hand).status_code == 302
    with town.looking_on(app):
        household = queries.household(household_id)
        assert (household.grid_source, household.place_path) == (GridSource.HAND, f"{town.TOWN}/204/002/")
    assert f'value="{town.PALONG}002" selected' in client.get(f"/households/{household_id}/edit").text
    wrong = sent(client, headers, f"/households/{household_id}/edit", **shown_again(app, household_id) | {"grid": "x"})
    assert "该网格今天不存在" in wrong.text


def test_a_resident_is_entered_and_changed_without_losing_what_is_hidden(app: Flask) -> None:
    household_id = ground.a_household(app)
    client, headers = town.signed_in(app, "clerk")
    url = f"/households/{household_id}/residents/new"
    assert client.get(url).status_code == 200
    wrong = sent(client, headers, url, name="岩温", id_number="110105194912310021")
    assert (wrong.status_code, 'id="f-id_number-error"' in wrong.text) == (400, True)
    taken = sent(client, headers, url, name="岩温", id_number=ground.HER_NUMBER)
    assert "此人已登记在户 H1" in taken.text
    assert sent(client, headers, url, name="岩温", sex="男", care=["disabled"]).status_code == 302
    resident_id = resident_of(app, household_id)
    edit = f"/households/residents/{resident_id}/edit"
    assert "110105********002X" in client.get(edit).text
    said = {"name": "玉罕罕", "id_number": "110105********002X", "phone": "138****1234", "version": "1"}
    assert sent(client, headers, edit, **said).status_code == 302
    with town.looking_on(app):
        resident = queries.resident(resident_id)
        assert (resident.name, resident.id_mask, len(queries.care_of(resident_id))) == ("玉罕罕", "110105********002X", 2)
    assert sent(client, headers, edit, **said).status_code == 409


def upload(app: Flask, text: str, *, kind: str = "households", client: FlaskClient | None = None) -> TestResponse:
    client, headers = town.signed_in(app, "clerk", client=client)
    file = (io.BytesIO(text.encode("gb18030")), "农户.csv")
    return client.post("/households/import", data={"kind": kind, "crs": "EPSG:4490", "file": file}, headers=headers)


def test_a_table_is_tried_out_entered_mended_and_taken_back_in_a_browser(app: Flask) -> None:
    client, headers = town.signed_in(app, "clerk")
    trial_url = upload(app, "户编号,户主,电话,经度,纬度\nA,岩温,,100.105,21.91\nB,,12,,\n=1,岩罕,,,\n").location
    client, headers = town.signed_in(app, "clerk")
    page = client.get(trial_url).text
    assert "共 3 行，可导入 1 行" in page
    assert "第 3 行" in page
    assert "此项必填" in page
    with town.looking_on(app):
        assert not queries.batches()
    refused = client.get(f"{trial_url}/refused.csv")
    assert refused.data.decode("utf-8-sig").splitlines()[0] == "行号,原因,户编号,行政村,村民小组,地址,户主,电话,经度,纬度"
    assert "\n4,单元格里是公式，请只粘贴数值。,'=1,,,,岩罕,,,\r" in refused.data.decode("utf-8-sig")
    entered = sent(client, headers, f"{trial_url}/enter")
    assert entered.status_code == 302
    report = client.get(entered.location).text
    assert "共 3 行，已导入 1 行" in report
    assert "此项必填" in report
    assert "岩罕" in client.get(f"{entered.location}/refused.csv").text
    assert "农户.csv" in client.get("/households/imports").text
    assert (
        "同一文件曾于"
        in client.get(upload(app, "户编号,户主,电话,经度,纬度\nA,岩温,,100.105,21.91\nB,,12,,\n=1,岩罕,,,\n").location).text
    )
    undone = sent(client, headers, f"{entered.location}/undo")
    assert undone.status_code == 302
    assert "已撤回" in client.get(undone.location).text
    assert sent(client, headers, f"{entered.location}/undo").status_code == 409


def test_what_is_wrong_with_a_file_as_a_whole_is_said_beside_the_field_and_nothing_is_kept(app: Flask) -> None:
    answer = upload(app, "户编号,姓名\nA,岩温\n")
    assert answer.status_code == 400
    assert "缺少列：户主/head" in answer.text
    with town.looking_on(app):
        assert not db.session.scalars(sa.select(ImportUpload)).all()


def test_an_uploaded_file_is_seen_only_by_who_sent_it(app: Flask) -> None:
    url = upload(app, "户编号,户主\nA,岩温\n").location
    admin, headers = town.signed_in(app, "system_admin")
    assert admin.get(url).status_code == 404
    assert sent(admin, headers, f"{url}/enter").status_code == 404
    worker, _ = town.signed_in(app, "worker")
    assert worker.get(url).status_code == 403


def test_a_residents_table_enters_in_a_browser(app: Flask) -> None:
    ground.a_household(app)
    url = upload(app, "户编号,姓名,民族\nH1,岩温,布朗\n", kind="residents").location
    client, headers = town.signed_in(app, "clerk")
    assert sent(client, headers, f"{url}/enter").status_code == 302
    with town.looking_on(app):
        assert [resident.name for resident in ground.by_code("H1").residents] == ["玉罕", "岩温"]


def test_uploads_older_than_a_week_are_gone(app: Flask) -> None:
    url = upload(app, "户编号,户主\nA,岩温\n").location
    with town.looking_on(app), transaction():
        kept = db.session.scalars(sa.select(ImportUpload)).one()
        kept.at -= dt.timedelta(days=7)
    client, _ = town.signed_in(app, "clerk")
    assert client.get(url).status_code == 404
    upload(app, "户编号,户主\nB,岩温\n")
    with town.looking_on(app):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportUpload)) == 1
