"""A copy of the database while it is in use, into instance/backups/. Keys are never in it.

SQLite: its online backup, then a check of the copy. PostgreSQL: pg_dump in its own format, read back by pg_restore --list.
Each is written beside and renamed, so that a file with a backup's name is whole.
"""

import datetime as dt
import os
import shutil
import subprocess
from pathlib import Path

import pysqlite3.dbapi2
import sqlalchemy as sa

from app.core.clock import SHANGHAI
from app.core.db import db
from app.core.errors import Refusal
from app.core.named import N_

KEPT = 14


class BackupFailed(Refusal):
    code = "backup.failed"
    status = 500
    is_impersonal = True
    says = N_("The backup failed: %(why)s. The older ones are kept.")


def make_backup(folder: Path, *, now: dt.datetime) -> Path:
    """Make a backup named after this moment; keep the newest 14; the file. Raises BackupFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    url = db.engine.url
    lite = url.get_backend_name() == "sqlite"
    file = folder / f"daiban-{now.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.{'db' if lite else 'dump'}"
    beside = file.with_suffix(".part")
    beside.unlink(missing_ok=True)
    try:
        _copy_sqlite(Path(url.database or ""), beside) if lite else _dump_postgresql(url, beside)
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)
    for old in backups(folder)[KEPT:]:
        old.unlink()
    return file


def backups(folder: Path) -> list[Path]:
    """The backups, newest first."""
    return sorted([*folder.glob("daiban-*.db"), *folder.glob("daiban-*.dump")], key=lambda file: file.stem, reverse=True)


def last_backup(folder: Path) -> dt.datetime | None:
    """When the newest backup was made, by its name; None where there is none."""
    newest = next(iter(backups(folder)), None)
    if newest is None:
        return None
    return dt.datetime.strptime(newest.stem[len("daiban-") :][:15], "%Y%m%d-%H%M%S").replace(tzinfo=SHANGHAI).astimezone(dt.UTC)


def _copy_sqlite(source: Path, target: Path) -> None:
    reading, writing = pysqlite3.dbapi2.connect(str(source)), pysqlite3.dbapi2.connect(str(target))
    try:
        reading.backup(writing)
        (answer,) = writing.execute("PRAGMA integrity_check").fetchone()
    except pysqlite3.dbapi2.Error as error:
        raise BackupFailed(why=str(error)) from error
    finally:
        reading.close()
        writing.close()
    if answer != "ok":
        raise BackupFailed(why=answer)


def _dump_postgresql(url: sa.URL, target: Path) -> None:
    if shutil.which("pg_dump") is None:
        raise BackupFailed(why="pg_dump is not installed here")
    secret = {"PGPASSWORD": url.password} if url.password else {}
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    for command in (["pg_dump", "--format=custom", f"--file={target}", plain], ["pg_restore", "--list", str(target)]):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | secret)  # noqa: S603
        if done.returncode:
            raise BackupFailed(why=(done.stderr.strip().splitlines() or ["no reason given"])[-1])
