"""Tiles of a base map in one file: MBTiles 1.3 (github.com/mapbox/mbtiles-spec), pictures only. Web Mercator of WGS 84.

For a screen that is CGCS2000 as well: the two differ by less than a metre.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

KINDS = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
FARTHEST, NEAREST = 0, 22
LONGEST_SOURCE = 200
_TAG = re.compile(r"<[^>]*>")


class NoTileFile(Exception):
    """A file from which no tiles can be served. The text is the rest of a sentence that begins with the file's name."""


@dataclass(frozen=True, slots=True)
class TileFile:
    """What a file of tiles says of itself: the pictures' media type, whose they are (plain text), its zooms."""

    path: Path
    media_type: str
    source: str
    farthest: int
    nearest: int


def tile_file(path: Path) -> TileFile:
    """Read what the file says of itself. Raises NoTileFile."""
    if not path.is_file():
        raise NoTileFile("does not exist")
    try:
        with _opened(path) as file:
            said = {str(name): str(value) for name, value in file.execute("SELECT name, value FROM metadata")}
            file.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles LIMIT 1").fetchone()
    except sqlite3.Error as bad:
        raise NoTileFile(f"is no MBTiles file ({bad})") from bad
    kind = said.get("format", "").lower()
    if kind not in KINDS:
        raise NoTileFile(f"holds tiles of the format {kind!r}: only png, jpg and webp can be shown")
    source = " ".join(unescape(_TAG.sub("", said.get("attribution", ""))).split())[:LONGEST_SOURCE]
    return TileFile(path, KINDS[kind], source, _zoom(said, "minzoom", FARTHEST), _zoom(said, "maxzoom", NEAREST))


def tile(file: TileFile, *, z: int, x: int, y: int) -> bytes | None:
    """A tile's picture, y counted from the north as browsers do (the file counts from the south); None where there is none.

    Raises ValueError for a place that no tile can have.
    """
    if not 0 <= z <= NEAREST or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise ValueError(f"no tile can be at {z}/{x}/{y}")
    place = (z, x, 2**z - 1 - y)
    with _opened(file.path) as opened:
        asked = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
        found = opened.execute(asked, place).fetchone()
    return None if found is None else bytes(found[0])


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """For reading only: opened for each question, so that threads share nothing and the file may be replaced."""
    file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        yield file
    finally:
        file.close()


def _zoom(said: dict[str, str], name: str, otherwise: int) -> int:
    text = said.get(name, "")
    return min(int(text), NEAREST) if text.isdecimal() else otherwise
