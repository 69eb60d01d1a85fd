"""A leader draws in the browser: a line cuts a grid in two, the page says what that means, a wrong line stays to be mended."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.territory import queries
from tests import town
from tests.browser.conftest import SignIn
from tests.watching import DESK, PHONE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HERE = f"/territory/villages/{town.PALONG}/revisions"


def box_of(page: Page, name: str) -> tuple[float, float, float, float]:
    box = page.locator(f'path.draft[aria-label="{name}"]').bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def draw(page: Page, *points: tuple[float, float]) -> None:
    """Tap where a line has its corners, the last one twice."""
    for x, y in points[:-1]:
        page.mouse.move(x, y, steps=3)
        page.mouse.click(x, y)
        page.wait_for_timeout(350)  # two taps that follow each other faster are one double tap, and end the line
    page.mouse.move(*points[-1], steps=3)
    page.mouse.dblclick(*points[-1])


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_grid_is_cut_in_two_and_taken_back(app: Flask, sign_in: SignIn, size: Any) -> None:
    with town.looking_on(app):
        before = queries.grids_of_village(town.PALONG, queries.township().from_on or town.SINCE)
    leader = sign_in("leader", size)
    page = leader.open(HERE)
    page.fill("[name=title]", "一组户数太多")
    page.locator("main form .main").click()
    page.wait_for_selector("path.draft")
    page.locator("[data-tool=cut]").click()
    expect(page.locator(".drawing .hint")).to_contain_text("点选要切开的网格")
    page.locator(".draft-map").scroll_into_view_if_needed()
    x, y, width, height = box_of(page, "帕龙一组网格")
    page.mouse.click(x + width / 2, y + height / 3)
    page.wait_for_timeout(350)
    draw(page, (x + 4, y + height * 0.8), (x + width / 2, y + height * 0.8))
    page.fill("[name=name]", "帕龙上寨")
    page.locator("[data-done]").click()
    expect(page.locator(".drawing [role=alert]")).to_contain_text("没有穿过")
    assert page.locator("path.pen").count() >= 1  # the line is still there
    page.locator("[data-cancel]").click()
    page.locator("[data-tool=cut]").click()
    page.locator(".draft-map").scroll_into_view_if_needed()
    x, y, width, height = box_of(page, "帕龙一组网格")
    page.mouse.click(x + width / 2, y + height / 3)
    page.wait_for_timeout(350)
    draw(page, (x - 12, y + height * 0.8), (x + width / 2, y + height * 0.75), (x + width + 12, y + height * 0.8))
    page.fill("[name=name]", "帕龙上寨")
    page.locator("[data-done]").click()
    expect(page.locator("path.draft.new")).to_have_count(1)
    expect(page.locator(".side")).to_contain_text("帕龙上寨")
    page.get_by_role("button", name="退回最后一步").click()
    expect(page.locator("path.draft.new")).to_have_count(0)
    with town.looking_on(app):
        assert queries.grids_of_village(town.PALONG, queries.township().from_on or town.SINCE) == before
    assert [error for error in leader.errors if "400" not in error] == []
    assert leader.foreign() == set()
