"""The round on a phone, with and without scripts, and the team's day on its map."""

import datetime as dt

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests import makers, town
from tests.browser.conftest import SignIn
from tests.watching import DESK, PHONE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
A_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def busy(app: Flask, served: str) -> str:
    """Three households of 一组 to visit, from west to east; and one whose place nobody knows."""
    with town.looking_on(app):
        makers.a_household("far", head="岩远", lon=100.109, lat=21.918)
        makers.a_household("near", head="岩近", lon=100.106, lat=21.911)
        makers.a_household("lost", head="岩无")
        for code in ("1", "near", "far", "lost"):
            makers.a_case(household=code, at=town.NOON - A_MINUTE)
    return served


def order(page: Page) -> list[str]:
    return page.locator(".round .who").all_inner_texts()


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_one_press_moves_a_visit_and_the_times_follow(sign_in: SignIn, *, scripts: bool) -> None:
    worker = sign_in("worker", PHONE, java_script_enabled=scripts)
    page = worker.open("/field/")
    page.get_by_role("link", name="当天上门路线").click()
    before, times = order(page), page.locator(".round .times").all_inner_texts()
    assert len(before) == 3
    expect(page.locator("main")).to_contain_text("不知道在哪里")
    page.get_by_role("button", name="推后").first.click()
    expect(page.locator("main")).to_contain_text("按您排的顺序保存")
    assert order(page) == [before[1], before[0], before[2]]
    assert page.locator(".round .times").all_inner_texts() != times
    page.get_by_role("button", name="重新排定").click()
    expect(page.locator("main")).to_contain_text("由系统排定")
    assert order(page) == before
    if scripts:
        assert worker.errors == []
        assert list(worker.barriers()) == []
        assert worker.foreign() == set()


@pytest.mark.usefixtures("busy")
def test_a_time_that_can_not_be_is_said_where_it_was_entered(sign_in: SignIn) -> None:
    page = sign_in("worker", PHONE).open("/field/round")
    page.locator(".wish summary").first.click()
    page.get_by_label("不早于").first.fill("16:00")
    page.get_by_label("不晚于").first.fill("15:00")
    page.get_by_role("button", name="记下时间").first.click()
    expect(page.locator(".wish[open] .error")).to_contain_text("必须在")
    assert page.get_by_label("不早于").first.input_value() == "16:00"
    page.get_by_label("不晚于").first.fill("")
    page.get_by_role("button", name="记下时间").first.click()
    expect(page.locator("main")).to_contain_text("16:00 后可上门")


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_team_s_map_has_a_number_on_every_stop_and_each_leads_to_its_case(sign_in: SignIn, size: dict[str, int]) -> None:
    leader = sign_in("leader", size)
    page = leader.open("/rounds")
    page.wait_for_selector("[data-rounds='1']")
    assert page.locator(".map-mark .stop-sign").all_inner_texts() == ["1", "2", "3"]
    assert page.locator("path.way").count() == 1
    assert leader.errors == []
    assert leader.foreign() == set()
    page.locator(".map-mark .stop-sign").nth(2).click()
    page.wait_for_url("**/cases/*")
