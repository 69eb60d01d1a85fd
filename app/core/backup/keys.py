"""The keys, written apart from every backup under a passphrase: scrypt makes a key of it, AES-256-GCM seals."""

import base64
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.core.backup.refusals import KeyMissing, NoKeys, ShortPassphrase, Unreadable, Unwritable
from app.core.crypto import KEY_BYTES, NONCE_BYTES, keyring_of

FORMAT = 1
LEAST = 12
SALT_BYTES = 16
COST, BLOCK, LANES = 2**16, 8, 1  # 64 MiB and a fifth of a second: guessing is dear, opening isn't
MASTER = "master.key"
NAME = re.compile(r"[a-z]+\.key")
OWNER_ONLY = 0o600


def write_keys(out: Path, *, passphrase: str, folder: Path) -> str:
    """Seal the keys in `folder` into a new file; the name of the master key. Raises ShortPassphrase, Unwritable."""
    if len(passphrase) < LEAST:
        raise ShortPassphrase(least=LEAST)
    kept = {path.name: path.read_text().strip() for path in sorted(folder.glob("*.key"))}
    name = name_of(kept)
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    head = {"daiban_keys": FORMAT, "key": name, "cost": COST, "salt": _text(salt), "nonce": _text(nonce)}
    sealed = AESGCM(_stretched(passphrase, salt, COST)).encrypt(nonce, json.dumps(kept).encode(), _bound(head))
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except OSError:
        raise Unwritable(file=str(out)) from None
    with os.fdopen(handle, "w", encoding="utf-8") as writing:
        json.dump(head | {"sealed": _text(sealed)}, writing, indent=1)
    return name


def read_keys(file: Path, *, passphrase: str) -> dict[str, str]:
    """The keys in a file that `write_keys` wrote, by the names of their files. Raises Unreadable, NoKeys."""
    try:
        head = json.loads(file.read_text(encoding="utf-8"))
        sealed, nonce = _bytes(head.pop("sealed")), _bytes(head["nonce"])
        key = _stretched(passphrase, _bytes(head["salt"]), head["cost"])
        kept: dict[str, str] = json.loads(AESGCM(key).decrypt(nonce, sealed, _bound(head)))
        name_of(kept)
    except OSError:
        raise Unreadable(file=file.name) from None
    except (ValueError, KeyError, TypeError, AttributeError, InvalidTag, KeyMissing, MemoryError):
        raise NoKeys(file=file.name) from None
    return {name: text for name, text in kept.items() if NAME.fullmatch(name)}


def name_of(kept: Mapping[str, str]) -> str:
    """What the master key among these is called; raises KeyMissing when there is none."""
    if MASTER not in kept:
        raise KeyMissing(file="-", needed=MASTER, here="–")
    return keyring_of(bytes.fromhex(kept[MASTER])).name


def name_in(folder: Path) -> str | None:
    """What the master key in a folder is called; None when there is none."""
    file = folder / MASTER
    return name_of({MASTER: file.read_text().strip()}) if file.exists() else None


def put_keys(kept: Mapping[str, str], *, folder: Path, aside: Path) -> None:
    """Lay the keys into the folder; those that lay there before are set aside. Written beside and renamed, one by one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in kept.items():
        beside, file = folder / f".{name}.new", folder / name
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        with os.fdopen(handle, "w") as writing:
            writing.write(text)
        if file.exists() and file.read_text().strip() != text:
            (aside / "keys").mkdir(mode=0o700, parents=True, exist_ok=True)
            file.rename(aside / "keys" / name)
        beside.rename(file)


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    if cost > COST:
        raise ValueError(cost)
    return Scrypt(salt=salt, length=KEY_BYTES, n=cost, r=BLOCK, p=LANES).derive(passphrase.encode())


def _bound(head: Mapping[str, object]) -> bytes:
    return json.dumps(head, sort_keys=True).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
