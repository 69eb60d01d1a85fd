"""The leader's map in a browser: under the policy, from this server only, and a tap opens what is under the finger."""

import datetime as dt
import gzip
from collections.abc import Callable
from functools import update_wrapper
from typing import Any
from uuid import uuid4

import folium
import pytest
from flask import Flask, render_template
from playwright.sync_api import expect

from app.cases.rules import Stage
from app.core.db import db, transaction
from app.desk.queries import Within
from app.desk.views import choice
from app.households.models import Household
from app.households.rules import Placed
from maps.page import Parts
from tests import makers, town
from tests.browser.conftest import SignIn
from tests.watching import DESK, PHONE

HOUSEHOLDS = 5_000
LIMIT_BYTES = 60_000
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def crowded(app: Flask, served: str) -> str:
    """Five thousand households more in one grid, and a case."""
    with town.looking_on(app):
        with transaction():
            first = db.session.get_one(Household, town.household_id("1"))
            paths = {"town_code": town.TOWN, "place_path": first.place_path, "grid_id": first.grid_id, "placed": Placed.INSIDE}
            for n in range(HOUSEHOLDS):
                lon, lat = 100.1005 + (n % 72) * 0.00012, 21.901 + (n // 72) * 0.00026
                db.session.add(Household(id=uuid4(), code=f"P{n:05}", number=1_000 + n, head="岩", lon=lon, lat=lat, **paths))
        makers.a_case()
    return served


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_household_is_drawn_on_one_canvas_and_a_tap_opens_its_grid(sign_in: SignIn, size: Any) -> None:
    leader = sign_in("leader", size)
    page = leader.open("/maps")
    shown = page.wait_for_selector("[data-households]")
    assert shown is not None
    assert int(shown.get_attribute("data-households") or 0) > HOUSEHOLDS
    assert page.locator("canvas").count() == 1
    assert page.locator(".leaflet-interactive").count() < 20  # grids and marks, no element per household
    assert page.locator(".leaflet-control-attribution").count() == 0
    page.locator(".leaflet-container").click(position={"x": 40, "y": 40}, force=True)
    page.get_by_role("button", name="帕龙一组网格").press("Enter")
    expect(page.locator("#map-card")).to_contain_text("帕龙一组网格")
    assert leader.errors == []
    assert leader.foreign() == set()


@pytest.mark.usefixtures("crowded")
def test_five_thousand_households_weigh_little(sign_in: SignIn) -> None:
    leader = sign_in("leader")
    answer = leader.page.request.get(f"{leader.base}/households/columns.json")
    assert len(answer.json()["n"]) > HOUSEHOLDS
    assert len(gzip.compress(answer.body())) <= LIMIT_BYTES


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_on_the_township_s_map_a_village_opens_its_card_and_the_way_to_the_team_s_map(sign_in: SignIn, size: Any) -> None:
    head = sign_in("head", size)
    page = head.open("/maps")
    assert page.url.endswith("/maps/township")
    assert page.locator("canvas").count() == 0  # no household is drawn, nor fetched
    page.get_by_role("button", name="帕龙 1").press("Enter")
    card = page.locator("#map-card")
    expect(card).to_contain_text("飘优")
    expect(card).to_be_in_viewport()
    card.get_by_role("link", name="看本村地图").click()
    page.wait_for_url("**/maps/team/*")
    assert head.errors == []
    assert head.foreign() == set()


@pytest.mark.usefixtures("crowded")
def test_chips_change_the_numbers_and_stand_in_the_address_and_boxes_hide_their_layer(sign_in: SignIn) -> None:
    page = sign_in("head").open("/maps/township")
    label = page.locator(".village-label", has_text="帕龙")
    expect(label.locator(".by-load")).to_be_visible()
    page.get_by_role("button", name="按超期").click()
    expect(label.locator(".by-load")).to_be_hidden()
    expect(label.locator(".by-late")).to_be_visible()
    assert "by=late" in page.url
    page.reload()
    expect(page.get_by_role("button", name="按超期")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".map-mark .green")).to_have_count(1)
    page.get_by_label("网格办件").uncheck()
    expect(page.locator(".map-mark .green")).to_have_count(0)


def test_a_leader_passes_the_late_case_on_in_three_taps(app: Flask, sign_in: SignIn) -> None:
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.IN_PROGRESS, at=town.NOON - dt.timedelta(days=60))
    page = sign_in("leader", PHONE).open("/maps")
    page.get_by_role("button", name="帕龙一组网格").press("Enter")
    page.get_by_role("link", name="转办：岩温叫").click()
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.fixture
def put_in_its_place(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], str]], None]:
    """Another page at /maps, behind the same guard."""
    views, name = app.view_functions, "desk.own_map"
    return lambda page: monkeypatch.setitem(views, name, update_wrapper(page, views[name]))


def test_the_watch_itself_sees_a_stock_folium_page(sign_in: SignIn, put_in_its_place: Callable[..., None]) -> None:
    leader = sign_in("leader")
    put_in_its_place(lambda: folium.Map((21.85, 100.15)).get_root().render())
    leader.open("/maps")
    leader.page.wait_for_timeout(300)
    assert any(error.startswith("CSP ") for error in leader.errors)


def test_a_script_without_the_nonce_does_not_run(sign_in: SignIn, put_in_its_place: Callable[..., None]) -> None:
    sneaky = Parts(scripts=(), stylesheets=(), style="", html="<script>document.title = 'sneaky'</script>", script="")
    nothing: dict[str, Any] = dict.fromkeys(("grids", "work", "crew", "ramp", "content_ramp", "villages", "by"), ())
    chosen = choice.Choice(choice.By.LOAD, choice.Form.MAP, Within())
    shown: dict[str, Any] = {**nothing, "chosen": chosen, "options": {"classes": [], "lights": [], "teams": []}, "late": 0}
    leader = sign_in("leader")
    put_in_its_place(lambda: render_template("desk/map.html", map=sneaky, here="/maps", now=town.NOON, hands=(), **shown))
    page = leader.open("/maps")
    assert page.title() != "sneaky"
    assert any("script-src" in error for error in leader.errors)
