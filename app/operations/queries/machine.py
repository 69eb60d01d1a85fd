"""What the disk says: room, keys, uploads, what set-up laid out, the certificate of https."""

import json
import os
import shutil
from pathlib import Path

from cryptography import x509

from app.config import ROOT
from app.core.crypto import KEY_BYTES
from app.core.settings import settings
from app.operations.rules import Certificate, Size, Store

FOR_OTHERS = 0o077
WORDS = ROOT / "app" / "translations" / "zh"


def store(instance: Path, *, needs_session_key: bool) -> Store:
    """The instance folder and what set-up laid out."""
    disk = shutil.disk_usage(instance)
    keys = [instance / "keys" / name for name in ("master.key", *(["session.key"] if needs_session_key else []))]
    return Store(
        disk=Size(disk.total),
        free=Size(disk.free),
        unreadable_keys=tuple(file.name for file in keys if not _is_key(file)),
        open_keys=tuple(file.name for file in keys if file.exists() and file.stat().st_mode & FOR_OTHERS),
        uploads_writable=_is_writable(instance / "uploads"),
        translations=_translations(),
        missing_files=_missing_files(Path(settings().lib_folder)),
    )


def certificate(file: str) -> Certificate | None:
    """The certificate in `file` (PEM, ours first); None when the setting names none."""
    if not file:
        return None
    try:
        (ours, *_) = x509.load_pem_x509_certificates(Path(file).read_bytes())
    except (OSError, ValueError):
        return Certificate(until=None)
    return Certificate(until=ours.not_valid_after_utc)


def _is_key(file: Path) -> bool:
    try:
        return len(bytes.fromhex(file.read_text().strip())) == KEY_BYTES
    except (OSError, ValueError):
        return False


def _is_writable(folder: Path) -> bool:
    """The folder is made with the first upload: until then the one above it is asked."""
    return os.access(folder if folder.exists() else folder.parent, os.W_OK | os.X_OK)


def _translations() -> str:
    made = WORDS / "LC_MESSAGES" / "messages.mo"
    if not made.exists():
        return "missing"
    newest = max((file.stat().st_mtime for file in WORDS.glob("*.po")), default=0.0)
    return "old" if newest > made.stat().st_mtime else "compiled"


def _missing_files(folder: Path) -> int:
    """How many of the files that set-up listed aren't there; all of them count as one when the list itself is missing."""
    index = folder / "index.json"
    if not index.exists():
        return 1
    return sum(not (folder / name).is_file() for name in json.loads(index.read_text()).values())
