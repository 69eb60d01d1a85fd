"""A bundle recorded on the phone: its steps appear when it is chosen, and only those that stay ticked are asked for."""

import re

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.cases import queries
from app.catalogue.actions import import_items
from app.catalogue.queries import bundle_on
from app.core.db import db, transaction
from app.households.models import Household
from tests import town
from tests.app.catalogue.test_rules import ITEMS
from tests.browser.conftest import SignIn
from tests.watching import PHONE, Watched

NARROW = {"width": 320, "height": 640}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOWEST = """Math.min(...[...document.querySelectorAll("fieldset[data-bundle]:not([hidden]) label.pick")]
  .map(pick => pick.getBoundingClientRect().height))"""
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def form(app: Flask, served: str) -> str:
    """The form for a household, with the real list of items and bundles behind it."""
    assert served
    with town.looking_on(app):
        with transaction():
            import_items(ITEMS.read_bytes(), from_on=town.SINCE, stamp=town.a_stamp())
        number = db.session.get_one(Household, town.household_id("1")).number
    return f"/field/cases/new?household={number}"


def choose(watched: Watched, form: str) -> None:
    watched.open(form).select_option("#item", "bundle:B01")


def test_the_steps_of_the_chosen_bundle_are_shown_kept_and_sent(app: Flask, form: str, sign_in: SignIn) -> None:
    worker = sign_in("worker", PHONE)
    choose(worker, form)
    page = worker.page
    expect(page.locator("fieldset[data-bundle]:visible")).to_have_count(1)
    assert page.evaluate(LOWEST) >= 48, "a thumb finds it"
    assert worker.barriers() == []
    for code in ("XD-A07", "XD-B06", "XD-B12", "XD-B14", "XD-B15"):
        page.uncheck(f"[name='steps.B01'][value={code}]")
    page.reload()
    expect(page.locator("[name='steps.B01']:checked:enabled")).to_have_count(2)
    page.locator("button[form=deed]").click()
    page.wait_for_url(re.compile(r"/field/cases/[\d-]+/opened$"))
    number = re.search(r"\d{12}-\d{8}-\d{4}", page.url)
    assert number
    with town.looking_on(app):
        case = queries.case_by_number(number[0])
        assert [item.version.item.code for item in case.items] == ["XD-A06", "XD-C04"]
    assert worker.errors == []


def test_without_a_step_it_is_refused_at_the_item_and_a_single_item_hides_the_steps(form: str, sign_in: SignIn) -> None:
    worker = sign_in("worker", PHONE)
    choose(worker, form)
    page = worker.page
    for box in page.locator("[name='steps.B01']").all():
        box.uncheck()
    page.locator("button[form=deed]").click()
    expect(page.locator("[data-field=item] [data-refused]")).to_have_text("请选择事项。")
    page.select_option("#item", "XD-A06")
    expect(page.locator("fieldset[data-bundle]:visible")).to_have_count(0)


def test_a_bundle_that_went_while_the_page_was_open_is_told_at_the_item_and_nothing_typed_is_lost(
    app: Flask, form: str, sign_in: SignIn
) -> None:
    worker = sign_in("worker", PHONE)
    choose(worker, form)
    page = worker.page
    page.uncheck("[name='steps.B01'][value=XD-A07]")
    page.fill("[name=note]", "走前先打电话")
    with town.looking_on(app), transaction():
        bundle_on("B01", on=town.NOON.date()).to_on = town.SINCE
    page.locator("button[form=deed]").click()
    expect(page.locator("[data-field=item] [data-refused]")).to_have_text("清单里没有“一件事”B01。")
    expect(page.locator("#item")).to_be_focused()
    expect(page.locator("#item")).to_be_in_viewport()
    assert page.input_value("#item") == "bundle:B01"
    assert page.input_value("[name=note]") == "走前先打电话"
    expect(page.locator("[name='steps.B01']:checked")).to_have_count(6)
    page.select_option("#item", "XD-A06")
    page.locator("button[form=deed]").click()
    page.wait_for_url(re.compile(r"/opened$"))


@pytest.mark.parametrize("size", [NARROW, PHONE], ids=["small", "elder"])
def test_the_form_is_not_wider_than_a_phone(form: str, sign_in: SignIn, size: dict[str, int]) -> None:
    worker = sign_in("worker", size)
    if size is PHONE:
        worker.page.context.add_cookies([{"name": "print_size", "value": "elder", "url": worker.base}])
    choose(worker, form)
    assert worker.page.evaluate(WIDE) <= 0
