"""The phone's bar tells the truth about sending, and nothing typed is lost. See static/field.js."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.watching import Watched

Look = Callable[..., Watched]
FORWARD = "[data-forward]"


def state(page: Page) -> str | None:
    return page.locator("#sending [data-state]").get_attribute("data-state")


def to_the_last_step(page: Page, outcome: str) -> None:
    page.check("[value=id]")
    page.check("[value=book]")
    page.click(FORWARD)
    page.fill("[name=note]", "老人听不清电话")
    page.click(FORWARD)
    page.check(f"[value={outcome}]")


def test_the_button_walks_through_the_steps(look: Look) -> None:
    page = look().open("visit")
    expect(page.locator(FORWARD)).to_have_text("材料核对好了")
    page.check("[value=id]")
    page.click(FORWARD)
    expect(page.locator(FORWARD)).to_have_text("填好了，选结果")
    expect(page.locator(".step").nth(0)).to_have_attribute("data-state", "done")
    expect(page.locator(".step").nth(0).locator("[data-sum]")).to_have_text("1/3")
    page.click(FORWARD)
    expect(page.locator(FORWARD)).to_have_text("记下这次上门")
    expect(page.locator(".steps-line .d")).to_have_count(2)


def test_a_step_with_something_missing_stays_open(look: Look) -> None:
    page = look().open("visit")
    page.click(FORWARD)
    page.fill("[name=people]", "")
    page.click(FORWARD)
    expect(page.locator(".step").nth(1).locator("details")).to_have_attribute("open", "")


def test_a_visit_is_sent_as_one_json_deed(look: Look, gallery: Flask) -> None:
    seen = look()
    page = seen.open("visit")
    to_the_last_step(page, "collected")
    page.click(FORWARD)
    page.wait_for_url("**/list")
    taken = gallery.extensions["taken"]
    assert taken["materials"] == ["id", "book"]
    assert taken["people"] == 1
    assert taken["outcome"] == "collected"
    assert taken["note"] == "老人听不清电话"
    assert len(taken["event_id"]) == 36
    assert "csrf_token" not in taken
    assert state(page) == "sent"
    assert seen.errors == []


def test_uploaded_is_never_said_before_the_answer(look: Look) -> None:
    page = look().open("visit")
    waiting: list[Route] = []
    page.route("**/deed", lambda route: waiting.append(route))  # noqa: PLW0108  playwright marks its handlers
    to_the_last_step(page, "done")
    page.click(FORWARD)
    expect(page.locator("#sending [data-state=posting]")).to_be_visible()
    page.wait_for_function("performance.now() > 0")
    assert len(waiting) == 1
    assert state(page) == "posting"
    waiting[0].continue_()
    page.wait_for_url("**/list")
    assert state(page) == "sent"


def test_without_a_connection_everything_stays_and_is_said_so(look: Look, gallery: Flask) -> None:
    page = look().open("visit")
    page.route("**/deed", lambda route: route.abort())
    to_the_last_step(page, "done")
    with page.expect_request("**/deed") as lost:
        page.click(FORWARD)
    expect(page.locator("#sending [data-state=failed]")).to_be_visible()
    assert page.locator("[name=note]").input_value() == "老人听不清电话"
    page.unroute("**/deed")
    page.reload()
    page.locator(".step summary").nth(2).click()
    page.click(FORWARD)
    page.wait_for_url("**/list")
    assert gallery.extensions["taken"] == lost.value.post_data_json  # the same id, moment and words: nothing is entered twice


def test_what_was_typed_is_there_when_one_comes_back(look: Look) -> None:
    page = look().open("visit")
    page.check("[value=book]")
    page.click(FORWARD)
    page.fill("[name=note]", "下次带翻译")
    event = page.locator("[name=event_id]").input_value()
    expect(page.locator("#sending [data-state=kept]")).to_be_visible()
    page.goto(page.url.replace("visit", "list"))
    page.goto(page.url.replace("list", "visit"))
    assert page.locator("[name=note]").input_value() == "下次带翻译"
    assert page.is_checked("[value=book]")
    assert not page.is_checked("[value=id]")
    assert page.locator("[name=event_id]").input_value() == event
    assert state(page) == "kept"


def test_after_the_server_took_it_nothing_stays_on_the_phone(look: Look) -> None:
    page = look().open("visit")
    to_the_last_step(page, "done")
    page.click(FORWARD)
    page.wait_for_url("**/list")
    assert page.evaluate("localStorage.length") == 0


def test_signing_out_leaves_nothing_of_anybody_on_the_phone(look: Look) -> None:
    page = look().open("visit")
    page.check("[value=id]")
    assert page.evaluate("localStorage.length") == 1
    page.evaluate("""() => {
        const form = document.createElement("form");
        form.dataset.forget = "";
        form.addEventListener("submit", (event) => event.preventDefault());
        document.body.append(form);
        form.requestSubmit();
    }""")
    assert page.evaluate("localStorage.length") == 0


def test_a_refusal_is_shown_at_its_field(look: Look) -> None:
    page = look().open("visit")
    to_the_last_step(page, "missing")
    page.click(FORWARD)
    expect(page.locator("#sending")).to_contain_text("还差一样材料")
    expect(page.locator(".field:has([name=note]) .error")).to_have_text("请写明差哪一样")
    assert page.locator("[name=note]").input_value() == "老人听不清电话"
    expect(page.locator("[name=note]")).to_be_focused()


def test_a_refusal_of_a_field_without_a_control_of_its_name_leads_to_the_first_one_in_it(look: Look) -> None:
    page = look().open("visit")
    page.evaluate("document.querySelector('[name=people]').closest('.field').dataset.field = 'served'")
    page.route("**/deed", lambda route: route.fulfill(status=400, json={"message": "不行", "errors": {"served": "请写明给谁"}}))
    to_the_last_step(page, "done")
    page.click(FORWARD)
    expect(page.locator("[data-field=served] .error")).to_have_text("请写明给谁")
    expect(page.locator("[name=people]")).to_be_focused()


def test_an_id_that_was_used_up_is_not_kept_with_the_rest(look: Look) -> None:
    page = look().open("visit")
    to_the_last_step(page, "nobody")
    used = page.locator("[name=event_id]").input_value()
    page.click(FORWARD)
    expect(page.locator("#sending [data-state=refused]")).to_be_visible()
    page.reload()
    assert page.locator("[name=note]").input_value() == "老人听不清电话"
    assert page.locator("[name=event_id]").input_value() != used


@pytest.mark.parametrize("offset", ["2001-01-01T00:00:00Z"])
def test_the_moment_of_a_deed_does_not_come_from_the_phones_clock(look: Look, gallery: Flask, offset: str) -> None:
    seen = look()
    seen.page.clock.set_fixed_time(offset)
    page = seen.open("visit")
    to_the_last_step(page, "done")
    page.click(FORWARD)
    page.wait_for_url("**/list")
    assert gallery.extensions["taken"]["at"] > "2026"


def test_without_scripts_the_form_still_goes(look: Look, gallery: Flask) -> None:
    page = look(scripts=False).open("visit")
    page.check("[value=id]")
    page.locator(".step summary").nth(2).click()
    page.check("[value=done]")
    page.click(FORWARD)
    page.wait_for_url("**/list")
    assert gallery.extensions["taken"]["outcome"] == "done"
