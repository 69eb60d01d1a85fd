"""How soon a page is ready in a Chromium whose processor is slowed six times: home and maps, signed in, with empty caches.

Ready: the page is laid out; a map has drawn its grids and, where it shows households, has them on its canvas.
"""

import threading
from collections.abc import Iterator, Mapping

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from scripts.benchmarks import Row
from tests import town
from tests.watching import ARGUMENTS, CHROMIUM, DESK

SLOWED, GOAL_S, ROUNDS = 6, 2.0, 3
READY = """() => {
  if (document.readyState !== "complete") return false;
  const map = document.querySelector(".folium-map");
  if (!map) return true;
  return Number(map.dataset.grids) > 0 && (!document.querySelector("[data-layer=households]") || map.dataset.households);
}"""


def rows(app: Flask, pages: Mapping[str, tuple[str, str]]) -> Iterator[Row]:
    """One line a page: the median of some rounds from the navigation on."""
    if not CHROMIUM.exists():
        yield Row("pages in a slowed browser", "not measured: no Chromium here", "", "", f"{GOAL_S:.0f} s")
        return
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
            for name, (who, path) in pages.items():
                taken = sorted(_ready(browser, f"http://127.0.0.1:{server.port}", who, path) for _ in range(ROUNDS))
                said = f"ready in {taken[ROUNDS // 2]:.2f} s"
                yield Row(f"{name}, demonstration, browser {SLOWED} x slowed", said, "", "", f"{GOAL_S:.0f} s")
    finally:
        server.shutdown()


def _ready(browser: Browser, base: str, who: str, path: str) -> float:
    """Seconds from the navigation until the page is ready, as the page's own clock has it."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(f"{base}/sign-in")
    page.fill("input[name=name]", who)
    page.fill("input[name=password]", town.PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.clearBrowserCache")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(base + path, wait_until="commit")
    page.wait_for_function(READY, polling="raf")
    seconds = float(page.evaluate("performance.now()")) / 1_000
    context.close()
    return seconds
