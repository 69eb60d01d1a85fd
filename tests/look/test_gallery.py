"""Every part on every shell, in a real browser: nothing overflows or breaks the policy, everything can be hit with a thumb."""

from collections.abc import Callable

import pytest

from tests.look.conftest import PAGES
from tests.watching import Watched

Look = Callable[..., Watched]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
() => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")]
  .filter((it) => it.checkVisibility({checkVisibilityCSS: true}) && !it.matches(".skip") && !it.closest("p, dd, .scroll-x"))
  .map((it) => [it, (it.matches("[type=checkbox],[type=radio]") ? it.closest("label") : it).getBoundingClientRect()])
  .filter(([it, box]) => box.height < 47.5 || box.width < 44)
  .map(([it, box]) => `${it.outerHTML.slice(0, 90)} ${box.width} × ${box.height}`)
"""
PLACES = {"missing": 404, "conflict": 409}


def complaints(seen: Watched) -> list[str]:
    """What the console says, but for the status of the error pages themselves."""
    return [said for said in seen.errors if "the server responded with a status of 4" not in said]


@pytest.mark.parametrize("print_size", ["standard", "large", "elder"])
def test_no_page_overflows_at_320_px(look: Look, print_size: str) -> None:
    seen = look(width=320, height=640, print_size=print_size)
    wider = {page: seen.open(page).evaluate(WIDER) for page in PAGES}
    assert wider == dict.fromkeys(PAGES, 0)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (768, 1024), (1100, 800), (1440, 900)])
def test_no_page_overflows_on_usual_screens(look: Look, width: int, height: int) -> None:
    seen = look(width=width, height=height)
    wider = {page: seen.open(page).evaluate(WIDER) for page in PAGES}
    assert wider == dict.fromkeys(PAGES, 0)


def test_no_page_breaks_the_policy_or_asks_another_host(look: Look) -> None:
    seen = look(width=1440, height=900)
    for page in PAGES:
        seen.open(page).wait_for_load_state("networkidle")
    assert complaints(seen) == []
    assert seen.foreign() == set()


def test_the_watch_over_the_policy_sees_a_breach(look: Look) -> None:
    seen = look()
    seen.open("gate").evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    seen.page.wait_for_function("true")
    assert any(said.startswith("CSP style-src") for said in seen.errors)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_everything_that_can_be_pressed_is_large_enough(look: Look, width: int, height: int) -> None:
    seen = look(width=width, height=height)
    assert {page: small for page in PAGES if (small := seen.open(page).evaluate(SMALL))} == {}


def test_elder_mode_prints_words_almost_twice_as_large(look: Look) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.field label')).fontSize)"
    assert look(print_size="elder").open("gate").evaluate(size) == 30
    assert look(print_size="large").open("gate").evaluate(size) == 20
    assert look().open("gate").evaluate(size) == 16


def test_the_menu_folds_below_1080_px(look: Look) -> None:
    wide, narrow = look(width=1440, height=900).open("home"), look(width=1000, height=800).open("home")
    assert wide.locator(".desk-top > nav").is_visible()
    assert not wide.locator("details.menu").is_visible()
    assert not narrow.locator(".desk-top > nav").is_visible()
    narrow.click("details.menu > summary")
    assert narrow.locator("details.menu nav a").first.is_visible()
    assert narrow.locator("details.menu input[name=q]").is_visible()
    narrow.keyboard.press("Escape")
    assert not narrow.locator("details.menu nav a").first.is_visible()


def test_menus_work_without_scripts(look: Look) -> None:
    page = look(width=390, scripts=False).open("home")
    page.click("details.account > summary")
    assert page.locator("details.account button[value=elder]").is_visible()


def test_a_dialog_opens_by_its_link_and_closes_again(look: Look) -> None:
    page = look(width=1440, height=900).open("case")
    page.click("[data-open=pass-on]")
    assert page.locator("#pass-on").evaluate("it => it.matches(':modal')")
    page.click("#pass-on footer [data-close]")
    assert not page.locator("#pass-on").is_visible()


def test_without_scripts_the_link_leads_to_the_form(look: Look) -> None:
    page = look(width=1440, height=900, scripts=False).open("case")
    page.click("[data-open=pass-on]")
    assert page.url.endswith("/form")


def test_the_first_tab_leads_past_the_menu(look: Look) -> None:
    page = look(width=1440, height=900).open("home")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_slash_goes_to_the_search_box_but_not_from_a_field(look: Look) -> None:
    page = look(width=1440, height=900).open("form")
    page.click("#f-note")
    page.keyboard.press("/")
    assert page.locator("#f-note").input_value().endswith("/")
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"


def test_what_must_be_mended_has_the_focus(look: Look) -> None:
    page = look(width=1440, height=900).open("form")
    assert page.evaluate("document.activeElement.className") == "errors"
    page.click(".errors a >> nth=0")
    assert page.evaluate("location.hash") == "#f-household"


def test_a_second_click_sends_nothing(look: Look) -> None:
    page = look(width=1440, height=900).open("form")
    sent = page.locator(".panel .form-actions button").evaluate("""(button) => {
        let sent = 0;
        document.addEventListener("submit", (event) => { sent += 1; event.preventDefault(); });
        button.click();
        button.click();
        return [sent, button.getAttribute("aria-disabled")];
    }""")
    assert sent == [1, "true"]


def test_the_sheet_prints_as_one_page_of_a4(look: Look) -> None:
    page = look(width=1440, height=900).open("sheet_page")
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 841" in paper
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
