"""Households are picked on the map with a finger or a mouse, handed over, and received on a phone."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.core.db import db
from app.handovers import queries
from app.households.models import Household
from app.posts.queries import roster
from tests import makers, town
from tests.browser.conftest import SignIn
from tests.watching import DESK, PHONE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TODAY = town.NOON.date()


def drag(page: Page, *parts: tuple[float, float]) -> None:
    """Draw a line over the map with the button held, at these parts of its width and height."""
    page.locator(".leaflet-container").scroll_into_view_if_needed()
    box = page.locator(".leaflet-container").bounding_box()
    assert box is not None
    at = [(box["x"] + box["width"] * across, box["y"] + box["height"] * down) for across, down in parts]
    page.mouse.move(*at[0])
    page.mouse.down()
    for point in at[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_picked_on_the_map_handed_over_and_received(app: Flask, sign_in: SignIn, size: Any) -> None:
    with town.looking_on(app):
        makers.a_case(household="1")
        number = db.session.get_one(Household, town.household_id("1")).number
    leader = sign_in("leader", size)
    page = leader.open("/maps")
    page.wait_for_selector("[data-households]")
    page.locator("#lasso [data-begin]").click()
    expect(page.locator("#lasso [role=status]")).to_contain_text("圈出农户")
    drag(page, (0.97, 0.6), (0.98, 0.6), (0.98, 0.62), (0.97, 0.61))
    expect(page.locator("#lasso [role=status]")).to_contain_text("圈内没有农户")
    expect(page.locator("#lasso [data-go]")).to_be_hidden()
    page.locator("#lasso [data-begin]").click()
    drag(page, (0.98, 0.6), (0.99, 0.99), (0.01, 0.99), (0.01, 0.01), (0.99, 0.01), (0.99, 0.5))
    expect(page.locator("#lasso [role=status]")).to_contain_text("已圈选 3 户")
    page.locator("#lasso [data-go]").click()
    page.wait_for_url("**/handovers/new**")
    assert page.input_value("#f-households") == "1-2,4"
    page.fill("#f-households", str(number))
    page.select_option("#f-receiver", str(town.person_id("second")))
    page.get_by_role("button", name="查看移交内容").click()
    expect(page.get_by_text("移交内容", exact=True)).to_be_visible()
    page.fill("#f-reason", "换岗")
    page.get_by_role("button", name="确认交接").click()
    page.wait_for_url("**/handovers/*-*")
    second = sign_in("second", PHONE)
    phone = second.open("/field/")
    phone.get_by_text("已交接给您，请签收").click()
    phone.get_by_role("button", name="确认签收").click()
    expect(phone.get_by_text("已签收。")).to_be_visible()
    with town.looking_on(app):
        there = queries.homes(Household.number == number, on=TODAY)
        assert [one.person_id for one in queries.owners(there, roster=roster(TODAY)).values()] == [town.person_id("second")]
