"""A served application, and a Chromium that reports what the policy stopped, what went wrong and which hosts were asked."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
LISTEN = (
    "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
)
AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}


@dataclass
class Watched:
    """A page, and all that went wrong or abroad on it."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.base}/{path.removeprefix('/')}")
        return self.page

    def foreign(self) -> set[str]:
        return self.hosts - {urlsplit(self.base).netloc, ""}

    def barriers(self) -> list[str]:
        """What axe finds on the page as it stands: "rule: the element"."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])")
        return [f"{rule}: {html[:160]}" for rule, nodes in found for html in nodes]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; skips where it isn't installed (scripts/test refuses that in CI)."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine; its address."""
    server = make_server("127.0.0.1", 0, _read_whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _read_whole(app: Flask) -> "WSGIApplication":
    """Answers in one piece: werkzeug's server forgets to close a file when the browser has gone before its end."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        with closing(app(environ, start_response)) as parts:  # type: ignore[type-var]  # werkzeug's answers can be closed
            return [b"".join(parts)]

    return answer


def watch(context: BrowserContext, base: str) -> Watched:
    """A new page of this browser, watched from its first request."""
    page = context.new_page()
    page.add_init_script(LISTEN)
    seen = Watched(page, base)
    page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", lambda asked: seen.hosts.add(urlsplit(asked.url).netloc))
    return seen
