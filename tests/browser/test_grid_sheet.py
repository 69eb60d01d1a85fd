"""A grid's sheet printed by Chromium: A4 pages, as many as expected, nothing wider than the paper."""

import io
import re
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.households.models import Household
from app.households.rules import Placed
from tests import town
from tests.browser.conftest import SignIn
from tests.watching import DESK, PHONE

GRID = f"{town.PALONG}001"
A4_POINTS = (595, 842)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def add_households(app: Flask, count: int) -> None:
    with town.looking_on(app), transaction():
        first = db.session.get_one(Household, town.household_id("1"))
        paths: dict[str, Any] = {
            "town_code": town.TOWN,
            "place_path": first.place_path,
            "grid_id": first.grid_id,
            "placed": Placed.INSIDE,
        }
        for n in range(count):
            lon, lat = 100.1005 + (n % 10) * 0.0009, 21.901 + (n // 10) * 0.003
            more: dict[str, Any] = {
                "group": "一组",
                "address": "帕龙村委会老寨上面的小路旁边",
                "phone_mask": "138****0042",
            }
            db.session.add(
                Household(id=uuid4(), code=f"P{n:05}", number=100 + n, head="岩温罕香", lon=lon, lat=lat, **paths, **more)
            )


def gather(app: Flask) -> None:
    """Everybody moves into one hamlet."""
    with town.looking_on(app), transaction():
        for home in db.session.query(Household).filter(Household.number >= 100):
            home.lon, home.lat = 100.1 + (home.lon or 0) % 0.01 / 10, 21.901 + ((home.lat or 0) - 21.9) / 20


def pages(pdf: bytes) -> list[tuple[int, int]]:
    """The sizes of a PDF's pages in points; Chromium writes its pages uncompressed."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", io.BytesIO(pdf).read())
    return [(int(float(wide)), int(float(high))) for wide, high in boxes]


@pytest.mark.parametrize(("count", "expected"), [(0, 2), (60, 3)])
def test_it_prints_on_a4_pages_without_overflow(app: Flask, sign_in: SignIn, count: int, expected: int) -> None:
    add_households(app, count)
    worker = sign_in("worker", DESK)
    page = worker.open(f"/maps/grids/{GRID}/sheet")
    assert worker.foreign() == set()
    assert worker.errors == []
    printed = pages(page.pdf(prefer_css_page_size=True))
    assert len(printed) == expected
    for wide, high in printed:
        assert abs(wide - A4_POINTS[0]) <= 1
        assert abs(high - A4_POINTS[1]) <= 1
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1032})  # what A4 has within its margins at 96 dots to the inch
    assert page.evaluate("document.documentElement.scrollWidth") <= 703
    assert page.locator(".first-page").bounding_box()["height"] <= 1032  # type: ignore[index]


def test_a_hamlet_has_a_page_of_its_own(app: Flask, sign_in: SignIn) -> None:
    add_households(app, 20)
    gather(app)
    page = sign_in("worker", DESK).open(f"/maps/grids/{GRID}/sheet")
    assert page.locator("svg.sheet-picture").count() == 2
    assert len(pages(page.pdf(prefer_css_page_size=True))) == 3


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_on_a_screen_nothing_hangs_over_the_edge(sign_in: SignIn, size: dict[str, int]) -> None:
    page = sign_in("worker", size).open(f"/maps/grids/{GRID}/sheet")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
