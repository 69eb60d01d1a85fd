"""Front-end libraries as `scripts/setup` laid them out: `lib("leaflet/leaflet.js")` is a URL that may be cached for ever."""

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Flask, current_app, url_for


class UnknownLibraryFile(Exception):
    """A template or a map asks for a file that `static-files.txt` doesn't name, or set-up hasn't run."""


@cache
def _stamped(folder: Path) -> dict[str, str]:
    index = folder / "index.json"
    return dict(json.loads(index.read_text())) if index.exists() else {}


@cache
def _print_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8]


def static_url(name: str) -> str:
    """A file of our own in app/static, with its content's hash: a changed file has another address, so browsers may keep it."""
    return url_for("static", filename=name, v=_print_of(Path(str(current_app.static_folder)) / name))


def init_assets(app: Flask, folder: Path) -> None:
    def lib(name: str) -> str:
        try:
            return url_for("static", filename=f"lib/{_stamped(folder)[name]}")
        except KeyError:
            raise UnknownLibraryFile(name) from None

    app.jinja_env.globals.update(lib=lib, static_url=static_url)
    app.extensions["lib"] = lib
