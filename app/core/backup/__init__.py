"""One file that holds everything but the keys; restoring it; proving that it can be restored.

A backup is a ZIP that any program opens. Its comment holds the SHA-256 of all that stands before, so that a file cut short and
one with a single changed byte are both known at once. `manifest.json` says what is inside, down to the rows of every table.
"""

from app.core.backup.archive import check
from app.core.backup.facts import Figures
from app.core.backup.keys import read_keys, write_keys
from app.core.backup.making import Kept, backups, make_backup, rotate
from app.core.backup.manifest import Manifest
from app.core.backup.proving import prove
from app.core.backup.refusals import BackupFailed
from app.core.backup.restoring import Restored, Wanted, restore

__all__ = [
    "BackupFailed",
    "Figures",
    "Kept",
    "Manifest",
    "Restored",
    "Wanted",
    "backups",
    "check",
    "make_backup",
    "prove",
    "read_keys",
    "restore",
    "rotate",
    "write_keys",
]
