"""The README's pictures: the demonstration in a temporary instance, seen by the people it is for, as small files in docs/img/."""

import io
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "img"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--lang=zh-CN",  # the fields of dates
]
DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
LARGEST = 150_000
COLOURS = (256, 128, 64, 32)
PATIENCE_S = 60
CASE = re.compile(r"/cases/[0-9a-f-]{36}$")
DRAFTS = re.compile(r"/territory/villages/\d{12}/revisions$")
ROUND = re.compile(r"/field/round$")
VISIT = re.compile(r"/field/visits/[^/]+$")


class NothingToShow(Exception):
    """The page that a picture needs isn't there in this version or in this demonstration."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is taken: the file's name, who looks, on what, and how they get there."""

    name: str
    role: str
    size: ViewportSize
    walk: Callable[[Page], None]


def goes_to(path: str) -> Callable[[Page], None]:
    def walk(page: Page) -> None:
        page.goto(path)

    return walk


def follows(path: str, link: re.Pattern[str]) -> Callable[[Page], None]:
    """Open `path`, and from there the first link to an address of this kind."""

    def walk(page: Page) -> None:
        page.goto(path)
        addresses: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        found = next((address for address in addresses if link.search(address.split("?")[0])), None)
        if found is None:
            raise NothingToShow(f"{path} has no link to {link.pattern}")
        page.goto(found)

    return walk


def draws(page: Page) -> None:
    """A draft of the leader's village, divided into six."""
    follows("/maps", DRAFTS)(page)
    page.fill("[name=title]", "全村重新划分")
    page.click("main form button[type=submit], main form button.main")
    page.click("details.narrow summary")
    page.fill("[name=into]", "6")
    page.click("details.narrow form button")
    page.wait_for_selector(".draft.changed")


def asks_how_far(page: Page) -> None:
    """The service circle, once the star of one more station is on the map."""
    page.goto("/maps/reach")
    page.wait_for_selector("#one-more [data-star]")


def hands_over(page: Page) -> None:
    """All of the worker's work in the leader's village, looked at before it goes to somebody of the township's team."""
    page.goto("/handovers/new?kind=person")
    people = [option.get_attribute("value") for option in page.query_selector_all("#f-giver option")]
    page.select_option("#f-giver", people[2])
    page.select_option("#f-receiver", people[3])
    page.click("main form button[type=submit]")
    page.wait_for_selector("[name=digest]", state="attached")
    page.fill("#f-reason", "到县里学习三个月")


def weighs(page: Page) -> None:
    """The leader's village, with everybody of the team taking part."""
    page.goto("/balance")
    for box in page.query_selector_all("[name=person]"):
        box.check()
    page.click("main form button[type=submit]")
    page.wait_for_selector("section.move")


PICTURES: Sequence[Picture] = (
    Picture("home", "head", DESK, goes_to("/")),
    Picture("map", "leader", DESK, goes_to("/maps")),
    Picture("draft", "leader", DESK, draws),
    Picture("reach", "head", DESK, asks_how_far),
    Picture("handover", "leader", DESK, hands_over),
    Picture("balance", "leader", DESK, weighs),
    Picture("case", "clerk", DESK, follows("/cases", CASE)),
    Picture("totals", "head", DESK, goes_to("/reports/totals")),
    Picture("township", "head", DESK, goes_to("/maps/township")),
    Picture("ratings", "head", DESK, goes_to("/ratings")),
    Picture("phone-today", "worker", PHONE, goes_to("/field/")),
    Picture("round", "worker", PHONE, follows("/field/", ROUND)),
    Picture("phone-visit", "worker", PHONE, follows("/field/", VISIT)),
)


def small(png: bytes) -> bytes:
    """The picture with a palette, in as many colours as fit into 150 KB."""
    with Image.open(io.BytesIO(png)) as picture:
        plain = picture.convert("RGB")
    for colours in COLOURS:
        out = io.BytesIO()
        plain.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise ValueError(f"{plain.width} × {plain.height} pixels don't fit into {LARGEST} bytes even in {COLOURS[-1]} colours")


@contextmanager
def demonstration() -> Iterator[tuple[str, Sequence[Mapping[str, str]]]]:
    """The served demonstration in a folder that is thrown away: its address, and its sign-ins."""
    with tempfile.TemporaryDirectory(prefix="daiban-pictures-") as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAIBAN_", "DATABASE_URL"))}
        environment = kept | {"DAIBAN_INSTANCE": folder}
        for command in (["db", "upgrade"], ["town", "demo"]):
            subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *command], cwd=ROOT, env=environment, check=True)
        serve = [
            sys.executable,
            "-m",
            "gunicorn",
            "--threads",
            "8",
            "--bind",
            f"127.0.0.1:{port}",
            "--no-control-socket",
            "wsgi:app",
        ]
        server = subprocess.Popen(serve, cwd=ROOT, env=environment)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz/ready")
            people = json.loads((Path(folder) / "demo-sign-ins.json").read_text(encoding="utf-8"))
            yield f"http://127.0.0.1:{port}", people
        finally:
            server.terminate()
            server.wait()


def take(browser: Browser, picture: Picture, *, base: str, people: Sequence[Mapping[str, str]]) -> bytes:
    """The picture as the first person of its role sees it who has something to show."""
    problem = NothingToShow(f"nobody here is a {picture.role}")
    for person in (one for one in people if one["role"] == picture.role):
        with browser.new_context(viewport=picture.size, base_url=base, locale="zh-CN", reduced_motion="reduce") as context:
            page = context.new_page()
            _sign_in(page, person)
            try:
                picture.walk(page)
            except NothingToShow as nothing:
                problem = nothing
                continue
            page.wait_for_load_state("networkidle")
            return small(page.screenshot())
    raise problem


def _sign_in(page: Page, person: Mapping[str, str]) -> None:
    page.goto("/sign-in")
    page.fill("[name=name]", person["name"])
    page.fill("[name=password]", person["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _wait_for(url: str) -> None:
    for _ in range(PATIENCE_S * 5):
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  our own
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("the demonstration did not start")


def main(names: Sequence[str]) -> int:
    """Take the pictures named, or all; how many could not be taken."""
    if unknown := set(names) - {picture.name for picture in PICTURES}:
        sys.exit(f"no such picture: {', '.join(sorted(unknown))}. There are: {', '.join(picture.name for picture in PICTURES)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    missed = 0
    with demonstration() as (base, people), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for picture in PICTURES:
            if names and picture.name not in names:
                continue
            try:
                taken = take(browser, picture, base=base, people=people)
            except NothingToShow as nothing:
                missed += 1
                print(f"{picture.name}: {nothing}", file=sys.stderr)
                continue
            (FOLDER / f"{picture.name}.png").write_bytes(taken)
            print(f"docs/img/{picture.name}.png  {len(taken) // 1000} KB")
        browser.close()
    return missed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
