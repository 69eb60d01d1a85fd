"""A resident rates on a cheap phone: without scripts, in large print, with no barrier that axe knows."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.cases.rules import Stage
from app.ratings import queries
from tests import makers, town
from tests.watching import PHONE, watch

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SMALL = PHONE
NARROW: Any = {"width": 320, "height": 640}
TARGET = 60  # px: what an old finger hits


@pytest.fixture
def link(app: Flask, served: str) -> str:
    with town.looking_on(app):
        invitation = queries.invitation_of(makers.a_case(item=town.ADVICE, at_stage=Stage.COMPLETED).id)
        assert invitation is not None
        return f"/r/{queries.key_of(invitation)}"


def test_a_resident_rates_without_scripts(browser: Browser, served: str, link: str) -> None:
    context = browser.new_context(viewport=SMALL, locale="zh-CN", java_script_enabled=False)
    page = watch(context, served).open(link)
    page.get_by_label("非常满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    page.wait_for_url("**/thanks")
    assert page.get_by_role("heading", name="谢谢您，评价已收到").is_visible()
    context.close()


@pytest.mark.parametrize("size", ["standard", "elder"])
def test_the_page_has_large_targets_no_barrier_and_fits(browser: Browser, served: str, link: str, size: str) -> None:
    context = browser.new_context(viewport=NARROW, locale="zh-CN")
    context.add_cookies([{"name": "print_size", "value": size, "url": served}])
    watched = watch(context, served)
    page = watched.open(link)
    heights = [label.bounding_box() for label in page.locator(".level").all()]
    assert len(heights) == 5
    assert all(box is not None and box["height"] >= TARGET for box in heights)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert (watched.barriers(), watched.errors, watched.foreign()) == ([], [], set())
    context.close()
