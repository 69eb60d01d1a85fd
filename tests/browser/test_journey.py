"""From a phone call to the running total, as its people do it: at the desk, on a phone, and at the reviewer's desk."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.watching import PHONE, Watched


def completed(page: Page) -> int:
    """The running total, as the page's first sentence says it."""
    found = re.search(r"(\d+) 件", page.inner_text("h1"))
    return int(found[1]) if found else 0  # 今年没有代办办结


def ask_by_phone(clerk: Watched, *, household: str, item: str) -> str:
    """Enter what somebody asks for on the telephone; the number the case got."""
    page = clerk.open("/cases/new")
    page.fill("[name=find]", household)
    page.get_by_role("button", name="查找农户").click()
    page.locator(".todo a", has_text=household).click()
    page.select_option("[name=item]", item)
    papers = page.locator("#papers input[name=here]")
    expect(papers.first).to_be_visible()
    for box in papers.all():
        box.check()
    page.select_option("#opening [name=intake]", "phone")
    page.locator("#opening button[type=submit].main").click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}$"))
    found = re.search(r"\d{12}-\d{8}-\d{4}", page.inner_text("main"))
    assert found
    return found[0]


def test_a_phone_call_becomes_one_more_in_the_running_total(sign_in: SignIn) -> None:
    clerk, worker, reviewer = sign_in("clerk"), sign_in("worker", PHONE), sign_in("reviewer")
    before = completed(reviewer.open("/reports/totals"))

    number = ask_by_phone(clerk, household="岩温叫", item="XD-A01")
    said = clerk.page.inner_text("main")
    assert "门二" in said  # who has it,
    assert "帕龙一组网格" in said  # and why

    page = worker.open("/field/")
    page.get_by_role("link", name="去办").first.click()
    expect(page.locator("#deed")).to_be_visible()
    forward = page.locator("button[data-forward]")
    while not page.get_by_text("现场办结", exact=True).is_visible():
        forward.click()
    page.get_by_text("现场办结", exact=True).click()
    forward.click()
    page.wait_for_url(re.compile(r"/field/visits/done/"))
    assert number[-4:] in page.inner_text("main") or "岩温叫" in page.inner_text("main")

    assert completed(reviewer.open("/reports/totals")) == before + 1
    page = reviewer.open("/reports/review")
    page.locator("main table a").first.click()
    page.get_by_role("button", name="审核通过").click()
    page.wait_for_load_state()
    assert "办结都已审核" in reviewer.open("/reports/review").inner_text("h1")
    for watched in (clerk, worker, reviewer):
        assert watched.errors == []
        assert watched.foreign() == set()
