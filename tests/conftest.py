"""Databases for tests: migrated once, copied per test. Every test that takes `app` runs on SQLite and on PostgreSQL."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.config import Settings
from app.core import events
from app.core.crypto import kept_key
from app.core.db import db
from app.factory import REACTIONS, create_app
from tests import postgres
from tests.watching import chromium

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"
_APPS: dict[str, Flask] = {}  # by the address of the database


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files with long tests first, so that no worker is left alone with one in the end."""
    long = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("full")}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """What stands now stays for the whole run: the collector need not walk over it again (a fifth of the processor's time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def an_app(url: str, instance: Path) -> Flask:
    """The application on this database, with an instance folder (keys, uploads) of the test's own."""
    app = create_app(Settings(database_url=url, instance=str(instance)))
    app.testing = True
    return app


def migrate(url: str, instance: Path) -> None:
    app = an_app(url, instance)
    with app.app_context():
        flask_migrate.upgrade()
    _close(app)  # PostgreSQL refuses to copy a database that somebody is connected to


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    migrate(f"sqlite:///{folder}/daiban.db", folder)
    return folder / "daiban.db"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    folder = postgres.programs()
    if folder is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL's server programs are missing, and CI skips nothing")
        pytest.skip("no PostgreSQL server programs here")
    with postgres.cluster(folder) as running:
        yield running.url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    postgres.run(postgres_server, "CREATE DATABASE template_daiban")
    migrate(postgres_server + "template_daiban", tmp_path_factory.mktemp("template_pg"))
    return "template_daiban"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated, empty database of this test's own, at the same address as the last test's."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        folder = template.with_name("mine")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        file = shutil.copy(template, folder)  # whole: the last connection closed, so its WAL is gone
        yield f"sqlite:///{file}"
        return
    server, template_name = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")
    postgres.run(server, f"CREATE DATABASE test TEMPLATE {template_name} STRATEGY FILE_COPY")
    yield server + "test"
    postgres.run(server, "DROP DATABASE test WITH (FORCE)")


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The keys of every installation here: what one sealed, a copy of its database opens."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("master.key", "session.key"):
        kept_key(folder / name)
    return folder


@pytest.fixture
def instance(tmp_path: Path, keys: Path) -> Path:
    """The instance folder of this test's application."""
    shutil.copytree(keys, tmp_path / "instance/keys")
    return tmp_path / "instance"


@pytest.fixture
def app(database_url: str, instance: Path) -> Iterator[Flask]:
    """The application, made once for each kind of database: rules and SQL take longer than most tests. Settings are put back."""
    if database_url not in _APPS:
        _APPS[database_url] = an_app(database_url, instance)
    app = _APPS[database_url]
    before, views = dict(app.config), dict(app.view_functions)
    app.config["SETTINGS"] = Settings(database_url=database_url, instance=str(instance))
    events.listen(REACTIONS)
    yield app
    _close(app)
    app.config.clear()
    app.config.update(before)
    assert app.view_functions == views, "who adds to the application takes own_app"


@pytest.fixture
def own_app(database_url: str, instance: Path) -> Iterator[Flask]:
    """An application of this test's own, for one that adds to it."""
    app = an_app(database_url, instance)
    yield app
    _close(app)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data that is not committed; the tests that read it skip where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("the folder with real data is not there: ../shared/data")
    return SHARED


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all: two at once can't be driven from one process."""
    with chromium() as browser:
        yield browser
