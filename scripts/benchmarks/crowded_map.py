"""The team's map with thousands of households: ready in a slowed browser, against one marker a household; and panned."""

import tempfile
import threading
from collections.abc import Iterator
from uuid import uuid4

import flask_migrate
from flask import Flask
from playwright.sync_api import Browser, Page, Route, sync_playwright
from werkzeug.serving import make_server

from app.config import Settings
from app.core.db import db, transaction
from app.core.scope import Everywhere, looking
from app.factory import create_app
from app.households.models import Household
from app.households.rules import Placed
from scripts.benchmarks import Row
from scripts.benchmarks._browser import READY, SLOWED
from tests import makers, town
from tests.watching import ARGUMENTS, CHROMIUM, DESK

HOUSEHOLDS, MANY = 5_000, 50_000
READY_GOAL, PAN_GOAL_MS = 10.0, 250
ROUNDS, PANS = 3, 10
ON_CANVAS = "L.circleMarker([columns.lat[i], columns.lon[i]], {"
MARKERS = "L.marker([columns.lat[i], columns.lon[i]], {"
PAN = """async ([times]) => {
  const name = Object.keys(window).find((key) => key.startsWith("map_") && window[key]?.panBy);
  const taken = [];
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    window[name].panBy([n % 2 ? -240 : 240, 0], { animate: false });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    taken.push(performance.now() - began);
  }
  return taken;
}"""


def rows() -> Iterator[Row]:
    """Ready with so many households, both ways; and one step of the map with ten times as many."""
    if not CHROMIUM.exists():
        yield Row("the team's map in a browser", "not measured: no Chromium here", "", "", "")
        return
    with tempfile.TemporaryDirectory(prefix="daiban-") as folder:
        app = _town(folder)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.port}"
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
            _settle(app, HOUSEHOLDS)
            ours, peer = (min(_ready(browser, base, is_peer=is_peer) for _ in range(ROUNDS)) for is_peer in (False, True))
            name = f"team map, {HOUSEHOLDS:,} households, browser {SLOWED} x slowed"
            yield Row(
                name, f"ready in {ours:.2f} s", f"a marker each {peer:.2f} s", f"{peer / ours:.1f} x", f"{READY_GOAL:.0f} x"
            )
            _settle(app, MANY - HOUSEHOLDS)
            taken = sorted(_panned(browser, base))
            yield Row(f"{MANY:,} households, a step of the map", f"{taken[len(taken) // 2]:.0f} ms", "", "", f"{PAN_GOAL_MS} ms")
        server.shutdown()


def _town(folder: str) -> Flask:
    app = create_app(Settings(database_url=f"sqlite:///{folder}/bench.db", instance=folder, log_level="error"))
    with app.app_context():
        flask_migrate.upgrade()
    town.build(app)
    with town.looking_on(app):
        makers.a_case()
    return app


def _settle(app: Flask, count: int) -> None:
    """So many households more, side by side in the first grid."""
    with app.app_context(), looking(Everywhere("benchmark")), transaction():
        there = db.session.query(Household).count()
        first = db.session.get_one(Household, town.household_id("1"))
        for n in range(there, there + count):
            home = Household(
                id=uuid4(),
                town_code=town.TOWN,
                code=f"P{n:05}",
                number=1_000 + n,
                head="岩",
                lon=100.1005 + (n % 300) * 0.00003,
                lat=21.901 + (n // 300) * 0.0001,
                grid_id=first.grid_id,
                placed=Placed.INSIDE,
                place_path=first.place_path,
            )
            db.session.add(home)


def _ready(browser: Browser, base: str, *, is_peer: bool) -> float:
    """Seconds from the navigation until the map is ready."""
    page = _signed_in(browser, base)
    if is_peer:
        page.route("**/map.js*", _with_markers)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.clearBrowserCache")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(f"{base}/maps", wait_until="commit")
    page.wait_for_function(READY, polling="raf", timeout=120_000)
    seconds = float(page.evaluate("performance.now()")) / 1_000
    page.context.close()
    return seconds


def _with_markers(route: Route) -> None:
    """The same page, each household an element of its own."""
    answer = route.fetch()
    text = answer.text()
    if ON_CANVAS not in text:
        raise ValueError("map.js draws households otherwise than this benchmark knows.")
    route.fulfill(response=answer, body=text.replace(ON_CANVAS, MARKERS).replace('pane: "dots", renderer: brush,', ""))


def _panned(browser: Browser, base: str) -> list[float]:
    page = _signed_in(browser, base)
    page.goto(f"{base}/maps")
    page.wait_for_function(READY, polling="raf", timeout=120_000)
    taken: list[float] = page.evaluate(PAN, [PANS])
    page.context.close()
    return taken


def _signed_in(browser: Browser, base: str) -> Page:
    page = browser.new_context(viewport=DESK).new_page()
    page.goto(f"{base}/sign-in")
    page.fill("input[name=name]", "leader")
    page.fill("input[name=password]", town.PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page
