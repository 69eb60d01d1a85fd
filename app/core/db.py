"""The one database handle, the types every table shares, and the one door through which every write goes.

Fail-closed: every database transaction is read-only unless `transaction()` (or the execution option `writing=True`,
which migrations use) opened it. So a GET, a forgotten `with`, a template and a shell can't write.
"""

import datetime as dt
import fcntl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pysqlite3.dbapi2
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, registry

CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.types.TypeDecorator[dt.datetime]):
    """An instant: aware in Python, UTC in the table; a naive datetime is refused."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: say which time zone")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        return value and value.replace(tzinfo=dt.UTC)


Instant = dt.datetime | sa.BindParameter[dt.datetime]  # of a statement: told as it is put together, or as it is asked


class Id(sa.Uuid[UUID]):
    """An id. SQLite hands it over as text, and a page reads the same few hundred of them thousands of times."""

    cache_ok = True

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        reads = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return reads and (lambda text: None if text is None else _id(text))


_id = lru_cache(maxsize=2**16)(UUID)


def by_value(kind: type[Enum], *, length: int = 32) -> sa.Enum:
    """A column that stores an enumeration's values, with no type of its own in the database and no check constraint."""
    return sa.Enum(
        kind,
        values_callable=lambda k: [m.value for m in k],
        native_enum=False,
        create_constraint=False,
        length=length,
        validate_strings=True,
    )


class Base(DeclarativeBase):
    """Models subclass this, not `db.Model`, so that the type checker can see them."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=CONSTRAINT_NAMES),
        type_annotation_map={dt.datetime: Moment, UUID: Id},
    )


NOBODY = UUID(int=0)  # stands for no id in a primary key, where NULL can't

db = SQLAlchemy(model_class=Base)
_WRITER = threading.Lock()


class NestedTransaction(Exception):
    """A door opened a transaction inside another: only doors may open one, and one only."""


class UnsavedWork(Exception):
    """Something was changed before the transaction began and would have been lost silently."""


class WriteInGet(Exception):
    """A safe request (GET, HEAD) tried to open a writing transaction."""


def init_database(app: Flask, url: str) -> None:
    """Give `app` its engine: pysqlite3 for SQLite, read-only transactions by default on both databases."""
    lite = url.startswith("sqlite")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = (
        {"module": pysqlite3.dbapi2, "connect_args": {"timeout": 10}} if lite else {"pool_pre_ping": True}
    ) | {"hide_parameters": True}  # what people entered stays out of errors
    db.init_app(app)
    app.teardown_appcontext(_let_go)  # before Flask-SQLAlchemy's own, which would raise after the answer was made
    with app.app_context():
        event.listen(db.engine, "begin", _begin)
        event.listen(db.engine, "handle_error", _unwrap)
        if lite:
            event.listen(db.engine, "connect", _tune_sqlite)


def _let_go(_: BaseException | None) -> None:
    """Give the connection back; one whose server went away meanwhile is thrown away."""
    try:
        db.session.close()
    except sa.exc.DBAPIError:
        db.session().invalidate()


def _tune_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver must not begin by itself; `_begin` does
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")


def _begin(connection: sa.Connection) -> None:
    """Begin reading or writing. Both pragmas are said each time, so nothing leaks from one use of a connection to the next."""
    writing = connection.get_execution_options().get("writing", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    elif not writing:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _unwrap(context: sa.engine.ExceptionContext) -> None:
    """Errors of ours raised while parameters are bound arrive as themselves, not inside a StatementError."""
    if not isinstance(context.original_exception, (pysqlite3.dbapi2.Error, sa.exc.SQLAlchemyError)) and (
        type(context.original_exception).__module__.startswith("app.")
    ):
        raise context.original_exception


@contextmanager
def transaction(*, in_get: bool = False) -> Iterator[None]:
    """Commit what happens inside, or nothing of it. Stands at the door; refuses nesting and safe requests.

    `in_get`: what must be counted although it came with a GET. A wrong password is, and nothing else (a test looks).
    """
    session = db.session()
    if session.info.get("writing"):
        raise NestedTransaction
    if session.info.get("safe_request") and not in_get:
        raise WriteInGet
    if session.new or session.dirty or session.deleted:
        raise UnsavedWork
    session.rollback()  # ends the read transaction: what was read is read again under the write lock
    with _turn(session):
        session.info["writing"] = True
        try:
            session.connection(execution_options={"writing": True})
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            del session.info["writing"]


def _turn(session: Any) -> AbstractContextManager[object]:
    """On SQLite writers wait in a queue: its own busy wait sleeps, starves the unlucky ones, and gives up in the end."""
    url = session.get_bind().url
    return _queue(url.database) if url.get_backend_name() == "sqlite" else nullcontext()


@contextmanager
def _queue(database: str) -> Iterator[None]:
    """Threads queue at a lock of the process, processes at a file beside the database; who is killed leaves the queue."""
    with _WRITER, Path(f"{database}-turn").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def insert_if_absent(model: type[Base], **values: Any) -> bool:
    """Insert one row unless a unique key says it's there; waits for a rival's commit. True if this call inserted."""
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    key = sa.inspect(model).primary_key[0]
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(key)
    return db.session.execute(statement).first() is not None


def count_up(counter: InstrumentedAttribute[int], *, by: int = 1, **key: Any) -> int:
    """The number of the row with this key, raised `by` so many from 0 at first; rivals wait for each other until they commit."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(counter.class_).values({**key, counter.key: by})
    counted = first.on_conflict_do_update(index_elements=list(key), set_={counter.key: counter + by})
    return db.session.execute(counted.returning(counter)).scalar_one()


def refill(model: type[Base], anew: sa.Select[*tuple[Any, ...]]) -> None:
    """Replace all rows by what `anew` selects, in the order of the columns.

    Who writes there meanwhile waits: a row that came between the two statements would break the second off.
    """
    table = cast(sa.Table, model.__table__)
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.text(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE"))
    db.session.execute(sa.delete(table))
    db.session.execute(sa.insert(table).from_select(list(table.columns), anew))


def insert_absent(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> set[Any]:
    """Insert all rows that no unique key knows yet, in one go; the first primary keys of those that this call inserted.

    Give the rows in one fixed order, so that rivals wait for each other instead of locking each other out. The rows must carry
    their primary keys.
    """
    if not rows:
        return set()
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = cast(sa.Table, model.__table__)  # past the mapper, which takes three times as long
    key = sa.inspect(model).primary_key[0]
    statement = insert(table).on_conflict_do_nothing().returning(key)
    return set(db.session.scalars(statement, [dict(row) for row in rows]))
