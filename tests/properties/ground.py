"""A town for each history, cheap: built once and copied; and an application that is dropped and built anew in between."""

import dataclasses
import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from app.config import Settings
from app.core.db import db, transaction
from app.factory import create_app
from app.notices import actions as notices
from app.notices.rules import Choice
from tests import makers, postgres, town

NOWHERE = "9"  # a household for which nobody is responsible
OUTSIDE = ("worker", "neighbour", "leader", "clerk", "head")  # are told outside the inbox, too
MORNINGS = ("leader", "head")  # of these only the morning's digest


class Cut(BaseException):
    """The process ends here: nothing after this statement is done."""


class Ground:
    """A database that is as just built whenever a history begins, and the application on it."""

    def __init__(self, url: str, instance: Path) -> None:
        self.url, self.instance, self._open = url, instance, ExitStack()
        self.app = self._start()
        town.build(self.app)
        with town.looking_on(self.app):
            makers.a_household(NOWHERE, village=None)
            for who in OUTSIDE:
                choice = Choice(email=True, digest=who in MORNINGS)
                with transaction():
                    notices.choose(town.a_person(who), choice, email=f"{who}@example.cn", stamp=town.a_stamp(who))
        self.drop()
        self._keep()

    def begin(self) -> None:
        """Everything is as when the town was built."""
        self.drop()
        self._put_back()
        self._look()

    def restart(self, *, anew: bool) -> None:
        """The process is gone, another one comes: what isn't in the database is lost. `anew`: with an application of its own."""
        self.drop()
        self.app = self._start() if anew else self.app
        self._look()

    def drop(self) -> None:
        self._open.close()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def _look(self) -> None:
        self._open = ExitStack()
        self._open.enter_context(town.looking_on(self.app))

    def _start(self) -> Flask:
        app = create_app(Settings(database_url=self.url, instance=str(self.instance), outside_test=True))
        app.testing = True
        return app

    @property
    def _file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def _keep(self) -> None:
        if self.url.startswith("sqlite"):
            shutil.copyfile(self._file, f"{self._file}.built")
        else:
            server, name = self.url.rsplit("/", 1)
            postgres.run(server + "/", f"CREATE DATABASE {name}_built TEMPLATE {name} STRATEGY FILE_COPY")

    def _put_back(self) -> None:
        if self.url.startswith("sqlite"):
            for beside in ("-wal", "-shm"):
                Path(f"{self._file}{beside}").unlink(missing_ok=True)
            shutil.copyfile(f"{self._file}.built", self._file)
        else:
            server, name = self.url.rsplit("/", 1)
            postgres.run(server + "/", f"DROP DATABASE {name} WITH (FORCE)")
            postgres.run(server + "/", f"CREATE DATABASE {name} TEMPLATE {name}_built STRATEGY FILE_COPY")


@contextmanager
def a_ground(url: str, instance: Path) -> Iterator[Ground]:
    """A ground for one test, on this empty database; SQLite's is copied to where a commit waits for no disk."""
    memory = Path("/dev/shm")  # noqa: S108  where there is one
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        if url.startswith("sqlite"):
            shutil.copy(url.removeprefix("sqlite:///"), folder)
            url = f"sqlite:///{folder}/{Path(url).name}"
        ground = Ground(url, instance)
        try:
            yield ground
        finally:
            ground.drop()
            if not url.startswith("sqlite"):
                server, name = url.rsplit("/", 1)
                postgres.run(server + "/", f"DROP DATABASE {name}_built WITH (FORCE)")


@contextmanager
def cut_at(statement: int) -> Iterator[None]:
    """The process ends at this statement from here, counted from 1."""
    left = [statement]

    def count(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Cut

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


def everything_written() -> dict[str, int]:
    """How many rows each table has: what a deed that arrives again must not change."""
    tables = [table for table in db.metadata.sorted_tables if table.name != "job_run"]
    counted = [sa.select(sa.func.count()).select_from(table).scalar_subquery().label(table.name) for table in tables]
    return dict(db.session.execute(sa.select(*counted)).one()._mapping)  # noqa: SLF001  SQLAlchemy's own public name


@dataclasses.dataclass(frozen=True)
class Fate:
    """What becomes of a deed: it is sent once, or twice; or the process ends at a statement, and it is sent again."""

    times: int = 1
    cut_at: int | None = None


MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
