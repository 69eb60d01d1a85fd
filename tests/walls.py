"""What somebody could do who owns the database itself: tear its walls down and change what was entered."""

from uuid import UUID

import sqlalchemy as sa

from app.core.db import db
from app.core.seals import WALLS


def force(statement: str, **values: object) -> None:
    """Run a statement past the application, on a connection of its own; call inside `town.looking_on(app)`."""
    db.session.rollback()
    with db.engine.connect().execution_options(writing=True) as connection:
        connection.execute(sa.text(statement), values)
        connection.commit()


def tear_down(*names: str) -> None:
    """Drop these triggers."""
    table_of = {name: table for table, names in WALLS.items() for name in names}
    for name in names:
        force(f"DROP TRIGGER {name}" + (f" ON {table_of[name]}" if db.engine.dialect.name == "postgresql" else ""))


def bound(value: UUID) -> object:
    """An id as raw SQL of this database needs it."""
    return value if db.engine.dialect.name == "postgresql" else value.hex
