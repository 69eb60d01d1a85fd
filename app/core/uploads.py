"""Pictures that people send: drawn anew without their metadata, kept under their SHA-256 in instance/uploads/."""

import hashlib
import io
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from PIL import Image, ImageOps, UnidentifiedImageError

from app.core.errors import Invalid
from app.core.named import N_

LONGEST_SIDE = 1600
QUALITY = 80
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")  # what phones and browsers make; nothing that runs a program of its own
BROKEN = (  # all that Pillow raises over bytes that only pretend
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class NotAPicture(Invalid):
    code = "uploads.not_a_picture"
    says = N_("The file is not a picture that can be read.")
    field = "photos"


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture as it is kept: its SHA-256 in hex, and its length in bytes."""

    sha256: str
    bytes_long: int


def redrawn(raw: bytes) -> bytes:
    """The picture as JPEG, upright, at most 1,600 pixels long, with no metadata (no place, no device); raises NotAPicture.

    What was transparent becomes white: a signature is drawn on nothing.
    """
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except BROKEN:
        raise NotAPicture from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def keep(raw: bytes) -> Kept:
    """Redraw and keep, the same picture once. Written beside and renamed: a half-written file never has its name."""
    picture = redrawn(raw)
    sha256 = hashlib.sha256(picture).hexdigest()
    file = path_of(sha256)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(f".{os.getpid()}")
        beside.write_bytes(picture)
        beside.rename(file)
    return Kept(sha256, len(picture))


def digest(raw: bytes) -> str:
    """SHA-256 in hex of a picture as it arrived: what makes two sendings the same."""
    return hashlib.sha256(raw).hexdigest()


def path_of(sha256: str) -> Path:
    """Where a kept picture lies."""
    folder: Path = current_app.config["SETTINGS"].instance_folder / "uploads"
    return folder / sha256[:2] / f"{sha256}.jpg"
