"""A file of tiles: counted from the north, only pictures, and one sentence when it is none."""

import sqlite3
from pathlib import Path

import pytest

from maps import mbtiles
from maps.mbtiles import NoTileFile

PICTURE = b"\x89PNG\r\n\x1a\n north"


def a_file(path: Path, **metadata: str) -> Path:
    """Two tiles of zoom 1, north west and south west; the file counts rows from the south."""
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE metadata (name text, value text)")
        file.execute("CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
        said = {"format": "png", "attribution": "<a href='https://x.example'>县测绘 &amp; 乡里</a>", "maxzoom": "14"} | metadata
        file.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
        file.executemany("INSERT INTO tiles VALUES (1, 0, ?, ?)", [(1, PICTURE), (0, b"south")])
    file.close()
    return path


def test_rows_are_counted_from_the_north(tmp_path: Path) -> None:
    file = mbtiles.tile_file(a_file(tmp_path / "a b?.mbtiles"))
    assert mbtiles.tile(file, z=1, x=0, y=0) == PICTURE
    assert mbtiles.tile(file, z=1, x=0, y=1) == b"south"
    assert mbtiles.tile(file, z=1, x=1, y=0) is None


def test_it_says_whose_it_is_as_plain_text_and_how_near_it_goes(tmp_path: Path) -> None:
    file = mbtiles.tile_file(a_file(tmp_path / "one.mbtiles"))
    assert (file.source, file.media_type, file.farthest, file.nearest) == ("县测绘 & 乡里", "image/png", 0, 14)
    odd = mbtiles.tile_file(a_file(tmp_path / "odd.mbtiles", format="jpg", maxzoom="many", minzoom="3"))
    assert (odd.media_type, odd.farthest, odd.nearest) == ("image/jpeg", 3, 22)


@pytest.mark.parametrize(("z", "x", "y"), [(1, 2, 0), (1, 0, 2), (23, 0, 0), (-1, 0, 0), (1, -1, 0)])
def test_no_tile_can_be_there(tmp_path: Path, z: int, x: int, y: int) -> None:
    file = mbtiles.tile_file(a_file(tmp_path / "one.mbtiles"))
    with pytest.raises(ValueError, match="no tile can be at"):
        mbtiles.tile(file, z=z, x=x, y=y)


def test_what_is_no_file_of_pictures_is_refused_in_words(tmp_path: Path) -> None:
    text = tmp_path / "text.mbtiles"
    text.write_text("no database at all, but some text that is long enough")
    sqlite3.connect(tmp_path / "empty.mbtiles").close()
    for path, said in [
        (tmp_path / "none.mbtiles", "does not exist"),
        (tmp_path, "does not exist"),
        (text, "is no MBTiles file"),
        (tmp_path / "empty.mbtiles", "is no MBTiles file|does not exist"),
        (a_file(tmp_path / "lines.mbtiles", format="pbf"), "only png, jpg and webp"),
    ]:
        with pytest.raises(NoTileFile, match=said):
            mbtiles.tile_file(path)
