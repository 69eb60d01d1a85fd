"""A file of grids with faults, as an administrator checks it: the picture, the repairs, and no barrier at any width."""

from pathlib import Path
from typing import Any

import pytest

from tests import town
from tests.app.territory.test_grid_repairs import faulty
from tests.browser.conftest import SignIn
from tests.watching import DESK, Watched

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NARROW = {"width": 320, "height": 640}


def check(watched: Watched, file: Path) -> Any:
    page = watched.open("/territory/import")
    page.set_input_files("[name=file]", file)
    for field, said in {"crs": "EPSG:4490", "name_field": "name", "code_field": "code"}.items():
        page.fill(f"[name={field}]", said)
    page.click("main form button:has-text('检查文件')")
    page.wait_for_selector("#picture svg")
    return page


@pytest.mark.parametrize("size", [DESK, NARROW])
def test_the_checked_page_is_sound_and_no_wider_than_the_screen(sign_in: SignIn, tmp_path: Path, size: Any) -> None:
    watched = sign_in("system_admin", size)
    page = check(watched, faulty(tmp_path))
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert watched.barriers() == []
    assert watched.errors == []


def test_what_is_ticked_is_mended_in_the_next_check_and_when_it_comes_in(sign_in: SignIn, tmp_path: Path) -> None:
    page = check(sign_in("system_admin", DESK), faulty(tmp_path))
    assert page.locator(".before-after .refused").first.is_visible()
    page.check("[name=repair][value=valid]")
    page.click("main form button:has-text('检查文件')")
    page.wait_for_selector("#refused", state="detached")
    assert page.is_checked("[name=repair][value=valid]")
    assert not page.is_checked("[name=repair][value=gaps]")
    page.click("main form button:has-text('确认导入')")
    page.wait_for_url(lambda url: url.endswith("/territory"))
    page.goto(page.url + f"/grids/{town.PALONG}013")
    assert "丙" in page.inner_text("h1")


def test_the_grids_are_downloaded_as_the_chosen_form(sign_in: SignIn) -> None:
    page = sign_in("clerk", DESK).open("/territory/export")
    page.check("[name=form][value=kml]")
    with page.expect_download() as started:
        page.click("main form button:has-text('下载文件')")
    assert started.value.suggested_filename == f"grids-{town.TOWN}-2026-09-30.kml"
