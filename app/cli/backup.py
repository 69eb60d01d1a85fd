"""flask backup: one file that holds everything, whether it is whole, getting it back, and the keys apart from it."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.cli.door import as_json, refusing, show
from app.core import backup, clock
from app.core.backup import Manifest, Wanted, archive
from app.core.backup.refusals import Unreadable
from app.core.settings import settings
from app.ledger import queries as ledger

group = AppGroup("backup", help="Backups.")
FILE = click.Path(path_type=Path)
the_file = click.argument("file", type=FILE)
the_passphrase = click.option(
    "--passphrase-file", type=FILE, help="Read the passphrase from the first line of this file instead of asking."
)


@group.command("create")
@click.option("--out", type=FILE, help="A folder elsewhere; the backups there are left as they are.")
@as_json
@refusing
def create(out: Path | None, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Make a backup now: database, uploads and settings in one file, without keys and secrets."""
    file = backup.make_backup(out or settings().backups, now=clock.now(), figures=ledger.sums)
    facts = {"file": str(file), "bytes": file.stat().st_size}
    plain = gettext("The backup lies in %(file)s. The keys are not in it: flask backup keys writes them apart.", file=str(file))
    show(facts, as_json=as_json, plain=plain)


@group.command("verify")
@the_file
@as_json
@refusing
def verify(file: Path, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Say whether a backup is whole, byte by byte, and what is in it."""
    manifest = archive.check(file)
    archive.check_files(file, manifest)
    plain = gettext(
        "%(file)s is whole: made %(made_at)s, %(rows)s rows in %(tables)s tables, %(files)s files, key %(key)s.",
        file=file.name,
        **_in_short(manifest),
    )
    show({"ok": True, **manifest.as_json()}, as_json=as_json, plain=plain)


@group.command("restore")
@the_file
@click.option("--keys", "keys_file", type=FILE, help="The file of keys that `backup keys` wrote, where the key isn't here.")
@the_passphrase
@click.option("--into", type=FILE, help="Another instance folder, empty or not there yet, instead of this one.")
@click.option("--yes", is_flag=True, help="Also over a database that holds something; it is set aside.")
@click.option("--other-installation", is_flag=True, help="Also when the backup is of another installation.")
@as_json
@refusing
def restore(file: Path, keys_file: Path | None, passphrase_file: Path | None, as_json: bool, **said: Any) -> None:  # noqa: FBT001  click's flag
    """Restore a backup. Stop Daiban before; afterwards `flask db upgrade` brings older tables up to date."""
    keys = backup.read_keys(keys_file, passphrase=_passphrase(passphrase_file, anew=False)) if keys_file else None
    done = backup.restore(file, Wanted(keys=keys, **said), now=clock.now(), figures=ledger.sums)
    aside = gettext("What was here before lies in %(aside)s.", aside=done.aside) if done.aside else ""
    plain = gettext("%(file)s is restored: %(rows)s rows in %(tables)s tables.", file=file.name, **_in_short(done.manifest))
    show({"restored": file.name, "into": done.into, "aside": done.aside}, as_json=as_json, plain=f"{plain} {aside}".strip())


@group.command("keys")
@click.option("--out", type=FILE, required=True, help="The new file.")
@the_passphrase
@as_json
@refusing
def keys(out: Path, passphrase_file: Path | None, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Write the keys into a file of their own, sealed under a passphrase. Keep it apart from the backups."""
    passphrase = _passphrase(passphrase_file, anew=True)
    name = backup.write_keys(out, passphrase=passphrase, folder=settings().instance_folder / "keys")
    plain = gettext("The key %(key)s lies sealed in %(file)s. Without its passphrase nobody opens it.", key=name, file=str(out))
    show({"file": str(out), "key": name}, as_json=as_json, plain=plain)


def _passphrase(file: Path | None, *, anew: bool) -> str:
    if file is None:
        asked: str = click.prompt(gettext("Passphrase"), hide_input=True, confirmation_prompt=anew, err=True)
        return asked
    try:
        return (file.read_text(encoding="utf-8").splitlines() or [""])[0]
    except (OSError, UnicodeDecodeError):
        raise Unreadable(file=str(file)) from None


def _in_short(manifest: Manifest) -> dict[str, object]:
    facts = manifest.facts
    return {
        "made_at": manifest.made_at,
        "rows": sum(facts.tables.values()),
        "tables": len(facts.tables),
        "files": len(manifest.files),
        "key": manifest.key,
    }
