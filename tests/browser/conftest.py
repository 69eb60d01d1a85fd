"""The small town, served to a browser at noon of its day; each person of it at a desk or with a phone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core import clock
from tests import town
from tests.watching import DESK, Watched, serving, watch

SignIn = Callable[..., Watched]


@pytest.fixture
def served(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    app.config["COMPRESS_STREAMS"] = False  # a file that is compressed on its way is closed by the collector, with a warning
    town.build(app)
    with serving(app) as base:
        yield base


@pytest.fixture
def sign_in(browser: Browser, served: str) -> Iterator[SignIn]:
    """`sign_in("worker", PHONE)`: somebody's own browser, signed in."""
    contexts = []

    def signed_in(who: str, size: Any = DESK, **more: Any) -> Watched:
        context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", **more)
        contexts.append(context)
        context.set_default_timeout(10_000)
        watched = watch(context, served)
        page = watched.open("/sign-in")
        page.fill("[name=name]", who)
        page.fill("[name=password]", town.PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return watched

    yield signed_in
    for context in contexts:
        context.close()
