"""How Alembic runs here: one transaction per migration on both databases, table rebuilds without foreign keys on SQLite."""

import importlib
from typing import Literal

import sqlalchemy as sa
from alembic import context

from app.config import ROOT
from app.core.db import Base, Moment, db


def run() -> None:
    _learn_all_tables()
    with db.engine.connect().execution_options(writing=True) as connection:
        lite = connection.dialect.name == "sqlite"
        if lite:
            _foreign_keys(connection, "OFF")  # a rebuilt table is dropped in between; its children must not notice
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_plainly,
            transaction_per_migration=True,  # DDL rolls back on SQLite too, once the driver leaves BEGIN to us
        )
        with context.begin_transaction():
            context.run_migrations()
        if lite:
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise ValueError(f"the migration broke foreign keys: {broken[:5]}")
            connection.rollback()
            _foreign_keys(connection, "ON")


def _learn_all_tables() -> None:
    """Import every feature's models: a table that nobody imported would be dropped by the next migration."""
    for models in sorted((ROOT / "app").glob("*/models.py")):
        importlib.import_module(f"app.{models.parent.name}.models")


def _plainly(kind: str, item: object, _: object) -> str | Literal[False]:
    """Types of ours are written as what the table holds: an old migration must not import today's code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


def _foreign_keys(connection: sa.Connection, state: str) -> None:
    """Past SQLAlchemy, which would begin a transaction first: inside one this pragma does nothing, silently."""
    raw = connection.connection.dbapi_connection
    assert raw is not None  # noqa: S101
    raw.cursor().execute(f"PRAGMA foreign_keys={state}")


run()
