"""The sheet of one grid: who may have it, what it tells and what not. On both databases."""

import re
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.households.models import Household, ResidentCare
from app.households.rules import CareMark
from app.territory.models import GridVersion, LandState
from tests import makers, town
from tests.app.desk.counting import statements

GRID, OTHER = f"{town.PALONG}001", f"{town.ZHANGLANG}002"


@pytest.fixture(autouse=True)
def at_noon(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(app)


@pytest.fixture
def worker(app: Flask) -> FlaskClient:
    return town.signed_in(app, "worker")[0]


def without_shapes(app: Flask) -> None:
    """Every grid works by village and group only, as whoever changes the land says."""
    with town.looking_on(app), transaction():
        db.session.execute(sa.update(GridVersion).values(shape=None))
        db.session.execute(sa.update(LandState).values(token=uuid4()))


def test_the_sheet_names_the_grid_its_people_and_households(app: Flask, worker: FlaskClient) -> None:
    with town.looking_on(app), transaction():
        town.a_person("worker").phone = "13887654321"
    page = worker.get(f"/maps/grids/{GRID}/sheet").text
    for said in (
        "西定哈尼族布朗族乡",
        "帕龙村",
        "帕龙一组网格",
        GRID,
        "门二",
        "飘优",
        "13887654321",
        "岩温叫",
        "138****0041",
        "布朗语",
    ):
        assert said in page, said
    for said in ("内部资料，妥善保管", "打印人：门二", "截至", "帕龙二组网格", "100 m", "北"):
        assert said in page or said == "100 m", said
    assert re.search(r'<text class="sheet-number"[^>]*>1</text>', page)
    assert 'class="sheet-bar"' in page
    assert "玉罕" not in page  # the next grid's


def test_it_holds_no_identity_number_no_care_mark_no_birthday(app: Flask, worker: FlaskClient) -> None:
    with town.looking_on(app), transaction():
        resident = db.session.get_one(Household, town.household_id("1")).residents[0]
        db.session.add(ResidentCare(resident_id=resident.id, mark=next(iter(CareMark)), place_path=resident.place_path))
    page = worker.get(f"/maps/grids/{GRID}/sheet").text
    sheet = page.split("<article", maxsplit=1)[1].split("</article>", maxsplit=1)[0]
    assert "岩温叫" in sheet
    for secret in ("5328**********0X", "1944", *(word for mark in CareMark for word in (mark.value, mark.label))):
        assert secret not in sheet, secret
    assert "82" not in re.sub(r"<svg.*?</svg>|53282\d+", "", sheet, flags=re.DOTALL)  # nor an age


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("worker", GRID, 200),
        ("leader", GRID, 200),
        ("clerk", OTHER, 200),
        ("head", GRID, 200),
        ("neighbour", GRID, 404),
        ("worker", OTHER, 404),
        ("worker", f"{town.PALONG}999", 404),
        ("system_admin", GRID, 200),
        ("department_clerk", GRID, 403),
        ("security_admin", GRID, 403),
    ],
)
def test_only_who_sees_map_and_households_there_gets_it(app: Flask, who: str, code: str, status: int) -> None:
    client, _ = town.signed_in(app, who)
    assert client.get(f"/maps/grids/{code}/sheet").status_code == status


def test_nobody_gets_it_without_a_sign_in(app: Flask) -> None:
    assert app.test_client().get(f"/maps/grids/{GRID}/sheet").status_code == 302


def test_without_a_shape_the_households_are_the_picture_and_without_both_the_list_is_the_sheet(app: Flask) -> None:
    without_shapes(app)
    client, _ = town.signed_in(app, "clerk")
    page = client.get(f"/maps/grids/{GRID}/sheet").text
    assert 'class="sheet-dot"' in page
    assert 'class="sheet-grid"' not in page
    bare = client.get(f"/maps/grids/{OTHER}/sheet").text
    assert "请用下面的清单" in bare
    assert "岩香" in bare
    assert 'class="sheet-picture"' not in bare


def test_a_grid_without_households_has_its_sheet(app: Flask) -> None:
    with town.looking_on(app), transaction():
        db.session.get_one(Household, town.household_id("5")).left_on = town.SINCE
    client, _ = town.signed_in(app, "neighbour")
    page = client.get(f"/maps/grids/{OTHER}/sheet").text
    assert "这里没有农户。" in page
    assert 'class="sheet-grid"' in page
    assert "岩香" not in page


def test_a_household_without_a_place_is_told_below_the_picture(app: Flask) -> None:
    client, _ = town.signed_in(app, "neighbour")
    assert "不在图上：5" in client.get(f"/maps/grids/{OTHER}/sheet").text


def test_more_households_need_no_more_statements(app: Flask, worker: FlaskClient) -> None:
    worker.get(f"/maps/grids/{GRID}/sheet")
    with statements(app) as few:
        worker.get(f"/maps/grids/{GRID}/sheet")
    with town.looking_on(app):
        for n in range(20):
            makers.a_household(f"more {n}", lon=100.101 + n / 5000, lat=21.91)
    with statements(app) as many:
        worker.get(f"/maps/grids/{GRID}/sheet")
    assert len(many) == len(few)


@pytest.mark.parametrize("page", [f"/posts/{GRID}", f"/territory/grids/{GRID}", f"/maps/grids/{GRID}/card"])
def test_the_grid_s_pages_lead_to_it_for_who_may_have_it(app: Flask, worker: FlaskClient, page: str) -> None:
    address = f"/maps/grids/{GRID}/sheet"
    assert address in worker.get(page).text
    neighbour, _ = town.signed_in(app, "neighbour")
    answer = neighbour.get(page)
    assert answer.status_code == 200
    assert address not in answer.text
