"""The service circle in a browser: grids, dots and the star on the map, on a desk and on a phone, under the policy."""

from collections.abc import Mapping
from typing import Any

import pytest
import shapely
from flask import Flask
from playwright.sync_api import Page, expect

from app.core import clock
from app.desk import queries
from app.territory import queries as land
from maps import shapes
from tests import town
from tests.app.desk.test_reach_page import AT_HOME_1, a_point
from tests.browser.conftest import SignIn
from tests.watching import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
COVERED = """() => [...document.querySelectorAll(".village-label")].filter((name) => {
  const one = name.getBoundingClientRect();
  return [...document.querySelectorAll(".map-mark")].some((mark) => {
    const other = mark.getBoundingClientRect();
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  });
}).map((name) => name.textContent)"""
INK = """() => document.querySelector("canvas").getContext("2d").getImageData(0, 0, 4000, 4000).data.some((value) => value > 0)"""
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def circled(app: Flask, served: str) -> str:
    """A centre at household 1's door that may take pensions on; others are too far."""
    a_point(app, town.PALONG, AT_HOME_1)
    return served


def shown(page: Page) -> Mapping[str, str]:
    """What the map says that it drew, once the star is there."""
    page.wait_for_selector("[data-star][data-beyond]")
    return {name: page.locator("[data-beyond]").get_attribute(f"data-{name}") or "" for name in ("grids", "beyond", "star")}


@pytest.mark.usefixtures("circled")
@SIZES
def test_the_map_shows_grids_by_share_dots_beyond_and_the_star(app: Flask, sign_in: SignIn, size: Any) -> None:
    with town.looking_on(app):
        found = queries.item_reach(town.PENSION, on=clock.today())
    head = sign_in("head", size)
    page = head.open("/maps/reach")
    told = shown(page)
    assert (told["grids"], told["beyond"]) == (str(len(town.GRIDS)), str(len(found.beyond)))
    assert page.locator("path.grid.reach-5").count() == 1
    assert page.evaluate(INK)
    star = page.locator(".map-mark .mark.star")
    expect(star).to_be_visible()
    assert found.one_more is not None
    assert f"可多 {found.one_more.more} 户进入 15 分钟圈" in told["star"]
    expect(page.locator("#one-more")).to_contain_text(f"可多 {found.one_more.more} 户")
    expect(page.locator("#star-key")).to_be_visible()
    assert head.errors == []
    assert head.foreign() == set()
    assert head.barriers() == []


@pytest.mark.usefixtures("circled")
@SIZES
def test_a_name_makes_way_for_a_mark(app: Flask, sign_in: SignIn, size: Any) -> None:
    with town.looking_on(app):
        palong = shapes.union(tuple(grid.shape for grid in land.grids_of_village(town.PALONG, clock.today()) if grid.shape))
    middle = shapely.from_wkb(palong).centroid  # where its name would stand
    a_point(app, town.ZHANGLANG, (middle.x, middle.y))
    page = sign_in("head", size).open("/maps/reach")
    shown(page)
    assert page.locator(".village-label").count() == 2
    assert page.evaluate(COVERED) == []


@pytest.mark.usefixtures("circled")
def test_a_box_hides_the_dots_and_the_points(sign_in: SignIn) -> None:
    page = sign_in("head").open("/maps/reach")
    shown(page)
    page.get_by_label("更远的农户").uncheck()
    page.wait_for_function(f"() => !document.querySelector('canvas') || !({INK})()")
    page.get_by_label("便民大厅").uncheck()
    expect(page.locator(".leaflet-marker-pane .village_centre")).to_have_count(0)


@pytest.mark.usefixtures("circled")
def test_what_is_asked_stands_in_the_address_and_what_is_wrong_at_its_field(sign_in: SignIn) -> None:
    page = sign_in("head", PHONE).open("/maps/reach")
    page.get_by_label("出行方式").select_option("motorbike")
    page.get_by_label("多少分钟以内").fill("-5")
    page.get_by_role("button", name="计算").click()
    expect(page.locator("#f-minutes-error")).to_contain_text("分钟数要大于 0，不能是 -5。")
    expect(page.get_by_label("多少分钟以内")).to_have_value("-5")
    page.get_by_label("多少分钟以内").fill("20")
    page.get_by_role("button", name="计算").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("骑摩托车")
    assert "by=motorbike&minutes=20" in page.url
    expect(page.get_by_label("出行方式")).to_have_value("motorbike")


@pytest.mark.usefixtures("circled")
def test_on_paper_the_whole_land_is_on_the_sheet_and_the_form_is_not(sign_in: SignIn) -> None:
    page = sign_in("head").open("/maps/reach")
    shown(page)
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator(".map").bounding_box()
    assert sheet is not None
    assert sheet["width"] == 680  # within A4 less 12 mm on either side
    for box in (grid.bounding_box() for grid in page.locator("path.grid").all()):
        assert box is not None
        assert sheet["x"] <= box["x"]
        assert box["x"] + box["width"] <= sheet["x"] + sheet["width"]
    expect(page.locator(".reach-form")).to_be_hidden()
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".reach-form")).to_be_visible()
