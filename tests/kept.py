"""What was built once on an empty database is put back from then on: the same deeds needn't be done two thousand times."""

from collections.abc import Callable
from uuid import uuid4

import pysqlite3.dbapi2 as sqlite
from flask import Flask

from app.core.crypto import key_name
from app.core.db import db
from tests import postgres

_FILES: dict[str, sqlite.Connection] = {}  # name of the key: the whole database, in memory
_NAMES: dict[tuple[str, str], str] = {}  # (name of the key, server): a database there that others are copied from


def once(app: Flask, build: Callable[[], None]) -> None:
    """`build` on this migrated, empty database of `app`; what it made is kept for the next with the same keys."""
    with app.app_context():
        address, key = db.engine.url, key_name()
    if address.get_backend_name() == "sqlite":
        _on_sqlite(str(address.database), key, build)
    else:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        url = address.render_as_string(hide_password=False)
        _on_postgres(url.removesuffix(str(address.database)), str(address.database), key, build, app)


def _on_sqlite(file: str, key: str, build: Callable[[], None]) -> None:
    if key not in _FILES:
        build()
        _FILES[key] = sqlite.connect(":memory:")
        _copy(file, _FILES[key], back=False)
    else:
        _copy(file, _FILES[key], back=True)


def _copy(file: str, memory: sqlite.Connection, *, back: bool) -> None:
    here = sqlite.connect(file)
    source, target = (memory, here) if back else (here, memory)
    source.backup(target)
    here.close()


def _on_postgres(server: str, name: str, key: str, build: Callable[[], None], app: Flask) -> None:
    kept = _NAMES.get((key, server), "")
    if not kept or kept not in postgres.names(server, kept):  # another cluster may have had this address
        build()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()  # nobody may be connected to what is copied
        _NAMES[key, server] = kept = f"kept_{uuid4().hex}"
        postgres.run(server, f"CREATE DATABASE {kept} TEMPLATE {name} STRATEGY FILE_COPY")
    else:
        postgres.run(server, f"DROP DATABASE {name} WITH (FORCE)")
        postgres.run(server, f"CREATE DATABASE {name} TEMPLATE {kept} STRATEGY FILE_COPY")
