"""The proof: the newest backup is restored into a temporary place and compared with what it says of itself."""

import datetime as dt
import secrets
import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa

from app.core.backup import archive, databases
from app.core.backup.facts import Figures, facts_of
from app.core.backup.making import backups
from app.core.backup.manifest import DATABASES, Manifest
from app.core.backup.refusals import RestoreFailed
from app.core.backup.restoring import compare
from app.core.db import db
from app.core.errors import Refusal
from app.core.pages import sentence
from app.core.settings import settings


def prove(folder: Path, *, now: dt.datetime, figures: Figures) -> dict[str, object]:
    """What came of restoring the newest backup: `ok`, the file, its rows, and `why` in words when it failed."""
    newest = next(iter(backups(folder)), None)
    if newest is None:
        return {"ok": False, "at": now.isoformat(), "file": None, "why": "there is no backup"}
    try:
        manifest = archive.check(newest.file)
        _restore_aside(newest.file, manifest, figures=figures)
    except Refusal as refusal:
        return {"ok": False, "at": now.isoformat(), "file": newest.file.name, "why": sentence(refusal)}
    rows = sum(manifest.facts.tables.values())
    return {"ok": True, "at": now.isoformat(), "file": newest.file.name, "rows": rows, "tables": len(manifest.facts.tables)}


def _restore_aside(file: Path, manifest: Manifest, *, figures: Figures) -> None:
    """Raises Damaged, NotAsWritten, RestoreFailed."""
    work = None
    try:
        work = Path(tempfile.mkdtemp(prefix=".proof-", dir=settings().instance_folder))
        archive.unpack(file, manifest, work)
        copy = work / DATABASES[manifest.database]
        if manifest.database == "sqlite":
            compare(file, manifest, databases.facts_of_file(copy, figures))
        else:
            _pour_aside(file, copy, manifest, figures=figures)
    except (OSError, sa.exc.SQLAlchemyError, databases.ProgramFailed) as error:
        raise RestoreFailed(why=getattr(error, "strerror", None) or str(error).splitlines()[0]) from error
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)


def _pour_aside(file: Path, copy: Path, manifest: Manifest, *, figures: Figures) -> None:
    """Into a database beside, which is dropped again: whoever owns ours must be allowed to make one (CREATEDB)."""
    url = db.engine.url
    name = f"{url.database}_proof_{secrets.token_hex(4)}"
    with databases.maintaining(url) as connection:
        quoted = connection.dialect.identifier_preparer.quote(name)
        connection.exec_driver_sql(f"CREATE DATABASE {quoted} TEMPLATE template0")
        try:
            databases.restore_dump(copy, url.set(database=name))
            with databases.reading(url.set(database=name)) as found:
                compare(file, manifest, facts_of(found, figures))
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {quoted} WITH (FORCE)")
