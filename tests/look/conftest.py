"""A gallery of every part on every shell, from the real templates, and a Chromium that reports what the policy stopped."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Response, current_app, g, get_flashed_messages, jsonify, redirect, render_template, request
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser

from app.core.assets import init_assets
from app.core.guard import POLICY
from app.core.words import init_words
from tests.look.gallery_content import CONTENT, CONTEXT
from tests.watching import Watched, serving, watch

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PAGES = ("list", "visit", "home", "case", "form", "gate", "sheet_page", "missing", "conflict")


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Chinese of this part alone, compiled."""
    folder = tmp_path_factory.mktemp("translations")
    target = folder / "zh" / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True)
    with (ROOT / "app/translations/zh/look.po").open("rb") as source, target.open("wb") as compiled:
        write_mo(compiled, read_po(source, locale="zh"))
    return folder


@pytest.fixture(scope="session")
def gallery(catalogue: Path) -> Flask:
    """An application of nothing but pages: no database, the real templates, styles, scripts and policy."""
    app = Flask("app")
    app.config.update(SECRET_KEY="gallery", TESTING=True, BABEL_TRANSLATION_DIRECTORIES=str(catalogue))
    assert app.jinja_loader is not None
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(HERE / "gallery")])
    CSRFProtect(app)
    init_assets(app, ROOT / "app/static/lib")
    init_words(app)
    app.jinja_env.globals["request_number"] = lambda: "45GS-F6BA"
    app.context_processor(lambda: {"nonce": lambda: g.get("nonce", "none"), **CONTEXT})
    app.after_request(_harden)
    app.add_url_rule("/<page>", view_func=_page, endpoint="page")
    app.add_url_rule("/deed", view_func=_deed, endpoint="deed", methods=["POST"])
    app.add_url_rule("/heartbeat", view_func=lambda: Response(status=204), endpoint="heartbeat", methods=["POST"])
    return app


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY.format(nonce="none", pictures="")
    return response


def _page(page: str) -> tuple[str, int]:
    if page == "missing":
        return render_template("errors/error.html", status=404, title="这里什么也没有", text="没有这个地址。"), 404
    if page == "conflict":
        return render_template("errors/conflict.html", **CONTENT), 409
    return render_template(f"{page}.html", **CONTENT), 200


def _deed() -> Any:
    """Takes what the phone sends and answers as the application does; an outcome asks for the other answers."""
    current_app.extensions["taken"] = request.get_json() if request.is_json else request.form.to_dict()
    outcome = current_app.extensions["taken"].get("outcome")
    if outcome == "missing":
        return jsonify(code="invalid", message="还差一样材料", errors={"note": "请写明差哪一样"}), 400
    if outcome == "nobody":
        return jsonify(code="other_body", message="这件事已经记过，内容不同"), 409
    if request.is_json:
        return jsonify(next="/list")
    return redirect("/list", 303)


@pytest.fixture
def rendered(gallery: Flask) -> Iterator[Callable[..., str]]:
    """Render a bit of template inside a request: `rendered('{{ … }}', language="en", name=value)`."""

    def render(source: str, *, language: str = "zh", **names: object) -> str:
        with gallery.test_request_context("/", headers={"Cookie": f"language={language}"}):
            get_flashed_messages()
            return gallery.jinja_env.from_string(source).render(**names)

    return render  # type: ignore[return-value]


@pytest.fixture(scope="session")
def served(gallery: Flask) -> Iterator[str]:
    with serving(gallery) as base:
        yield base


@pytest.fixture
def look(browser: Browser, served: str) -> Iterator[Callable[..., Watched]]:
    """`look(width=390, height=844, print_size="elder")`: a browser of that size and print."""
    contexts = []

    def opened(*, width: int = 390, height: int = 844, print_size: str = "standard", scripts: bool = True) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=scripts)
        contexts.append(context)
        context.add_cookies([{"name": "print_size", "value": print_size, "url": served}])
        return watch(context, served)

    yield opened
    for context in contexts:
        context.close()
