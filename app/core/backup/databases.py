"""Copying a database while it is in use, and looking into a copy.

SQLite: its online backup, then a check of the copy. PostgreSQL: pg_dump on the very snapshot in which the rows were counted.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pysqlite3.dbapi2
import sqlalchemy as sa

from app.core.backup.facts import Facts, Figures, facts_of
from app.core.backup.refusals import BackupFailed, ProgramMissing
from app.core.db import db

MAINTENANCE = "postgres"  # the database that every PostgreSQL has: where databases are made and renamed


class ProgramFailed(Exception):
    """A program of PostgreSQL's said no; the last line of what it said."""


def copy_sqlite(source: Path, target: Path, figures: Figures) -> Facts:
    """Copy a database in use into one file that is whole by itself; what it holds. Raises BackupFailed."""
    reading, writing = pysqlite3.dbapi2.connect(str(source)), pysqlite3.dbapi2.connect(str(target))
    try:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode=DELETE")
        (answer,) = writing.execute("PRAGMA integrity_check").fetchone()
    except pysqlite3.dbapi2.Error as error:
        raise BackupFailed(why=str(error)) from error
    finally:
        reading.close()
        writing.close()
    if answer != "ok":
        raise BackupFailed(why=answer)
    return facts_of_file(target, figures)


def facts_of_file(file: Path, figures: Figures) -> Facts:
    """What an SQLite file holds, when it is sound; raises sqlalchemy's errors."""
    with reading(sa.URL.create("sqlite", database=str(file))) as connection:
        if (answer := connection.scalar(sa.text("PRAGMA integrity_check"))) != "ok":
            raise sa.exc.DatabaseError(statement=None, params=None, orig=ValueError(answer))
        return facts_of(connection, figures)


@contextmanager
def reading(url: sa.URL) -> Iterator[sa.Connection]:
    """A connection of its own to any database; nothing stays open behind it."""
    lite = url.get_backend_name() == "sqlite"
    engine = sa.create_engine(url, **({"module": pysqlite3.dbapi2} if lite else {}))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def dump_postgresql(target: Path, figures: Figures) -> Facts:
    """Dump the database; what it holds at the very instant of the dump. Raises BackupFailed, ProgramMissing."""
    url = db.engine.url
    with db.engine.connect() as connection:  # begins read-only; the isolation is said before the first statement
        connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        snapshot = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
        facts = facts_of(connection, figures)
        try:
            run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", url=url)
            run("pg_restore", "--list", str(target), url=None)
        except ProgramFailed as failed:
            raise BackupFailed(why=str(failed)) from failed
    return facts


def restore_dump(dump: Path, url: sa.URL) -> None:
    """Pour a dump into an empty database; raises ProgramFailed, ProgramMissing."""
    plain = _plain(url)
    run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={plain}", str(dump), url=url, named=True)


@contextmanager
def maintaining(url: sa.URL) -> Iterator[sa.Connection]:
    """A connection from which databases beside this one are made, renamed and dropped."""
    engine = sa.create_engine(url.set(database=MAINTENANCE), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def run(program: str, *arguments: str, url: sa.URL | None, named: bool = False) -> None:
    """Run one of PostgreSQL's programs on the database; the password goes by the environment, never by the command line."""
    secret = {"PGPASSWORD": url.password} if url is not None and url.password else {}
    last = [_plain(url)] if url is not None and not named else []
    command = [_found(program), *arguments, *last]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | secret)  # noqa: S603
    if done.returncode:
        raise ProgramFailed((done.stderr.strip().splitlines() or ["no reason given"])[-1])


def _plain(url: sa.URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string()


def _found(program: str) -> str:
    """Where the program lies: beside pg_config's others, else on the PATH. Raises ProgramMissing."""
    if asks := shutil.which("pg_config"):
        folder = subprocess.run([asks, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
        if folder and (Path(folder) / program).exists():
            return str(Path(folder) / program)
    if found := shutil.which(program):
        return found
    raise ProgramMissing(program=program)
