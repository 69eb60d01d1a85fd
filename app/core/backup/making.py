"""Making a backup: written beside and renamed, so that a file with a backup's name is whole."""

import datetime as dt
import json
import os
import re
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app.config import SECRET
from app.core import crypto
from app.core.backup import archive, databases
from app.core.backup.facts import Facts, Figures
from app.core.backup.manifest import DATABASES, Manifest, version
from app.core.backup.refusals import BackupFailed
from app.core.backup.rotation import stay
from app.core.clock import SHANGHAI
from app.core.db import db
from app.core.settings import settings

PATTERN = re.compile(r"daiban-(\d{8}-\d{6})\.zip")
STAMP = "%Y%m%d-%H%M%S"
HALF_WRITTEN = re.compile(r"\.\d+")  # an upload that is being written: its name ends in a process's number


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup as it lies in its folder."""

    file: Path
    made_at: dt.datetime
    bytes_long: int


def make_backup(folder: Path, *, now: dt.datetime, figures: Figures) -> Path:
    """Make a backup named after this moment; the file. Raises BackupFailed, ProgramMissing; nothing is left of a failed one."""
    file = folder / f"daiban-{now.astimezone(SHANGHAI):{STAMP}}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".backup-", dir=folder))
    except OSError as error:
        raise BackupFailed(why=error.strerror or str(error)) from error
    try:
        _write(work / file.name, now=now, figures=figures, work=work)
        (work / file.name).rename(file)
    except (OSError, zipfile.LargeZipFile, sa.exc.SQLAlchemyError) as error:
        raise BackupFailed(why=getattr(error, "strerror", None) or str(error)) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return file


def backups(folder: Path) -> list[Kept]:
    """The backups in a folder, newest first."""
    found = [(path, PATTERN.fullmatch(path.name)) for path in folder.glob("daiban-*.zip")]
    kept = [Kept(path, _moment(match[1]), path.stat().st_size) for path, match in found if match]
    return sorted(kept, key=lambda one: one.made_at, reverse=True)


def rotate(folder: Path, *, now: dt.datetime, daily: int, weekly: int, monthly: int) -> int:
    """Delete the backups whose time is over; how many."""
    there = backups(folder)
    kept = stay([one.made_at for one in there], now=now, daily=daily, weekly=weekly, monthly=monthly)
    over = [one for one in there if one.made_at not in kept]
    for one in over:
        one.file.unlink()
    return len(over)


def _write(file: Path, *, now: dt.datetime, figures: Figures, work: Path) -> None:
    kind = db.engine.dialect.name
    copy = work / DATABASES[kind]
    facts = _copied(copy, figures)
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as out, zipfile.ZipFile(out, "w", allowZip64=True) as packing:
        files = {name: archive.add(packing, name, source) for name, source in _sources(copy, work)}
        manifest = Manifest(version(), now.astimezone(dt.UTC).isoformat(), kind, crypto.key_name(), facts, files)
        archive.finish(file, packing, manifest, flush=out.flush)
        os.fsync(out.fileno())


def _copied(copy: Path, figures: Figures) -> Facts:
    if db.engine.dialect.name == "postgresql":
        return databases.dump_postgresql(copy, figures)
    return databases.copy_sqlite(Path(db.engine.url.database or ""), copy, figures)


def _sources(copy: Path, work: Path) -> Iterator[tuple[str, Path]]:
    """What goes in, by its name inside: the copy, then what was uploaded by the time of the copy or since, then the settings."""
    instance = settings().instance_folder
    yield copy.name, copy
    for path in sorted((instance / "uploads").rglob("*")):
        if path.is_file() and not HALF_WRITTEN.fullmatch(path.suffix):
            yield path.relative_to(instance).as_posix(), path
    written = instance / "config.toml"
    if written.exists():
        plain = work / written.name
        plain.write_text(_without_secrets(written.read_text(encoding="utf-8")), encoding="utf-8")
        yield written.name, plain


def _without_secrets(text: str) -> str:
    said = tomllib.loads(text)
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in said.items() if name not in SECRET)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, STAMP).replace(tzinfo=SHANGHAI).astimezone(dt.UTC)
