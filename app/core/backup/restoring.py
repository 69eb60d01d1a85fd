"""Restoring a backup: everything is unpacked and compared beside, and only then takes its place. What was here is set aside."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pysqlite3.dbapi2
import sqlalchemy as sa

from app.core.backup import archive, databases, keys
from app.core.backup.facts import Facts, Figures, differences, facts_of
from app.core.backup.making import STAMP
from app.core.backup.manifest import DATABASES, Manifest
from app.core.backup.refusals import (
    FolderNotEmpty,
    IntoNeedsSqlite,
    InUse,
    KeyMissing,
    NotAsWritten,
    NotEmpty,
    OtherInstallation,
    OtherKind,
    RestoreFailed,
    Unreadable,
)
from app.core.clock import SHANGHAI
from app.core.db import db
from app.core.settings import settings

LITE = "daiban.db"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. `keys`: those of a file of keys, if one was given. `into`: another instance folder, else this one."""

    keys: Mapping[str, str] | None = None
    into: Path | None = None
    yes: bool = False
    other_installation: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands where now; `aside` is where the earlier database lies, if there was one."""

    manifest: Manifest
    into: str
    aside: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a backup goes: the instance folder, and the address of the database in it or elsewhere."""

    folder: Path
    url: sa.URL


def restore(file: Path, wanted: Wanted, *, now: dt.datetime, figures: Figures) -> Restored:
    """Restore a backup. Raises what `archive.check` raises and the refusals above; then nothing was changed."""
    manifest = archive.check(file)
    place = _place(wanted, manifest, file=file)
    present = _present(place, figures)
    _demand(file, manifest, wanted, place=place, present=present)
    stamp = f"{now.astimezone(SHANGHAI):{STAMP}}"
    try:
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".restoring-", dir=place.folder))
    except OSError as error:
        raise RestoreFailed(why=error.strerror or str(error)) from error
    try:
        archive.unpack(file, manifest, work)
        aside = place.folder / f"before-{stamp}"
        kept = _swap(work, manifest, place=place, present=present, aside=aside, figures=figures, file=file)
        _put_files(work, place.folder)
        if wanted.keys:
            keys.put_keys(wanted.keys, folder=place.folder / "keys", aside=aside)
    except (OSError, sa.exc.SQLAlchemyError, databases.ProgramFailed) as error:
        raise RestoreFailed(why=getattr(error, "strerror", None) or str(error).splitlines()[0]) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Restored(manifest, place.url.render_as_string(), kept)


def _place(wanted: Wanted, manifest: Manifest, *, file: Path) -> _Place:
    """Raises IntoNeedsSqlite, FolderNotEmpty, OtherKind."""
    if wanted.into is None:
        here = db.engine.url.get_backend_name()
        if here != manifest.database:
            raise OtherKind(file=file.name, kind=manifest.database, here=here)
        return _Place(settings().instance_folder, db.engine.url)
    if manifest.database != "sqlite":
        raise IntoNeedsSqlite
    if wanted.into.exists() and (not wanted.into.is_dir() or any(wanted.into.iterdir())):
        raise FolderNotEmpty(folder=str(wanted.into))
    return _Place(wanted.into, sa.URL.create("sqlite", database=str(wanted.into / LITE)))


def _present(place: _Place, figures: Figures) -> Facts | None:
    """What the database in this place holds; None when there is none, or none that can be read."""
    if place.url.get_backend_name() == "sqlite" and not Path(place.url.database or "").exists():
        return None
    try:
        with databases.reading(place.url) as connection:
            return facts_of(connection, figures)
    except sa.exc.SQLAlchemyError:
        return None


def _demand(file: Path, manifest: Manifest, wanted: Wanted, *, place: _Place, present: Facts | None) -> None:
    """Raises KeyMissing, OtherInstallation, NotEmpty."""
    lies_here = keys.name_of(wanted.keys) if wanted.keys else keys.name_in(place.folder / "keys")
    if lies_here != manifest.key:
        raise KeyMissing(file=file.name, needed=manifest.key, here=lies_here or "–")
    if present is not None and present.rows:
        if present.installation != manifest.facts.installation and not wanted.other_installation:
            raise OtherInstallation(file=file.name, theirs=manifest.facts.installation[:8], ours=present.installation[:8])
        if not wanted.yes:
            raise NotEmpty(rows=present.rows)
    unreadable = present is None and _is_something(place)
    if unreadable and not wanted.yes:
        raise Unreadable(file=place.url.database)


def _is_something(place: _Place) -> bool:
    """Whether bytes lie where the SQLite database should be: damaged or another program's, it is set aside with --yes only."""
    file = Path(place.url.database or "")
    return place.url.get_backend_name() == "sqlite" and file.exists() and file.stat().st_size > 0


def _swap(
    work: Path, manifest: Manifest, *, place: _Place, present: Facts | None, aside: Path, figures: Figures, file: Path
) -> str | None:
    copy = work / DATABASES[manifest.database]
    if manifest.database == "postgresql":
        return _swap_postgresql(copy, manifest, url=place.url, present=present, stamp=aside.name, figures=figures, file=file)
    compare(file, manifest, databases.facts_of_file(copy, figures))
    return _swap_sqlite(copy, Path(place.url.database or ""), aside=aside)


def compare(file: Path, manifest: Manifest, found: Facts) -> None:
    """Raises NotAsWritten, naming the first things that came out otherwise."""
    if wrong := differences(manifest.facts, found):
        raise NotAsWritten(file=file.name, what="、".join(wrong[:5]))


def _swap_sqlite(copy: Path, target: Path, *, aside: Path) -> str | None:
    db.session.remove()
    db.engine.dispose()
    if not target.exists():
        copy.rename(target)
        return None
    _demand_alone(target)
    aside.mkdir(mode=0o700)
    for path in sorted(target.parent.glob(f"{target.name}*")):  # with what a broken one left in its write-ahead log
        path.rename(aside / path.name)
    try:
        copy.rename(target)
    except OSError:
        for path in aside.iterdir():
            path.rename(target.parent / path.name)
        raise
    return str(aside / target.name)


def _demand_alone(target: Path) -> None:
    """Leaving the write-ahead log needs the database for oneself: so somebody who has it open is noticed. Raises InUse."""
    alone = pysqlite3.dbapi2.connect(str(target), timeout=0.5)
    try:
        alone.execute("PRAGMA journal_mode=DELETE")
    except pysqlite3.dbapi2.OperationalError as error:
        raise InUse from error
    except pysqlite3.dbapi2.DatabaseError:
        return  # what can't be read as a database isn't in use as one
    finally:
        alone.close()


def _swap_postgresql(
    copy: Path, manifest: Manifest, *, url: sa.URL, present: Facts | None, stamp: str, figures: Figures, file: Path
) -> str | None:
    """Pour into a new database beside, compare, and exchange the names."""
    db.session.remove()
    db.engine.dispose()
    name, suffix = url.database or "", stamp.removeprefix("before-").replace("-", "_")
    new, old = f"{name}_restoring_{suffix}", f"{name}_before_{suffix}"
    with databases.maintaining(url) as connection:
        _say(connection, "CREATE DATABASE {} TEMPLATE template0", new)
        try:
            databases.restore_dump(copy, url.set(database=new))
            with databases.reading(url.set(database=new)) as found:
                compare(file, manifest, facts_of(found, figures))
            _exchange(connection, name=name, new=new, old=old)
        except BaseException:
            _say(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", new)
            raise
        if present is None or not present.rows:
            _say(connection, "DROP DATABASE {}", old)
            return None
    return old


def _exchange(connection: sa.Connection, *, name: str, new: str, old: str) -> None:
    try:
        _say(connection, "ALTER DATABASE {} RENAME TO {}", name, old)
    except sa.exc.OperationalError as error:
        raise InUse from error
    try:
        _say(connection, "ALTER DATABASE {} RENAME TO {}", new, name)
    except BaseException:
        _say(connection, "ALTER DATABASE {} RENAME TO {}", old, name)
        raise


def _say(connection: sa.Connection, statement: str, *names: str) -> None:
    quoted = [connection.dialect.identifier_preparer.quote(name) for name in names]
    connection.exec_driver_sql(statement.format(*quoted))


def _put_files(work: Path, folder: Path) -> None:
    """Uploads are named by their content: those that are missing are added. Settings stay as they are where there are some."""
    for path in sorted((work / "uploads").rglob("*")):
        target = folder / path.relative_to(work)
        if path.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
    written, here = work / "config.toml", folder / "config.toml"
    if written.exists() and not here.exists():
        written.rename(here)
