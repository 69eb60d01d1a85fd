"""Sealing what must not be read in a copied database: AES-256-GCM, and a keyed index for exact matches.

The key lies in `instance/keys/`, apart from the database and its backup. Its bytes are derived once per purpose (HKDF-SHA-256).
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app

NONCE_BYTES = 12
KEY_BYTES = 32
NAME_BYTES = 4


class WrongKey(Exception):
    """What is sealed doesn't open: another installation's key, or altered bytes."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of an installation. `name` tells one installation's keys from another's, and gives nothing of them away."""

    sealing: bytes
    indexing: bytes
    signing: bytes
    name: str


def keyring_of(master: bytes) -> Keyring:
    """Derive the keys from the master key (32 bytes)."""
    return Keyring(
        sealing=_derived(master, b"daiban sealing"),
        indexing=_derived(master, b"daiban index"),
        signing=_derived(master, b"daiban signing"),
        name=_derived(master, b"daiban name of the key")[:NAME_BYTES].hex(),
    )


def kept_key(file: Path) -> bytes:
    """The key in `file` (32 bytes, written in hex); made at the first start, readable by its owner only.

    Written beside and linked: of two processes that start together one makes it, and nobody ever reads half a key.
    """
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = file.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_hex(KEY_BYTES))
        with suppress(FileExistsError):
            os.link(beside, file)
        beside.unlink()
    return bytes.fromhex(file.read_text().strip())


def init_crypto(app: Flask, folder: Path) -> None:
    """Load the master key from `folder`."""
    app.extensions["keyring"] = keyring_of(kept_key(folder / "master.key"))


def seal(text: str, *, purpose: str) -> bytes:
    """Encrypt. `purpose` ("resident.id_number") is bound in: what was sealed for one column opens in no other."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_keys().sealing).encrypt(nonce, text.encode(), purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> str:
    """Decrypt; raises WrongKey."""
    try:
        plain = AESGCM(_keys().sealing).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
    except InvalidTag as bad:
        raise WrongKey(purpose) from bad
    return plain.decode()


def index_of(text: str, *, purpose: str) -> str:
    """The exact-match index of a value: HMAC-SHA-256 in hex. Normalise before (upper case, 18 digits, no blanks)."""
    return hmac.new(_keys().indexing, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def sign(text: str, *, purpose: str) -> str:
    """HMAC-SHA-256 in hex by a key of its own: whoever can write into the database still can't forge it."""
    return hmac.new(_keys().signing, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def is_signed(text: str, signature: str, *, purpose: str) -> bool:
    """Whether `sign` made this signature, with the key that lies here."""
    return hmac.compare_digest(sign(text, purpose=purpose), signature)


def key_name() -> str:
    """What tells the key that lies here from others: 8 hex digits."""
    return _keys().name


def _keys() -> Keyring:
    keys: Keyring = current_app.extensions["keyring"]
    return keys


def _derived(master: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)
