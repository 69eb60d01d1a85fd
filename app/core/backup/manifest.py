"""What a backup says of itself."""

import dataclasses
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from alembic.script import ScriptDirectory
from alembic.util import CommandError

from app.config import ROOT
from app.core.backup.facts import Facts
from app.core.backup.refusals import Damaged, NewerFormat

FORMAT = 1
NAME = "manifest.json"
DATABASES = {"sqlite": "database.db", "postgresql": "database.dump"}


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the backup."""

    sha256: str
    bytes_long: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`key` names the key that opens what is sealed inside; the key itself is never in a backup. `made_at`: ISO, UTC."""

    version: str
    made_at: str
    database: str
    key: str
    facts: Facts
    files: Mapping[str, Member]

    def as_json(self) -> dict[str, object]:
        return {"format": FORMAT, **dataclasses.asdict(self)}


def read(text: str, *, file: str) -> Manifest:
    """A manifest from its JSON; raises NewerFormat, Damaged."""
    try:
        said = json.loads(text)
        if said["format"] > FORMAT:
            raise NewerFormat(file=file, version=said.get("version", "?"), revision=said.get("facts", {}).get("revision", "?"))
        facts = said["facts"] | {"seal": tuple(said["facts"]["seal"]) if said["facts"]["seal"] else None}
        return Manifest(
            version=said["version"],
            made_at=said["made_at"],
            database=said["database"],
            key=said["key"],
            facts=Facts(**facts),
            files={name: Member(**member) for name, member in said["files"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as bad:
        raise Damaged(file=file) from bad


def check_age(manifest: Manifest, *, file: str) -> None:
    """Raises NewerFormat when the tables are of a revision that is not known here."""
    try:
        _history().get_revision(manifest.facts.revision)
    except CommandError:
        raise NewerFormat(file=file, version=manifest.version, revision=manifest.facts.revision) from None


@cache
def version() -> str:
    """The application's version."""
    said: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return said


@cache
def _history() -> ScriptDirectory:
    return ScriptDirectory(str(ROOT / "migrations"))
