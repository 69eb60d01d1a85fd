"""The main pages as each user has them: nothing from outside, nothing stopped, no barrier that axe knows, nothing too wide."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.cases.rules import Stage
from tests import makers, town
from tests.app.desk.test_reach_page import AT_HOME_1, a_point
from tests.browser.conftest import SignIn
from tests.watching import DESK, PHONE, Watched

NARROW = {"width": 320, "height": 640}
PAGES = {
    "worker": (
        "/field/",
        "/field/round",
        "/field/reminders",
        "/field/households",
        "/field/cases/new",
        "/field/me",
        "/maps",
        "/account",
    ),
    "leader": (
        "/",
        "/maps",
        "/maps?as=table",
        "/maps/reach",
        "/rounds",
        "/balance/532822205204",
        "/handovers",
        "/handovers/new",
        "/cases",
        "/households",
        "/posts",
        "/inbox",
    ),
    "clerk": ("/", "/cases/new", "/cases?pool=1", "/catalogue", "/catalogue/XD-A01", "/reports/totals"),
    "reviewer": ("/", "/reports/review", "/reports/totals", "/reports/totals/rows"),
    "head": (
        "/",
        "/maps/township",
        "/maps/township?as=table",
        "/maps/township?as=paper",
        "/maps/reach?more=1",
        "/reports/totals",
    ),
    "system_admin": (
        "/",
        "/territory",
        "/posts",
        "/catalogue/import",
        "/people",
        "/territory/import",
        "/territory/export",
        "/territory/points/new",
        "/admin/health",
        "/admin/backups",
        "/admin/outbox",
    ),
    "security_admin": ("/", "/roles"),
    "auditor": ("/", "/journal", "/journal/seals"),
}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def busy(app: Flask, served: str) -> str:
    """Cases at every stage that pages show apart, and a point that may do an item."""
    a_point(app, town.PALONG, AT_HOME_1)
    with town.looking_on(app):
        for stage in (Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.COMPLETED, Stage.RETURNED, Stage.ACCEPTED):
            makers.a_case(at_stage=stage)
    return served


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("who", PAGES)
def test_the_pages_of_a_role_are_sound(sign_in: SignIn, who: str) -> None:
    watched = sign_in(who, PHONE if who == "worker" else DESK)
    assert list(faults(watched, PAGES[who])) == []
    assert watched.foreign() == set()


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("who", PAGES)
def test_no_page_is_wider_than_a_small_phone(sign_in: SignIn, who: str) -> None:
    watched = sign_in(who, NARROW)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert [(path, over) for path in PAGES[who] if (over := watched.open(path).evaluate(wide)) > 0] == []


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("who", PAGES)
def test_no_page_is_wider_than_a_phone_in_the_elders_print(sign_in: SignIn, who: str) -> None:
    watched = sign_in(who, PHONE)
    watched.page.context.add_cookies([{"name": "print_size", "value": "elder", "url": watched.base}])
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert [(path, over) for path in PAGES[who] if (over := watched.open(path).evaluate(wide)) > 0] == []


def faults(watched: Watched, paths: Any) -> Iterator[str]:
    """What is wrong on these pages, a line each."""
    for path in paths:
        response = watched.page.goto(watched.base + path)
        if response is None or response.status != 200:
            yield f"{path} answers {response and response.status}"
        watched.page.wait_for_load_state("networkidle")
        yield from (f"{path}: {error}" for error in watched.errors)
        yield from (f"{path}: {barrier}" for barrier in watched.barriers())
        watched.errors.clear()
