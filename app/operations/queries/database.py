"""What the database says of itself, on SQLite and on PostgreSQL."""

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.config import ROOT
from app.core.db import db
from app.operations.rules import Database, Size


def database(now: dt.datetime) -> Database:
    """Version, size and clock of the database, and whether its tables are those of this version."""
    connection = db.session.connection()
    on_server = connection.dialect.name == "postgresql"
    return _postgresql(connection, now=now) if on_server else _sqlite(connection)


def _sqlite(connection: sa.Connection) -> Database:
    def asked(what: str) -> int:
        return int(connection.exec_driver_sql(f"PRAGMA {what}").scalar_one())

    page = asked("page_size")
    log = Path(f"{connection.engine.url.database}-wal")
    version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar_one())
    return Database(
        engine="SQLite",
        version=tuple(int(part) for part in version.split(".")),
        size=Size(page * asked("page_count")),
        unused=Size(page * asked("freelist_count")),
        log=Size(log.stat().st_size if log.exists() else 0),
        is_migrated=_is_migrated(connection),
    )


def _postgresql(connection: sa.Connection, *, now: dt.datetime) -> Database:
    there = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
    return Database(
        engine="PostgreSQL",
        version=divmod(number, 10_000),
        size=Size(size),
        skew=there - now,
        is_migrated=_is_migrated(connection),
    )


def _is_migrated(connection: sa.Connection) -> bool:
    stands_at = MigrationContext.configure(connection).get_current_heads()
    return set(stands_at) == set(ScriptDirectory(str(ROOT / "migrations")).get_heads())
